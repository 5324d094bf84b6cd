"""Answers as learners write them, and whether they are right."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...errors import AnswerError
from ...inputs import is_real, shortened, shown
from .exact import Exact, exact, ln

# An answer in decimals has at least so many digits behind the point, unless fewer are exact.
DECIMALS = 2

_SIGN = r"(?P<sign>[-+−]?)\s*"
_MIXED = re.compile(_SIGN + r"(?P<whole>\d+)\s+(?P<top>\d+)\s*/\s*(?P<bottom>\d+)")
_FRACTION = re.compile(_SIGN + r"(?P<top>\d+)\s*/\s*(?P<bottom>[-+−]?\d+)")
_POWER_OF_TEN = r"(?:[eE](?P<power>[-+]?\d{1,3}))?"
_DECIMAL = re.compile(_SIGN + r"(?P<number>\d+(?:[.,]\d*)?|[.,]\d+)" + _POWER_OF_TEN)
_INSIDE = r"(?:\(\s*(?P<inner>[^()]+)\s*\)|(?P<bare>\d+(?:/\d+)?))"
_LOGARITHM = re.compile(_SIGN + r"(?:ln|log)\s*" + _INSIDE)
# Longer text is no number that somebody has written.
_LONGEST = 60


@dataclass(frozen=True)
class Given:
    """A number as it was written.

    Attributes:
        value: the number.
        decimals: how many digits stand behind the point; None for what is exact.
        text: what was written.
    """

    value: Exact
    decimals: int | None
    text: str

    def is_right(self, right: Exact) -> bool:
        """Return whether this is a number, or that number rounded to the digits that are given.

        >>> third = exact(Fraction(1, 3))
        >>> [read_number(text).is_right(third) for text in ("1/3", "0.333", "0.33", "0.3", "0.34")]
        [True, True, True, False, False]
        """
        if self.value == right:
            return True
        if self.decimals is None or self.decimals < DECIMALS:
            return False
        # Half a unit of the last digit, or what a float itself is rounded by.
        off, size = abs(float(self.value) - float(right)), abs(float(right))
        return off <= max(0.5000001 * 10.0**-self.decimals, 1e-9 * max(1.0, size))


def read_number(answer: Any) -> Given:
    """Read an answer: a number, or text such as `1/3`, `0.333`, `-2`, `2 1/2` or `1 - ln(3/2)`.

    Raises:
        AnswerError: for anything else, with the ways in which a number can be written.
    """
    if isinstance(answer, Fraction) or (is_real(answer) and float(answer).is_integer()):
        return Given(exact(Fraction(answer)), None, str(answer))
    text = repr(float(answer)) if is_real(answer) else answer
    if not isinstance(text, str):
        raise AnswerError(f"an answer is a number, here is {shown(answer)}: {_WAYS}")
    terms = _terms(text.strip()) if len(text) <= _LONGEST else []
    if not terms:
        raise AnswerError(f"{quoted(text)} is not a number: {_WAYS}")
    value, decimals = exact(0), None
    for number, digits in terms:
        value += number
        decimals = digits if decimals is None else decimals
    return Given(value, decimals, text.strip())


def quoted(text: str) -> str:
    """Return at most 60 characters of what was written, between quotes.

    >>> quoted("1//2")
    "'1//2'"
    """
    return shortened(repr(text))


_WAYS = "write it as 3, -2, 1/3, 2 1/2, 0.333 or ln 2"


def _terms(text: str) -> list[tuple[Exact, int | None]]:
    """The terms of a sum, each with its digits behind the point; empty for what is none."""
    found: list[tuple[Exact, int | None]] = []
    while text:
        # A second term begins with its sign.
        if found and text[0] not in "+-−":
            return []
        for pattern, read in _READERS:
            match = pattern.match(text)
            term = read(match) if match else None
            if match and term:
                found.append(term)
                text = text[match.end() :].strip()
                break
        else:
            return []
    return found


def _mixed(match: "re.Match[str]") -> "tuple[Exact, int | None] | None":
    if not int(match["bottom"]):
        return None
    size = int(match["whole"]) + Fraction(int(match["top"]), int(match["bottom"]))
    return exact(_signed(match, size)), None


def _fraction(match: "re.Match[str]") -> "tuple[Exact, int | None] | None":
    bottom = int(match["bottom"].replace("−", "-"))
    if not bottom:
        return None
    return exact(_signed(match, Fraction(int(match["top"]), bottom))), None


def _decimal(match: "re.Match[str]") -> "tuple[Exact, int | None] | None":
    number = match["number"].replace(",", ".")
    _, point, digits = number.partition(".")
    power = int(match["power"] or 0)
    value = Fraction(number if number[-1] != "." else number[:-1]) * Fraction(10) ** power
    return exact(_signed(match, value)), max(0, len(digits) - power) if point or power else None


def _logarithm(match: "re.Match[str]") -> "tuple[Exact, int | None] | None":
    inner = match["inner"] or match["bare"]
    try:
        number = read_number(inner).value
    except AnswerError:
        return None
    if not number.is_rational or number.rational <= 0:
        return None
    found = ln(number.rational)
    return (-found if match["sign"] in ("-", "−") else found), None


def _signed(match: "re.Match[str]", size: Fraction) -> Fraction:
    return -size if match["sign"] in ("-", "−") else size


_READERS = (
    (_LOGARITHM, _logarithm),
    (_MIXED, _mixed),
    (_FRACTION, _fraction),
    (_DECIMAL, _decimal),
)


def read_names(answer: Any) -> list[str]:
    """Read names in the order in which they were written, apart by commas or blanks.

    Raises:
        AnswerError: if it is neither text nor a list of texts.
    """
    if isinstance(answer, str):
        return [name for name in re.split(r"[\s,;>→]+", answer.strip()) if name]
    if isinstance(answer, set | frozenset | list | tuple) and all(
        isinstance(name, str) for name in answer
    ):
        return list(answer)
    raise AnswerError(f"an answer is names such as 'q, r', here is {shown(answer)}")
