"""A wrong quantity, with all that is known about where it came from."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...engine.value import Value
from .kinds import Kind
from .nodes import is_activation, name_of
from .passes import Change, Local, Pass, Way, totals_within, up_to
from .rounding import all_close, excess
from .shapes import Matrix, Shape, matrix

# A mistake that may have been made: its kind, what to say of it, and the numbers that it gives.
Guess = tuple[Kind, str, Sequence[float]]

# Formulas that mean the same differ by so much, relative to the number.
ROUNDING = 1e-9

# Whoever waits for a report waits for that many steps of backward passes.
_MOST_VISITS = 400_000

# More groups of operations than that are looked at from their ends only.
_MOST_GROUPS = 32


@dataclass(slots=True)
class Quantity:
    """One quantity of a derivation.

    Attributes:
        name: what the author calls it.
        shape: that of the Values.
        nodes: the Values by which the result is differentiated.
        given_shape: the shape of what the author gave.
        given: the author's numbers.
    """

    name: str
    shape: Shape
    nodes: list[Value]
    given_shape: Shape
    given: list[float]

    @property
    def about(self) -> str:
        """What it is the derivative by: the name without its d."""
        name = self.name
        if name.startswith(("d", "∂")) and len(name) > 1:
            return name[1:]
        label = self.nodes[0].label
        return label if label and not self.shape else f"the Values of {name}"

    def data(self) -> Matrix | None:
        """The numbers of the Values as a matrix."""
        return matrix(self.about, self.shape, [node.data for node in self.nodes])

    def derivative(self) -> Matrix | None:
        """The author's numbers as a matrix."""
        return matrix(self.name, self.given_shape, self.given)


@dataclass(slots=True)
class Derivation:
    """What all quantities have in common.

    Attributes:
        way: the graph.
        users: by what each node is used, and as which operand.
        quantities: those of the author, in backward order.
        claims: the author's numbers.
        own: the backward pass that goes on from the author's numbers.
    """

    way: Way
    users: Mapping[Value, Sequence[tuple[Value, int]]]
    quantities: Sequence[Quantity]
    claims: Mapping[Value, float]
    own: Pass

    def activations(self, quantity: Quantity) -> list[Value]:
        """The operation of one operand that each Value goes into; none unless each one does."""
        uses = [self.users[node] for node in quantity.nodes]
        if any(len(found) != 1 or not is_activation(found[0][0]) for found in uses):
            return []
        return [user for ((user, _),) in uses]

    def slopes(self, quantity: Quantity) -> list[float]:
        """The derivatives of these operations."""
        return [self.way.steps[user].local[0] or 0.0 for user in self.activations(quantity)]


class Case:
    """A wrong quantity.

    Arguments:
        derivation: what it is part of.
        index: its place in backward order.

    Attributes:
        quantity: the one that is wrong.
        above: those that come before it in backward order.
        expected: what follows from the author's numbers above.
        terms: the terms that each number is the sum of.
        inside: the nodes between the quantity and the next of the author's numbers.
        region: the same in topological order.
    """

    def __init__(self, derivation: Derivation, index: int) -> None:
        self.derivation = derivation
        self.quantity: Quantity = derivation.quantities[index]
        self.above: Sequence[Quantity] = derivation.quantities[:index]
        nodes, own = self.quantity.nodes, derivation.own
        self.expected: list[float] = [own.totals.get(node, 0.0) for node in nodes]
        self.terms: list[list[float]] = [own.terms.get(node, []) for node in nodes]
        self._slack = [own.slack.get(node, 0.0) for node in nodes]
        self._size, self._most_slack = max(map(abs, self.expected)), max(self._slack)
        self.inside: set[Value] = up_to(nodes, derivation.users, derivation.claims)
        self._visits = 0
        self.region: list[Value] = [node for node in derivation.way.order if node in self.inside]

    def worst(self) -> int:
        """The place of the number that is off by most, beyond rounding."""
        unit = self.derivation.way.unit
        triples = zip(self.quantity.given, self.expected, self._slack, strict=True)
        off = [
            excess(given, expected, unit(expected) + slack) for given, expected, slack in triples
        ]
        return off.index(max(off))

    def fits(self, guess: Sequence[float], chance: float) -> bool:
        """Whether numbers are what the author gave, not what was expected, and no coincidence.

        Arguments:
            guess: the numbers.
            chance: how likely it may be that numbers from nowhere, rounded as these, agree.
        """
        given, expected = self.quantity.given, self.expected
        if len(guess) != len(given) or not any(guess) or not all(map(math.isfinite, guess)):
            return False
        # Most guesses are far off at once: their rounding is not worked out to the end.
        if not self._close(given, guess, self._carried(guess)) or self._close(
            guess, expected, self._slack
        ):
            return False
        unit = self.derivation.way.unit
        pairs = zip(guess, self._carried(guess), strict=True)
        shares = ((unit(number) + off) / abs(number) for number, off in pairs if number)
        return math.prod(min(1.0, share) for share in shares) < chance

    def is_expected(self, guess: Sequence[float]) -> bool:
        """Whether numbers are what follows from the author's numbers above."""
        return all_close(guess, self.expected, 1e-9)

    def is_close(self, guess: Sequence[float]) -> bool:
        """Whether numbers are what the author gave without any rounding on the way."""
        return self._close(self.quantity.given, guess, [ROUNDING * abs(g) for g in guess])

    def _carried(self, guess: Sequence[float]) -> Iterator[float]:
        """How far rounding may have carried a guess: larger numbers further than the right ones.

        A matrix spreads the rounding of one number over many.
        """
        overall = 3 * self._most_slack
        if self._size:
            overall *= max(1.0, max(map(abs, guess)) / self._size)
        for slack, g, e in zip(self._slack, guess, self.expected, strict=True):
            yield max(overall, slack * abs(g / e)) if e else overall

    def _close(
        self, ones: Sequence[float], others: Sequence[float], slack: Iterable[float]
    ) -> bool:
        unit = self.derivation.way.unit
        return all(
            one == other or abs(one - other) <= unit(other) + off
            for one, other, off in zip(ones, others, slack, strict=True)
        )

    def changed(
        self, change: Change | None = None, above: Callable[[Value, float], float] | None = None
    ) -> list[float]:
        """Return what follows if local gradients, or the author's numbers, are taken for others.

        Arguments:
            change: what to take local gradients for; None leaves them.
            above: what to take each of the author's numbers above for; None leaves them.

        Returns:
            A number for each of the quantity; none at all once it has taken too long.
        """
        all_of_it = self.derivation
        self._visits += len(self.region)
        if self._visits > _MOST_VISITS:
            return []
        claims = {node: x for node, x in all_of_it.claims.items() if node in self.inside}
        if above is not None:
            claims = {node: above(node, x) for node, x in claims.items()}
        totals = totals_within(self.region, all_of_it.way, claims, change)
        return [totals.get(node, 0.0) for node in self.quantity.nodes]

    def uses(self) -> Iterator[tuple[Value, int]]:
        """Every use of a node of the region by another one of it."""
        for node in self.region:
            for slot, parent in enumerate(node.operands):
                if parent in self.inside:
                    yield node, slot


def put(nodes: set[Value], new: Callable[[Value, Local], Sequence[float | None]]) -> Change:
    """Return a change that takes the local gradients of some nodes for others."""
    return lambda node, local: list(new(node, local)) if node in nodes else local


def groups(case: Case, chosen: Callable[[Value], bool]) -> Iterator[tuple[str, set[Value]]]:
    """Yield operations of the region that are alike, with their name, then all of a name.

    Alike are those of the same name, distance from the quantity and constant exponent.
    """
    depth: dict[Value, int] = {}
    alike: dict[tuple[str, int, float | None], set[Value]] = {}
    by_name: dict[tuple[str, int], set[Value]] = {}
    for node in case.region:
        inner = [(depth[p], slot) for slot, p in enumerate(node.operands) if p in depth]
        depth[node] = max([below + 1 for below, _ in inner], default=0)
        if inner and chosen(node):
            name, slot = name_of(node), inner[0][1]
            alike.setdefault((name, depth[node], _exponent(node)), set()).add(node)
            by_name.setdefault((name, slot), set()).add(node)
    found = [(name, nodes) for (name, _, _), nodes in alike.items()]
    if len(found) > _MOST_GROUPS:
        found = found[: _MOST_GROUPS // 2] + found[-_MOST_GROUPS // 2 :]
    yield from found
    for (name, _), nodes in by_name.items():
        if nodes not in alike.values():
            yield f"every {name}", nodes


def _exponent(node: Value) -> float | None:
    """The exponent of a power such as x**2, where it is a number."""
    is_number = name_of(node) == "pow" and node.operands[1].is_constant
    return node.operands[1].data if is_number else None
