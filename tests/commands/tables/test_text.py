"""What is printed of scores: few digits, and none where there is no score."""

import numpy as np
import pytest

from micrograd_plus.commands.tables.encoding import Categories, Numbers
from micrograd_plus.commands.tables.outcome import Judged, judge
from micrograd_plus.commands.tables.text import score_text


@pytest.mark.parametrize(
    ("r2", "text"),
    [(None, "-"), (1.0, "1.000"), (0.98765, "0.988"), (-12.5, "-12.500"), (-1.5e300, "-1.5e+300")],
)
def test_r2_is_told_in_few_digits(r2: float | None, text: str) -> None:
    """Also where predictions are so far off that it is hugely negative."""
    rows = np.array([0, 1])
    assert score_text(Judged("held out", rows, rows, rows, r2, 1.0, None)) == text


def test_classes_are_told_in_per_cent_and_numbers_by_r2() -> None:
    """The two kinds of target cannot be taken for each other."""
    rows = np.array([0, 1])
    classes = judge(Categories("c", ("a", "b")), "held out", rows, rows, np.array([0, 0]))
    numbers = judge(Numbers("x", 0.0, 1.0), "held out", rows, rows * 1.0, rows * 1.0)
    assert score_text(classes) == "50.0%"
    assert score_text(numbers) == "1.000"
