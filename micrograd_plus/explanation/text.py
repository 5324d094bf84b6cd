"""An explanation to read: aligned text, Markdown, LaTeX."""

import sys
from collections.abc import Iterable
from itertools import islice
from typing import Any

from ..aligned import aligned_lines
from ..engine.recording import check_readable
from ..engine.value import Value
from ..higher import higher
from ..rules.notation import bracketed, number_text
from .paths import Paths
from .steps import Step, StepMaker

# As many steps as a person reads; a longer explanation says how many it leaves out.
SHOWN = 60
_ASCII = {"∂": "d", "·": "*", "→": "->", "×": "x", "—": "-", "²": "^2", "…": "..."}


class Explanation:
    """How a result was computed, and how its gradient flows back; made by `explain`.

    Attributes:
        root: the result.
    """

    def __init__(self, root: Value) -> None:
        check_readable((root,), "an explanation")
        self.root = root
        self._maker = StepMaker(root)
        self._steps: tuple[Step, ...] | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step: forward, the seed, then backward one for each edge; made when asked for."""
        if self._steps is None:
            self._steps = (*self._maker.forward(), *self._maker.backward())
        return self._steps

    def name(self, node: Value) -> str:
        """Return what a node is called here: its label, its number if constant, or v1, v2, ..."""
        return self._maker.name(node)

    def size(self) -> tuple[int, int]:
        """Return how many steps there are, and how many operands the longest has; makes none."""
        return self._maker.size()

    def paths(self, x: Value) -> Paths:
        """Return the ways on which the gradient reaches `x`, each with its product.

        >>> a = Value(3.0, label="a")
        >>> for path in explain(a * a).paths(a):
        ...     print(path)
        v1 → a: 3.0000 = 3.0000
        v1 → a: 3.0000 = 3.0000
        """
        return Paths(self.root, x, self.name)

    def __str__(self) -> str:
        steps, left_out = self._selection()
        return for_output("\n".join(_text_lines(steps, left_out)))

    __repr__ = __str__

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: object) -> Any:
        return higher("explanation_bundle")(self, include, exclude)

    def _selection(self) -> tuple[list[Step], dict[str, int]]:
        """At most SHOWN steps, and how many of each kind were left out."""
        forward_count = self._maker.forward_count()
        backward_count = self._maker.backward_count()
        room = SHOWN - 1
        forward_shown = min(forward_count, max(room // 3, room - backward_count))
        backward_shown = min(backward_count, room - forward_shown)
        if self._steps is not None:
            forward: Iterable[Step] = self._steps
            rest: Iterable[Step] = self._steps[forward_count:]
        else:
            forward, rest = self._maker.forward(), self._maker.backward()
        steps = [*islice(forward, forward_shown), *islice(rest, backward_shown + 1)]
        left_out = {
            "forward": forward_count - forward_shown,
            "backward": backward_count - backward_shown,
        }
        return steps, left_out

    def markdown(self) -> str:
        """Return all steps as Markdown tables with LaTeX between dollar signs."""
        lines = ["| | forward |", "|---:|:---|"]
        for step in self.steps:
            if step.kind == "seed":
                lines += ["", "| | backward | why |", "|---:|:---|:---|"]
            why = f" {step.law} |" if step.kind == "backward" else " start here |"
            if step.sum_text:
                why = f" {step.law}; the sum so far: {step.sum_text} |"
            end = "" if step.kind == "forward" else why
            lines.append(f"| {step.number} | ${step.latex}$ |{end}")
        return "\n".join(lines)

    def latex(self) -> str:
        """Return all steps as one LaTeX `aligned` environment, for a display formula."""
        rows = []
        for step in self.steps:
            rows.append(step.latex.replace(" = ", " &= ", 1))
            if step.sum_text:
                rows.append(rf"&\quad\text{{the sum so far: }} {step.sum_text}")
        rows = [
            row.replace(r"\mathrel{+}=", r"&\mathrel{+}=", 1) if "&" not in row else row
            for row in rows
        ]
        return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def explain(y: Value) -> Explanation:
    """Explain how `y` was computed and how its gradient reaches every operand.

    No `.grad` is touched; the sums are those of `y.backward()`, to the last bit.

    Raises:
        TypeError: if `y` is not a Value.
        StaleGraphError: if data was set after it had been used.

    >>> x = Value(2.0, label="x")
    >>> y = x.exp()
    >>> y.label = "y"
    >>> print(explain(y))
    forward
      1  y = exp(x)              = exp(2.0000)      = 7.3891
    seed
      2  ∂y/∂y                   = 1
    backward
      3  ∂y/∂x += ∂y/∂y · ∂y/∂x  = 1.0000 · 7.3891  = 7.3891  chain rule through exp  ∂y/∂x = y
    """
    if not isinstance(y, Value):
        raise TypeError(f"explain takes a Value, here is {y!r}: compute it from Value(...) first")
    return Explanation(y)


def for_output(text: str) -> str:
    """Write symbols in ASCII where standard output has no others."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        for symbol, plain in _ASCII.items():
            text = text.replace(symbol, plain)
        text = text.encode("ascii", "backslashreplace").decode()
    return text


def _text_lines(steps: list[Step], left_out: dict[str, int]) -> list[str]:
    rows = aligned_lines([_cells(step) for step in steps])
    lines: list[str] = []
    for kind in ("forward", "seed", "backward"):
        shown = [(step, row) for step, row in zip(steps, rows, strict=True) if step.kind == kind]
        missing = left_out.get(kind, 0)
        if shown or missing:
            lines.append(kind)
        for step, row in shown:
            lines.append(f"{step.number:>3}  {row}")
            if step.sum_text:
                lines.append(f"{'':>3}    the sum so far: {step.sum_text}")
        if missing:
            lines.append(f"     ... and {missing} more {kind} steps, all in .steps")
    return lines


def _cells(step: Step) -> tuple[str, ...]:
    numbers = f"= {step.numbers}"
    if step.kind == "seed":
        return step.symbols, numbers, "", "", ""
    result = f"= {number_text(step.result)}"
    if step.kind == "forward":
        return step.symbols, numbers, result, "", ""
    local = f"∂{step.name}/∂{step.parent_name} = {step.local_symbols}"
    if step.local_numbers not in (step.local_symbols, bracketed(number_text(step.local or 0.0))):
        local += f" = {step.local_numbers}"
    return step.symbols, numbers, result, step.law, local
