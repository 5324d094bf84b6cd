"""The answer to a comparison, which `where` can ask again."""

import operator
from typing import Any

from ..rules.expression import SYMBOLS
from .node import Node
from .recording import refuse


class Comparison:
    """What was compared.

    Attributes:
        rule_name: the row of the comparison, such as `"less"`.
        left: what stands on the left.
        right: what stands on the right.
    """

    rule_name: str
    left: Node
    right: Node


class Condition(Comparison):
    """The answer to `a < b`: true or false, with what was compared, so that `where` can ask again.

    It counts, compares and indexes as a bool does. It is no subclass of int, since numpy would make
    whole numbers of a list of those, and take them for places where a mask was meant.
    """

    def __init__(self, answer: Any) -> None:
        self.answer: bool = bool(answer)

    def __bool__(self) -> bool:
        return self.answer

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        from ..arrays import np

        return np.array(self.answer, bool if dtype is None else dtype)

    def __invert__(self) -> bool:
        return not self.answer

    def __repr__(self) -> str:
        symbol = SYMBOLS[self.rule_name]
        return f"{self.answer} ({self.left.number} {symbol} {self.right.number})"


def check_comparable(other: object) -> None:
    """Raise `TypeError` if a Value is asked whether it equals a number: it never would."""
    if isinstance(other, int | float) or type(other).__module__ == "numpy":
        raise TypeError(
            f"a Value is not compared with the number {other!r} by == or !=: write v.data == "
            f"{other!r}, or where(abs(v - {other!r}) < 1e-9, a, b) for a graph that chooses"
        )


class Sameness(Condition):
    """The answer to `a == b`: whether two Values are one and the same. `where` refuses it."""

    def __repr__(self) -> str:
        return repr(self.answer)


def same(one: Node, other: object) -> bool | Sameness:
    """Return the answer to `one == other`."""
    check_comparable(other)
    return Sameness(one is other) if isinstance(other, Node) else False


def not_same(one: Node, other: object) -> bool | Sameness:
    """Return the answer to `one != other`."""
    check_comparable(other)
    return Sameness(one is not other) if isinstance(other, Node) else True


class OpenCondition(Comparison):
    """The answer while a function is recorded in which it differs from row to row.

    It is no number: whatever needs one raises, and only `where` can take it.
    """


def _refused(self: OpenCondition, *others: Any) -> Any:
    refuse((self.left, self.right), "the answer to a comparison")


_ARITHMETIC = ["add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow"]
_ARITHMETIC += ["and", "or", "xor", "lshift", "rshift"]
_ARITHMETIC += [f"r{name}" for name in _ARITHMETIC]
_ORDER = ["eq", "ne", "lt", "le", "gt", "ge"]
_READING = ["int", "float", "index", "hash", "round", "trunc", "floor", "ceil", "format"]
_READING += ["neg", "pos", "abs"]


def _as_a_bool(name: str) -> Any:
    reflected = name.startswith("r") and name[1:] in _ARITHMETIC
    plain = name[1:] if reflected else name
    function: Any = divmod if plain == "divmod" else getattr(operator, f"__{plain}__")

    def answer(self: Condition, other: Any) -> Any:
        number = other.answer if isinstance(other, Condition) else other
        return function(number, self.answer) if reflected else function(self.answer, number)

    return answer


def _read_as_a_bool(name: str) -> Any:
    method = getattr(bool, f"__{name}__")
    return lambda self, *options: method(self.answer, *options)


for _name in (*_ARITHMETIC, *_ORDER):
    setattr(Condition, f"__{_name}__", _as_a_bool(_name))
for _name in _READING:
    setattr(Condition, f"__{_name}__", _read_as_a_bool(_name))
for _name in (*_ARITHMETIC, *_ORDER, *_READING):
    setattr(OpenCondition, f"__{_name}__", _refused)
for _name in ("__bool__", "__invert__"):
    setattr(OpenCondition, _name, _refused)
