"""The usual mistakes of a backward pass, played beside the right one: steps as data."""

import difflib
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

from ..engine.pulling import UNCHOSEN, sent_back
from ..engine.staleness import ordered
from ..engine.value import Value
from ..inputs import shown
from ..rules.notation import number_text, to_text
from .formulas import written
from .mistakes import (
    ALL_THE_SAME,
    HARMLESS,
    TWO_PASSES,
    BrokenPass as BrokenPass,
    BrokenStep,
    Mistake as Mistake,
    all_right,
)
from .names import node_names

# Two of the mistakes take exponentially many steps.
MOST_STEPS = 10_000

_EXPONENTIAL = (Mistake.NAIVE_RECURSION, Mistake.DEPTH_FIRST_WITHOUT_MARKS)


def broken_pass(root: Value, mistake: str) -> BrokenPass:
    """Play a backward pass with a mistake in it; `Explanation.broken` says how.

    Raises:
        ValueError: for a mistake that is not known, or one that takes too many steps here.
    """
    return _Engine(root, _known(mistake)).run()


def _known(mistake: str) -> Mistake:
    names = [each.value for each in Mistake]
    if isinstance(mistake, str) and mistake in names:
        return Mistake(mistake)
    near = difflib.get_close_matches(str(mistake), names, n=1)
    listed = f"choose one of {', '.join(names)}"
    cure = f"did you mean {near[0]}? If not, {listed}" if near else listed
    raise ValueError(f"there is no mistake {shown(mistake)}: {cure}")


class _Engine:
    """A backward pass on numbers of its own: no `.grad` is touched."""

    def __init__(self, root: Value, mistake: Mistake) -> None:
        self.mistake = mistake
        self.order = ordered(root)
        self.names = node_names(self.order)
        self.place = place = {node: index for index, node in enumerate(self.order)}
        self.root = place[root]
        # The slots over which a gradient flows, with operand and local gradient.
        self.slots: list[list[tuple[int, int, float]]] = []
        for node in self.order:
            locals_ = node.operation.local(node) if node.operation else []
            pairs = enumerate(zip(node.operands, locals_, strict=True))
            self.slots.append([(s, place[x], d) for s, (x, d) in pairs if d is not None])
        self.held: dict[int, float] = {}
        self.steps: list[BrokenStep] = []
        self.sentence = ""

    def run(self) -> BrokenPass:
        right = self._right()
        self._count()
        for number in (1, 2) if self.mistake in TWO_PASSES else (1,):
            self._pass(number)
        leaves = [i for i, node in enumerate(self.order) if not node.operands]
        gradients = {
            self.names[i]: (right.get(i, 0.0), self.held.get(i, 0.0))
            for i in leaves
            if not self.order[i].is_constant
        }
        wrong = next((step.number for step in self.steps if step.wrong), None)
        sentence = f"here the mistake does no harm: {HARMLESS[self.mistake]}"
        if self.sentence:
            sentence = self.sentence + ALL_THE_SAME * all_right(gradients)
        return BrokenPass(self.mistake, tuple(self.steps), gradients, wrong, sentence)

    def _right(self) -> dict[int, float]:
        """The gradients of the right pass; and over how many edges each node gets its own."""
        totals = {self.root: 1.0}
        self.expected: Counter[int] = Counter()
        for node in reversed(range(len(self.order))):
            if node not in totals:
                continue
            for slot, parent, local in self.slots[node]:
                sent = self._sent(node, slot, totals[node], local)
                totals[parent] = totals[parent] + sent if parent in totals else sent
                self.expected[parent] += 1
        return totals

    def _sent(self, node: int, slot: int, upstream: float, local: float) -> float:
        operation = self.order[node].operation
        assert operation is not None
        if operation.by_hand and upstream:
            return operation.sent(self.order[node], upstream)[slot] or 0.0
        # Adding 0.0 makes a zero positive, as the first sum of a backward pass does.
        return 0.0 + sent_back(upstream, local)

    def _count(self) -> None:
        """Refuse what would take too many steps, before it is begun."""
        if self.mistake not in _EXPONENTIAL:
            return
        visits, steps = [0] * len(self.order), 0
        visits[self.root] = 1
        for node in reversed(range(len(self.order))):
            steps += visits[node] * len(self.slots[node])
            for _, parent, _ in self.slots[node]:
                visits[parent] += visits[node]
        if steps > MOST_STEPS:
            # In a chain the right pass takes as many.
            grows = steps > self.expected.total()
            remark = ", which is the other thing that is wrong with it" if grows else ""
            raise ValueError(
                f"{self.mistake} takes {steps:,} steps in this graph{remark}: take a smaller "
                f"graph, which needs at most {MOST_STEPS:,}"
            )

    def _pass(self, number: int) -> None:
        if number == 1:
            self.left: dict[int, float] = {}
        elif self.mistake is Mistake.NOT_CLEARED:
            self.left = {i: x for i, x in self.held.items() if not self.order[i].operands}
        else:
            self.left = dict(self.held)
        self.number = number
        self.held = self.left | {self.root: 1.0}
        self.came: Counter[int] = Counter()
        fired: Counter[int] = Counter()
        if self.mistake is Mistake.NAIVE_RECURSION:
            self._recursion(fired)
            return
        for node in self._firing():
            fired[node] += 1
            seen: set[int] = set()
            early = self._too_early(node, fired)
            for slot, parent, local in self.slots[node]:
                if self.mistake is Mistake.PARENTS_AS_SET:
                    if parent in seen:
                        continue
                    seen.add(parent)
                self._step(node, slot, parent, local, early)

    def _firing(self) -> Iterator[int]:
        """The nodes in the order in which they send their gradients on."""
        if self.mistake is Mistake.BREADTH_FIRST:
            yield from self._by_distance()
        elif self.mistake is Mistake.DEPTH_FIRST_WITHOUT_MARKS:
            yield from reversed(self._without_marks())
        else:
            # Only what a gradient has come to sends one on.
            yield from (i for i in reversed(range(len(self.order))) if i in self.held)

    def _by_distance(self) -> Iterator[int]:
        waiting, marked = deque([self.root]), {self.root}
        while waiting:
            node = waiting.popleft()
            yield node
            for _, parent, _ in self.slots[node]:
                if parent not in marked:
                    marked.add(parent)
                    waiting.append(parent)

    def _without_marks(self) -> list[int]:
        order: list[int] = []
        stack = [(self.root, iter(self.slots[self.root]))]
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                order.append(node)
                stack.pop()
            else:
                stack.append((following[1], iter(self.slots[following[1]])))
        return order

    def _recursion(self, fired: Counter[int]) -> None:
        """Whatever comes to a node is sent on at once, with all that it holds."""
        fired[self.root] += 1
        stack: list[tuple[int, Any, bool]] = [(self.root, iter(self.slots[self.root]), False)]
        while stack:
            node, rest, early = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                continue
            slot, parent, local = following
            self._step(node, slot, parent, local, early)
            fired[parent] += 1
            too_early = self._too_early(parent, fired)
            stack.append((parent, iter(self.slots[parent]), too_early))

    def _too_early(self, node: int, fired: Counter[int]) -> bool:
        """Whether a node sends before all has come, or once more; the first time it is told."""
        if not self.slots[node]:
            return False
        came, expected = self.came[node], self.expected[node]
        name, is_again = self.names[node], fired[node] > 1
        if self.mistake is Mistake.NAIVE_RECURSION and (is_again or came < expected):
            self._tell(
                f"{name} sent its gradient on as soon as {came} of {expected} contributions had "
                "come, and sends it again with each that follows: a node has to wait for all of "
                "its gradient"
            )
            return True
        if self.mistake is Mistake.DEPTH_FIRST_WITHOUT_MARKS and (is_again or came < expected):
            # Who is early here comes again: whatever is still to come leads to it once more.
            how = "again" if is_again else f"when {came} of {expected} contributions had come"
            self._tell(
                f"{name} stands in the order more than once and so sent its gradient on {how}: "
                "mark each node when it is visited, and visit it once"
            )
            return True
        if self.mistake is Mistake.BREADTH_FIRST and came < expected:
            self._tell(
                f"{name} sent its gradient on when {came} of {expected} contributions had come, "
                "since it is near the result by one way and far by another: order by distance "
                "is not topological"
            )
            return True
        return False

    def _step(self, node: int, slot: int, parent: int, local: float, early: bool) -> None:
        upstream = self.held.get(node, 0.0)
        contribution = self._sent(node, slot, upstream, local)
        before = self.held.get(parent)
        overwrites = self.mistake is Mistake.OVERWRITE
        total = contribution if before is None or overwrites else before + contribution
        wrong = early or self._goes_wrong(node, parent, before)
        self.held[parent] = total
        self.came[parent] += 1
        shown_local = 0.0 if local is UNCHOSEN else local
        self.steps.append(
            BrokenStep(
                number=len(self.steps) + 1,
                pass_number=self.number,
                node=node,
                name=self.names[node],
                parent=parent,
                parent_name=self.names[parent],
                slot=slot,
                upstream=upstream,
                local=shown_local,
                contribution=contribution,
                before=before,
                total=total,
                wrong=wrong,
            )
        )

    def _goes_wrong(self, node: int, parent: int, before: float | None) -> bool:
        name, parent_name = self.names[node], self.names[parent]
        if self.mistake is Mistake.OVERWRITE and before is not None:
            self._tell(
                f"the contribution of {name} took the place of the {number_text(before)} that "
                f"{parent_name} held already: contributions are added, with += and not ="
            )
            return True
        if self.mistake is Mistake.PARENTS_AS_SET:
            times = sum(other == parent for _, other, _ in self.slots[node])
            if times > 1:
                operands = [self.names[self.place[x]] for x in self.order[node].operands]
                formula = written(self.order[node], operands, to_text)
                self._tell(
                    f"{parent_name} stands {times} times in {formula}, but a set holds it once: "
                    "what flows over its other places is lost"
                )
            return times > 1
        if self.left.get(parent) and not self.came[parent]:
            left = number_text(self.left[parent])
            if self.mistake is Mistake.NOT_CLEARED:
                self._tell(
                    f"the second pass adds to the {left} that the first one left in "
                    f"{parent_name}: clear the gradients of leaves between two passes"
                )
                return True
            if self.mistake is Mistake.INNER_KEPT:
                inner = "and sends both on: inner gradients belong to one pass"
                leaf = "where nothing was cleared, neither leaves nor inner values"
                self._tell(
                    f"the second pass adds to the {left} that the first one left in "
                    f"{parent_name}, {inner if self.slots[parent] else leaf}"
                )
                return True
        return False

    def _tell(self, sentence: str) -> None:
        self.sentence = self.sentence or sentence
