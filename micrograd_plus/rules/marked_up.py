"""An expression in a markup language: what LaTeX and MathML have in common."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .expression import Each, Expression, Name, Number, bound_names, fold
from .notation import Holds, Values, holds, is_number, literal

# Something written, with how tightly it holds together.
Piece = tuple[str, Holds]

_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def indexed(name: str) -> tuple[str, str]:
    """Return a name without the index that it ends in, and the index, empty if there is none.

    >>> indexed("w12"), indexed("x_1"), indexed("loss")
    (('w', '12'), ('x', '1'), ('loss', ''))
    """
    found = re.fullmatch(r"(.*?\D)_?(\d+)", name.translate(_LOWERED), re.ASCII)
    return (found[1], found[2]) if found else (name, "")


@dataclass(frozen=True)
class Language:
    """How one language writes what an expression is made of.

    Attributes:
        name: writes a name.
        number: writes a number, given as text.
        listed: puts several pieces behind each other, with commas.
        each: writes a body that is repeated, from the body, its variable and what it goes over.
        call: writes an operation with its operands.
        wrap: puts brackets around what holds less tightly than needed.
    """

    name: Callable[[str], str]
    number: Callable[[str], str]
    listed: Callable[[list[str]], str]
    each: Callable[[str, str, str], str]
    call: Callable[[str, list[Piece]], Piece]
    wrap: Callable[[str, Holds, Holds], str]

    def write(self, expression: Expression, values: Values | None, needed: Holds) -> str:
        """Write an expression; the arguments are those of `to_text`."""
        values = values or {}
        bound = bound_names(expression)

        def write(part: Expression, inner: list[Piece]) -> Piece:
            if isinstance(part, Number):
                return self._operand(literal(part.value))
            if isinstance(part, Name):
                given = None if part in bound else values.get(part.name)
                if isinstance(given, str):
                    return self._operand(given)
                return self._several(given or [part.name]), Holds.ATOM
            if isinstance(part, Each):
                given = values.get(part.over, part.over)
                over = self._several([given] if isinstance(given, str) else given)
                return self.each(inner[0][0], self.name(part.variable), over), Holds.ATOM
            return self.call(part.operation, inner)

        return self.wrap(*fold(expression, write), needed)

    def _operand(self, text: str) -> Piece:
        """A name, or a number, that is put in for an operand."""
        if not is_number(text):
            return self.name(text), holds(text)
        # A power of ten is a product, which shows where it stands in another one or in a power.
        is_product = "e" in text and not text.startswith("-")
        return self.number(text), Holds.SUM if is_product else holds(text)

    def _several(self, operands: Sequence[str]) -> str:
        return self.listed([self._operand(text)[0] for text in operands])
