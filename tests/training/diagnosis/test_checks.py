"""A check alone: what it finds, and that it is one of those that are asked."""

from collections.abc import Callable, Iterator

import pytest

from micrograd_plus.nn.module import Module
from micrograd_plus.training.diagnosis import checks
from micrograd_plus.training.diagnosis.examined import Examined
from micrograd_plus.training.diagnosis.findings import Finding, Illness
from micrograd_plus.training.objective import state_objective
from micrograd_plus.training.step_engines import TapeEngine
from micrograd_plus.training.watching.watcher import paths_of
from tests.training.diagnosis.runs import ILL, Case, healthy

ASKED: dict[str, Callable[[Examined], Iterator[Finding]]] = {
    "unreached": checks.unreached,
    "not cleared": checks.not_cleared,
    "dead": checks.dead,
    "saturated": checks.saturated,
    "vanishing": checks.fading,
    "exploding": checks.fading,
    "learning rate": checks.rate,
    "constant": checks.constant,
    "scale": checks.scale,
    "labels": checks.labels,
    "symmetry": checks.symmetry,
}


def examined(case: Case) -> Examined:
    model: Module = case.model
    objective = state_objective(model, case.X, case.y, case.loss, None, 0)
    parameters = list(model.parameters())
    engine = TapeEngine(objective, parameters)
    return Examined(model, objective, engine, paths_of(model, parameters), case.optimizer)


@pytest.mark.parametrize("illness", Illness)
def test_each_illness_has_a_check_that_is_asked(illness: Illness) -> None:
    check = ASKED[illness]
    assert check in checks.CHECKS
    assert illness in [finding.illness for finding in check(examined(ILL[illness](1)))]
    assert list(check(examined(healthy(1)))) == []
