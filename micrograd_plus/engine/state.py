"""What is going on while a program computes: a state of its own for each thread and each task.

The state never changes and is replaced as a whole, so that whoever ends something goes back to
exactly what was before, and a thread that begins finds nothing going on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from ..inputs import shown
from .node import Node
from .scopes import Scope


class Observer(Protocol):
    """Somebody who is told of what the engine does."""

    def made(self, node: Node) -> None:
        """Take note of a new node."""

    def pulled(self, node: Node) -> None:
        """Take note that a node has sent its gradient back to its parents."""

    def held_back(self, node: Node) -> None:
        """Take note that a node has sent nothing, since its gradient is 0."""


def tell(observers: "tuple[Observer, ...]", node: Node) -> None:
    """Tell observers of a new node."""
    for observer in observers:
        observer.made(node)


def tell_of_pull(observers: "tuple[Observer, ...]", node: Node) -> None:
    """Tell observers of what a node has sent in a backward pass."""
    for observer in observers:
        (observer.pulled if node.gradient else observer.held_back)(node)


class Recording:
    """The nodes that are made while a function is recorded.

    Attributes:
        order: each node with its place among them.
        dependent: what differs from row to row: the row arguments and all that is computed from
            them.
        lenient: what belongs to a derivative, and gives nan or inf outside its domain.
    """

    # Found by the engine in C, which notes by itself.
    __slots__ = ("dependent", "lenient", "order")

    def __init__(self) -> None:
        self.lenient: set[Node] = set()
        self.order: dict[Node, int] = {}
        self.dependent: set[Node] = set()

    def made(self, node: Node) -> None:
        """See `Observer`."""
        self.order[node] = len(self.order)
        if current().lenient:
            self.lenient.add(node)
        if not self.dependent.isdisjoint(node.operands):
            self.dependent.add(node)

    def pulled(self, node: Node) -> None:
        """See `Observer`: a recording is about results, not about gradients."""

    held_back = pulled


@dataclass(slots=True)
class State:
    """What holds for the nodes that are made now. It never changes: another takes its place.

    Attributes:
        scope: the part of the program that is running.
        call: the call of a module that is running; what it is, is up to `nn`.
        recording: the recording that is going on.
        observers: who is told of new nodes and of gradients.
        lenient: whether an operation outside its domain gives nan, as in derivatives.
        outer: the state in which this one was entered.
    """

    # Final, not frozen: that takes four times as long, and each call of a module makes one.
    scope: Final[Scope | None] = None
    call: Final[Any] = None
    recording: Final[Recording | None] = None
    observers: Final[tuple[Observer, ...]] = ()
    lenient: Final[bool] = False
    outer: "Final[State | None]" = field(default=None, compare=False, repr=False)


state_variable: ContextVar[State] = ContextVar("micrograd_plus", default=State())  # noqa: B039
current: Callable[[], State] = state_variable.get
enter: Callable[[State], Token[State]] = state_variable.set

# States that were left while another one that was entered in them went on, each with what was
# before it: generators may close in any order.
_left: dict[int, tuple[State, State]] = {}


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
    inside = replace(before, outer=before, **changes)
    try:
        # Inside of the try, since a signal handler may raise as soon as the state has changed.
        enter(inside)
        yield inside
    except GeneratorExit:
        # The block was left without its end, since such a handler raised there, or since it stands
        # in a generator that nobody finished: others may have gone on meanwhile.
        if current() is inside:
            _go_back(before)
        elif any(state is inside for state in _open()):
            _left[id(inside)] = inside, before
        raise
    except BaseException:
        _go_back(before)
        raise
    else:
        _go_back(before)


def _open() -> Iterator[State]:
    """The states that are entered, the innermost first."""
    state: State | None = current()
    while state is not None:
        yield state
        state = state.outer


def _go_back(before: State) -> None:
    """Enter what was before a block, or before those that were left meanwhile."""
    while id(before) in _left:
        _, before = _left.pop(id(before))
    enter(before)


@contextmanager
def scope(name: str) -> Iterator[Scope]:
    """Give the nodes that are made inside of a `with` block a part to belong to.

    A drawing of a large graph shows each part as one box, under its name. Calls of modules are
    parts by themselves. Scopes nest.

    Arguments:
        name: what to call the part.

    Raises:
        TypeError, ValueError: if the name is not text, or empty.

    >>> from micrograd_plus import Value, tanh
    >>> x = Value(0.5, label="x")
    >>> with scope("encoder"):
    ...     code = tanh(2 * x)
    >>> code.scope
    <scope encoder>
    """
    if not isinstance(name, str):
        raise TypeError(f"a scope has a name, here is {shown(name)}: write scope('encoder')")
    if not name.strip():
        raise ValueError("a scope has a name, here is an empty one: write scope('encoder')")
    entered = Scope(name.strip(), "", current().scope)
    with during(scope=entered):
        yield entered
