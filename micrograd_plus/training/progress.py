"""A line on a terminal that shows how far long work has come."""

import os
import sys
import time

WIDTH = 24
# As often as people can follow, in seconds.
PAUSE = 0.1


class ProgressBar:
    """Shows a bar on standard error; quiet if that is no terminal, unless it is told otherwise.

    Arguments:
        total: how many parts the work has.
        unit: what one is called.
        visible: None shows it on a terminal only.
    """

    def __init__(self, total: int, unit: str, visible: bool | None) -> None:
        self.total, self.unit = total, unit
        self.visible = _on_terminal() if visible is None else visible
        self._next = 0.0
        self._width = 0
        self._latest = ""

    def show(self, done: int, text: str) -> None:
        """Show that so many parts are done, at most ten times a second."""
        if not self.visible:
            return
        filled = WIDTH * done // max(1, self.total)
        bar = "#" * filled + "." * (WIDTH - filled)
        self._latest = f"{self.unit} {done}/{self.total}  [{bar}]  {text}"
        if done >= self.total or time.monotonic() >= self._next:
            self._next = time.monotonic() + PAUSE
            self._write()

    def _write(self) -> None:
        # A line that goes on below cannot be written over.
        line, self._latest = self._latest[: _columns() - 1], ""
        # Spaces wipe away what is left of a longer line.
        print(f"\r{line:<{self._width}}", end="", file=sys.stderr, flush=True)
        self._width = len(line)

    def close(self) -> None:
        """Show what has not been shown yet, and end the line."""
        if self._latest:
            self._write()
        if self._width:
            print(file=sys.stderr)


def _on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _columns() -> int:
    """How wide the terminal is; without end where that is unknown."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or sys.maxsize
    except (OSError, ValueError, AttributeError):
        return sys.maxsize
