"""A model as it is looked at: its loss, gradients, outputs and units over all rows."""

import contextlib
from dataclasses import dataclass, field
from functools import cached_property

from ...arrays import np
from ...engine.staleness import ordered
from ...engine.value import Value
from ...graph import toposort
from ...nn.layers import Neuron
from ...nn.module import Module, parts_of
from ...optim import Optimizer
from ..objective import Objective
from ..step_engines import StepEngine
from ..watching.frames import Run
from ..watching.layers import layer_at
from ..watching.parameters import Gradients
from ..watching.units import UnitCounts

# How often a vector is multiplied by the Hessian, and how far the gradient is looked at for it.
TURNS, REACH = 12, 1e-4
# So many rows tell the size of a layer's gradient.
ROWS = 32


@dataclass
class Examined:
    """What the checks read; the parameters are as they were when it has been read.

    Attributes:
        model: what is trained.
        objective: what it is to learn.
        engine: computes loss and gradient.
        paths: where each parameter is.
        optimizer: how it is going to be trained; None if nobody has said.
        loss: the mean over all rows.
        gradient: of that, by the parameters of the engine.
        outputs: of the model (outputs, rows).
        layers: the size of the gradient in each, the root mean square over parameters and some
            rows, first layer first.
    """

    model: Module
    objective: Objective
    engine: StepEngine
    paths: dict[Value, str]
    optimizer: Optimizer | None
    loss: float = field(init=False)
    gradient: np.ndarray = field(init=False)
    outputs: np.ndarray = field(init=False)
    layers: dict[str, float] = field(init=False)

    def __post_init__(self) -> None:
        source = Gradients(Run(self.paths, self.objective, self.engine))
        with self.engine.errors():
            self.loss, outputs = self.engine.step(None)
            self.gradient, self.outputs = self.engine.gradient.copy(), outputs.copy()
            # Row by row, since those of different rows may be about each other's opposite.
            for row in self._some:
                self.engine.step(np.array([row]))
                source.note_step()
        self.layers = dict(zip(source.watched.about, source.frame().tolist(), strict=True))

    @cached_property
    def slopes(self) -> dict[Value, float]:
        """The gradient by each parameter that the loss reaches."""
        return dict(zip(self.engine.parameters, self.gradient.tolist(), strict=True))

    @cached_property
    def first_row(self) -> list[Value]:
        """The loss of the first row, then the outputs for it, with their graph."""
        return self._results(0)

    def _results(self, row: int) -> list[Value]:
        ((inputs, target),) = self.objective.training.at([row]).given()
        return self.objective.results(inputs, target)

    @cached_property
    def _some(self) -> list[int]:
        """Rows from the first to the last."""
        count = len(self.objective.training.inputs)
        rows: list[int] = np.linspace(0, count - 1, min(ROWS, count)).astype(int).tolist()
        return rows

    @cached_property
    def reached(self) -> set[Value]:
        """The parameters that a gradient of the loss can come to, for one of some rows."""

        def receiving(node: Value) -> list[Value]:
            if node.rule is None:
                return []
            rule = node.rule
            return [x for slot, x in enumerate(node.operands) if rule.partial(slot) is not None]

        missing = set(self.paths)
        for row in self._some:
            if missing:
                found: list[Value] = toposort(self._results(row)[0], receiving)
                missing.difference_update(found)
        return self.paths.keys() - missing

    @cached_property
    def units(self) -> list[tuple[str, int, int, int]]:
        """For each layer with an activation: name, units, how many dead, how many saturated."""
        with contextlib.suppress(ValueError):
            counts = UnitCounts(Run(self.paths, self.objective, self.engine))
            names, sizes = counts.watched.about
            dead, saturated = counts.frame().tolist()
            return list(zip(names, sizes, dead, saturated, strict=True))
        return []

    @cached_property
    def activation(self) -> str:
        """What bends the units of the first layer, such as `relu`."""
        names = [node.rule.name for node in ordered(self.first_row[0]) if node.rule is not None]
        return next((name for name in names if name in ("relu", "tanh", "sigmoid")), "")

    @cached_property
    def neurons(self) -> dict[str, list[Neuron]]:
        """The neurons of each layer, by its path."""
        found: dict[str, list[Neuron]] = {}
        stack: list[tuple[str, object]] = [("", self.model)]
        while stack:
            path, module = stack.pop()
            if isinstance(module, Neuron):
                found.setdefault(layer_at(path, True), []).append(module)
            elif isinstance(module, Module):
                stack += [(f"{path}.{name}".lstrip("."), part) for name, part in parts_of(module)]
        return found

    @cached_property
    def curvature(self) -> float:
        """The largest curvature of the loss here, by power iteration on the Hessian."""
        vector = self.engine.vector
        here = vector.copy()
        direction, size = self.gradient, 0.0
        for _ in range(TURNS):
            length = float(np.linalg.norm(direction))
            if not 0 < length < np.inf:
                break
            step = direction * (REACH / length)
            ends = []
            for sign in (1.0, -1.0):
                vector[:] = here + sign * step
                with self.engine.errors():
                    self.engine.step(None)
                ends.append(self.engine.gradient.copy())
            direction = (ends[0] - ends[1]) / (2 * REACH)
            size = float(np.linalg.norm(direction))
        vector[:] = here
        return size

    def after_steps(self, optimizer: Optimizer, steps: int) -> list[float]:
        """The losses after a few steps, which are taken back again."""
        vector, moving = self.engine.vector, optimizer.fresh()
        here, losses = vector.copy(), []
        with self.engine.errors(), np.errstate(all="ignore"):
            try:
                for _ in range(steps):
                    self.engine.step(None)
                    moving.step_arrays(vector, self.engine.gradient.copy())
                    losses.append(self.engine.step(None)[0])
            except (ArithmeticError, ValueError):
                losses.append(np.inf)
        vector[:] = here
        return losses
