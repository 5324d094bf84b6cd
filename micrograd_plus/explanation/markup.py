"""How a formula is put together: as plain text, in LaTeX, in MathML."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from ..rules import mathml
from ..rules.expression import Call, Expression, Name
from ..rules.latex import latex_text, to_latex
from ..rules.mathml import to_mathml
from ..rules.notation import ANYHOW, AS_ONE, Holds, Values, to_text


class Writer(Hashable, Protocol):
    """A reader of the rule table that writes an expression down."""

    def __call__(
        self, expression: Expression, values: Values | None = None, needed: Holds = ANYHOW
    ) -> str:
        """Write an expression, with names or numbers put in."""
        ...


@dataclass(frozen=True)
class Markup:
    """The pieces of which the formula of a step is put together.

    Attributes:
        write: writes an expression.
        words: writes plain text.
        derivative: writes ∂above/∂below, given both in this markup.
        sign: writes what stands between two pieces: `=`, `+=` or `·`.
        after: sets a further remark off from the formula.
        join: puts pieces behind each other.
    """

    write: Writer
    words: Callable[[str], str]
    derivative: Callable[[str, str], str]
    sign: Callable[[str], str]
    after: str
    join: Callable[[list[str]], str]

    def name(self, text: str, needed: Holds = ANYHOW) -> str:
        """Return a name or a number, given as text."""
        return _named(self.write, text, needed)

    def gradient(self, of: str, by: str) -> str:
        """Return the derivative of one node by another, given what they are called."""
        return self.derivative(self.name(of, AS_ONE), self.name(by, AS_ONE))

    def sum(self, first: str, second: str) -> str:
        """Return a sum of two numbers, given as text."""
        expression = Call("add", (Name("first"), Name("second")))
        return self.write(expression, {"first": first, "second": second})

    def product(self, first: str, second: str) -> str:
        """Return a product of two numbers, given as text."""
        factors = (self.name(first, Holds.PRODUCT), self.name(second, Holds.PRODUCT))
        return self.times(*factors)

    def times(self, first: str, second: str) -> str:
        """Return the product of two pieces of a formula."""
        return self.join([first, self.sign("·"), second])

    def equal(self, sides: list[str], sign: str = "=") -> str:
        """Return sides with an equals sign between them; the first one may be another sign."""
        pieces = [sides[0]]
        for place, side in enumerate(sides[1:]):
            pieces += [self.sign("=" if place else sign), side]
        return self.join(pieces)

    def remarks(self, formula: str, remarks: list[tuple[str, str]]) -> str:
        """Return a formula with further ones behind it, each introduced by a few words."""
        pieces = [formula]
        for introduction, remark in remarks:
            pieces += [self.after, self.words(introduction), remark]
        return self.join(pieces)


# The steps of a graph name the same nodes over and over.
@lru_cache(maxsize=10_000)
def _named(write: Writer, text: str, needed: Holds) -> str:
    return write(Name("name"), {"name": text}, needed)


def _one_row(pieces: list[str]) -> str:
    return mathml.row(*filter(None, pieces))


_IN_LATEX = {"=": " = ", "+=": r" \;{+}{=}\; ", "·": r" \cdot "}

TEXT = Markup(
    write=to_text,
    words=str,
    derivative=lambda above, below: f"∂{above}/∂{below}",
    sign=lambda sign: f" {sign} ",
    after=", ",
    join="".join,
)
LATEX = Markup(
    write=to_latex,
    words=latex_text,
    derivative=lambda above, below: rf"\frac{{\partial {above}}}{{\partial {below}}}",
    sign=_IN_LATEX.__getitem__,
    after=r" \quad",
    join="".join,
)
MATHML = Markup(
    write=to_mathml,
    words=mathml.words,
    derivative=lambda above, below: mathml.fraction(
        mathml.row(mathml.sign("∂"), above), mathml.row(mathml.sign("∂"), below)
    ),
    sign=mathml.sign,
    after='<mspace width="2em"/>',
    join=_one_row,
)
