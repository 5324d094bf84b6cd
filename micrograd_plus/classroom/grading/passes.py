"""Backward passes with a mistake in them, to see which of them gives a learner's numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...engine.value import Value
from ...graph import toposort
from .answers import perform
from .programs import Program

# So many steps are enough for the small programs on which mistakes are told apart.
_MOST_STEPS = 5_000


@dataclass(frozen=True, slots=True)
class Edge:
    """A step from a result to one of its operands, with all that a wrong formula may use.

    Attributes:
        numbers: the data of all operands, in order.
        locals: the right local gradient by each of them.
        slot: which of them the step goes to.
        out: the data of the result.
        upstream: the gradient of the result.
    """

    numbers: tuple[float, ...]
    locals: tuple[float, ...]
    slot: int
    out: float
    upstream: float

    @property
    def x(self) -> float:
        """The data of the operand."""
        return self.numbers[self.slot]

    @property
    def local(self) -> float:
        """The right local gradient."""
        return self.locals[self.slot]

    @property
    def other(self) -> int:
        """The place of the other operand; the same where there is none."""
        return min(1 - self.slot, len(self.numbers) - 1) if len(self.numbers) > 1 else 0


Contribution = Callable[[Edge], float]


@dataclass(frozen=True)
class Flaw:
    """What a backward pass gets wrong; as it stands, nothing.

    Attributes:
        order: in which order results hand their gradients on.
        overwrites: whether a contribution takes the place of what was there.
        overwrites_at: the operations and slots at which alone it does.
        array_shared: whether a sum hands on its own array, to which others then add in place.
        as_set: whether an operand that stands twice counts once.
        set_of: the operation in which alone it does.
        seed: the gradient that a pass starts with; None if it sets none.
        seed_added: whether it is added to what was there.
        inner_kept: whether inner gradients of the pass before are still there.
        leaves_cleared: whether a pass clears all gradients before it begins.
        never_cleared: whether clearing does nothing.
        whole_tape: whether a pass goes over everything that was ever computed.
        turned: whether operands come last to first.
        all_first: whether a result hands on to all operands before any of these does.
        steps: wrong contributions, by operation and slot.
        every_step: a wrong contribution of all operations.
    """

    order: str = "topological"
    overwrites: bool = False
    overwrites_at: frozenset[tuple[str, int]] = frozenset()
    array_shared: bool = False
    as_set: bool = False
    set_of: str = ""
    seed: float | None = 1.0
    seed_added: bool = False
    inner_kept: bool = False
    leaves_cleared: bool = False
    never_cleared: bool = False
    whole_tape: bool = False
    turned: bool = False
    all_first: bool = False
    steps: Mapping[tuple[str, int], Contribution] = field(default_factory=dict)
    every_step: Contribution | None = None


class TooLong(Exception):
    """A pass that takes more steps than are worth while."""


def flawed_gradients(program: Program, flaw: Flaw, inner: bool = False) -> dict[str, float] | None:
    """Return the gradient of each leaf after a program whose passes have a flaw.

    With `inner`, those of all other values too. Returns None where the program changes data, or
    takes too long.
    """
    played = _played(program, [flaw])
    if played is None:
        return None
    values, (state,) = played
    wanted = [step.name for step in program if step.kind == "value" or (inner and step.makes)]
    return {name: state.gradient(values[name]) for name in wanted}


def first_wrong_edge(program: Program, flaw: Flaw, name: str) -> str:
    """Return the first edge, backwards, to a value over which a flaw sends something else.

    Arguments:
        program: one that shows the flaw.
        flaw: what goes wrong.
        name: of the value whose gradient is wrong.
    """
    played = _played(program, [flaw, Flaw()])
    users = [step for step in reversed(program) if step.computes and name in step.operands]
    if played is not None:
        values, (wrong, right) = played
        for step in users:
            for slot, operand in enumerate(step.operands):
                edge = values[step.name], slot
                if operand == name and wrong.sent.get(edge) != right.sent.get(edge):
                    return f"{step.name} -> {name}"
    return f"{users[0].name} -> {name}" if users else ""


def _played(
    program: Program, flaws: Sequence[Flaw]
) -> tuple[dict[str, Value], "list[_Passes]"] | None:
    """The values of a program, and what passes with each of some flaws leave behind."""
    if any(step.kind in ("set", "descend") for step in program):
        return None
    values: dict[str, Value] = {}
    for step in program:
        if step.makes:
            perform(step, values)
    states = [_Passes(flaw, list(values.values())) for flaw in flaws]
    try:
        for state in states:
            state.play(program, values)
    except (TooLong, ArithmeticError, ValueError, TypeError):
        return None
    return values, states


class _Passes:
    """The gradients that flawed passes leave behind."""

    def __init__(self, flaw: Flaw, made: list[Value]) -> None:
        self.flaw = flaw
        self.made = made
        self.held: dict[Value, float] = {}
        # Whose array a value has as its own.
        self.holders: dict[Value, Value] = {}
        # What went over each edge, in order: an edge is a result and the slot of an operand.
        self.sent: dict[tuple[Value, int], list[float]] = {}
        self.count = 0

    def play(self, program: Program, values: Mapping[str, Value]) -> None:
        for step in program:
            if step.kind == "backward":
                self.backward(values[step.name])
            elif not step.makes and not self.flaw.never_cleared:
                self.held.pop(values[step.name], None)

    def gradient(self, node: Value) -> float:
        """What a value has got so far."""
        return self.held.get(self.holders.get(node, node), 0.0)

    def backward(self, root: Value) -> None:
        flaw = self.flaw
        order = self.made if flaw.whole_tape else toposort(root, _operands)
        for node in order:
            if flaw.leaves_cleared or (node.operands and not flaw.inner_kept):
                self.held.pop(node, None)
                self.holders.pop(node, None)
        if flaw.seed is not None:
            before = self.held.get(root, 0.0) if flaw.seed_added else 0.0
            self.held[root] = before + flaw.seed
        if flaw.order == "recursion":
            self._recurse(root)
            return
        for node in self._order(root, order):
            for _ in self._fire(node):
                pass

    def _order(self, root: Value, order: list[Value]) -> Iterator[Value]:
        match self.flaw.order:
            case "not reversed":
                yield from order
            case "one step":
                yield root
            case "breadth":
                waiting, seen = [root], {root}
                for node in waiting:
                    yield node
                    fresh = [x for x in self._operands(node) if x not in seen]
                    seen.update(fresh)
                    waiting += dict.fromkeys(fresh)
            case "breadth again":
                waiting = [root]
                for node in waiting:
                    self._tick()
                    yield node
                    waiting += self._operands(node)
            case "stack":
                stack, seen = [root], {root}
                while stack:
                    node = stack.pop()
                    yield node
                    fresh = [x for x in self._operands(node) if x not in seen]
                    seen.update(fresh)
                    stack += dict.fromkeys(fresh)
            case "preorder":
                yield from self._before(root, set())
            case "equal once":
                # Equal are those of equal operands too, so that the number is enough.
                unlike = {x.data: x for x in reversed(order)}
                yield from (x for x in reversed(order) if unlike[x.data] is x)
            case "pushed twice":
                yield from reversed(self._pushed_twice(root))
            case "unmarked":
                yield from reversed(list(self._unmarked(root)))
            case _:
                yield from reversed(order)

    def _pushed_twice(self, root: Value) -> list[Value]:
        """Marked when it is taken up, and so put on the stack again while it waits there."""
        order: list[Value] = []
        seen: set[Value] = set()
        stack = [root]
        while stack:
            if stack[-1] in seen:
                order.append(stack.pop())
            else:
                seen.add(stack[-1])
                stack += [x for x in self._operands(stack[-1]) if x not in seen]
        return order

    def _before(self, node: Value, seen: set[Value]) -> Iterator[Value]:
        seen.add(node)
        yield node
        for operand in self._operands(node):
            if operand not in seen:
                yield from self._before(operand, seen)

    def _unmarked(self, node: Value) -> Iterator[Value]:
        self._tick()
        for operand in self._operands(node):
            yield from self._unmarked(operand)
        yield node

    def _recurse(self, node: Value) -> None:
        if self.flaw.all_first:
            for _ in self._fire(node):
                pass
            for operand in self._operands(node):
                self._recurse(operand)
        else:
            for operand in self._fire(node):
                self._recurse(operand)

    def _operands(self, node: Value) -> list[Value]:
        found = [x for x in node.operands if not x.is_constant]
        found = list(dict.fromkeys(found)) if self.flaw.as_set else found
        return found[::-1] if self.flaw.turned else found

    def _tick(self) -> None:
        self.count += 1
        if self.count > _MOST_STEPS:
            raise TooLong

    def _fire(self, node: Value) -> Iterator[Value]:
        """Hand the gradient of a node on to its operands, one after the other."""
        if node.operation is None:
            return
        flaw = self.flaw
        known = [0.0 if x is None else x for x in node.operation.local(node)]
        numbers = tuple(operand.data for operand in node.operands)
        slots = [slot for slot, x in enumerate(node.operands) if not x.is_constant]
        if flaw.as_set or flaw.set_of == node.operation.rule.name:
            slots = list({node.operands[slot]: slot for slot in slots}.values())
        for slot in reversed(slots) if flaw.turned else slots:
            self._tick()
            edge = Edge(numbers, tuple(known), slot, node.data, self.gradient(node))
            place = node.operation.rule.name, slot
            wrong = flaw.steps.get(place, flaw.every_step)
            sent = float(wrong(edge)) if wrong else edge.local * edge.upstream
            self.sent.setdefault((node, slot), []).append(sent)
            operand = node.operands[slot]
            overwrites = flaw.overwrites or place in flaw.overwrites_at
            holder = self.holders.get(operand, operand)
            if flaw.array_shared and place[0] == "add" and holder not in self.held:
                self.holders[operand] = self.holders.get(node, node)
            else:
                self.held[holder] = sent if overwrites else self.gradient(operand) + sent
            yield operand


def _operands(node: Value) -> tuple[Value, ...]:
    return tuple(operand for operand in node.operands if not operand.is_constant)
