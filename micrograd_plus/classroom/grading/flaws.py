"""The usual mistakes of an engine as data: a name, words, and the passes that show it."""

from dataclasses import dataclass
from itertools import product

from .passes import Flaw


@dataclass(frozen=True)
class Mistake:
    """A mistake that engines have.

    Attributes:
        name: what it is called.
        sentence: what is wrong, and the cure.
        variants: the passes that it can lead to, which differ in what is left to a learner.
        step: the operation and slot of the edge that goes wrong; None where it is no single one.
    """

    name: str
    sentence: str
    variants: tuple[Flaw, ...]
    step: tuple[str, int] | None = None


def _turned(**options: object) -> tuple[Flaw, ...]:
    """Both orders of operands."""
    return tuple(Flaw(turned=turned, **options) for turned in (False, True))  # type: ignore[arg-type]


def _each(**options: tuple[object, ...]) -> tuple[Flaw, ...]:
    """Every combination of some options."""
    choices = (dict(zip(options, chosen, strict=True)) for chosen in product(*options.values()))
    return tuple(Flaw(**chosen) for chosen in choices)  # type: ignore[arg-type]


_BOTH = (False, True)

# Told by inner values too, where the leaves are right.
ARRAY_SHARED = Mistake(
    "array shared",
    "two values hold one array as their gradient, and what is added to one in place is in the "
    "other: copy it, or write p.grad = p.grad + g",
    (Flaw(array_shared=True),),
)

# Those of a pass as a whole, the likeliest first.
OF_PASSES = (
    Mistake(
        "no seed",
        "the gradient of the result itself was never set to 1, so there is nothing to hand on",
        (Flaw(seed=None),),
    ),
    Mistake(
        "= for +=",
        "a contribution takes the place of those that came before: add it, with += and not =",
        _each(overwrites=(True,), turned=_BOTH, inner_kept=_BOTH),
    ),
    Mistake(
        "parents as a set",
        "a set holds a value once, though it stands twice in the operation: keep parents in a "
        "tuple, with a contribution for each place",
        _each(as_set=(True,), turned=_BOTH),
    ),
    ARRAY_SHARED,
    Mistake(
        "upstream forgotten",
        "the local gradient is handed on by itself: multiply it by the gradient of the result",
        (Flaw(every_step=lambda edge: edge.local),),
    ),
    Mistake(
        "data for gradient",
        "the local gradient is multiplied by the result's data: multiply it by its gradient",
        (Flaw(every_step=lambda edge: edge.local * edge.out),),
    ),
    Mistake(
        "one step only",
        "the gradient stops at the operands of the result: what these were computed from has to "
        "get its share, in reversed order",
        (Flaw(order="one step"), Flaw(order="not reversed")),
    ),
    Mistake(
        "no order: recursion",
        "a value hands its gradient on each time that something comes, and what came before once "
        "more: wait until all of it has come, in topological order, and hand it on once",
        _each(order=("recursion",), turned=_BOTH, all_first=_BOTH, as_set=_BOTH),
    ),
    Mistake(
        "no order: no marks",
        "a value comes once for each way that leads to it, and hands on each time what has come so "
        "far: mark what was visited, and visit it once, after all that use it",
        _each(order=("unmarked", "breadth again", "pushed twice"), turned=_BOTH, as_set=_BOTH),
    ),
    Mistake(
        "no order: by distance",
        "a value hands its gradient on before all of it has come, since it is near the result by "
        "one way and far by another: order topologically, each value after all that use it",
        _each(order=("breadth", "stack", "preorder"), turned=_BOTH),
    ),
    Mistake(
        "values compared by number",
        "a value that is equal to another one is taken for it, and hands nothing on: mark values "
        "themselves, by id() or in a set, with no == of numbers (for a dataclass: eq=False)",
        _turned(order="equal once"),
    ),
    Mistake(
        "leaves cleared by backward",
        "a pass throws away what passes before it have left in the leaves: these add up until "
        "they are cleared by hand",
        (Flaw(leaves_cleared=True),),
    ),
    Mistake(
        "seed added",
        "a second pass adds 1 to the gradient of the result, which holds 1 already: set it to 1",
        (Flaw(seed_added=True, inner_kept=True),),
    ),
    Mistake(
        "inner gradients kept",
        "a pass sends on what the one before it left in the inner values: clear those when a pass "
        "begins, and leave the leaves to add up",
        (Flaw(inner_kept=True), Flaw(inner_kept=True, whole_tape=True)),
    ),
    Mistake(
        "not cleared",
        "clearing leaves the gradients as they were: set each to 0",
        (Flaw(never_cleared=True), Flaw(never_cleared=True, inner_kept=True)),
    ),
)
