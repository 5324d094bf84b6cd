"""The plot of activations with their derivatives."""

import math

import numpy as np
import pytest

from micrograd_plus import rule
from micrograd_plus.rules.table import TABLE
from tests.viz.plots.figures import drawn
from viz import activations


def titles(figure):
    return [axes.get_title(loc="left") for axes in figure.axes]


def curves(axes):
    """The two lines of a plot: inputs, and numbers."""
    return [np.array(line.get_xydata()).T for line in axes.lines if len(line.get_xdata()) > 2]


@pytest.fixture
def own_rule():
    """Declare a rule that is gone after the test."""
    before = dict(TABLE)
    yield rule
    TABLE.clear()
    TABLE.update(before)


class TestActivations:
    def test_all(self):
        """Without names every activation of the table is drawn, and nothing that is none."""
        figure = activations()
        found = set(titles(figure))
        assert found >= {"relu", "leaky_relu", "elu", "silu", "sigmoid", "tanh", "softplus"}
        assert not found & {"neg", "abs", "exp", "sin", "tan", "sinh", "log", "cbrt", "detach"}
        names = [text.get_text() for text in figure.legends[0].get_texts()]
        assert names == ["activation", "its derivative"]
        assert drawn(figure)

    def test_one_of_the_user(self, own_rule):
        """A rule that a user declares is drawn too; a declared derivative is called so."""
        own_rule("bend", "x", "x / (1 + abs(x))", "1 / (1 + abs(x))**2")
        own_rule("pass_on", "x", "where(x > 0, 1, 0)", "1", check=False)
        figure = activations()
        shown = {axes.get_title(loc="left"): axes.get_title(loc="right") for axes in figure.axes}
        assert shown["bend"] == "1 / (1 + abs(x))**2"
        assert shown["pass_on"] == "1, declared"

    @pytest.mark.parametrize(
        ("name", "function", "slope"),
        [
            ("tanh", math.tanh, lambda x: 1 - math.tanh(x) ** 2),
            ("elu", lambda x: x if x > 0 else math.expm1(x), lambda x: math.exp(min(x, 0.0))),
            ("linear", lambda x: x, lambda x: 1.0),
        ],
    )
    def test_numbers(self, name, function, slope):
        """The lines are the operation and its derivative, without a gap where there is none."""
        (axes,) = activations([name]).axes
        (inputs, numbers), (_, slopes) = curves(axes)
        assert (inputs[0], inputs[-1]) == axes.get_xlim() == (-5, 5)
        assert np.allclose(numbers, [function(x) for x in inputs], atol=1e-12)
        assert np.allclose(slopes, [slope(x) for x in inputs], atol=1e-12)

    @pytest.mark.parametrize(
        ("name", "left", "there", "right"),
        [("relu", 0, 0, 1), ("leaky_relu", 0.01, 0.01, 1), ("abs", -1, 0, 1)],
    )
    def test_kinks(self, name, left, there, right):
        """A derivative that jumps has a gap, with circles at its ends and a dot for its value."""
        (axes,) = activations(name).axes
        _, (inputs, slopes) = curves(axes)
        (gap,) = np.flatnonzero(np.isnan(slopes))
        assert inputs[gap] == 0
        assert (slopes[:gap] == left).all()
        assert (slopes[gap + 1 :] == right).all()
        dots = [line for line in axes.lines if len(line.get_xdata()) == 1 and line.get_marker()]
        found = {(line.get_ydata()[0], line.get_markerfacecolor() == "white") for line in dots}
        assert found == {(there, False)} | {(y, True) for y in (left, right) if y != there}

    def test_jumps_of_a_function(self, own_rule):
        """An operation that jumps has a gap itself, wherever that is."""
        own_rule("stairs", "x", "where(x > 1.2345, 2, where(x < -3, -1, 0))", "0", check=False)
        (axes,) = activations(["stairs"]).axes
        inputs, numbers = curves(axes)[0]
        assert inputs[np.isnan(numbers)].tolist() == [-3, 1.2345]

    @pytest.mark.filterwarnings("error")
    def test_edges_of_the_domain(self):
        """Outside its domain an operation has no line; what rises without end is cut."""
        figure = activations(["log", "tan", "exp", "sqrt"])
        numbers = curves(figure.axes[0])[0][1]
        assert np.isnan(numbers[:201]).all()
        assert np.isfinite(numbers[201:]).all()
        for axes in figure.axes:
            assert max(map(abs, axes.get_ylim())) <= 6
        assert drawn(figure)

    def test_wrong_names(self):
        """What is no operation of one argument is refused with the list of those that are."""
        with pytest.raises(ValueError, match=r"one of linear, .*relu.*; here is 'rely'"):
            activations(["rely"])
        with pytest.raises(ValueError, match="here is 'mul'"):
            activations(["mul"])
        with pytest.raises(ValueError, match="no activation to draw"):
            activations([])
        with pytest.raises(TypeError, match="a list of names such as"):
            activations(3)
