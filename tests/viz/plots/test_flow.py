"""The plot of the gradients of layers, and of units that do not learn."""

import math
import re

import numpy as np
import pytest

from micrograd_plus.nn import MLP
from micrograd_plus.training.history import History
from micrograd_plus.training.watching.frames import Watched
from tests.viz.plots.figures import drawn
from viz import gradient_flow

NAMES = ["layers[0]", "layers[1]", "layers[2]"]


def history_of(gradients, names=NAMES, units=None):
    """A history as fit makes it; `units` gives layers, sizes, and (dead, saturated) by epoch."""
    frames = [np.array(row, dtype=float) for row in gradients]
    watched = {"gradients": Watched(names, (len(names),), 0, frames)}
    if units:
        layers, sizes, counts = units
        frames = [np.array(pair) for pair in counts]
        watched["units"] = Watched((layers, sizes), (2, len(sizes)), 1, frames)
    return History(loss=[0.5] * len(gradients), watched=watched)


class TestGradientFlow:
    def test_heat_map(self):
        """A row for each layer, the first on top, a column for each epoch, a logarithmic scale."""
        gradients = [[1e-3, 1e-2, 1.0], [1e-4, 1e-2, 0.5]]
        figure = gradient_flow(history_of(gradients))
        axes, bar = figure.axes
        (image,) = axes.images
        assert image.get_array().tolist() == np.transpose(gradients).tolist()
        assert image.get_extent() == [0.5, 2.5, 2.5, -0.5]
        assert [label.get_text() for label in axes.get_yticklabels()] == NAMES
        assert axes.get_ylim() == (2.5, -0.5)
        assert (bar.get_yscale(), *bar.get_ylim()) == ("log", pytest.approx(1e-4), 1.0)
        assert figure.legends == []
        assert drawn(figure)

    @pytest.mark.filterwarnings("error")
    def test_zero(self):
        """Gradients of 0 are hatched and named, never given a colour of the scale."""
        figure = gradient_flow(history_of([[0, 1, 1], [1, 1, 0], [0, 1, 0], [0, 1, 1]]))
        axes = figure.axes[0]
        assert axes.images[0].get_array().mask.tolist() == [
            [True, False, True, True],
            [False] * 4,
            [False, True, True, False],
        ]
        bars = [path.get_extents().bounds for c in axes.collections for path in c.get_paths()]
        assert bars == [(0.5, -0.5, 1, 1), (2.5, -0.5, 2, 1), (1.5, 1.5, 2, 1)]
        assert {c.get_hatch() for c in axes.collections} == {"////"}
        assert [text.get_text() for text in figure.legends[0].get_texts()] == ["gradient is 0"]
        assert drawn(figure)

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize(
        ("gradients", "names", "maps", "marked"),
        [
            ([[0.0, 0.0]], NAMES[:2], 0, ["gradient is 0"]),
            ([[math.nan, 1.0], [math.inf, 0.0]], NAMES[:2], 1, ["gradient is 0", "not finite"]),
            ([[1e-300], [1e300]], ["$x^$"], 1, []),
            ([[0.5]] * 3, ["a" * 90 + "[7]"], 1, []),
        ],
        ids=["all zero", "not finite", "far apart", "all the same"],
    )
    def test_drawn_whatever_it_is(self, gradients, names, maps, marked):
        """Odd numbers and names are drawn without warnings, and none is left out unmarked."""
        figure = gradient_flow(history_of(gradients, names))
        assert len(figure.axes[0].images) == maps
        found = [text.get_text() for legend in figure.legends for text in legend.get_texts()]
        assert sorted(found) == marked
        label = figure.axes[0].get_yticklabels()[-1].get_text()
        assert label.replace("\\", "")[-3:] == names[-1][-3:]
        assert drawn(figure)

    def test_units(self):
        """Beside it dead and saturated units are counted, in the row of their layer."""
        units = (NAMES[:2], [4, 8], [[[0, 0], [0, 1]], [[1, 2], [0, 2]], [[2, 8], [1, 0]]])
        figure = gradient_flow(history_of([[1, 1, 1], [1, 1, 1]], units=units))
        dead, saturated = [axes for axes in figure.axes if "units" in axes.get_title()]
        assert dead.get_title() == "dead units\n10 of 12 in the end"
        assert saturated.get_title() == "saturated units\n1 of 12 in the end"
        written = {text.get_position(): text.get_text() for text in dead.texts}
        assert written == {
            (0, 0): "0/4",
            (1, 0): "1/4",
            (2, 0): "2/4",
            (0, 1): "0/8",
            (1, 1): "2/8",
            (2, 1): "8/8",
            (1, 2): "no activation",
        }
        shares = dead.images[0].get_array()
        assert shares[:2].tolist() == [[0, 0.25, 0.5], [0, 0.25, 1]]
        assert shares.mask[2].all()
        assert drawn(figure)

    def test_units_of_many_epochs(self):
        """Where not all numbers have room, the first, the last and some between are there."""
        counts = [[[epoch], [0]] for epoch in range(101)]
        figure = gradient_flow(history_of([[1.0]] * 100, ["out"], (["out"], [100], counts)))
        dead = figure.axes[1]
        found = [text.get_text() for text in dead.texts]
        assert found == ["0/100", "50/100", "100/100"]
        assert [text.get_ha() for text in dead.texts] == ["left", "center", "right"]
        assert list(dead.get_xticks()) == [0, 50, 100]

    @pytest.mark.parametrize("layers", [50, 1000])
    def test_many_layers(self, layers):
        """The figure stays as high as a page, and names and numbers do not overlap."""
        names, counts = [f"layers[{place}]" for place in range(layers)], [[[1] * layers] * 2] * 2
        figure = gradient_flow(history_of([[1.0] * layers], names, (names, [2] * layers, counts)))
        assert figure.get_figheight() < 15
        assert drawn(figure)
        gradients, dead, _, bar = figure.axes
        assert bar.get_window_extent().width < 0.3 * figure.dpi
        first, second = [label.get_window_extent() for label in gradients.get_yticklabels()][:2]
        assert not first.overlaps(second)
        column = [text.get_window_extent() for text in dead.texts if text.get_position()[0] == 1]
        assert len(column) == len(gradients.get_yticks())
        assert not column[0].overlaps(column[1])

    def test_trained(self):
        """A history of fit is drawn with the layers of the model."""
        model = MLP(2, [3, 3, 1], seed=0)
        X = np.random.default_rng(0).normal(size=(12, 2))
        watch = ["gradients", "units"]
        history = model.fit(X, (X[:, 0] > 0) * 1, loss="hinge", epochs=3, watch=watch)
        figure = gradient_flow(history)
        assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == NAMES
        assert figure.axes[0].images[0].get_array().shape == (3, 3)
        assert "no activation" in [text.get_text() for text in figure.axes[1].texts]

    def test_wrong_history(self):
        """A history without gradients says how to have them."""
        with pytest.raises(AttributeError, match=re.escape('fit(..., watch="gradients") records')):
            gradient_flow(History(loss=[1.0]))
        with pytest.raises(TypeError, match="gradient_flow takes the History"):
            gradient_flow([[1.0]])
