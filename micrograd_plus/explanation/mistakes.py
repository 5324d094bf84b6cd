"""The usual mistakes of a backward pass, and what is told of a pass with one: plain data."""

import html
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
# Why nothing goes wrong where nothing does.
HARMLESS = {
    Mistake.NAIVE_RECURSION: "every computed value gets its gradient over one edge only",
    Mistake.DEPTH_FIRST_WITHOUT_MARKS: "every computed value gets its gradient over one edge only",
    Mistake.BREADTH_FIRST: "every value had all of its gradient when it sent it on",
    Mistake.OVERWRITE: "every value gets its gradient over one edge only",
    Mistake.NOT_CLEARED: "nothing but 0 is sent to a leaf",
    Mistake.INNER_KEPT: "nothing but 0 is sent from one value to another",
    Mistake.PARENTS_AS_SET: "no operation uses a value twice",
}


# What is added where something goes wrong and does not show.
ALL_THE_SAME = ", though here the gradients come out right all the same"


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
    """A backward pass with a mistake, beside the right one; true where the gradients are right.

    They may be right although steps go wrong, as where what is lost was 0; the sentence says so.

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
        return all_right(self.gradients)

    def _repr_html_(self) -> str:
        return f'<pre style="font-family: monospace">{html.escape(str(self))}</pre>'

    def __str__(self) -> str:
        head = ("", "from", "to", "upstream · local", "", "holds", "")
        rows: list[tuple[str, ...]] = [head]
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
        sides = "rllllrl"
        if self.mistake in TWO_PASSES:
            passes = ["pass", *(f"{step.pass_number}" for step in self.steps)]
            rows = [(number, *row) for number, row in zip(passes, rows, strict=True)]
            sides = "r" + sides
        table, ends = aligned(rows, sides), aligned(compared, "lrr")
        return f"{self.mistake}\n{table}\n\n{ends}\n\n{self.sentence}"


def all_right(gradients: dict[str, tuple[float, float]]) -> bool:
    """Return whether the right and the broken gradient of each leaf agree."""
    # Another order of adding rounds differently, which is no mistake.
    return all(
        math.isclose(*pair, rel_tol=1e-9, abs_tol=1e-12) or all(map(math.isnan, pair))
        for pair in gradients.values()
    )
