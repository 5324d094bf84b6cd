"""What is going on while a program computes: a state of its own for each thread and each task.

The state is frozen and is replaced as a whole, so that whoever ends something goes back to exactly
what was before, and a thread that begins finds nothing going on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .scopes import Scope
    from .value import Value


class Observer(Protocol):
    """Somebody who is told of what the engine does."""

    def made(self, node: "Value") -> None:
        """Take note of a new node."""

    def pulled(self, node: "Value") -> None:
        """Take note that a node has sent its gradient back to its parents."""


class Recording:
    """The nodes that are made while a function is recorded.

    Attributes:
        order: each node with its place among them.
        dependent: what differs from row to row: the row arguments and all that is computed from
            them.
    """

    def __init__(self) -> None:
        self.order: dict[Value, int] = {}
        self.dependent: set[Value] = set()

    def made(self, node: "Value") -> None:
        """See `Observer`."""
        self.order[node] = len(self.order)
        if not self.dependent.isdisjoint(node.operands):
            self.dependent.add(node)

    def pulled(self, node: "Value") -> None:
        """See `Observer`: a recording is about results, not about gradients."""


@dataclass(frozen=True, slots=True)
class State:
    """What holds for the nodes that are made now.

    Attributes:
        scope: the part of the program that is running.
        call: the call of a module that is running; what it is, is up to `nn`.
        recording: the recording that is going on.
        observers: who is told of new nodes and of gradients.
        lenient: whether an operation outside its domain gives nan, as in derivatives.
    """

    scope: "Scope | None" = None
    call: Any = None
    recording: Recording | None = None
    observers: tuple[Observer, ...] = ()
    lenient: bool = False


_state: ContextVar[State] = ContextVar("micrograd_plus", default=State())  # noqa: B039
current = _state.get
enter = _state.set


@contextmanager
def during(**changes: Any) -> Iterator[State]:
    """Let something else hold inside of a `with` block.

    >>> with during(lenient=True):
    ...     current().lenient
    True
    >>> current().lenient
    False
    """
    before = current()
    inside = replace(before, **changes)
    try:
        # Inside of the try, since a signal handler may raise as soon as the state has changed.
        enter(inside)
        yield inside
    except GeneratorExit:
        # The block was left without its end, since such a handler raised there, or since it stands
        # in a generator that nobody finished: others may have gone on meanwhile.
        if current() is inside:
            enter(before)
        raise
    except BaseException:
        enter(before)
        raise
    else:
        enter(before)
