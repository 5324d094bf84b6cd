"""The answer to a comparison, which `where` can ask again."""

from typing import TYPE_CHECKING, Any

from .formula import SYMBOLS
from .recording import check_readable

if TYPE_CHECKING:
    from .engine import Value


class Condition(int):
    """The answer to `a < b`: 0 or 1, with what was compared, so that `where` can ask again.

    Attributes:
        rule_name: the row of the comparison, such as `"less"`.
        left: what stands on the left.
        right: what stands on the right.
    """

    rule_name: str
    left: "Value"
    right: "Value"

    def __repr__(self) -> str:
        symbol = SYMBOLS[self.rule_name]
        return f"{bool(self)} ({self.left._data} {symbol} {self.right._data})"


def _guarded(name: str) -> Any:
    """Give a method of int that first makes sure that the answer holds for every row."""
    plain = getattr(int, name)

    def method(self: Condition, *others: Any) -> Any:
        check_readable((self.left, self.right), "the answer to a comparison")
        return plain(self, *others)

    return method


_ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor")
_READING = ["bool", "int", "float", "index", "hash", "eq", "ne", "lt", "le", "gt", "ge", "invert"]
_READING += ["neg", "pos", "abs", *_ARITHMETIC, *(f"r{name}" for name in _ARITHMETIC)]
for _name in _READING:
    setattr(Condition, f"__{_name}__", _guarded(f"__{_name}__"))
