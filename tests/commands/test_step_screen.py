"""What is seen of a step, without a terminal."""

import pytest

from micrograd_plus import Value, explain, sum as total, tanh
from micrograd_plus.commands.step_screen import Steps, screen, steps_of
from micrograd_plus.explanation.output import cells
from tests.viz.graphs import neuron, tangle


def of(root: Value, title: str = "an expression") -> Steps:
    return steps_of(title, explain(root))


def rows(lines: list[str]) -> dict[str, list[str]]:
    """The table of a screen: by the name of a value its number, its gradient, what it does."""
    (head,) = [place for place, line in enumerate(lines) if line.startswith("value ")]
    return {line.split()[0]: line.split()[1:] for line in lines[head + 1 : -1] if line}


def test_a_screen_letter_by_letter() -> None:
    """A backward step: each number by its name, then what is known so far."""
    assert screen(of(neuron(), "tanh(x*w + b)   x=2"), 6, 80, 24) == [
        "tanh(x*w + b)   x=2",
        "step 6 of 9, backward",
        "",
        "∂out/∂v1 += ∂out/∂v2 · ∂(v1 + b)/∂v1",
        "  = 0.7864 · 1.0000 = 0.7864",
        "law           sum rule: add distributes",
        "upstream      ∂out/∂v2 = 0.7864",
        "local         ∂(v1 + b)/∂v1 = 1",
        "contribution  upstream · local = 0.7864 · 1.0000 = 0.7864",
        "sum so far    0.7864; this is all",
        "",
        "",
        "value        number      gradient",
        "x            2.0000             —",
        "w           -3.0000             —",
        "v1          -6.0000        0.7864  receives",
        "b            6.5000             —",
        "v2           0.5000        0.7864  sends",
        "out          0.4621        1.0000",
        "",
        "",
        "",
        "",
        "n or right: next   b or left: previous   g: first   G: last   q: leave",
    ]


def test_what_is_known_at_each_step() -> None:
    """Numbers are there from the step that computes them, gradients as they are summed so far."""
    a = Value(3.0, label="a")
    b = a * a
    b.label = "b"
    steps = of(b + a)
    seen = [rows(screen(steps, k, 80, 24)) for k in range(1, len(steps.steps) + 1)]
    assert seen[0] == {
        "a": ["3.0000", "—"],
        "b": ["9.0000", "—", "computed"],
        "v1": ["—", "—"],
    }
    assert seen[1]["v1"] == ["12.0000", "—", "computed"]
    assert seen[2]["v1"] == ["12.0000", "1.0000", "starts"]
    assert [each["a"][1] for each in seen[3:]] == ["—", "1.0000", "4.0000", "7.0000"]
    assert seen[5] == {
        "a": ["3.0000", "4.0000", "receives"],
        "b": ["9.0000", "1.0000", "sends"],
        "v1": ["12.0000", "1.0000"],
    }
    assert "sum so far    1.0000; more will come" in screen(steps, 5, 80, 24)
    assert "sum so far    1.0000 + 3.0000 = 4.0000; more will come" in screen(steps, 6, 80, 24)
    assert "sum so far    4.0000 + 3.0000 = 7.0000; this is all" in screen(steps, 7, 80, 24)


def awkward() -> list[Value]:
    """Results that are hard to show in a window."""
    wide = Value(2.0, label="漢字かな漢字かな漢字かな漢字かな漢字かな漢字かな")
    hostile = Value(-1e300, label="\x1b[31m\x07\u202e'red'")
    accents = Value(3.0, label="e\u0301" * 40)
    many = total([Value(float(i), label=f"a long name, number {i}") for i in range(150)])
    return [
        tanh(wide * accents) + wide,
        hostile * wide * 1e-300,
        many * many,
        Value(1.0),
        explain(2 * Value(1.0)).root.parents[0],
        tangle(200),
    ]


@pytest.mark.parametrize("root", awkward(), ids=range(6))
def test_nothing_is_larger_than_the_window(root: Value) -> None:
    """Whatever the labels and however small the window; nothing that a terminal would obey."""
    steps = of(root, "f(漢字) " * 20 + "\x1b[2J")
    numbers = sorted({1, len(steps.steps) // 2 + 1, len(steps.steps)})
    for width, height in ((80, 24), (200, 60), (40, 10), (33, 3), (10, 24), (3, 2), (1, 1)):
        for k in numbers:
            lines = screen(steps, k, width, height)
            assert len(lines) <= height
            assert all(cells(line) <= width for line in lines), lines
            assert all(line.isprintable() for line in lines), lines
    assert screen(steps, 1, 80, 24)[-1].endswith("q: leave")
    assert screen(steps, 1, 40, 24)[-1].endswith("q: leave")
    assert screen(steps, 1, 0, 0) == []


def test_the_window_of_the_table_goes_along() -> None:
    """The value that the step changes is seen, and which part of the table it is."""
    steps = of(tangle(200))
    for k in range(1, len(steps.steps) + 1):
        lines = screen(steps, k, 80, 24)
        step = steps.steps[k - 1]
        word = {"forward": "computed", "seed": "starts"}.get(step.kind, "receives")
        (row,) = [line for line in lines if line.endswith(f"  {word}")]
        assert row.split()[0] == (step.parent_name or step.name)
        assert any(f" of {len(steps.rows)} values" in line for line in lines)
        assert len(lines) == 24


def test_long_formulas_are_cut() -> None:
    """Two lines of a formula are seen, so that its reasons stay in the window."""
    root = total([Value(float(i), label=f"weight {i}") for i in range(90)])
    lines = screen(of(root), 1, 80, 24)
    assert [line.endswith("…") for line in lines[3:8]] == [False, True, False, True, False]
    assert lines[6].startswith(" " * 14)
    assert lines[7] == "operation     sum"
    lines = screen(of(root), 3, 80, 24)
    assert any(line.startswith("sum so far") for line in lines)
