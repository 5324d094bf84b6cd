"""Instructions as text: what they say, and that LLVM takes them."""

import math

import pytest

from micrograd_plus.tape.native.code import Code, helpers
from micrograd_plus.tape.native.index import Index


def checked(code: Code, functions: set[tuple[str, int, int]]) -> str:
    """The code as a function that LLVM has read and verified."""
    import llvmlite.binding as llvm

    body = "\n".join(code.lines)
    head = "define void @f(ptr %a, ptr %row, ptr %table, i64 %padded, i64 %r) {\nentry:\n"
    text = f"{helpers(functions)}{head}{body}\n  ret void\n}}\n"
    llvm.parse_assembly(text).verify()
    return text


@pytest.mark.parametrize("lanes", [1, 4, 16])
def test_llvm_reads_what_is_written(lanes: int) -> None:
    functions: set[tuple[str, int, int]] = set()
    code = Code(lanes, functions)
    x, y = code.load("a", Index(0)), code.load_shared("a", Index(7))
    inside = code.logic("and", code.compare("less", x, y), code.compare("not_equal", y, x))
    z = code.choose(inside, code.negative(x), code.call("pow", x, code.number(math.nan)))
    code.note_unless(inside, "a", Index(3))
    with code.loop(5) as turn:
        code.store(code.intrinsic("fabs", z), "a", Index(2).moved(turn, lanes))
        code.add_to(z, "a", Index(9).moved(turn, 4), min(4, lanes))
        code.load("a", Index(0).moved(code.place("table", Index(1).moved(turn, 1)), 1))
    code.load_row(Index(2))
    text = checked(code, functions)
    assert ("@libm_pow" if lanes == 1 else f"@each_pow_{lanes}") in text


def test_what_is_known_is_not_read_again() -> None:
    code = Code(1, set())
    x = code.load("a", Index(0))
    assert code.load("a", Index(0)) == x
    code.store("0.0", "a", Index(1))
    assert code.load("a", Index(1)) == "0.0"
    with code.loop(3):
        inside = code.load("a", Index(2))
    assert code.load("a", Index(2)) != inside


def test_a_number_has_all_its_bits() -> None:
    assert Code(1, set()).number(0.1) == "0x3FB999999999999A"
    assert Code(1, set()).number(-0.0) == "0x8000000000000000"
    assert Code(4, set()).number(1.0) == "splat (double 0x3FF0000000000000)"


def recurrence(code: Code, other: Index) -> str:
    """Each place from the one before; and something that goes elsewhere."""
    with code.loop(5) as turn:
        before = code.load("a", Index(0).moved(turn, 2))
        code.store(code.operate("add", before, before), "a", Index(2).moved(turn, 2))
        code.store(before, "a", other.moved(turn, 2) if other.constant else other)
    return checked(code, set())


def test_what_the_next_turn_reads_is_handed_on() -> None:
    """Unless something else may have been written there."""
    code = Code(1, set())
    text = recurrence(code, Index(1))
    loop = text[text.index("loop1:") :]
    assert "load" not in loop
    assert "phi double" in loop
    assert "phi double" not in recurrence(Code(1, set()), Index(0))


def test_a_loop_inside_may_have_written_there() -> None:
    code = Code(1, set())
    with code.loop(5) as turn:
        before = code.load("a", Index(0).moved(turn, 1))
        code.store(before, "a", Index(1).moved(turn, 1))
        with code.loop(5) as inner:
            code.store(before, "a", Index(1).moved(inner, 1))
    assert "phi double" not in checked(code, set())
