"""Learning-rate schedules: held against PyTorch, micrograd, and numbers by hand."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import optim

SCHEDULES = [
    (optim.constant(), [1, 1, 1, 1]),
    (optim.linear(), [1, 0.775, 0.55, 0.325]),
    (optim.cosine(), [1, (1 + math.sqrt(0.5)) / 2, 0.5, (1 - math.sqrt(0.5)) / 2]),
    (optim.cosine(end=0.2), [1, 0.6 + 0.4 * math.sqrt(0.5), 0.6, 0.6 - 0.4 * math.sqrt(0.5)]),
    (optim.step_decay(2, 0.1), [1, 1, 0.1, 0.1]),
    (optim.step_decay(np.int64(1), 2), [1, 2, 4, 8]),
]


@pytest.mark.parametrize(("schedule", "expected"), SCHEDULES)
def test_schedules(schedule: optim.Schedule, expected: list[float]) -> None:
    """The factors of four epochs; with a single epoch it is 1."""
    factors = [schedule(epoch, 4) for epoch in range(4)]
    assert factors == pytest.approx(expected, rel=1e-14)
    assert factors[0] == schedule(0, 1) == 1.0
    assert all(type(factor) is float for factor in factors)


def test_linear_is_micrograds_schedule() -> None:
    """The rates of micrograd's demo to the last bit."""
    schedule = optim.linear()
    assert [schedule(k, 100) for k in range(100)] == [1.0 - 0.9 * k / 100 for k in range(100)]


def test_schedules_are_pytorchs() -> None:
    """LinearLR, CosineAnnealingLR and StepLR give the same learning rates."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    of = torch.optim.lr_scheduler
    pairs = [
        (optim.linear(0.2), lambda sgd: of.LinearLR(sgd, 1.0, 0.2, total_iters=30)),
        (optim.cosine(0.3), lambda sgd: of.CosineAnnealingLR(sgd, 30, eta_min=0.5 * 0.3)),
        (optim.step_decay(7, 0.6), lambda sgd: of.StepLR(sgd, 7, 0.6)),
    ]
    for ours, make in pairs:
        sgd = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
        theirs = make(sgd)
        for epoch in range(30):
            expected = sgd.param_groups[0]["lr"]
            assert 0.5 * ours(epoch, 30) == pytest.approx(expected, rel=1e-12)
            sgd.step()
            theirs.step()


@pytest.mark.parametrize(
    ("make", "kind", "said"),
    [
        (lambda: optim.linear(-0.1), ValueError, "end is a finite number of at least 0.*-0.1"),
        (lambda: optim.linear("0.1"), TypeError, "end"),
        (lambda: optim.cosine(math.nan), ValueError, "end.*nan"),
        (lambda: optim.cosine(True), TypeError, "end.*bool"),
        (lambda: optim.step_decay(0, 0.5), ValueError, "every.*at least 1, here is 0"),
        (lambda: optim.step_decay(2.5, 0.5), TypeError, "every is a whole number.*2.5"),
        (lambda: optim.step_decay(3, 0), ValueError, "factor is a finite number above 0"),
        (lambda: optim.step_decay(3, "a"), TypeError, "factor"),
    ],
)
def test_wrong_schedules(make: Callable[[], Any], kind: type[Exception], said: str) -> None:
    """Refused when the schedule is made."""
    with pytest.raises(kind, match=said):
        make()
