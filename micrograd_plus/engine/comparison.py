"""The answer to a comparison, which `where` can ask again."""

from typing import TYPE_CHECKING, Any

from ..rules.expression import SYMBOLS
from .recording import refuse

if TYPE_CHECKING:
    from .value import Value


class Comparison:
    """What was compared.

    Attributes:
        rule_name: the row of the comparison, such as `"less"`.
        left: what stands on the left.
        right: what stands on the right.
    """

    rule_name: str
    left: "Value"
    right: "Value"


class Condition(Comparison, int):
    """The answer to `a < b`: 0 or 1, with what was compared, so that `where` can ask again."""

    def __repr__(self) -> str:
        symbol = SYMBOLS[self.rule_name]
        return f"{bool(self)} ({self.left.number} {symbol} {self.right.number})"


class OpenCondition(Comparison):
    """The answer while a function is recorded in which it differs from row to row.

    It is no number: whatever needs one raises, and only `where` can take it.
    """


def _refused(self: OpenCondition, *others: Any) -> Any:
    refuse((self.left, self.right), "the answer to a comparison")


_ARITHMETIC = ["add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow"]
_ARITHMETIC += ["and", "or", "xor", "lshift", "rshift"]
_READING = ["bool", "int", "float", "index", "hash", "round", "trunc", "floor", "ceil", "format"]
_READING += ["eq", "ne", "lt", "le", "gt", "ge", "invert", "neg", "pos", "abs"]
_READING += [*_ARITHMETIC, *(f"r{name}" for name in _ARITHMETIC)]
for _name in _READING:
    setattr(OpenCondition, f"__{_name}__", _refused)
