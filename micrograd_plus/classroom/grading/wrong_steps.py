"""The usual mistakes in the backward step of one operation: what is sent to an operand."""

import math
from collections.abc import Iterator

from ...rules.notation import to_text
from ...rules.table import BUILT_IN
from .flaws import Mistake
from .passes import Contribution, Flaw

# What the steps of a program are called in the rule table.
ROWS = {"+": "add", "-": "sub", "*": "mul", "/": "div", "**": "pow", "repeat": "add", "sum": "add"}

_AS_IT_IS = "the gradient of the result is sent to {x} as it is: multiply it by the local gradient"
# Wrong contributions of any operation, with words that follow "what is sent to its operand is".
_GENERAL: tuple[tuple[str, str, Contribution], ...] = (
    (
        "cut graph",
        "nothing is sent to {x}: the result does not know that it comes from it, or "
        "hands nothing on",
        lambda e: 0.0,
    ),
    ("wrong sign", "the sign of what is sent to {x} is wrong", lambda e: -e.local * e.upstream),
    (
        "upstream forgotten",
        "what is sent to {x} is the local gradient alone: multiply it by the "
        "gradient of the result",
        lambda e: e.local,
    ),
    (
        "operands swapped",
        "what is sent to {x} is the local gradient of the other operand",
        lambda e: e.locals[e.other] * e.upstream,
    ),
    (
        "factor of two",
        "what is sent to {x} is twice what it should be: it is added twice, or a "
        "factor is too much",
        lambda e: 2 * e.local * e.upstream,
    ),
    (
        "factor of two",
        "what is sent to {x} is half of what it should be",
        lambda e: 0.5 * e.local * e.upstream,
    ),
    (
        "data for gradient",
        "what is sent to {x} is multiplied by the data of the result: multiply it by its gradient",
        lambda e: e.local * e.out,
    ),
    (
        "local gradient forgotten",
        _AS_IT_IS,
        lambda e: e.upstream,
    ),
    (
        "local gradient forgotten",
        "1 is sent to {x}, whatever the gradient of the result is",
        lambda e: 1.0,
    ),
    (
        "upstream squared",
        "what is sent to {x} has the gradient of the result as a factor twice",
        lambda e: e.local * e.upstream**2,
    ),
    (
        "divided by the local gradient",
        "what is sent to {x} is divided by the local gradient: multiply",
        lambda e: e.upstream / e.local,
    ),
    (
        "upstream added",
        "what is sent to {x} is the sum of local gradient and gradient of the "
        "result: multiply them",
        lambda e: e.upstream + e.local,
    ),
)

# What has the same numbers, and so cannot be told apart.
_ALSO = {("relu", _AS_IT_IS): "; or its condition is always true, as out.data >= 0 is"}


def _s(x: float) -> float:
    return 1 / (1 + math.exp(-x))


# Wrong local gradients of single operations: slot, what it was taken for, and how that is computed.
_LOCALS: dict[str, tuple[tuple[int, str, Contribution], ...]] = {
    "mul": (
        (0, "{a}", lambda e: e.x),
        (1, "{b}", lambda e: e.x),
        (0, "{a} * {b}", lambda e: e.out),
        (1, "{a} * {b}", lambda e: e.out),
        (0, "{a} + {b}", lambda e: sum(e.numbers)),
    ),
    "div": (
        (1, "-{a} / {b}", lambda e: -e.out),
        (1, "{a} / {b}", lambda e: e.out),
        (1, "-1 / {b}**2", lambda e: -1 / e.x**2),
        (1, "1 / {b}**2", lambda e: 1 / e.x**2),
        (1, "-{a} * {b}**2", lambda e: -e.numbers[0] * e.x**2),
        (1, "{a}", lambda e: e.numbers[0]),
        (1, "-{a}", lambda e: -e.numbers[0]),
        (1, "log({b})", lambda e: math.log(e.x)),
        (0, "{b}", lambda e: e.numbers[1]),
        (0, "1 / {a}", lambda e: 1 / e.x),
    ),
    "pow": (
        (0, "n", lambda e: e.numbers[1]),
        (0, "{a}**(n - 1)", lambda e: e.x ** (e.numbers[1] - 1)),
        (0, "n * {a}**n", lambda e: e.numbers[1] * e.out),
        (0, "n * {a}", lambda e: e.numbers[1] * e.x),
        (0, "(n - 1) * {a}**(n - 1)", lambda e: (e.numbers[1] - 1) * e.x ** (e.numbers[1] - 1)),
        (0, "(n - 1) * {a}**n", lambda e: (e.numbers[1] - 1) * e.out),
        (0, "n * {a}**(n + 1)", lambda e: e.numbers[1] * e.x ** (e.numbers[1] + 1)),
        (0, "{a}**n", lambda e: e.out),
        (0, "2 * {a}", lambda e: 2 * e.x),
        (0, "{a}**n * log({a})", lambda e: e.out * math.log(e.x)),
        (1, "{a}**{b}", lambda e: e.out),
        (1, "log({a})", lambda e: math.log(e.numbers[0])),
        (1, "{a}**{b} * log({b})", lambda e: e.out * math.log(e.x)),
    ),
    "tanh": (
        (0, "1 - {a}**2", lambda e: 1 - e.x**2),
        (0, "tanh({a})", lambda e: e.out),
        (0, "1 - tanh({a})", lambda e: 1 - e.out),
        (0, "1 + tanh({a})**2", lambda e: 1 + e.out**2),
        (0, "tanh({a})**2", lambda e: e.out**2),
        (0, "tanh({a}) * (1 - tanh({a}))", lambda e: e.out * (1 - e.out)),
        (0, "1 - tanh(tanh({a}))**2", lambda e: 1 - math.tanh(e.out) ** 2),
    ),
    "sigmoid": (
        (0, "{a} * (1 - {a})", lambda e: e.x * (1 - e.x)),
        (0, "sigmoid({a})", lambda e: e.out),
        (0, "1 - sigmoid({a})", lambda e: 1 - e.out),
        (0, "1 - sigmoid({a})**2", lambda e: 1 - e.out**2),
        (0, "sigmoid({a}) * (1 + sigmoid({a}))", lambda e: e.out * (1 + e.out)),
        (
            0,
            "sigmoid(s) * (1 - sigmoid(s)) with s = sigmoid({a})",
            lambda e: _s(e.out) * (1 - _s(e.out)),
        ),
    ),
    "exp": (
        (0, "{a}", lambda e: e.x),
        (0, "{a} * exp({a} - 1)", lambda e: e.x * math.exp(e.x - 1)),
        (0, "{a} * exp({a})", lambda e: e.x * e.out),
        (0, "exp(exp({a}))", lambda e: math.exp(e.out)),
        (0, "1 / {a}", lambda e: 1 / e.x),
    ),
    "log": (
        (0, "{a}", lambda e: e.x),
        (0, "1 / log({a})", lambda e: 1 / e.out),
        (0, "log({a})", lambda e: e.out),
        (0, "-1 / {a}**2", lambda e: -1 / e.x**2),
        (0, "exp({a})", lambda e: math.exp(e.x)),
    ),
    "relu": (
        (0, "relu({a})", lambda e: e.out),
        (0, "{a}", lambda e: e.x),
        (0, "1 where the gradient of the result is positive", lambda e: float(e.upstream > 0)),
        (0, "0.01 below 0", lambda e: 1.0 if e.x > 0 else 0.01),
        (0, "1 below 0 and 0 above", lambda e: float(e.x < 0)),
    ),
    "softplus": (
        (0, "softplus({a})", lambda e: e.out),
        (0, "sigmoid(-{a})", lambda e: _s(-e.x)),
    ),
    "sin": ((0, "sin({a})", lambda e: e.out),),
    "cos": ((0, "cos({a})", lambda e: e.out),),
    "sqrt": (
        (0, "sqrt({a})", lambda e: e.out),
        (0, "1 / (2 * {a})", lambda e: 1 / (2 * e.x)),
    ),
    "abs": ((0, "{a}", lambda e: e.x), (0, "abs({a})", lambda e: e.out)),
}

# The slope of relu, copied to where it does not belong.
_OF_RELU = (0, "1 where the result is positive and 0 elsewhere", lambda e: float(e.out > 0))

# Where the row of the table says more than people do.
_FAMILIAR = {("pow", 0): "n * a**(n - 1)", ("pow", 1): "a**b * log(a)"}


def of_step(row: str, count: int) -> Iterator[Mistake]:
    """The mistakes that a single operation may have.

    Arguments:
        row: its name in the rule table.
        count: how many operands it has.
    """
    symbols = ("a", "b")[:count]
    for slot in range(count):
        operand = symbols[slot]
        for name, words, sent in _GENERAL:
            also = _ALSO.get((row, words), "")
            yield Mistake(
                name,
                f"in {_shown(row)}, {words.format(x=operand)}{also}",
                (Flaw(steps={(row, slot): sent}),),
                (row, slot),
            )
    copied = () if row == "relu" or count > 1 else (_OF_RELU,)
    for slot, taken, local in (*_LOCALS.get(row, ()), *copied):
        if slot < count:
            text = taken.format(a="a", b="b")
            if row == "pow":
                text = text.replace("{b}", "b")
            sentence = (
                f"the local gradient of {_shown(row)} by {symbols[slot]} was taken to be {text}: "
                f"it is {partial(row, slot)}"
            )
            yield Mistake(
                "wrong local gradient",
                sentence,
                (Flaw(steps={(row, slot): _times(local)}),),
                (row, slot),
            )
    if count > 1:
        both = {(row, slot): (lambda e: 0.0) for slot in range(count)}
        yield Mistake(
            "cut graph",
            f"the result of {_shown(row)} does not know what it comes from, "
            "or hands nothing on: no gradient leaves it",
            (Flaw(steps=both),),
            (row, 0),
        )
        for name, words, sent in _GENERAL[1:]:
            both = {(row, slot): sent for slot in range(count)}
            yield Mistake(
                name,
                f"in {_shown(row)}, {words.format(x='both operands')}",
                (Flaw(steps=both),),
                (row, 0),
            )


def of_two(row: str) -> Iterator[Mistake]:
    """The mistakes of one operation that show only where contributions come together."""
    yield Mistake(
        "= for +=",
        f"in {_shown(row)}, a contribution takes the place of those that came before: add it, with "
        "+= and not =",
        tuple(
            Flaw(overwrites_at=frozenset((row, slot) for slot in slots))
            for slots in ((0, 1), (1,), (0,))
        ),
        (row, 0),
    )
    yield Mistake(
        "parents as a set",
        f"in {_shown(row)}, a set holds a value once, though it stands twice there: keep parents "
        "in a tuple, with a contribution for each place",
        (Flaw(set_of=row), Flaw(set_of=row, turned=True)),
        (row, 0),
    )


def _times(local: Contribution) -> Contribution:
    return lambda edge: local(edge) * edge.upstream


def _shown(row: str) -> str:
    symbols = {"add": "a + b", "sub": "a - b", "mul": "a * b", "div": "a / b", "pow": "a ** b"}
    return symbols.get(row, "-a" if row == "neg" else f"{row}(a)")


def partial(row: str, slot: int) -> str:
    """Return the right local gradient of an operation as text, of operands a and b.

    >>> partial("tanh", 0), partial("mul", 0)
    ('1 - tanh(a)**2', 'b')
    """
    if (row, slot) in _FAMILIAR:
        return _FAMILIAR[row, slot]
    rule = BUILT_IN[row]
    found = rule.partial(slot)
    assert found is not None
    result = f"{row}(a)" if len(rule.arguments) == 1 else _shown(row)
    return to_text(found, {**dict(zip(rule.arguments, ("a", "b"), strict=False)), "out": result})
