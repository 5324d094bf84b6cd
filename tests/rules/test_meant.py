"""What is meant by what stands in no formula."""

import ast

import pytest

from micrograd_plus.rules.expression import parse
from micrograd_plus.rules.meant import _ELSEWHERE, _WRITTEN, decimal, operation, part
from micrograd_plus.rules.table import arity

KNOWN = {**arity(), "mean": -1, "prod": -1}


@pytest.mark.parametrize("name", _ELSEWHERE)
def test_other_names_lead_to_operations_that_there_are(name: str) -> None:
    """Whatever their case, and none of them is an operation itself."""
    assert name not in KNOWN
    assert operation(name.upper(), KNOWN) == f"did you mean {_ELSEWHERE[name]}?"
    assert _ELSEWHERE[name] in KNOWN


@pytest.mark.parametrize("name", _WRITTEN)
def test_what_is_written_otherwise_can_be_written_so(name: str) -> None:
    """The form that is told can be read."""
    assert name not in KNOWN
    told = operation(name, KNOWN)
    if "write" in told:
        form = told.rpartition("write ")[2].rpartition("written ")[2].partition(" for the")[0]
        assert parse(form.partition(", a root")[0], KNOWN)


def test_near_names_and_the_case_of_letters() -> None:
    """An operation of a rule of the user's own counts like the others."""
    assert operation("ReLU", KNOWN) == "did you mean relu?"
    assert operation("sigmod", KNOWN) == "did you mean sigmoid?"
    assert operation("softsgin", {"softsign": 1}) == "did you mean softsign?"
    assert operation("q", KNOWN) == "to multiply, write q * (...)"


def test_decimal_commas() -> None:
    """Between digits alone; a list of numbers has none."""
    assert decimal("2 * 1,5") == "a decimal number has a point: write 1.5"
    assert [decimal(text) for text in ("x, y", "maximum(1, 5)", "1,2,3", "1.5,2")] == [""] * 4


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1,5", "write 1.5"),
        ("x, y", "one formula"),
        ("x if y else z", "where(x > 0"),
        ("x and y", "where(x > 0"),
        ("x // 2", "x / y"),
        ("x % 2", "derivative is 0"),
        ("x @ y", "x * y"),
        ("x[0]", "x1, x2"),
        ("'x'", "quotes"),
        ("{x}", ""),
    ],
)
def test_parts_of_python(text: str, word: str) -> None:
    """Each is told with what stands in its place; of others nothing is said."""
    told = part(ast.parse(text, mode="eval").body, text)
    assert word in told
    assert bool(told) == bool(word)
