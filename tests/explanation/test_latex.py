"""Steps as displays of LaTeX."""

import warnings

import pytest

from micrograd_plus import Value, explain, sum as total
from micrograd_plus.explanation.latex import figures
from micrograd_plus.nn import MLP
from micrograd_plus.rules.table import TABLE
from tests.helpers import any_result


def displays(latex: str) -> list[list[list[str]]]:
    """The rows of each display, each as its two sides."""
    parts = latex.split(r"\begin{align*}")[1:]
    bodies = [part.split(r"\end{align*}")[0].strip() for part in parts]
    return [[row.split("&") for row in body.split(" \\\\\n")] for body in bodies]


def test_a_network_fits_a_page() -> None:
    """No row is wider than a line of 345pt, in figures of 5pt, and no display as high as a page."""
    for display in displays(explain(MLP(2, [2, 1])([1.0, -2.0])).latex()):
        assert all(len(row) == 2 for row in display)
        left = max(figures(row[0]) for row in display)
        right = max(figures(row[1]) for row in display)
        assert left + right <= 345 / 5
        assert len(display) <= 16


def test_nothing_is_lost_by_breaking() -> None:
    """Without the breaks every step is there as it stands in the list."""
    explanation = explain(total([Value(float(i), label=f"weight {i}") for i in range(40)]))
    whole = explanation.latex()
    for mark in (r"\begin{align*}", r"\end{align*}", r"\\", "&", r"\quad", " ", "\n"):
        whole = whole.replace(mark, "")
    steps = "".join(step.latex for step in explanation.steps)
    assert whole == steps.replace(r"\quad", "").replace(" ", "")


@pytest.mark.parametrize("rule", TABLE.values(), ids=list(TABLE))
def test_every_step_can_be_drawn_by_matplotlib(rule) -> None:
    """The LaTeX of each step is drawn by mathtext, for every operation of the table."""
    mathtext = pytest.importorskip("matplotlib.mathtext")
    parser = mathtext.MathTextParser("path")
    for step in explain(any_result(rule)).steps:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parser.parse(f"${step.latex}$")


def test_widths_are_estimated() -> None:
    """A fraction is as wide as its wider part; brackets do not hide what is in them."""
    assert figures("12345") == 5
    assert figures(r"\frac{1}{12345}") == 5
    assert figures(r"\text{weight}") == 6
    assert figures("1 = 2") > 3
