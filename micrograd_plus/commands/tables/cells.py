"""What the text of a cell stands for: a number, a date, or nothing at all."""

import math
import re
from collections.abc import Iterable, Sequence

# Its square and the sum of many such are still finite.
LARGEST = 1e100

_ABSENT = re.compile(
    r"na|n/a|n\.a\.|#n/a|<na>|nan|nat|null|none|nil|missing|unknown|no data|#value!|#div/0!|#num!|"
    r"\?|--?|\.|",
    re.IGNORECASE,
)
_SIGNS = "$€£¥%"
_SIGN = re.compile(rf"([+-]?)\s*[$€£¥]\s*([^{_SIGNS}]*)|([^{_SIGNS}]*?)\s*[{_SIGNS}]")
_SAMPLE = 500
# Thousands stand in threes, after a first group that does not begin with a zero.
_FORMS = {
    mark: re.compile(
        rf"([+-]?)([1-9]\d{{0,2}}([{other} '’\xa0\u202f])\d{{3}}(?:\3\d{{3}})*|\d*)"
        rf"(?:{re.escape(mark)}(\d*))?([eE][+-]?\d+)?",
        re.ASCII,
    )
    for mark, other in ((".", ","), (",", "."))
}
# A leading zero, or more digits than a float keeps: a code, which has no size.
_CODE = re.compile(r"0\d+|\d{16,}", re.ASCII)
_WITH_UNIT = re.compile(r"([+-]?[0-9][0-9.,]*)\s*((?:[^\W\d_]|°)\S{0,9})")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m)?(?:\s*(?:z|utc|[+-]\d{2}:?\d{2}))?"
_DAY = "|".join(
    [
        r"\d{4}([-/.])\d{1,2}\1\d{1,2}",
        r"\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2})",
        r"(?:19|20)\d\d-\d\d",
        rf"\d{{1,2}}\.?[ -]{_MONTH}\.?,?[ -]\d{{2,4}}",
        rf"{_MONTH}\.? \d{{1,2}},? \d{{2,4}}",
        rf"{_MONTH}\.?[ -]\d{{2,4}}",
    ]
)
_DATE = re.compile(rf"(?:{_DAY})(?:[ t]+{_TIME})?|{_TIME}", re.ASCII | re.IGNORECASE)


def number(text: str, mark: str = ".") -> float | None:
    """Return the number that a cell is, or None if it is none, or too large to compute with.

    Thousands may be set apart, and there may be a sign of a currency or of per cent.

    Arguments:
        text: the cell.
        mark: what stands before decimals, a point or a comma.

    >>> number("-1.5e3"), number("$1,250.50"), number("1.250,50 €", ","), number("12 %")
    (-1500.0, 1250.5, 1250.5, 12.0)
    >>> number("1,5"), number("1,25,000"), number("nan"), number("1e308")
    (None, None, None, None)
    """
    if not text[-1:].isdigit() or not text[:1].isdigit():
        text = _bare(text)
    found = _FORMS[mark].fullmatch(text)
    if not found:
        return None
    sign, whole, between, decimals, exponent = found.groups()
    if not whole and not decimals:
        return None
    if between:
        whole = whole.replace(between, "")
    value = float(f"{sign}{whole or 0}.{decimals or 0}{exponent or ''}")
    return value if abs(value) <= LARGEST else None


def decimal_mark(cells: Iterable[str]) -> str:
    """Return by which mark more of the cells are numbers: a point, a comma, or "" if by both.

    >>> decimal_mark(["1.5", "2"]), decimal_mark(["1.000,5", "2"]), decimal_mark(["1.250", "2"])
    ('.', ',', '')
    """
    parted = [text for text in cells if "," in text or "." in text]
    by_point = by_comma = 0
    # Where a sample is clear it does; where both marks would do, a single cell may tell.
    for some in (parted[:: 1 + len(parted) // _SAMPLE], parted):
        by_point = sum(number(text, ".") is not None for text in some)
        by_comma = sum(number(text, ",") is not None for text in some)
        if abs(by_point - by_comma) > len(some) / 2:
            break
    return "" if by_point == by_comma else "." if by_point > by_comma else ","


def mark_beside_whole(cells: Iterable[str]) -> str:
    """Return by which mark all parted cells are thousands, as small amounts beside them tell.

    Some of these are in the hundreds and none is larger, so that amounts go on in thousands. It is
    "" if nothing tells.

    >>> mark_beside_whole(["840", "1.437", "753"]), mark_beside_whole(["1.437", "2"])
    (',', '')
    """
    told = list(cells)
    whole = [abs(number(text) or 0) for text in told if "," not in text and "." not in text]
    if not 100 <= max(whole, default=0) < 1000:
        return ""
    for mark, other in (",.", ".,"):
        parted = [number(text, mark) for text in told if other in text]
        values = [value for value in parted if value is not None]
        if values and all(abs(value) >= 1000 and value.is_integer() for value in values):
            return mark
    return ""


def is_absent(text: str) -> bool:
    """Return whether a cell is blank, or says what people write for a missing number.

    >>> is_absent(""), is_absent("N/A"), is_absent("?"), is_absent("0")
    (True, True, True, False)
    """
    return _ABSENT.fullmatch(text) is not None


def is_code(text: str) -> bool:
    """Return whether digits are a code, such as a postal one, and no number.

    >>> is_code("01234"), is_code("1234567890123456"), is_code("0"), is_code("0.5")
    (True, True, False, False)
    """
    return _CODE.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Return whether a cell is a date or a time.

    >>> is_date("2024-01-31"), is_date("31.1.24 10:30"), is_date("5 Jan 2024"), is_date("1.5")
    (True, True, True, False)
    """
    return _DATE.fullmatch(text) is not None


def is_year(text: str) -> bool:
    """Return whether a number may be the year that a column is about.

    >>> is_year("1984"), is_year("2050"), is_year("1500")
    (True, True, False)
    """
    return re.fullmatch(r"(19|20)\d\d", text, re.ASCII) is not None


def counts(numbers: Sequence[float | None]) -> bool:
    """Return whether numbers are a count: whole, in constant steps, from any start.

    >>> counts([10.0, 11.0, 12.0]), counts([30.0, 20.0, 10.0]), counts([0.0, 0.5, 1.0])
    (True, True, False)
    """
    if len(numbers) < 2:
        return False
    first, second = numbers[:2]
    if first is None or second is None or not (first.is_integer() and second.is_integer()):
        return False
    step = second - first
    return step != 0 and all(n == first + step * place for place, n in enumerate(numbers))


def sign_of(text: str) -> str:
    """Return the sign of a currency, or of per cent, at a cell; "" if there is none.

    >>> sign_of("-$5"), sign_of("5 %"), sign_of("5")
    ('$', '%', '')
    """
    return next((sign for sign in _SIGNS if sign in text), "")


def common_unit(cells: Iterable[str]) -> str:
    """Return the unit that stands behind the number in each cell; "" unless all have the same.

    >>> common_unit(["45.8 km", "7 km"]), common_unit(["5 km", "5 m"]), common_unit(["5 km", "5"])
    ('km', '', '')
    """
    units = set()
    for text in cells:
        found = _WITH_UNIT.fullmatch(text)
        if not found or number(text) is not None or is_code(found[1]):
            return ""
        units.add(found[2])
        if len(units) > 1:
            return ""
    return units.pop() if units else ""


def without_unit(text: str, unit: str) -> str:
    """Return a cell without the unit behind its number.

    >>> without_unit("45.8 km", "km"), without_unit("45.8 m", "km")
    ('45.8', '45.8 m')
    """
    return text.removesuffix(unit).rstrip()


def is_infinite(text: str) -> bool:
    """Return whether a cell says that a number is infinite.

    >>> is_infinite("-inf"), is_infinite("info")
    (True, False)
    """
    try:
        return text[-1:].isalpha() and math.isinf(float(text))
    except ValueError:
        return False


def _bare(text: str) -> str:
    """A number without the sign of a currency or of per cent, and with a plain minus."""
    text = text.replace("\u2212", "-")
    if text[:1] == "(" and text[-1:] == ")":
        # So accountants write what is below zero.
        text = f"-{text[1:-1]}"
    found = _SIGN.fullmatch(text)
    if not found:
        return text
    sign, behind, before = found.groups()
    return before if before is not None else f"{sign}{behind}"
