"""Numbers that were changed after use: their gradients are refused, by every way to ask."""

import pytest

from micrograd_plus import (
    Value,
    explain,
    grad,
)
from micrograd_plus.errors import StaleGraphError


class TestStale:
    def test_data_set_after_use(self) -> None:
        """Gradients of a result whose operands have changed are refused, by every way to ask."""
        w = Value(2.0, label="w")
        y = w * 3
        w.data = 5.0
        for ask in (y.backward, lambda: grad(y, [w]), lambda: explain(y), y._backward):
            with pytest.raises(StaleGraphError, match='"w"'):
                ask()
        assert w.grad == 0.0

    def test_deep_inside(self) -> None:
        """It is found wherever it is, also when the last result is younger than the change."""
        w = Value(2.0, label="w")
        early = w * 3
        w.data = 5.0
        late = early + w
        with pytest.raises(StaleGraphError, match="mul"):
            late.backward()

    def test_a_result_set_by_hand(self) -> None:
        """A computed number that was replaced has no gradient, as a root or inside."""
        w = Value(2.0)
        y = w * 3
        y.data = 1.0
        for root in (y, y + 1):
            with pytest.raises(StaleGraphError, match="by hand"):
                root.backward()

    def test_explanations_notice_later_changes(self) -> None:
        """Steps are made when asked for, and refused if the data has changed by then."""
        w = Value(2.0)
        explanation = explain(w * 3)
        w.data = 5.0
        with pytest.raises(StaleGraphError):
            _ = explanation.steps

    def test_training_is_untouched(self) -> None:
        """Update, then compute anew: the usual loop raises nothing."""
        w = Value(2.0)
        for _ in range(3):
            y = w * w
            w.grad = 0
            y.backward()
            w.data -= 0.1 * w.grad
        assert w.data == pytest.approx(2.0 * 0.8**3)
