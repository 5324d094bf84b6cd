"""What holds while a function is recorded: the numbers of the example row may not be looked at.

A recorded function is computed once, for one example row, and then replayed for others. A number of
that row that turned into a Python number would be frozen into the program, so reading one raises.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from .errors import RecordingError
from .generate import RUNTIME

if TYPE_CHECKING:
    from .engine import Value


class Recording:
    """A context in which every new node is noted, in order, and those of the row are guarded.

    Attributes:
        made: the nodes made so far, each with its place in the order.
        dependent: the row arguments, and everything that was computed from them.
    """

    def __init__(self) -> None:
        self.made: dict[Value, int] = {}
        self.dependent: set[Value] = set()
        self._before: Any = None

    def __enter__(self) -> "Recording":
        if RUNTIME["_recording"] is not None:
            raise RecordingError(
                "a function is being recorded already: record the inner one before, outside"
            )
        self._before = RUNTIME["_observer"]
        RUNTIME["_recording"], RUNTIME["_observer"] = self, self._see
        return self

    def __exit__(self, *error: object) -> None:
        RUNTIME["_recording"], RUNTIME["_observer"] = None, self._before

    def _see(self, node: "Value") -> None:
        self.made[node] = len(self.made)
        if not self.dependent.isdisjoint(node._parents):
            self.dependent.add(node)
        if self._before is not None:
            self._before(node)


def check_readable(nodes: "Sequence[Value]", reading: str) -> None:
    """Raise `RecordingError` if one of the nodes differs from row to row of a recording.

    Arguments:
        nodes: what is about to be turned into plain numbers.
        reading: what is about to happen, such as `"reading the data"`.
    """
    if differs(nodes):
        refuse(nodes, reading)


def differs(nodes: "Sequence[Value]") -> bool:
    """Whether one of the nodes differs from row to row of the function that is recorded."""
    recording: Recording | None = RUNTIME["_recording"]
    return recording is not None and not recording.dependent.isdisjoint(nodes)


def refuse(nodes: "Sequence[Value]", reading: str) -> NoReturn:
    """Raise the `RecordingError`; the arguments are those of `check_readable`."""
    node = next((node for node in nodes if differs((node,))), nodes[0])
    made = f" (made by {node._operation.rule.name})" if node._operation else ""
    name = f'"{node._label}"' if node._label else "a Value"
    raise RecordingError(
        f"{reading} of {name}{made} is refused while a function is recorded: its number differs "
        "from row to row or from step to step, and that of now would be frozen into the program. "
        "To choose by it, write where(a < b, p, q), maximum or minimum; to keep gradients from "
        "flowing through it, detach(v)"
    )


RUNTIME["_recording"] = None
