"""Gradients without touching `.grad`: the flow over each edge, and `grad` of any order."""

import math
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple, overload

from ..inputs import shown
from ..rules.table import BUILT_IN, Rule
from .core import CORE
from .operands import Choice, choose, compare, operand
from .pulling import UNCHOSEN, sent_back
from .recording import check_readable, differs
from .staleness import ordered
from .state import current, during
from .value import Value


class Flow(NamedTuple):
    """What flows back over one edge, from a result to one of its operands.

    The numbers are floats, or Values where the gradient is to be differentiated again; `before` is
    what earlier edges had added up for the parent, None for the first.
    """

    node: Value
    slot: int
    parent: Value
    upstream: Any
    local: Any
    contribution: Any
    before: Any
    total: Any

    @property
    def note(self) -> str:
        """Why nothing flows, where upstream times local gradient would say something else."""
        if self.local is UNCHOSEN:
            return NOT_CHOSEN
        infinite = type(self.local) is float and not math.isfinite(self.local)
        return ZERO_SENDS_NOTHING if infinite and not _number(self.upstream) else ""


NOT_CHOSEN = "not chosen: nothing flows"
ZERO_SENDS_NOTHING = "a zero gradient sends nothing"


def flow(
    order: list[Value],
    totals: dict[Value, Any],
    needed: set[Value] | None = None,
    as_values: bool = False,
) -> Iterator[Flow]:
    """Go through a graph backwards and yield every edge over which a gradient flows.

    The arithmetic and its order are those of `Value.backward`, so sums agree to the last bit.

    Arguments:
        order: the graph in topological order.
        totals: the gradients so far; at first that of the root alone. It is filled in passing.
        needed: the nodes whose gradient is wanted; all where it is None.
        as_values: whether to compute with Values.
    """
    for node in reversed(order):
        operation, upstream = node.operation, totals.get(node)
        if operation is None or upstream is None:
            continue
        local_gradients = (operation.local_values if as_values else operation.local)(node)
        sent = operation.sent(node, upstream) if operation.by_hand and upstream else None
        steep = as_values and _is_steep(operation.rule)
        for slot, (parent, local) in enumerate(zip(node.operands, local_gradients, strict=True)):
            if local is None or (needed is not None and parent not in needed):
                continue
            contribution = sent[slot] if sent else _contribution(upstream, local, steep)
            before = totals.get(parent)
            totals[parent] = total = contribution if before is None else before + contribution
            yield Flow(node, slot, parent, upstream, local, contribution, before, total)


# The rows whose slope is infinite somewhere inside of their domain; one of a user's may be.
STEEP = frozenset({"acos", "acosh", "asin", "cbrt", "pow", "sqrt"})


def _is_steep(rule: Rule) -> bool:
    return rule.name in STEEP or BUILT_IN.get(rule.name) is not rule


def _contribution(upstream: Any, local: Any, steep: bool = False) -> Any:
    if local is UNCHOSEN:
        return 0.0
    if isinstance(local, Choice):
        condition, *branches = local
        sent = [
            0.0 if each is UNCHOSEN else _contribution(upstream, each, steep) for each in branches
        ]
        return choose(condition, *sent)
    if isinstance(upstream, Value) or isinstance(local, Value):
        # In a recording the numbers are those of one row: what a zero sends is decided for each.
        infinite = _is_fixed(local) and not abs(_number(local)) < math.inf
        if infinite and _is_fixed(upstream) and _number(upstream) == 0:
            return 0.0
        if current().recording is not None and (steep or infinite):
            if isinstance(upstream, Value):
                return _sent_unless_zero(upstream, upstream * local)
            if upstream == 0:
                return 0.0
        if type(local) is float and local == 1:
            return upstream
        return local if type(upstream) is float and upstream == 1 else upstream * local
    # Adding 0.0 makes a zero positive, as the first sum of a backward pass does.
    return 0.0 + sent_back(upstream, local)


def _is_fixed(number: Any) -> bool:
    """Whether a number is the same in each row, so that it may be looked at."""
    return not isinstance(number, Value) or not differs([number])


def _sent_unless_zero(upstream: Value, product: Value) -> Any:
    """A product in which a zero gradient sends nothing; nan stays nan."""
    below = choose(compare("less", upstream, 0.0), product, upstream)
    return choose(compare("greater", upstream, 0.0), product, below)


def _number(x: Any) -> float:
    return x.data if isinstance(x, Value) else x


@overload
def grad(y: Value, xs: Value, create_graph: Literal[False] = False) -> float: ...
@overload
def grad(y: Value, xs: Value, create_graph: Literal[True]) -> Value: ...
@overload
def grad(y: Value, xs: Iterable[Value], create_graph: Literal[False] = False) -> list[float]: ...
@overload
def grad(y: Value, xs: Iterable[Value], create_graph: Literal[True]) -> list[Value]: ...


def grad(y: Any, xs: Any, create_graph: bool = False) -> Any:
    """Return the derivative of `y` by each of `xs`, leaving every `.grad` alone.

    Arguments:
        y: a result.
        xs: the Values to differentiate by, or a single one.
        create_graph: give Values, which can be differentiated again.

    Returns:
        A list of floats (of Values with `create_graph`), 0 where y does not depend on x; for a
        single Value, the one derivative.

    Raises:
        TypeError: if `y` is not a Value or `xs` are not.
        StaleGraphError: if data was set after it had been used.

    >>> x = Value(2.0)
    >>> (slope,) = grad(x**3, [x], create_graph=True)
    >>> slope.data, grad(slope, [x])
    (12.0, [12.0])
    """
    _check_result(y)
    if not isinstance(xs, Iterable | Value):
        raise TypeError(f"grad differentiates by Values, here is {shown(xs)}: write grad(y, [x])")
    targets = [xs] if isinstance(xs, Value) else list(xs)
    for x in targets:
        if isinstance(x, Iterable):
            raise TypeError(
                f"grad takes Values one after the other, here is a {type(x).__name__} of them: "
                "write grad(y, W.ravel()) for an array W, or put the lists one behind the other"
            )
        if not isinstance(x, Value):
            raise TypeError(
                f"grad differentiates by Values, here is {shown(x)}: write grad(y, [x])"
            )
        if x.is_constant:
            raise ValueError(f"{x!r} is a constant: use a Value to differentiate by it")
    if not create_graph:
        check_readable((y,), "a gradient as a number")
    gradients = _values(y, targets) if create_graph else _numbers(y, targets)
    return gradients[0] if isinstance(xs, Value) else gradients


def _numbers(y: Value, targets: list[Value]) -> list[float]:
    """The derivatives as numbers."""
    found: list[float] | None = None if CORE is None else CORE.slopes(y, targets)
    if found is None:
        totals = _totals(y, ordered(y))
        found = [totals.get(x, 0.0) for x in targets]
    return found


def _values(y: Value, targets: list[Value]) -> list[Value]:
    """The derivatives as Values, which can be differentiated again."""
    order = ordered(y)
    totals: dict[Value, Any] = {y: 1.0}
    with during(lenient=True):
        for _ in flow(order, totals, depending_on(targets, order), as_values=True):
            pass
    return [operand(totals.get(x, 0.0)) for x in targets]


def _totals(y: Value, order: list[Value]) -> dict[Value, float]:
    """The gradient of each node, as `backward` adds it up; no node changes."""
    totals = dict.fromkeys(order, 0.0)
    totals[y] = 1.0
    for node in reversed(order):
        upstream = totals[node]
        # A zero gradient sends nothing, not even 0 * inf.
        if upstream and node.operation is not None:
            node.operation.send(node, upstream, totals)
    return totals


def _check_result(y: Any) -> None:
    if isinstance(y, Value):
        return
    if callable(y):
        raise TypeError(
            "grad takes a result, not a function: compute y = f(x) with x = Value(...), "
            "then write grad(y, [x])"
        )
    raise TypeError(f"grad takes a Value as the result, here is {shown(y)}")


def depending_on(targets: list[Value], order: list[Value]) -> set[Value]:
    """Every node of `order` whose gradient leads to one of the targets."""
    needed = set(targets)
    for node in order:
        if not needed.isdisjoint(node.operands):
            needed.add(node)
    return needed
