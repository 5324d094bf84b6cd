"""Nodes that a learner makes by hand, with a step backward of their own.

`Value(number, (parents), "tanh")` with a function assigned to `_backward` is how the micrograd
lecture adds an operation, `Value(number, (parents), (local gradients))` how microgpt makes each
node. What such a step sends is found by letting it run and looking at what it has added.
"""

import threading
from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any, NoReturn

from ..errors import RecordingError
from ..inputs import shown, to_float
from ..rules.expression import SYMBOLS, Call, Name
from ..rules.table import BUILT_IN, Rule
from .generate import Operation
from .node import Node

LAW = "a step of your own"
_NAMES = {symbol: name for name, symbol in SYMBOLS.items() if name != "neg"}

# While a step is tried, gradients hold something else for a moment.
_trying = threading.RLock()


class OwnOperation(Operation):
    """The operation of a single node, whose step backward was given by hand.

    Attributes:
        text: what the operation was called.
        gradients: the local gradient by each operand, if they were given.
        step: the function that was assigned to `_backward`, if one was.
    """

    by_hand = True

    def __init__(self, text: str, count: int, gradients: Sequence[float] | None) -> None:
        self.text: str = text
        self.gradients: Sequence[float] | None = gradients
        self.step: Callable[[], Any] | None = None
        self.rule: Rule = _described(text, count)
        self.row: tuple[Any, ...] = ()
        self.key = ""

    def __reduce__(self) -> tuple[Any, ...]:
        if self.gradients is None:
            raise TypeError(
                f"the step of {self.rule.name} is a function that belongs to one node, so it is "
                f"neither copied nor pickled: {self.cure(())}"
            )
        return OwnOperation, (self.text, len(self.rule.arguments), self.gradients)

    def pull(self, node: Any, upstream: float) -> None:
        """Let the step add to the gradients of the operands."""
        if self.gradients is None:
            self._given_step()()
            return
        for operand, local in zip(node.operands, self.gradients, strict=True):
            if not operand.is_constant:
                operand.gradient += upstream * local

    def send(self, node: Any, upstream: float, totals: dict[Any, float]) -> None:
        """Add what the step sends to a sum for each operand."""
        for operand, sent in zip(node.operands, self.sent(node, upstream), strict=True):
            if sent is not None:
                totals[operand] += sent

    def sent(self, node: Any, upstream: float) -> list[float | None]:
        """Return what the step sends to each operand; one that stands twice gets it at once."""
        if self.gradients is not None:
            return [
                None if operand.is_constant else upstream * local
                for operand, local in zip(node.operands, self.gradients, strict=True)
            ]
        step = self._given_step()
        with _trying:
            before = [(each, each.gradient) for each in (*node.operands, node)]
            try:
                for operand in node.operands:
                    operand.gradient = 0.0
                node.gradient = upstream
                step()
                added = {id(operand): operand.gradient or 0.0 for operand in node.operands}
            finally:
                for each, gradient in before:
                    each.gradient = gradient
        return [
            None if operand.is_constant else added.pop(id(operand), 0.0)
            for operand in node.operands
        ]

    def local(self, node: Node) -> list[float | None]:
        """Return the local gradient by each operand."""
        return self.sent(node, 1.0)

    def local_values(self, node: Node) -> NoReturn:
        """Refuse: the step is numbers, which cannot be differentiated again."""
        raise TypeError(
            f"the step of {self.rule.name} was given by hand, in numbers, so its gradient cannot "
            f"be differentiated again: {self.cure(node.operands)}"
        )

    def refuse_recording(self, node: Node) -> NoReturn:
        """Raise `RecordingError`: a recorded function needs a formula."""
        raise RecordingError(
            f"{self.rule.name} was computed by hand, so its number would be frozen into the "
            f"recorded program: {self.cure(node.operands)}"
        )

    def cure(self, operands: Sequence[Node]) -> str:
        """Say what to write in place of a step by hand, with the learner's own names."""
        name = self.rule.name
        labels = [operand.name for operand in operands]
        letters = "x" if len(labels) == 1 else "abcdefghijklmnopqrstuvw"
        names = [
            label if label.isidentifier() and labels.count(label) == 1 else letter
            for label, letter in zip(labels, letters, strict=False)
        ] or ["x"]
        if name in BUILT_IN and name not in SYMBOLS:
            return f"{name} is an operation of micrograd_plus, write {name}({', '.join(names)})"
        if name in SYMBOLS:
            return f"write it with the operator {SYMBOLS[name]}"
        partials = ", ".join(f'"its derivative by {each}"' for each in names)
        name = name if name.isidentifier() else "my_operation"
        return f'declare it once, rule("{name}", "{" ".join(names)}", "its formula", {partials})'

    def _given_step(self) -> Callable[[], Any]:
        if self.step is None:
            raise TypeError(
                f"a Value made by hand by {self.rule.name} has no step backward yet: assign a "
                "function to its _backward, or give the local gradients, as in "
                "Value(6.0, (a, b), (3.0, 2.0))"
            )
        return self.step


def _described(text: str, count: int) -> Rule:
    """A row that stands for the operation where it is shown."""
    name = _NAMES.get(text, text) if count == 2 else "neg" if text == "-" else text
    name = {"ReLU": "relu"}.get(name, name) or "step"
    arguments = tuple(f"operand_{place}" for place in range(1, count + 1))
    return Rule(
        name=name,
        arguments=arguments,
        variadic=False,
        forward=Call(name, tuple(map(Name, arguments))),
        partials=tuple(Name(LAW) for _ in arguments),
        domain=(),
        laws=(LAW,),
        hint="",
        surrogate=False,
        text=(name, " ".join(arguments), "", *arguments, ""),
        uses={},
    )


def read_given(given: tuple[Any, ...]) -> tuple[str, tuple[Any, ...], Any]:
    """Sort out what stands behind the number in `Value(...)`: parents, an operation, a label.

    Returns:
        The label, the parents, and the name of the operation or the local gradients.

    Raises:
        TypeError: for anything else.
    """
    first, *rest = given
    if isinstance(first, tuple | list | set | frozenset) and len(rest) <= 2:
        operation = rest[0] if rest else ""
        label = rest[1] if len(rest) == 2 else ""
        if isinstance(operation, str | tuple | list):
            return label, tuple(first), operation
    if len(given) == 1:
        raise TypeError(
            f"a label is text, here is {shown(first)}: write Value(2.0, label='a'). "
            "An operation of your own is declared with rule(...)"
        )
    raise TypeError(
        "Value takes a number and a label, or a number, its parents and the name of an operation, "
        f"as in Value(6.0, (a, b), '*'); here is {', '.join(map(shown, given))}"
    )


def by_hand(operands: tuple[Node, ...], given: Any) -> OwnOperation:
    """Return the operation of a node that is made by hand.

    Arguments:
        operands: its parents.
        given: the name of the operation, or a local gradient for each operand.

    Raises:
        ValueError: if there are not as many local gradients as parents.
    """
    if isinstance(given, str):
        return OwnOperation(given, len(operands), None)
    if len(given) != len(operands):
        raise ValueError(
            f"{len(operands)} parents need as many local gradients, here are {len(given)}"
        )
    return OwnOperation("", len(operands), tuple(map(to_float, given)))


def give_step(node: Node, step: Callable[[], Any]) -> None:
    """Let a function be the step backward of a node that was made by hand.

    Raises:
        TypeError: for any other node, and for what is not a function.
    """
    if not isinstance(node.operation, OwnOperation):
        made = "is a leaf" if node.operation is None else "was computed"
        raise TypeError(
            f"{node!r} {made}, its step backward is known: a step of your own belongs to a Value "
            "made by hand, as in out = Value(t, (x,), 'tanh'); out._backward = step"
        )
    if not callable(step):
        raise TypeError(f"_backward is a function without arguments, here is {shown(step)}")
    node.operation.step = step


class Parents(tuple[Any, ...]):
    """Parents in order, one twice if it was used twice; compared and joined they are a set."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return set(self) == set(other) if isinstance(other, Set) else tuple.__eq__(self, other)

    def __hash__(self) -> int:
        return tuple.__hash__(self)

    def __or__(self, other: Iterable[Any]) -> "set[Any]":
        return set(self).union(other)

    def __and__(self, other: Iterable[Any]) -> "set[Any]":
        return set(self).intersection(other)

    def __sub__(self, other: Iterable[Any]) -> "set[Any]":
        return set(self).difference(other)

    def __ror__(self, other: Iterable[Any]) -> "set[Any]":
        return self | other

    def __rand__(self, other: Iterable[Any]) -> "set[Any]":
        return self & other
