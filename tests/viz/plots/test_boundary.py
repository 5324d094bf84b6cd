"""The plot of what a classifier of two inputs says everywhere on the plane."""

import math

import numpy as np
import pytest

from micrograd_plus import Value, log, tanh
from micrograd_plus.nn import MLP, Module
from tests.viz.plots.figures import X, boundary, drawn, line_of, look_alike, model
from viz import decision_boundary


def test_boundary():
    """The plot has both classes, both regions, a boundary, a legend and the names of the axes."""
    figure = boundary()
    (axes,) = figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title()) == ("x₁", "x₂", "moons")
    assert axes.get_aspect() == 1.0
    (legend,) = figure.legends
    names = [text.get_text() for text in legend.get_texts()]
    assert names == ["class 0", "class 1", "output < 0", "output > 0"]
    assert len(axes.collections) == 4, "regions, boundary and two classes"
    assert drawn(figure)


def test_classes_differ_by_marker_and_colour():
    """Nobody has to tell the classes by colour alone."""
    first, second = boundary().axes[0].collections[-2:]
    assert first.get_paths()[0].vertices.shape != second.get_paths()[0].vertices.shape
    assert list(first.get_facecolor()[0]) != list(second.get_facecolor()[0])
    assert [len(c.get_offsets()) for c in (first, second)] == [2, 2]


def test_labels_of_two_kinds():
    """Labels are 0 and 1, or -1 and +1, and the legend calls them so."""
    figure = boundary(y=[-1, 1, -1, 1])
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names[:2] == ["class −1", "class +1"]


def test_arrays():
    """Arrays do as well as lists: the picture is the same."""
    assert look_alike(boundary(X=np.array(X), y=np.array([0, 1, 0, 1])), boundary())


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "output",
    [1.0, -1.0, 0.0, math.inf, math.nan, 1e300],
    ids=["all above", "all below", "all zero", "infinite", "no number", "huge"],
)
def test_models_without_a_boundary(output):
    """A model that says the same everywhere is drawn without a boundary, and without warnings."""
    figure = boundary(model=lambda x: Value(output))
    assert len(figure.axes[0].collections) == 3, "regions and two classes"
    assert drawn(figure)


def test_model_with_a_list_of_one():
    """A model may return its one output in a list, or as a plain number, to the same effect."""
    plain = boundary()
    assert look_alike(boundary(model=lambda x: [model(x)]), plain)
    assert look_alike(boundary(model=lambda x: model(x).data), plain)


def test_points_on_a_line():
    """Points that share a coordinate get a plot with room around them."""
    (axes,) = boundary(X=[[0, 5], [1, 5], [2, 5], [100, 5]]).axes
    low, high = axes.get_ylim()
    assert low < 5 < high
    (axes,) = decision_boundary(model, [[1, 1]], [1], steps=5).axes
    assert axes.get_xlim()[0] < 1 < axes.get_xlim()[1]


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        ([], [], "X has no points"),
        ([[1, 2, 3]], [0], "here is a point of 3"),
        ([[1, math.nan]], [0], "cannot be drawn"),
        ([[1, 2]], [0, 1], "X has 1 points and y 2 labels"),
        ([[1, 2]], [[0]], r"y has the shape \(1, 1\)"),
        ([1, 2], [0, 1], r"X has the shape \(2,\)"),
        ([[1, 2]] * 2, [math.nan] * 2, "labels are 0 and 1, or -1 and .1; here are nan. For more"),
        ([[1, 2]], [3], "labels are 0 and 1, or -1 and .1; here are 3. For more"),
        ([[1, 2], [3, 4]], [0, -1], "here are -1, 0"),
    ],
)
def test_wrong_data(X, y, message):
    """What cannot be drawn is refused with what was found."""
    with pytest.raises(ValueError, match=message):
        decision_boundary(model, X, y)


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (lambda x: "left", "has to return a Value, or a list with one for each class; here it ret"),
        (lambda x: [], "has to return a Value"),
        (lambda x: [None, 1.0], "has to return a Value"),
        (lambda x: [0.0] * (1 + (x[0] > 0)), "returns 1 or 2 outputs, depending on the point"),
        (lambda x: [0.0] * 11, "the model has 11 outputs: at most 10 classes"),
        (lambda x: [0.0] * 2, "labels of a model with 2 outputs are 0 to 1; here are 0, 1, 2"),
    ],
)
def test_wrong_model(output, message):
    """A model that tells no class, or other classes than there are, is refused."""
    with pytest.raises(ValueError, match=message):
        boundary(model=output, y=(0, 1, 2, 1))


@pytest.mark.parametrize("model", [3, MLP, None])
def test_no_model(model):
    """What cannot be called for a point, such as a class, is refused."""
    with pytest.raises(TypeError, match="takes a model such as MLP"):
        boundary(model=model)


class Logarithm(Module):
    """It is not defined for all points."""

    def __init__(self):
        self.scale = Value(1.0)

    def __call__(self, x):
        return log(x[0]) * self.scale


@pytest.mark.parametrize(
    "model", [Logarithm(), lambda x: math.log(x[0])], ids=["module", "function"]
)
def test_edges_of_the_domain(model):
    """Where a model has no result the plane stays white; one without any result says why."""
    figure = boundary(model=model)
    across, _ = line_of(figure).T
    assert np.allclose(across, 1, atol=0.1)
    shaded = figure.axes[0].collections[0].get_paths()
    assert min(path.vertices[:, 0].min() for path in shaded) > 0
    with pytest.raises(
        ValueError, match=r"log\(x\) is not defined|math domain error|positive input"
    ):
        boundary(model=model, X=[[-9.0, 0.0], [-8.0, 0.0], [-9.0, 1.0], [-8.0, 1.0]])


def test_long_title():
    """A long title has several lines, and those that it has already."""
    figure = decision_boundary(model, X, [0, 1, 0, 1], title="word " * 20 + "\nend", steps=5)
    lines = figure.axes[0].get_title().split("\n")
    assert (len(lines), lines[-1]) == (3, "end")
    assert max(map(len, lines)) <= 60


def test_steps():
    """Fewer than two values for each input make no plane."""
    with pytest.raises(ValueError, match="steps must be at least 2"):
        decision_boundary(model, X, [0, 1, 0, 1], steps=1)


def test_a_module_is_replayed():
    """A module runs once or twice, not once for each point, and is drawn as its function is."""
    calls = []

    class Counted(Module):
        def __init__(self):
            self.slope = Value(2.0)

        def __call__(self, x):
            calls.append(x)
            return tanh(self.slope * x[0] - x[1])

    figure = boundary(model=Counted())
    assert len(calls) < 5
    assert np.allclose(line_of(figure), line_of(boundary()), atol=1e-12)


def test_plain_numbers():
    """A function may return numpy's numbers and arrays."""
    for output in (lambda x: np.float64(model(x).data), lambda x: np.array([model(x).data])):
        assert np.array_equal(line_of(boundary(model=output)), line_of(boundary()))
