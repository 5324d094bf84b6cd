"""The usual mistakes of a backward pass, and what is told of a pass with one: plain data."""

import math
from dataclasses import dataclass
from enum import StrEnum

from ..aligned import aligned
from ..rules.notation import number_text


class Mistake(StrEnum):
    """What learners get wrong in a backward pass of their own."""

    NAIVE_RECURSION = "naive_recursion"
    DEPTH_FIRST_WITHOUT_MARKS = "depth_first_without_marks"
    BREADTH_FIRST = "breadth_first"
    OVERWRITE = "overwrite"
    NOT_CLEARED = "not_cleared"
    INNER_KEPT = "inner_kept"
    PARENTS_AS_SET = "parents_as_set"


TWO_PASSES = (Mistake.NOT_CLEARED, Mistake.INNER_KEPT)
# Where each of them does none.
HARMLESS = {
    Mistake.NAIVE_RECURSION: "every value gets its gradient over one edge only",
    Mistake.DEPTH_FIRST_WITHOUT_MARKS: "every computed value is used once only",
    Mistake.BREADTH_FIRST: "every value had all of its gradient when it sent it on",
    Mistake.OVERWRITE: "every value gets its gradient over one edge only",
    Mistake.NOT_CLEARED: "there is no leaf to hold a gradient",
    Mistake.INNER_KEPT: "there is no value to hold a gradient",
    Mistake.PARENTS_AS_SET: "no operation uses a value twice",
}


@dataclass(frozen=True, slots=True)
class BrokenStep:
    """One contribution of a pass with a mistake in it.

    Attributes:
        number: its place among the steps, counted from 1.
        pass_number: 1, or 2 where the mistake shows in a second pass.
        node: the place of the node that sends, in topological order, as in `Step`.
        name: what that node is called.
        parent: the place of the operand that receives.
        parent_name: what the operand is called.
        slot: which operand of the node it is, counted from 0.
        upstream: the gradient that the node has at this moment.
        local: the local gradient.
        contribution: upstream times local.
        before: what the operand held; None where nothing had come.
        total: what it holds now.
        wrong: whether the pass goes wrong in this step.
    """

    number: int
    pass_number: int
    node: int
    name: str
    parent: int
    parent_name: str
    slot: int
    upstream: float
    local: float
    contribution: float
    before: float | None
    total: float
    wrong: bool


@dataclass(frozen=True)
class BrokenPass:
    """A backward pass with a mistake, beside the right one; true where it does no harm.

    Attributes:
        mistake: which one.
        steps: every contribution, in order.
        gradients: for each leaf by name, the right gradient and the broken one.
        first_wrong: the number of the first step that goes wrong; None if none does.
        sentence: what goes wrong there, in words.
    """

    mistake: Mistake
    steps: tuple[BrokenStep, ...]
    gradients: dict[str, tuple[float, float]]
    first_wrong: int | None
    sentence: str

    def __bool__(self) -> bool:
        # Another order of adding rounds differently, which is no mistake.
        return all(
            math.isclose(*pair, rel_tol=1e-9, abs_tol=1e-12) or all(map(math.isnan, pair))
            for pair in self.gradients.values()
        )

    def __str__(self) -> str:
        rows: list[tuple[str, ...]] = [("", "from", "to", "upstream · local", "", "holds", "")]
        for step in self.steps:
            product = f"{number_text(step.upstream)} · {number_text(step.local)}"
            mark = "wrong" if step.wrong else ""
            result = f"= {number_text(step.contribution)}"
            holds = number_text(step.total)
            rows.append(
                (f"{step.number}", step.name, step.parent_name, product, result, holds, mark)
            )
        compared: list[tuple[str, ...]] = [("", "right", "broken")]
        for name, pair in self.gradients.items():
            compared.append((name, *map(number_text, pair)))
        table, ends = aligned(rows, "rllllrl"), aligned(compared, "lrr")
        return f"{self.mistake}\n{table}\n\n{ends}\n\n{self.sentence}"
