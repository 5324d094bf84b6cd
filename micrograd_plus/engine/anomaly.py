"""Finding the first number that went inf or nan, and the line that made it."""

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary, WeakSet

from ..caller import source_line
from ..errors import AnomalyError
from .pulling import UNCHOSEN
from .state import current, during
from .value import Value


@contextmanager
def detect_anomaly() -> Iterator[None]:
    """Raise at the first result or gradient that is inf or nan, and name the line that made it.

    A context manager for looking into a run that has gone wrong; it makes computing slower. A zero
    gradient sends nothing, not even through a slope that is inf: where that happens it warns, since
    the 0 may be one that was computed and the true slope another, as of sqrt(x)**2 at 0.

    Raises:
        AnomalyError: with the operation, its operands and the line of the program.

    Warns:
        RuntimeWarning: where a zero gradient meets a slope that is not finite.

    >>> with detect_anomaly():
    ...     Value(1e200) * 1e200
    Traceback (most recent call last):
    micrograd_plus.errors.AnomalyError: mul gave inf from 1e+200 and 1e+200; made at ...
    """
    with during(observers=(*current().observers, _Watch())):
        yield


class _Watch:
    """Looks at each number as it comes."""

    def __init__(self) -> None:
        self._lines: WeakKeyDictionary[Value, str] = WeakKeyDictionary()
        # What has got a gradient, even if it is 0; not what was not chosen.
        self._reached: WeakSet[Value] = WeakSet()

    def made(self, node: Value) -> None:
        """Note the line that makes a node; raise if its number is not finite."""
        line = self._lines[node] = source_line()
        if not math.isfinite(node.number):
            raise AnomalyError(f"{_story(node)}; made at {line}")

    def pulled(self, node: Value) -> None:
        """Raise if a gradient that a node has sent is not finite."""
        self._flowing(node)
        for parent in node.parents:
            if not math.isfinite(parent.grad):
                name = f'"{parent.label}" ' if parent.label else ""
                line = self._lines.get(node, "a line before detect_anomaly() began")
                raise AnomalyError(
                    f"the gradient of {name}(data={parent.number}) went {parent.grad} on its way "
                    f"back through {_name(node)}, whose upstream gradient was {node.grad}; "
                    f"made at {line}"
                )

    def held_back(self, node: Value) -> None:
        """Warn if a zero gradient has met a slope that is not finite."""
        if node not in self._reached:
            return
        for parent, local in self._flowing(node):
            if not math.isfinite(local):
                line = self._lines.get(node, "a line before detect_anomaly() began")
                warnings.warn(
                    f"a zero gradient sends nothing: {_name(node)} has the slope {local} at "
                    f"{parent.number}, and 0 times that counts as 0. If the 0 was computed, the "
                    f"true slope may be another; made at {line}",
                    RuntimeWarning,
                    stacklevel=2,
                )

    def _flowing(self, node: Value) -> list[tuple[Value, float]]:
        """The operands to which a gradient flows, noted as reached, with the local gradients."""
        assert node.operation is not None
        edges = zip(node.operands, node.operation.local(node), strict=True)
        found = [(x, local) for x, local in edges if local is not None and local is not UNCHOSEN]
        self._reached.update(x for x, _ in found)
        return found


def _story(node: Value) -> str:
    if not node.parents:
        return f"a Value was given the data {node.number}"
    operands = [
        f"{parent.number}" + (f' ("{parent.label}")' if parent.label else "")
        for parent in node.operands[:8]
    ]
    if len(node.operands) > len(operands):
        operands.append(f"{len(node.operands) - len(operands)} more")
    return f"{_name(node)} gave {node.number} from {' and '.join(operands)}"


def _name(node: Value) -> str:
    return node.rule.name if node.rule else "a leaf"
