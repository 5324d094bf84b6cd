"""diagnose: what keeps a model from learning, in a sentence each."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...engine.value import Value
from ...errors import RecordingError
from ...inputs import shown
from ...nn.module import Module
from ...optim import Optimizer
from ..objective import Objective, state_objective
from ..step_engines import ScalarEngine, StepEngine, TapeEngine
from ..watching.watcher import paths_of
from .checks import CHECKS
from .examined import Examined
from .findings import Finding, Illness


@dataclass(frozen=True)
class Diagnosis:
    """What was found; true where nothing was.

    Attributes:
        findings: what is wrong, each with its cure.
    """

    findings: tuple[Finding, ...] = ()

    @property
    def illnesses(self) -> list[Illness]:
        """What was found, by name."""
        return [finding.illness for finding in self.findings]

    def __add__(self, later: "Diagnosis") -> "Diagnosis":
        """Join two: of each illness the first that was found."""
        more = [each for each in later.findings if each.illness not in self.illnesses]
        return Diagnosis((*self.findings, *more))

    def __bool__(self) -> bool:
        return not self.findings

    def __str__(self) -> str:
        if not self.findings:
            return "nothing found that keeps this model from learning"
        return "\n".join(f"{each.illness}: {each.sentence}" for each in self.findings)

    def _repr_html_(self) -> str:
        lines = [
            f"<li><b>{each.illness}</b>: {html.escape(each.sentence)}</li>"
            for each in self.findings
        ]
        return f"<ul>{''.join(lines)}</ul>" if lines else f"<p>{self}</p>"


def diagnose(
    model: Module,
    X: Any,
    y: Any,
    loss: str | Callable[[Any, Any], Value] = "mse",
    optimizer: Optimizer | None = None,
) -> Diagnosis:
    """Say what keeps a model from learning, before training, in between or after it.

    It looks for parameters that the loss does not reach, gradients that were not cleared, dead and
    saturated units, vanishing and exploding gradients, a learning rate that is too high for the
    curvature, a constant output, inputs that are not scaled, labels that do not fit the loss and
    units that are equal. It says nothing where a healthy run could look the same. No parameter and
    no gradient is changed.

    Arguments:
        model: what is trained, as for `fit`.
        X: inputs (n, columns), a data frame too.
        y: labels (n,), or numbers (n,) or (n, outputs).
        loss: its name, or a function, as for `fit`.
        optimizer: how it is going to be trained, to judge the learning rate; None leaves that out.

    Raises:
        TypeError, ValueError: for data and settings that do not fit, as `fit` does.

    >>> from micrograd_plus import datasets, nn
    >>> X, y = datasets.moons(100, seed=0)
    >>> model = nn.MLP(2, [8, 1], activation="tanh", seed=0)
    >>> print(diagnose(model, X, y, "hinge"))
    nothing found that keeps this model from learning
    >>> print(diagnose(model, 1000 * X, y, "hinge"))  # doctest: +ELLIPSIS
    scale: column 0 of X has numbers of about ...
    """
    if optimizer is not None and not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"optimizer is a recipe such as optim.SGD(lr=0.1), here is {shown(optimizer)}"
        )
    objective = state_objective(model, X, y, loss, None, 0)
    parameters = list(model.parameters())
    engine: StepEngine
    try:
        engine = TapeEngine(objective, parameters)
    except RecordingError:
        engine = ScalarEngine(objective, parameters)
    return look_at(model, objective, engine, optimizer)


def look_at(
    model: Module, objective: Objective, engine: StepEngine, optimizer: Optimizer | None
) -> Diagnosis:
    """Do as `diagnose` does with what training has at hand."""
    paths = paths_of(model, list(model.parameters()))
    seen = Examined(model, objective, engine, paths, optimizer)
    return Diagnosis(tuple([finding for check in CHECKS for finding in check(seen)]))
