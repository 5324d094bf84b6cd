"""Steps as text, Markdown, LaTeX and MathML."""

from xml.etree import ElementTree

import pytest

from micrograd_plus import Value, explain, relu, sqrt, tanh, where
from tests.helpers import neuron


def shown(markup: str) -> str:
    """The letters of HTML or MathML."""
    words = "".join(ElementTree.fromstring(f"<div>{markup}</div>").itertext())
    return words.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(name="neuron")
def _neuron() -> Value:
    return neuron()


class TestViews:
    def test_text_is_aligned(self, neuron: Value) -> None:
        """The columns of all steps stand below each other."""
        explanation = explain(neuron)
        lines = str(explanation).splitlines()
        laws = [step.law for step in explanation.steps[-5:]]
        assert len({line.index(law) for line, law in zip(lines[-5:], laws, strict=True)}) == 1
        assert lines[0] == "forward"
        assert all(line == line.rstrip() for line in lines)

    def test_at_most_sixty_steps_are_shown(self) -> None:
        """A long explanation is cut, and says how much was left out of each part."""
        x = y = Value(0.5)
        for _ in range(1000):
            y = y * 1.01
        text = str(explain(y))
        shown = [line for line in text.splitlines() if line[:6].strip().split(" ")[0].isdigit()]
        assert len(shown) == 60
        assert "more forward steps" in text
        assert "more backward steps" in text
        left_out = [int(line.split()[2]) for line in text.splitlines() if line.strip()[:3] == "..."]
        assert sum(left_out) + 60 == 2001
        assert len(explain(y).steps) == 2001
        assert explain(x).steps[-1].kind == "seed"

    def test_markdown_is_a_table_of_formulas(self, neuron: Value) -> None:
        """Every step is a row, its formula between dollar signs, complete."""
        rows = [line for line in explain(neuron).markdown().splitlines() if "$" in line]
        assert len(rows) == 9
        assert all(row.count("$") == 2 for row in rows)
        assert "product rule" in rows[-1]

    def test_every_view_tells_every_sum(self) -> None:
        """Where gradients meet, each running sum is told, and by all views in the same words."""
        x = Value(3.0, label="x")
        explanation = explain(x * x + x)
        for view in (
            str(explanation),
            "\n".join(map(str, explanation.steps)),
            explanation.markdown(),
            explanation.latex(),
            shown(explanation.mathml()),
            shown(explanation.html()),
        ):
            assert view.count("the sum so far: ") == 2
            for told in ("1.0000 + 3.0000 = 4.0000", "4.0000 + 3.0000 = 7.0000"):
                assert told in view or told.replace(" ", "") in view

    def test_a_local_gradient_tells_its_operation(self) -> None:
        """It is not the gradient of the root, and both edges of x * x tell their place."""
        x = Value(3.0, label="x")
        y = x * x
        y.label = "y"
        explanation = explain(y)
        for view in (str(explanation), shown(explanation.mathml()), explanation.latex()):
            assert "(1st operand)" in view
            assert "(2nd operand)" in view
        first, second = explanation.steps[-2:]
        assert first.symbols == "∂y/∂x += ∂y/∂y · ∂(x * x)/∂x (1st operand)"
        assert second.slope == "∂(x * x)/∂x (2nd operand)"
        assert second.local_text == "∂(x * x)/∂x (2nd operand) = x"
        assert r"\frac{\partial \left(x \cdot x\right)}{\partial x}" in first.latex

    def test_the_text_fits_a_terminal(self, neuron: Value, monkeypatch) -> None:
        """In 80 columns the reasons stand below the formulas, and no word is lost."""
        wide = str(explain(neuron))
        assert max(map(len, wide.splitlines())) > 80
        monkeypatch.setattr("micrograd_plus.explanation.text.terminal_width", lambda: 80)
        narrow = str(explain(neuron))
        assert max(map(len, narrow.splitlines())) <= 80
        words = [set(text.replace(";", "").split()) for text in (wide, narrow)]
        assert words[0] == words[1]

    def test_ascii_where_the_output_has_nothing_else(self, neuron: Value, monkeypatch) -> None:
        """Symbols fall back to ASCII for an output that cannot encode them."""
        import io
        import sys

        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
        text = str(explain(neuron))
        monkeypatch.undo()
        assert text.isascii()
        assert "dL/dw += dL/dq * d(x * w)/dw" in text

    def test_a_root_that_is_no_value(self) -> None:
        """Only a Value can be explained."""
        with pytest.raises(TypeError, match="Value"):
            explain(3.0)


def test_every_view_tells_every_sum() -> None:
    """The slope of x * x at 3 is the sum of two contributions: all views show the 6."""
    x = Value(3.0, label="x")
    explained = explain(x * x)
    for view in (str(explained), explained.markdown(), explained.latex()):
        assert view.count("3.0000 + 3.0000 = 6.0000") == 1


def test_shown_numbers_are_not_misread() -> None:
    """Small numbers keep their digits, comparisons stand in brackets, and signs stand alone."""
    x = Value(4e-5, label="x")
    assert "4e-05 * 2 = 8e-05" in " ".join(str(explain(x * 2)).split()).replace(" = 8", " = 8")
    chosen = str(explain(where(x < 2, x, 1.0)))
    assert "= (x < 2)" in chosen
    assert "(4e-05 < 2)" in chosen
    assert "tanh(-3.0000)" in str(explain(tanh(Value(-3.0))))


def test_it_says_why_nothing_flows() -> None:
    """Where upstream times local would be something else, the step says which rule acts."""
    x = Value(0.0)
    assert "not chosen: nothing flows" in str(explain(sqrt(relu(x))))
    assert "a zero gradient sends nothing" in str(explain(sqrt(x) ** 2))
