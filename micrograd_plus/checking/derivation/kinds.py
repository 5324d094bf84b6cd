"""The kinds of mistake that a derivation by hand may have in it."""

from enum import StrEnum


class Kind(StrEnum):
    """A kind of mistake; it is its name as text."""

    SIGN = "wrong sign"
    POWER = "wrong power"
    PLACE = "derivative at the wrong place"
    ACTIVATION = "missing activation derivative"
    FUNCTION = "derivative of another function"
    PRODUCT = "product of the derivatives"
    TERM = "missing term of a sum"
    AXIS = "sum over the wrong axis"
    CONSTANT = "constant factor"
    MISSING_FACTOR = "missing factor"
    EXTRA_FACTOR = "extra factor"
    SWAPPED = "swapped operands"
    WRONG_MATRIX = "wrong matrix"
    EXTRA_MATRIX = "extra matrix"
    TRANSPOSED = "transposed matrix"
    ELEMENTWISE = "elementwise product"

    # Within a tuple or a report, too, it shows as text.
    __repr__ = str.__repr__

    @property
    def with_article(self) -> str:
        """The kind as one of them, such as `a wrong sign`; a plural goes without."""
        if self is Kind.SWAPPED:
            return str(self)
        return f"{'an' if self[0] in 'aeiou' else 'a'} {self}"
