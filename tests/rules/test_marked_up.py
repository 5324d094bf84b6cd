"""What LaTeX and MathML have in common, seen in a language of its own."""

import pytest

from micrograd_plus.rules.expression import parse
from micrograd_plus.rules.marked_up import Language, Piece, indexed
from micrograd_plus.rules.notation import ANYHOW, AS_ONE, Holds
from micrograd_plus.rules.table import arity


def called(operation: str, inner: list[Piece]) -> Piece:
    """An operation as its name and its operands, which a product needs as one."""
    needed = Holds.PRODUCT if operation == "mul" else ANYHOW
    return f"{operation}<{';'.join(wrap(*piece, needed) for piece in inner)}>", Holds.SUM


def wrap(text: str, holding: Holds, needed: Holds) -> str:
    """Square brackets."""
    return text if holding >= needed else f"[{text}]"


ANGLED = Language(
    name=lambda name: f"n:{name}",
    number=lambda number: f"#{number}",
    listed=" & ".join,
    each=lambda body, variable, over: f"{body} @ {variable} in {over}",
    call=called,
    wrap=wrap,
)


@pytest.mark.parametrize(
    ("text", "values", "written"),
    [
        ("a + 2", {}, "add<n:a;#2>"),
        ("a * b", {"a": "-3.0000", "b": "x"}, "mul<[#-3.0000];n:x>"),
        ("a * b", {"a": "4e-05", "b": "4e-05"}, "mul<[#4e-05];[#4e-05]>"),
        (
            "sum(exp(x) for x in xs)",
            {"xs": ["p", "2"], "x": "q"},
            "sum<exp<n:x> @ n:x in n:p & #2>",
        ),
        ("sum(xs)", {}, "sum<n:xs>"),
    ],
)
def test_names_numbers_and_operands_are_put_in(text: str, values: dict, written: str) -> None:
    """Each piece is written by the language; a power of ten and a sign hold loosely."""
    assert ANGLED.write(parse(text, arity()), values, ANYHOW) == written


def test_the_whole_gets_brackets_where_it_must_hold_together() -> None:
    """What is needed of the whole is asked at the end."""
    assert ANGLED.write(parse("a + b", arity()), None, AS_ONE) == "[add<n:a;n:b>]"


def test_an_index_is_taken_off() -> None:
    """Digits at the end are the index, with or without a line before them, lowered or not."""
    assert [indexed(name) for name in ("w1", "w_12", "w₃", "3", "w1b")] == [
        ("w", "1"),
        ("w", "12"),
        ("w", "3"),
        ("3", ""),
        ("w1b", ""),
    ]
