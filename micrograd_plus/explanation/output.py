"""What standard output can show: how much, in which letters, how wide."""

import shutil
import sys
import unicodedata

# As many steps or paths as a person reads; where there are more, it is said how many.
SHOWN = 60
_ASCII = {"∂": "d", "·": "*", "→": "->", "×": "x", "—": "-", "²": "^2", "…": "..."}


def for_output(text: str, encoding: str | None = None) -> str:
    """Write symbols in ASCII where an encoding, that of standard output if None, has no others."""
    try:
        text.encode(encoding or getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        for symbol, plain in _ASCII.items():
            text = text.replace(symbol, plain)
        text = text.encode("ascii", "backslashreplace").decode()
    return text


def terminal_width() -> int | None:
    """Return how wide the terminal is to which is printed; None where standard output is none."""
    try:
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    except (AttributeError, ValueError):
        # There is no standard output, or it is closed.
        return None


def cells(text: str) -> int:
    """Return how many cells of a terminal a text fills: Chinese letters are two wide, accents none.

    >>> cells("w1"), cells("漢字"), cells("e\u0301")
    (2, 4, 1)
    """
    return sum(map(_cells, text))


def cut(text: str, width: int) -> str:
    """Return as much of a text as fits into some cells; dots stand for what does not.

    >>> cut("tanh(q + b)", 11), cut("tanh(q + b)", 8), cut("漢字", 3)
    ('tanh(q + b)', 'tanh(q …', '漢…')
    """
    if cells(text) <= width:
        return text
    kept, room = "", width - 1
    for letter in text:
        room -= _cells(letter)
        if room < 0:
            break
        kept += letter
    return f"{kept}…" if width > 0 else ""


def _cells(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
