"""What fails is made as small as it can be."""

from random import Random

from micrograd_plus.classroom.grading.networks import descent, tangle
from micrograd_plus.classroom.grading.programs import Program, drawn, python_lines
from micrograd_plus.classroom.grading.shrinking import rounded, shrunk, tidied


def uses_tanh(program: Program) -> bool:
    """Fails wherever there is a tanh and a pass."""
    kinds = [step.kind for step in program]
    return "tanh" in kinds and "backward" in kinds


def multiplies_itself(program: Program) -> bool:
    """Fails wherever a value is multiplied by itself."""
    return any(step.kind == "*" and len(set(step.operands)) == 1 for step in program)


def test_only_what_fails_is_left() -> None:
    """Operations, leaves and actions that are not needed go."""
    text = "a = value(2); b = value(3); c = a * b; d = tanh(c + a); e = d / b; e.backward()"
    lines = python_lines(shrunk(drawn(text), uses_tanh))
    assert [line.partition("(")[0] for line in lines] == [
        "c = Value",
        "d = tanh",
        "d.backward",
    ] or (len(lines) == 3)


def test_large_programs_become_small() -> None:
    """Training of two hundred steps, too."""
    for text in (*descent(), *tangle()[1:2]):
        program = shrunk(drawn(text, Random(1)), multiplies_itself)
        assert sum(step.computes for step in program) == 1
        assert multiplies_itself(program)


def test_many_additions_become_few() -> None:
    """As long as it fails."""

    def long(program: Program) -> bool:
        return any(step.kind == "repeat" and step.operands[-1] > 100 for step in program)  # type: ignore[operator]

    program = shrunk(drawn("a = value(2); b = repeat(a, a, 5000); b.backward()"), long)
    assert 100 < next(step.operands[-1] for step in program if step.kind == "repeat") < 125  # type: ignore[operator]


def test_numbers_become_small_and_whole() -> None:
    """Where it fails with them."""
    program = drawn("a = value(0.739); b = value(-1.38); c = a * b")
    assert python_lines(rounded(program, lambda _: True))[:2] == [
        "a = Value(2.0)",
        "b = Value(3.0)",
    ]

    def keeps(tried: Program) -> bool:
        return tried[1].operands == (-1.38,)

    assert rounded(program, keeps)[1].operands == (-1.38,)


def test_what_nothing_needs_goes() -> None:
    """One after the other; a program without a pass keeps its last value."""
    assert tidied(drawn("a = value(2); b = value(3); c = b * b; d = c * b")) == drawn(
        "b = value(3); c = b * b; d = c * b"
    )
    assert len(tidied(drawn("a = value(2); b = value(3); c = b * b; d = a * a; d.backward()"))) == 3
