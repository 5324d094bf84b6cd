"""What the tables of formulas share: whether a formula holds, and what a row says of it."""

from collections.abc import Callable

HOLDS, CARE, FAILS = "holds", "holds with care", "does not hold"

# What a text gives, read as it is printed, and what is true.
Numbers = tuple[float, float]

# What the text says, whether it holds, why, and what computes the two numbers.
Formula = tuple[str, str, str, Callable[[], Numbers]]
