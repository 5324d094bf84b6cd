"""What standard output can show: how much, in which letters, how wide."""

import shutil
import sys

# As many steps or paths as a person reads; where there are more, it is said how many.
SHOWN = 60
_ASCII = {"∂": "d", "·": "*", "→": "->", "×": "x", "—": "-", "²": "^2", "…": "..."}


def for_output(text: str) -> str:
    """Write symbols in ASCII where standard output has no others."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
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
