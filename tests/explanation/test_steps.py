"""Steps of an explanation as data, and the names in them."""

import copy
import dataclasses
import json
import math
import pickle

import pytest

from micrograd_plus import Value, explain, maximum, sqrt, sum as total
from micrograd_plus.explanation.steps import Step, node_names
from micrograd_plus.rules.table import TABLE
from tests.helpers import any_result, neuron


@pytest.fixture(name="neuron")
def _neuron() -> Value:
    return neuron()


class TestSteps:
    def test_there_is_one_for_each_result_the_seed_and_each_edge(self, neuron: Value) -> None:
        """Three results, the seed, five edges, numbered in that order."""
        steps = explain(neuron).steps
        assert [step.kind for step in steps] == ["forward"] * 3 + ["seed"] + ["backward"] * 5
        assert [step.number for step in steps] == list(range(1, 10))

    def test_they_are_plain_and_frozen(self, neuron: Value) -> None:
        """A step is text and numbers, survives JSON, and cannot be changed."""
        for step in explain(neuron).steps:
            plain = dataclasses.asdict(step)
            assert json.loads(json.dumps(plain)) == plain
            assert Step(**plain) == step
            with pytest.raises(dataclasses.FrozenInstanceError):
                step.result = 0.0

    def test_what_is_written_late_tells_the_same(self, neuron: Value) -> None:
        """LaTeX and MathML are written when they are asked for, with the numbers of the step."""
        early, late = explain(neuron).steps, explain(neuron).steps
        told = [(step.latex, step.mathml) for step in early]
        for leaf in neuron.topo():
            if leaf.rule is None:
                leaf.data = 100.0
        assert [(step.latex, step.mathml) for step in late] == told
        assert pickle.loads(pickle.dumps(late)) == early
        assert copy.deepcopy(early) == late
        with pytest.raises(AttributeError, match="no attribute 'html'"):
            early[0].html  # noqa: B018

    def test_a_backward_step_says_all(self, neuron: Value) -> None:
        """Symbols, numbers, the local gradient both ways, and the law of calculus."""
        step = explain(neuron).steps[4]
        assert step.symbols == "∂L/∂v1 += ∂L/∂L · ∂tanh(v1)/∂v1"
        assert step.local_symbols == "1 - L**2"
        assert step.local_numbers == "1 - 0.7064**2"
        assert step.law == "chain rule through tanh"
        assert (step.name, step.parent_name, step.slot) == ("L", "v1", 0)
        assert step.upstream == 1.0
        assert step.local == 1 - math.tanh(-6 + 6.88) ** 2
        assert step.result == step.upstream * step.local == step.total
        assert step.before is None
        assert step.last

    def test_a_step_reads_as_one_line(self, neuron: Value) -> None:
        """str of a step is the whole of it: symbols, numbers, result, law."""
        steps = explain(neuron).steps
        assert str(steps[0]) == "q = x * w = 2.0000 * (-3.0000) = -6.0000"
        assert str(steps[3]) == "∂L/∂L = 1"
        assert str(steps[-2]) == (
            "∂L/∂x += ∂L/∂q · ∂(x * w)/∂x = 0.5010 · (-3.0000) = -1.5029 "
            "(product rule: multiply swaps)"
        )

    def test_the_running_sum_where_gradients_meet(self) -> None:
        """Each edge says what had come before, and which one completes the sum."""
        a = Value(3.0, label="a")
        edges = [step for step in explain(a * a + a).steps if step.parent_name == "a"]
        assert [step.before for step in edges] == [None, 1.0, 4.0]
        assert [step.total for step in edges] == [1.0, 4.0, 7.0]
        assert [step.last for step in edges] == [False, False, True]

    def test_a_first_share_of_zero_counts(self) -> None:
        """A sum that begins with 0 is shown as a sum all the same."""
        a = Value(3.0, label="a")
        explanation = explain(2 * a + maximum(a, 5.0))
        edges = [step for step in explanation.steps if step.parent_name == "a"]
        assert [step.before for step in edges] == [None, 0.0]
        assert "the sum so far: 0.0000 + 2.0000 = 2.0000" in str(explanation)

    def test_sums_are_those_of_backward(self, neuron: Value) -> None:
        """The last total of every leaf is its gradient after backward, to the last bit."""
        explanation = explain(neuron)
        totals = {step.parent_name: step.total for step in explanation.steps if step.last}
        assert neuron.grad == 0.0
        neuron.backward()
        q, b = neuron.parents[0].parents
        x, w = q.parents
        assert (totals["x"], totals["w"], totals["b"]) == (x.grad, w.grad, b.grad)

    def test_constants_have_no_steps(self) -> None:
        """A number receives no gradient, so there is no edge to explain."""
        x = Value(2.0, label="x")
        steps = explain(3 * x**2 + 1).steps
        assert {step.parent_name for step in steps if step.kind == "backward"} == {"x", "v1", "v2"}

    def test_the_power_rule_as_one_learns_it(self) -> None:
        """With a number as exponent the derivative is worked out: 3 x**2 for x**3."""
        x = Value(2.0, label="x")
        step = explain(x**3).steps[-1]
        assert (step.local_symbols, step.law) == ("3 * x**2", "power rule")
        assert explain(Value(2.0) ** x).steps[-1].law == "exponential rule"

    def test_infinite_local_gradients(self) -> None:
        """A zero upstream sends nothing through an infinite slope, here too."""
        x = Value(0.0, label="x")
        step = explain(0.0 * sqrt(x)).steps[-1]
        assert (step.local, step.result) == (math.inf, 0.0)

    @pytest.mark.parametrize("rule", TABLE.values(), ids=list(TABLE))
    def test_every_row_can_be_explained(self, rule) -> None:
        """Each operation of the table gives text, Markdown and LaTeX."""
        explanation = explain(any_result(rule))
        for view in (str(explanation), explanation.markdown(), explanation.latex()):
            assert "operand" not in view
        if any(rule.partials):
            assert explanation.steps[-1].kind == "backward"


class TestNames:
    def test_labels_constants_and_the_rest(self) -> None:
        """Labels are kept, numbers stand for themselves, the rest is counted."""
        a = Value(1.0, label="a")
        y = (a + 2) * (a - 0.5)
        explanation = explain(y)
        assert [step.symbols for step in explanation.steps[:3]] == [
            "v1 = a + 2",
            "v2 = a - 0.5",
            "v3 = v1 * v2",
        ]
        assert explanation.name(y) == "v3"

    def test_names_are_told_apart(self) -> None:
        """Two nodes of one label get different names, and v1 as a label is left alone."""
        a, b, c = Value(1.0, label="x"), Value(2.0, label="x"), Value(3.0, label="v1")
        assert explain(a * b + c).steps[0].symbols == "v2 = x * x_2"

    def test_strange_labels(self) -> None:
        """Line breaks do not break a line of the table, nor dollar signs the LaTeX."""
        x = Value(1.0, label="a\nb | $5")
        explanation = explain(x * x)
        assert len(str(explanation).splitlines()) == 8
        formulas = explanation.markdown().replace(r"\$", "").split("$")[1::2]
        assert len(formulas) == 4
        assert not any("|" in formula for formula in formulas)
        assert r"\$" in explanation.latex()


def test_sums_of_very_many():
    """A formula of more than a hundred operands shows both ends, and how many are between them."""
    xs = [Value(float(i), label=f"x{i}") for i in range(3_000)]
    y = total(xs)
    (first,) = [step for step in explain(y).steps if step.kind == "forward"]
    assert first.symbols.startswith("v1 = x0 + x1 + ")
    assert " + x9 + … 2,980 more … + x2990 + " in first.symbols
    assert first.result == y.data
    assert len(str(explain(y))) < 40_000
    hundred = explain(total(xs[:100])).steps[0]
    assert "more" not in hundred.symbols


def test_many_values_of_one_label():
    """Values that share a label are told apart by numbers, as quickly as others."""
    names = node_names([Value(0.0, label="x{}") for _ in range(20_000)])
    assert names[:3] == ["x{}", "x{}_2", "x{}_3"]
    assert names[-1] == "x{}_20000"
