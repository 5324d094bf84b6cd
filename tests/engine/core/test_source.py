"""The rows in C say what the table says, and are kept up to date."""

import pytest

from micrograd_plus.engine.core.source import KNOWN, c_source, is_known
from micrograd_plus.rules.inlining import inlined
from micrograd_plus.rules.table import BUILT_IN, read_rule
from tests.core import ROWS


def test_the_file_is_what_the_table_says() -> None:
    """After a change of the table: `python -m tests.core`."""
    assert ROWS.read_text(encoding="utf-8") == c_source()


def test_a_change_of_the_table_changes_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = read_rule("tanh", "x", "tanh(x)", "1 - out**3")
    monkeypatch.setitem(BUILT_IN, "tanh", changed)
    assert c_source() != ROWS.read_text(encoding="utf-8")


def test_what_c_has_not_to_the_bit_is_left_out() -> None:
    """Python computes hypot by itself, so its row, and slopes by it, stay in Python."""
    assert "hypot" not in KNOWN
    text = c_source()
    forward, backward = text.split("static inline int pull(")
    assert "case ROW_ASINH" in forward
    assert "case ROW_ASINH" not in backward
    assert "HYPOT" not in text


def test_most_rows_are_known() -> None:
    left = {
        name
        for name, rule in BUILT_IN.items()
        if not is_known(inlined(rule.forward, rule))
        or not all(is_known(partial and inlined(partial, rule)) for partial in rule.partials)
    }
    assert left == {"asinh", "atan2", "hypot"}
