"""A line on a terminal that shows how far long work has come."""

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
        self.visible = sys.stderr.isatty() if visible is None else visible
        self._next = 0.0
        self._width = 0

    def show(self, done: int, text: str) -> None:
        """Show that so many parts are done, at most ten times a second."""
        if not self.visible or (done < self.total and time.monotonic() < self._next):
            return
        self._next = time.monotonic() + PAUSE
        filled = WIDTH * done // max(1, self.total)
        bar = "#" * filled + "." * (WIDTH - filled)
        line = f"{self.unit} {done}/{self.total}  [{bar}]  {text}"
        # Spaces wipe away what is left of a longer line.
        print(f"\r{line:<{self._width}}", end="", file=sys.stderr, flush=True)
        self._width = len(line)

    def close(self) -> None:
        """End the line."""
        if self.visible and self._width:
            print(file=sys.stderr)
