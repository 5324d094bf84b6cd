"""The boundary that fit records: what a classifier says on the plane, epoch by epoch."""

from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, log, losses
from micrograd_plus.nn import MLP
from micrograd_plus.training.watching.boundary import axes_of
from tests.training.models import Mine
from tests.training.watching.networks import X, Y, both


@both
@pytest.mark.parametrize(
    ("loss", "labels", "outputs", "classes", "probability"),
    [
        ("hinge", Y, 1, [0, 1], False),
        ("hinge", 2 * Y - 1, 1, [-1, 1], False),
        ("binary_cross_entropy", Y, 1, [0, 1], True),
        ("cross_entropy", np.arange(23) % 3, 4, [0, 1, 2, 3], True),
        (losses.cross_entropy, Y, 2, [0, 1], True),
    ],
)
def test_frames(
    engine: str,
    loss: Any,
    labels: Any,
    outputs: int,
    classes: list[int],
    probability: bool,
) -> None:
    """Rows are up, columns across; labels are as they were given; outputs are the model's."""
    model = Mine(lambda m, x: m.net(x), net=MLP(2, [outputs], seed=0))
    before = model.outputs([[0.5, 2.0]])
    boundary = model.fit(
        X, labels, loss, epochs=1, engine=engine, validation=0.2, watch="boundary"
    ).boundary
    assert (boundary.classes, boundary.probability) == (classes, probability)
    assert boundary.outputs.shape == (2, outputs, 7, 7)
    assert len(boundary.X) == len(boundary.y) == 18
    label_of = {tuple(x): y for x, y in zip(X.tolist(), labels.tolist(), strict=True)}
    assert boundary.y.tolist() == [label_of[tuple(x)] for x in boundary.X.tolist()]
    for place, up, across in [(1, 3, 5), (1, 6, 0)]:
        point = [[boundary.across[across], boundary.up[up]]]
        found = boundary.outputs[place, :, up, across]
        assert found.tolist() == pytest.approx(np.ravel(model.outputs(point)), abs=1e-12)
    assert not np.isclose(before, model.outputs([[0.5, 2.0]])).all()
    assert (boundary.outputs[0] != boundary.outputs[1]).any()


@both
def test_outside_the_domain(engine: str) -> None:
    """Where the model is not defined there is nan; training goes on."""
    rows = np.array([[0.1, 0.0], [0.5, 1.0], [1.0, 0.0], [2.0, 1.0]])
    model = Mine(lambda m, x: m.w * log(x[0]) + x[1], w=Value(1.0))
    history = model.fit(rows, [0, 0, 1, 1], "hinge", epochs=1, engine=engine, watch="boundary")
    boundary = history.boundary
    missing = np.isnan(boundary.outputs[:, 0])
    assert (missing == (boundary.across <= 0)).all()
    assert missing.any()
    assert not missing.all()


@pytest.mark.parametrize(
    ("points", "across", "up"),
    [
        ([[0, 0], [10, 4]], (-1, 11), (-1.5, 5.5)),
        ([[0, 0], [10, 10]], (-1, 11), (-1, 11)),
        ([[3, 3]], (2.3, 3.7), (2.3, 3.7)),
        ([[2.0**60, 3]], (2.0**60 - 60 * 2**8, 2.0**60 + 60 * 2**8), (2.3, 3.7)),
    ],
)
def test_axes(points: Any, across: Any, up: Any) -> None:
    """There is room around the points, more where they are nearly on a line."""
    for axis, (low, high) in zip(axes_of(np.array(points, float)), (across, up), strict=True):
        np.testing.assert_allclose(axis, np.linspace(low, high, 60), rtol=0, atol=1e-12)
