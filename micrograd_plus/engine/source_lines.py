"""The line of the program that made each Value, noted where somebody asks for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from ..caller import source_line
from .state import current, during
from .value import Value

_lines: "WeakKeyDictionary[Value, str]" = WeakKeyDictionary()


@contextmanager
def source_lines() -> Iterator[None]:
    """Note for each Value that is made the line of the program that makes it.

    A context manager; `viz.player` shows the lines to those who point at a value. It makes
    computing slower, so nothing is noted outside of it.

    >>> with source_lines():
    ...     y = Value(2.0) * 3.0
    >>> line_of(y).endswith("y = Value(2.0) * 3.0")
    True
    """
    with during(observers=(*current().observers, _Notes())):
        yield


def line_of(node: Value) -> str:
    """Return the line that made a Value, with its file and number; empty where none was noted."""
    return _lines.get(node, "")


class _Notes:
    """Notes a line for each node as it is made."""

    def made(self, node: Value) -> None:
        """Note the line that makes a node."""
        _lines[node] = source_line(whole_path=False)

    def pulled(self, node: Value) -> None:
        """Gradients are of no concern here."""

    def held_back(self, node: Value) -> None:
        """Nor is what was held back."""
