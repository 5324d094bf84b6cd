"""Steps as lines of text."""

import pytest

from micrograd_plus import Value, explain, sum as total, tanh
from micrograd_plus.explanation.lines import text_lines


def words(lines: list[str]) -> list[str]:
    """Every word, without the semicolon between the reasons."""
    return sorted(" ".join(lines).replace(";", "").split())


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_rows_go_on_below(width: int) -> None:
    """No line is too long, and every word is there."""
    xs = [Value(float(i), label=f"weight number {i}") for i in range(12)]
    steps = explain(tanh(total(xs)) * xs[0]).steps
    wide, narrow = text_lines(steps, {}), text_lines(steps, {}, width)
    assert max(map(len, narrow)) <= width
    assert words(wide) == words(narrow)


def test_what_fits_stays_as_it_is() -> None:
    """Where all rows fit, nothing is broken."""
    steps = explain(Value(1.0, label="x").exp()).steps
    assert text_lines(steps, {}, 200) == text_lines(steps, {})


def test_columns_stay_below_each_other() -> None:
    """Also in a narrow terminal, among the rows that fit it."""
    a, b = Value(3.0, label="a"), Value(-4.0, label="b")
    lines = text_lines(explain(a * b + a).steps, {}, 80)
    rows = [line for line in lines if line[:3].strip().isdigit()]
    assert len({row.index(" = ", 30) for row in rows if "+=" in row}) == 1


def test_what_is_left_out_is_said() -> None:
    """With how many steps are missing."""
    assert text_lines([], {"backward": 7}) == [
        "backward",
        "     ... and 7 more backward steps, all in .steps",
    ]
