"""Operations and their local gradients, written out."""

import pytest

from micrograd_plus import Value, explain, sum as total, tanh, where


def test_a_comparison_stands_in_brackets() -> None:
    """Else v1 = 0.6 < 1.7 = 1 would say that 1.7 is 1."""
    x, y = Value(0.6, label="x"), Value(1.7, label="y")
    explanation = explain(where(x < y, x, y))
    assert str(explanation.steps[0]) == "v1 = (x < y) = (0.6000 < 1.7000) = 1.0000"
    assert r"\left(x < y\right) = \left(0.6000 < 1.7000\right)" in explanation.markdown()


@pytest.mark.parametrize(
    ("place", "ordinal"), [(0, "1st"), (1, "2nd"), (2, "3rd"), (3, "4th"), (10, "11th")]
)
def test_the_place_of_an_operand(place: int, ordinal: str) -> None:
    """It is told where one operand stands several times, and only there."""
    x, w = Value(1.0, label="x"), Value(2.0, label="w")
    slopes = [step.slope for step in explain(total([x] * 11)).steps if step.slope]
    assert slopes[place].endswith(f"({ordinal} operand)")
    assert "operand" not in str(explain(x * w))


def test_a_long_operation_is_not_repeated() -> None:
    """A sum of many has a short name for its local gradients, not one that grows with it."""
    xs = [Value(float(i), label=f"x{i}") for i in range(30)]
    steps = explain(total(xs)).steps
    assert steps[-1].slope == "∂v1/∂x29 within sum"
    assert explain(total(xs[:3])).steps[-1].slope == "∂(x0 + x1 + x2)/∂x2"


def test_a_sole_argument_has_no_second_brackets() -> None:
    """tanh(-3.0000), in text and in LaTeX."""
    step = explain(tanh(Value(-3.0, label="x"))).steps[0]
    assert step.numbers == "tanh(-3.0000)"
    assert r"\tanh\left(-3.0000\right)" in step.latex


def test_a_label_with_an_operator() -> None:
    """A label such as a + b is one operand, and reads like one."""
    x = Value(2.0, label="a + b")
    step = explain(x * Value(3.0, label="c")).steps[-2]
    assert step.symbols == "∂v1/∂(a + b) += ∂v1/∂v1 · ∂((a + b) * c)/∂(a + b)"
