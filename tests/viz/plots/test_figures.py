"""What the plots share."""

import sys

import pytest

from tests.viz.plots.figures import boundary
from viz import confusion_matrix, loss_curve, misclassified, predicted_against_true


@pytest.mark.parametrize(
    "draw",
    [
        lambda: loss_curve([1.0]),
        boundary,
        lambda: confusion_matrix([[1]], ["a"]),
        lambda: misclassified([[0, 1, 1, 0]], [1], [2], shape=(2, 2)),
        lambda: predicted_against_true({"held out": ([1.0], [1.0])}),
    ],
)
def test_without_matplotlib(draw, monkeypatch):
    """Without matplotlib the error says what to install."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        draw()
