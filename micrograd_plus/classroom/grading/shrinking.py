"""The smallest program on which an engine still fails."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from .programs import Operand, Program, Step

Fails = Callable[[Program], bool]

# Each try asks the engine once.
_MOST_TRIES = 400
_SMALL = (2.0, 3.0, 5.0, 7.0, 4.0, 6.0, 8.0, 9.0)


def shrunk(program: Program, fails: Fails) -> Program:
    """Return a program that still fails, of which no step can be left out.

    Arguments:
        program: one that fails.
        fails: whether another one does, in the same way.
    """
    tries = 0
    while True:
        for smaller in _smaller(program):
            tries += 1
            if tries > _MOST_TRIES:
                return program
            if fails(smaller):
                program = smaller
                break
        else:
            return program


def rounded(program: Program, fails: Fails) -> Program:
    """Return the program with small whole numbers in its leaves, where it still fails with them."""
    small = iter(_SMALL)
    for place, step in enumerate(program):
        if step.kind == "value":
            number = next(small, 2.0)
            simpler = replace(step, operands=(number,))
            tried = (*program[:place], simpler, *program[place + 1 :])
            if step.operands != (number,) and fails(tried):
                program = tried
    return program


def _smaller(program: Program) -> Iterator[Program]:
    """Programs with less in them, the smallest first."""
    if (tidy := tidied(program)) != program:
        yield tidy
    # Half of a long one at once, before step by step.
    actions = [place for place, step in enumerate(program) if step.kind == "backward"]
    for place in actions[:-1]:
        yield tidied(program[: place + 1])
    for place, step in reversed(list(enumerate(program))):
        if not step.makes:
            if step.kind != "backward" or len(actions) > 1:
                yield tidied(program[:place] + program[place + 1 :])
        elif step.kind == "repeat":
            yield from _fewer(program, place)
        elif step.computes:
            for operand in dict.fromkeys(step.operands):
                if isinstance(operand, str):
                    yield tidied(_replaced(program, place, operand))
            yield tidied(_as_leaf(program, place))
    if not actions:
        yield from (program[:place] for place in range(1, len(program)))


def _fewer(program: Program, place: int) -> Iterator[Program]:
    step = program[place]
    *terms, times = step.operands
    assert not isinstance(times, str)
    for fewer in (times // 2, times * 9 // 10):
        if 0 < fewer < times:
            less = replace(step, operands=(*terms, int(fewer)))
            yield (*program[:place], less, *program[place + 1 :])


def _replaced(program: Program, place: int, operand: str) -> Program:
    """The program without a step, one of its operands taking the place of its result."""
    name = program[place].name

    def instead(x: Operand) -> Operand:
        return operand if x == name else x

    rest = tuple(
        Step(step.kind, str(instead(step.name)), tuple(map(instead, step.operands)))
        for step in program[place + 1 :]
    )
    return program[:place] + rest


def _as_leaf(program: Program, place: int) -> Program:
    """The program with a number in the place of what a step computes."""
    leaf = Step("value", program[place].name, (0.7 + 0.1 * (place % 7),))
    return (*program[:place], leaf, *program[place + 1 :])


def tidied(program: Program) -> Program:
    """Return a program without the values that nothing needs any more.

    What is made last is kept where no step asks for a gradient.
    """
    while True:
        used = {name for step in program for name in step.used}
        acts = any(not step.makes for step in program)
        kept = tuple(
            step
            for place, step in enumerate(program)
            if not step.makes or step.name in used or (not acts and place == len(program) - 1)
        )
        if kept == program:
            return program
        program = kept
