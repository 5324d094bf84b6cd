"""Lines of the program, noted where somebody asks."""

from micrograd_plus import Value, source_lines
from micrograd_plus.engine.source_lines import line_of


def test_lines() -> None:
    """Each node has the line that made it; nothing is noted outside."""
    before = Value(1.0)
    with source_lines():
        x = Value(2.0)
        y = x * before
    after = y + 1.0
    assert line_of(y).endswith("y = x * before")
    assert line_of(x).startswith("test_source_lines.py:")
    assert line_of(before) == line_of(after) == ""
    y.backward()
    assert x.grad == 1.0


def test_within_each_other() -> None:
    """Watching twice changes nothing."""
    with source_lines(), source_lines():
        x = Value(1.0)
    assert "x = Value(1.0)" in line_of(x)
