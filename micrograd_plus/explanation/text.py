"""An explanation to read: aligned text, Markdown, LaTeX, MathML."""

import os
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..engine.recording import check_readable
from ..engine.value import Value
from ..higher import higher
from ..inputs import shown
from .latex import latex
from .lines import text_lines
from .markdown import markdown
from .output import SHOWN as SHOWN, for_output as for_output, terminal_width
from .page import html_tables
from .paths import Paths
from .steps import Step, StepMaker

if TYPE_CHECKING:
    from pathlib import Path

    from .broken import BrokenPass


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
        """Every step, forward, the seed, then backward one for each edge; made when asked for."""
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

    def broken(self, mistake: str) -> "BrokenPass":
        """Play a backward pass with a usual mistake in it, beside the right one.

        No `.grad` is touched.

        Arguments:
            mistake: `naive_recursion` (what comes to a node is sent on at once),
                `depth_first_without_marks` (a node stands in the order once for each way to it),
                `breadth_first` (order by distance), `overwrite` (= in place of +=), `not_cleared`
                (gradients of leaves, between two passes), `inner_kept` (inner gradients too),
                `parents_as_set` (an operand that is used twice counts once).

        Returns:
            A `BrokenPass`: its steps, both gradients of each leaf, and a sentence that says what
            went wrong; it is true where the gradients are right.

        Raises:
            ValueError: for a mistake that is not known, or one that takes too many steps here.

        >>> a = Value(1.0, label="a")
        >>> b = a + a
        >>> lesson = Explanation(b + b).broken("naive_recursion")
        >>> lesson.gradients
        {'a': (4.0, 6.0)}
        """
        from .broken import broken_pass

        return broken_pass(self.root, mistake)

    def frames(
        self,
        folder: str | os.PathLike[str],
        format: str = "svg",
        *,
        theme: str = "classic",
        rankdir: str = "LR",
    ) -> "list[Path]":
        """Write a picture of the graph after each step: `step-001.svg`, `step-002.svg`, ...

        All of them are laid out alike, so that they can be flipped through; `draw_dot(y, step=k)`
        makes a single one. No `.grad` is touched. Files of these names are replaced, others in the
        folder stay.

        Arguments:
            folder: where to write; made if it is missing.
            format: svg, png or pdf.
            theme, rankdir: how the graph is drawn, as for `draw_dot`.

        Returns:
            The paths, in the order of the steps.

        Raises:
            ValueError: for more than 500 steps, more than 300 values, and for an unknown format,
                theme or rankdir; nothing is written then.
            OSError: if the folder cannot be written to.
            ImportError: if graphviz is missing.
        """
        from .frames import frames

        return frames(self.root, self.size()[0], folder, format, theme, rankdir)

    def __str__(self) -> str:
        """At most 60 steps as text, which fits the terminal if there is one."""
        steps, left_out = self._selection()
        return for_output("\n".join(text_lines(steps, left_out, terminal_width())))

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
        return markdown(self.steps)

    def latex(self) -> str:
        r"""Return all steps as LaTeX, in `align*` environments, which are displays of their own.

        Long rows are broken to fit a narrow page, and an environment ends before a page does. The
        document needs `\usepackage{amsmath}`; for labels in other alphabets than the Latin and the
        Greek it needs xelatex or lualatex, with a font that has their letters.
        """
        return latex(self.steps)

    def latex_document(self, title: str = "") -> str:
        """Return all steps as a LaTeX document that pdflatex, xelatex and lualatex compile.

        It has the displays of `.latex()`, above each backward step its law. It is a text: write it
        to a file, `steps.tex`, and run `pdflatex steps.tex`. Whatever is in a label or in the title
        is text there, no command. A letter that a font lacks is told by its number.

        Arguments:
            title: what stands above, as plain text; by default how the result is called.

        Raises:
            TypeError: if the title is no text.

        >>> x = Value(2.0, label="x")
        >>> document = explain(x * x).latex_document(title="100% of x_1")
        >>> print(document.splitlines()[4])
        \\title{100\\% of x\\_1}
        """
        from .latex_document import latex_document

        return latex_document(self.steps, title)

    def json(self) -> str:
        """Return all steps as JSON, which keeps to `explanation.data.schema()`.

        A number that JSON does not have is the text `inf`, `-inf` or `nan`.

        >>> import json
        >>> x = Value(2.0, label="x")
        >>> told = json.loads(explain(x * x).json())
        >>> told["steps"][0]["symbols"], told["steps"][2]["result"]
        ('v1 = x * x', 2.0)
        """
        from .data import to_json

        return to_json(self.name(self.root), self.steps)

    def mathml(self) -> str:
        """Return all steps as MathML, one `<math>` element a line.

        Browsers show it without a network; `.html()` puts it into a table with the laws.
        """
        return "\n".join(step.mathml for step in self.steps)

    def html(self) -> str:
        """Return all steps as HTML tables with MathML in them, to be put into a page."""
        return html_tables(self.steps)


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
      1  y = exp(x)                   = exp(2.0000)      = 7.3891
    seed
      2  ∂y/∂y                        = 1
    backward
      3  ∂y/∂x += ∂y/∂y · ∂exp(x)/∂x  = 1.0000 · 7.3891  = 7.3891  chain rule through exp  ...
    """
    if not isinstance(y, Value):
        raise TypeError(
            f"explain takes a Value, here is {shown(y)}: compute it from Value(...) first"
        )
    return Explanation(y)
