"""What holds while a function is recorded: the numbers of the example row may not be looked at.

A recorded function is computed once, for one example row, and then replayed for others. A number of
that row that turned into a Python number would be frozen into the program, so reading one raises.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from ..errors import RecordingError
from .node import Node
from .state import Recording, current, during

# What `reading` may be where gradients are asked for.
GRADIENTS = ("a gradient as a number", "a backward pass")


@contextmanager
def recording(dependent: Iterable[Node]) -> Iterator[Recording]:
    """Note every node that is made in a `with` block, and guard those that differ from row to row.

    Arguments:
        dependent: the row arguments; what is computed from them is added by itself.

    Raises:
        RecordingError: if a recording is going on already.
    """
    state = current()
    if state.recording is not None:
        raise RecordingError(
            "a function is being recorded already: record the inner one before, outside"
        )
    made = Recording()
    made.dependent.update(dependent)
    with during(recording=made, observers=(*state.observers, made)):
        yield made


def check_readable(nodes: Sequence[Node], reading: str) -> None:
    """Raise `RecordingError` if one of the nodes differs from row to row of a recording.

    Arguments:
        nodes: what is about to be turned into plain numbers.
        reading: what is about to happen, such as `"reading the data"`.
    """
    if differs(nodes):
        refuse(nodes, reading)


def differs(nodes: Sequence[Node]) -> bool:
    """Whether one of the nodes differs from row to row of the function that is recorded."""
    going_on = current().recording
    return going_on is not None and not going_on.dependent.isdisjoint(nodes)


def refuse(nodes: Sequence[Node], reading: str) -> NoReturn:
    """Raise the `RecordingError`; the arguments are those of `check_readable`."""
    node = next((node for node in nodes if differs((node,))), nodes[0])
    made = f" (made by {node.operation.rule.name})" if node.operation else ""
    name = f'"{node.name}"' if node.name else "a Value"
    part = "A derivative that is part of the function is grad(y, xs, create_graph=True). "
    raise RecordingError(
        f"{reading} of {name}{made} is refused while a function is recorded: its number differs "
        "from row to row or from step to step, and that of now would be frozen into the program. "
        f"{part if reading in GRADIENTS else ''}To choose by it, write where(a < b, p, q), maximum "
        "or minimum; to keep gradients from flowing through it, detach(v)"
    )
