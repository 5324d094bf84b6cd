"""Levels: how the graph of an exercise is drawn, from one operation to a softmax with its loss."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...inputs import choice, shown
from .draws import Draws
from .exact import Exact, NotByHand, exact, ln
from .problem import Line, Operand, Problem, is_neat

PAIRS = ("add", "sub", "mul", "div")
SINGLES = ("neg", "square", "cube", "relu")
ACTIVATIONS = ("relu", "tanh", "sigmoid")
OPERATIONS = (*PAIRS, *SINGLES, "tanh", "sigmoid")

# What an operation is in the rule table, and the numbers that are written behind its operand.
_ROWS: dict[str, tuple[str, tuple[int, ...]]] = {"square": ("pow", (2,)), "cube": ("pow", (3,))}
# Whose logarithms tanh and sigmoid take to short fractions.
_EXPONENTIALS = (Fraction(2), Fraction(3), Fraction(1, 2), Fraction(1, 3))
_HALVES = [Fraction(n, d) for n, d in ((1, 2), (-1, 2), (3, 2), (1, 3), (2, 3), (-1, 3))]
# What is worth asking of one value as both operands.
_TWICE = ("add", "mul")
# Of the gradients, at most.
MOST_ZEROS = 1 / 3
# So many graphs are drawn before operations are said not to fit together.
_TRIES = 3000


@dataclass(frozen=True)
class Level:
    """A level of difficulty.

    Attributes:
        name: what it is called.
        title: what its graphs are, in words.
        drawn: makes a graph, whatever its numbers.
        operations: those that it chooses from.
        largest: the largest numerator of a number in it.
        denominator: the largest denominator.
    """

    name: str
    title: str
    drawn: "Callable[[Draws, Sequence[str]], Problem]"
    operations: tuple[str, ...]
    largest: int
    denominator: int


def problem(level: str, draws: Draws, operations: Sequence[str] | None = None) -> Problem:
    """Draw a graph whose numbers come out by hand.

    Arguments:
        level: the name of one of `LEVELS`.
        draws: where choices come from.
        operations: those to choose from; None for all of the level.

    Raises:
        ValueError: for a level that is not known, operations that the level does not have, or none
            that make a graph of it.
    """
    chosen = LEVELS[choice("level", level, LEVELS)]
    names = chosen.operations if operations is None else _known(chosen, operations)
    for _ in range(_TRIES):
        found = chosen.drawn(draws, names)
        try:
            numbers = [
                *found.values.values(),
                *found.gradients.values(),
                *[edge.local for edge in found.edges],
            ]
        except NotByHand:
            continue
        if is_neat(numbers, chosen.largest, chosen.denominator) and _is_worth_asking(found):
            return found
    raise ValueError(
        f"no graph of the level {chosen.name} comes out by hand with {', '.join(names)} alone: "
        "give it more operations"
    )


def _known(level: Level, operations: Sequence[str]) -> list[str]:
    if isinstance(operations, str):
        operations = [operations]
    for name in operations:
        if name not in level.operations:
            raise ValueError(
                f"operations has {shown(name)}, and the level {level.name} has "
                f"{', '.join(level.operations)}: choose from these"
            )
    if not operations:
        raise ValueError(f"operations is empty: choose from {', '.join(level.operations)}")
    return list(operations)


def _is_worth_asking(problem: Problem) -> bool:
    """Most gradients are not 0, and no choice stands on its kink."""
    nothing = [number for number in problem.gradients.values() if number == exact(0)]
    arrives = len(nothing) <= MOST_ZEROS * len(problem.gradients)
    at_a_kink = any(
        line.operation == "relu" and problem.values[str(line.operands[0])] == exact(0)
        for line in problem.lines
    )
    return arrives and not at_a_kink


# -------------------------------------------------------------------------------------- the levels


def _operation(draws: Draws, operations: Sequence[str]) -> Problem:
    name = draws.choice(operations)
    if name in PAIRS:
        leaves = {"a": _number(draws), "b": _number(draws)}
        return _problem(leaves, [_line("L", name, "a", "b")])
    return _problem({"a": _before(draws, name)}, [_line("L", name, "a")])


def _chain(draws: Draws, operations: Sequence[str]) -> Problem:
    leaves, lines, before = {"a": _number(draws)}, [], "a"
    steps = 3 + draws.below(2)
    for place in range(steps):
        name = draws.choice(operations)
        result = "L" if place == steps - 1 else "pqrs"[place]
        if name in PAIRS:
            leaf = "bcdf"[len(leaves) - 1]
            leaves[leaf] = _number(draws)
            pair = (before, leaf) if draws.below(3) else (leaf, before)
            lines.append(_line(result, name, *pair))
        else:
            lines.append(_line(result, name, before))
        before = result
    return _problem(leaves, lines)


def _fork(draws: Draws, operations: Sequence[str]) -> Problem:
    """A result that is used twice, over two ways that meet again."""
    pairs = [name for name in operations if name in PAIRS] or list(PAIRS[:3])
    singles = [name for name in operations if name not in PAIRS]
    leaves = {"a": _number(draws), "b": _number(draws), "c": _number(draws)}
    lines = [_line("p", draws.choice(pairs), "a", "b")]
    shape = draws.below(4)
    if shape == 0 and not set(_TWICE).isdisjoint(pairs):
        # The simplest fork: both operands are one value.
        lines.append(_line("q", draws.choice([name for name in pairs if name in _TWICE]), "p", "p"))
        lines.append(_line("L", draws.choice(pairs), "q", "c"))
        return _problem(leaves, lines)
    lines.append(_line("q", draws.choice(pairs), "p", "c"))
    if shape == 1 and singles:
        lines.append(_line("r", draws.choice(singles), "p"))
    elif shape == 2:
        lines.append(_line("r", draws.choice(pairs), "p", "a"))
    else:
        lines.append(_line("r", draws.choice(pairs), "q", "p"))
    lines.append(_line("L", draws.choice(pairs), "q", "r"))
    return _problem(leaves, lines)


def _activation(draws: Draws, operations: Sequence[str]) -> Problem:
    name = draws.choice(operations)
    leaves = {"a": _number(draws), "b": _number(draws), "c": exact(0), "d": _number(draws)}
    lines = [_line("p", "mul", "a", "b"), _line("q", "add", "p", "c"), _line("r", name, "q")]
    lines.append(_line("L", draws.choice(("mul", "add", "sub")), "r", "d"))
    leaves["c"] = _before(draws, name) - leaves["a"] * leaves["b"]
    return _problem(leaves, lines)


def _neuron(draws: Draws, operations: Sequence[str]) -> Problem:
    name = draws.choice(operations)
    leaves = {each: _whole(draws) for each in ("x1", "x2", "w1", "w2")}
    sum = leaves["w1"] * leaves["x1"] + leaves["w2"] * leaves["x2"]
    leaves["b"] = _before(draws, name) - sum
    leaves["y"] = exact(draws.below(2)) if name == "sigmoid" else _whole(draws)
    lines = [
        _line("p", "mul", "w1", "x1"),
        _line("q", "mul", "w2", "x2"),
        _line("r", "add", "p", "q"),
        _line("s", "add", "r", "b"),
        _line("o", name, "s"),
        _line("d", "sub", "o", "y"),
        _line("L", "square", "d"),
    ]
    return _problem(leaves, lines, ("w1", "w2", "b"))


def _network(draws: Draws, operations: Sequence[str]) -> Problem:
    """An input, two hidden units, an output and its squared error."""
    names = [draws.choice(operations), draws.choice(operations)]
    leaves = {each: _whole(draws) for each in ("x", "w1", "w2", "v1", "v2", "y")}
    for unit, name in enumerate(names, 1):
        leaves[f"b{unit}"] = _before(draws, name) - leaves[f"w{unit}"] * leaves["x"]
    lines = []
    for unit, name in enumerate(names, 1):
        lines.append(_line(f"p{unit}", "mul", f"w{unit}", "x"))
        lines.append(_line(f"q{unit}", "add", f"p{unit}", f"b{unit}"))
        lines.append(_line(f"h{unit}", name, f"q{unit}"))
    lines += [
        _line("r1", "mul", "v1", "h1"),
        _line("r2", "mul", "v2", "h2"),
        _line("o", "add", "r1", "r2"),
        _line("d", "sub", "o", "y"),
        _line("L", "square", "d"),
    ]
    return _problem(leaves, lines, ("w1", "b1", "w2", "b2", "v1", "v2"))


def _softmax(draws: Draws, operations: Sequence[str]) -> Problem:
    """Three logits, the probability of the right class, and its cross-entropy."""
    leaves = {f"z{place}": ln(1 + draws.below(5)) for place in (1, 2, 3)}
    right = 1 + draws.below(3)
    lines = [_line(f"g{place}", "exp", f"z{place}") for place in (1, 2, 3)]
    lines += [
        _line("r", "add", "g1", "g2"),
        _line("s", "add", "r", "g3"),
        _line("p", "div", f"g{right}", "s"),
        _line("q", "log", "p"),
        _line("L", "neg", "q"),
    ]
    return _problem(leaves, lines)


LEVELS = {
    level.name: level
    for level in (
        Level("operation", "one operation", _operation, OPERATIONS, 30, 12),
        Level("chain", "a chain of operations", _chain, (*PAIRS, *SINGLES), 80, 12),
        Level("fork", "a fork that meets again", _fork, (*PAIRS, *SINGLES), 100, 12),
        Level("activation", "an expression with an activation", _activation, ACTIVATIONS, 60, 25),
        Level("neuron", "a neuron and its squared error", _neuron, ACTIVATIONS, 200, 125),
        Level("network", "a network of two layers", _network, ACTIVATIONS, 400, 125),
        Level("softmax", "a softmax with its cross-entropy", _softmax, ("exp",), 20, 225),
    )
}


def _problem(
    leaves: dict[str, Exact], lines: Sequence[Line], weights: tuple[str, ...] | None = None
) -> Problem:
    used = {each for line in lines for each in line.operands}
    kept = {name: number for name, number in leaves.items() if name in used}
    return Problem(kept, tuple(lines), weights or tuple(kept))


def _line(name: str, operation: str, *operands: Operand) -> Line:
    row, numbers = _ROWS.get(operation, (operation, ()))
    return Line(name, row, (*operands, *numbers))


def _whole(draws: Draws) -> Exact:
    """A small whole number, not 0."""
    return exact(draws.choice((-3, -2, -1, 1, 2, 3, 4)))


def _number(draws: Draws) -> Exact:
    """A whole number as a rule, now and then a half or a third."""
    return exact(draws.choice(_HALVES)) if draws.below(5) == 0 else _whole(draws)


def _before(draws: Draws, operation: str) -> Exact:
    """A number that an operation takes to one by hand."""
    if operation in ("tanh", "sigmoid"):
        return ln(draws.choice(_EXPONENTIALS))
    return _number(draws)
