"""Plots of a training run: all its curves, its gradients, and the loss about its end."""

import math
import re

import numpy as np
import pytest

from micrograd_plus import Value, exp, log
from micrograd_plus.nn import MLP, Module, Neuron
from micrograd_plus.training.history import History
from micrograd_plus.training.watching.frames import Watched
from tests.viz.test_plots import drawn
from viz import cost_surface, gradient_flow, history_curves

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


class TestHistoryCurves:
    @pytest.mark.parametrize(
        ("history", "panels"),
        [
            (History(loss=[1.0, 0.5]), ["loss"]),
            (History(loss=[1.0, 0.5], lr=[0.1, 0.1]), ["loss"]),
            (History(loss=[1.0, 0.5], accuracy=[0.5, 1.0]), ["loss", "accuracy"]),
            (History(loss=[1.0, 0.5], lr=[0.2, 0.1]), ["loss", "learning rate"]),
            (
                History(loss=[1.0, 0.5], accuracy=[0.5, 1.0], lr=[0.2, 0.1]),
                ["loss", "accuracy", "learning rate"],
            ),
        ],
    )
    def test_panels(self, history, panels):
        """There is a panel for what there is, and one for a learning rate only if it changes."""
        axes = history_curves(history).axes
        assert [each.get_ylabel() for each in axes] == panels
        assert [each.get_xlabel() for each in axes] == [""] * (len(panels) - 1) + ["epoch"]

    def test_numbers(self):
        """Lines hold the numbers of the history, those held out too."""
        history = History(
            loss=[1.0, 0.5],
            accuracy=[0.5, 0.75],
            validation_loss=[1.5, 0.75],
            validation_accuracy=[0.25, 1.0],
            lr=[0.2, 0.1],
        )
        figure = history_curves(history)
        found = [[list(line.get_ydata()) for line in axes.lines] for axes in figure.axes]
        assert found == [
            [history.loss, history.validation_loss],
            [history.accuracy, history.validation_accuracy],
            [history.lr],
        ]
        assert drawn(figure)

    def test_stopped(self):
        """The title says that training ended early; it has no room for the cure."""
        history = History(loss=[1.0], stopped="diverged in epoch 2: the loss is nan; the weights")
        assert history_curves(history).axes[0].get_title() == "diverged in epoch 2"

    def test_wrong_history(self):
        """Anything but a history of epochs is refused with the cure."""
        with pytest.raises(TypeError, match=r"takes the History that fit returns, here is \[0.5\]"):
            history_curves([0.5])
        with pytest.raises(ValueError, match="no epochs, so there is nothing to draw"):
            history_curves(History())
        with pytest.raises(ValueError, match="nothing to draw: training diverged in epoch 1"):
            history_curves(History(stopped="diverged in epoch 1"))


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

    @pytest.mark.parametrize("layers", [50, 3000])
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


class Curved(Module):
    """log(a) x + exp(b) is not defined for all a, nor finite for all b."""

    def __init__(self):
        self.a, self.b, self.c = Value(2.0), Value(0.5), Value(1.0)

    def __call__(self, x):
        return log(self.a) * x[0] * self.c + exp(self.b)


LINE = ([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])


def line():
    """A neuron whose loss over LINE is the mean of (w x + b - y)**2."""
    return Neuron(1, nonlin=False, seed=0)


class TestCostSurface:
    @pytest.mark.parametrize("paths", [("w[0]", "b"), ("b", "w[0]")])
    def test_surface(self, paths):
        """Each line is where the loss has the number that is written on it."""
        figure = cost_surface(line(), *LINE, paths, reach=2.0)
        (axes,) = figure.axes
        assert (axes.get_xlabel(), axes.get_ylabel()) == paths
        assert axes.get_title() == "mse over two parameters"
        lines = axes.collections[-1]
        for level, path in zip(lines.levels, lines.get_paths(), strict=True):
            w, b = path.vertices.T if paths[0] == "w[0]" else path.vertices.T[::-1]
            loss = sum((w * x + b - y) ** 2 for (x,), y in zip(*LINE, strict=True)) / 3
            assert np.allclose(loss, level, rtol=0, atol=0.01)
        labels = [float(text.get_text()) for text in axes.texts]
        assert labels
        assert all(np.isclose(label, lines.levels).any() for label in labels)
        assert drawn(figure)

    def test_axes(self):
        """The first parameter goes across, the second up, about where they are now."""
        model = line()
        figure = cost_surface(model, *LINE, [model.b, model.w[0]], reach=2.0, steps=5)
        (axes,) = figure.axes
        assert axes.get_xlim() == (-2.0, 2.0)
        assert axes.get_ylim() == (model.w[0].data - 2, model.w[0].data + 2)
        assert axes.get_xlabel() == "b"
        (now,) = axes.lines
        assert (now.get_xdata()[0], now.get_ydata()[0]) == (0.0, model.w[0].data)

    def test_path(self):
        """The path of training is drawn from its start to its end, and seen whole."""
        model = line()
        history = model.fit(*LINE, epochs=20, watch="weights")
        (axes,) = cost_surface(model, *LINE, ["b", "w[0]"], history=history, steps=9).axes
        path, start, end = axes.lines
        assert path.get_xydata().tolist() == history.weights[:, ::-1].tolist()
        assert start.get_xydata().tolist() == [history.weights[0, ::-1].tolist()]
        assert end.get_xydata().tolist() == [[model.b.data, model.w[0].data]]
        for low, high, numbers in (
            (*axes.get_xlim(), path.get_xdata()),
            (*axes.get_ylim(), path.get_ydata()),
        ):
            assert low < numbers.min() <= numbers.max() < high
        names = [text.get_text() for text in axes.figure.legends[0].get_texts()]
        assert names == ["path of training", "start", "end, where it is now"]

    def test_model_that_has_moved_on(self):
        """Where the model is not any more where training ended, both are marked."""
        model = MLP(1, [1, 1], seed=0)
        history = model.fit(*LINE, epochs=5, watch="weights")
        bias = model.layers[1].neurons[0].b
        bias.data = 4.0
        paths = ["layers[0].neurons[0].w[0]", bias]
        figure = cost_surface(model, *LINE, paths, history=history, steps=9)
        names = [text.get_text() for text in figure.legends[0].get_texts()]
        assert names == ["path of training, projected", "start", "end of training", "now"]

    @pytest.mark.parametrize(
        ("model", "others"),
        [(MLP(1, [1, 1], seed=0), "2 stay where they are"), (Curved(), "one stays where it is")],
    )
    def test_others_stay(self, model, others):
        """The title says how many other parameters stay as they are now."""
        paths = list(model.named_parameters())[:2]
        (axes,) = cost_surface(model, *LINE, paths, reach=0.1, steps=5).axes
        assert axes.get_title().endswith(f"(the other {others} now)")

    def test_losses_that_classify(self):
        """Several outputs, and the losses of classes, do as well."""
        model = MLP(1, [2], seed=0)
        paths = ["layers[0].neurons[0].w[0]", "layers[0].neurons[1].b"]
        (axes,) = cost_surface(model, LINE[0], [0, 1, 1], paths, "cross_entropy", steps=5).axes
        assert axes.get_title().startswith("cross entropy over")

    @pytest.mark.filterwarnings("error")
    def test_edges_of_the_domain(self):
        """Where there is no loss the map is grey; model and earlier results stay untouched."""
        model = Curved()
        earlier = model([1.0])
        figure = cost_surface(model, *LINE, ["a", "b"], reach=500.0, steps=12)
        names = [text.get_text() for text in figure.legends[0].get_texts()]
        assert names == ["not defined, or not finite", "now"]
        assert [p.data for p in model.parameters()] == [2.0, 0.5, 1.0]
        # This raises if a parameter was set since.
        earlier.backward()
        assert [p.grad for p in model.parameters()] == [0.5, math.exp(0.5), math.log(2.0)]
        assert drawn(figure)

    def test_unchanged_after_an_error(self, monkeypatch):
        """Whatever interrupts the drawing, the model is as it was."""
        model = Curved()

        def interrupt(tape, rows):
            tape.vector[:] = -1.0
            tape.give_back()
            raise KeyboardInterrupt

        monkeypatch.setattr("micrograd_plus.tape.tape.Tape.run", interrupt)
        with pytest.raises(KeyboardInterrupt):
            cost_surface(model, *LINE, ["a", "b"])
        assert [p.data for p in model.parameters()] == [2.0, 0.5, 1.0]

    @pytest.mark.filterwarnings("error")
    def test_flat(self):
        """Parameters that the loss does not depend on make a plain, which is said."""
        model = Neuron(1, nonlin=False, seed=0)
        model.unused, model.more = Value(1.0), Value(2.0)
        (axes,) = cost_surface(model, *LINE, ["unused", "more"], steps=5).axes
        (text,) = axes.texts
        assert re.fullmatch(r"the loss is \d\.\d{4} everywhere", text.get_text())

    @pytest.mark.parametrize(
        ("parameters", "error", "message"),
        [
            (["w[0]"], ValueError, 'such as ["w[0]", "b"]; here are 1'),
            ("w[0]", TypeError, "give two parameters, by path or as Values"),
            (["b", "b"], ValueError, "here is b twice"),
            (["w", "b"], ValueError, "no parameter 'w': did you mean w[0]"),
            (["b", 3], TypeError, "a path or a Value, here is 3 (int)"),
            (["b", Value(1.0)], ValueError, "is no parameter of the model"),
        ],
    )
    def test_wrong_parameters(self, parameters, error, message):
        """What is not two of the model's parameters is refused with the cure."""
        with pytest.raises(error, match=re.escape(message)):
            cost_surface(line(), *LINE, parameters)

    def test_wrong_arguments(self):
        """So are a model, data, a reach and a history that do not fit."""
        paths = ["w[0]", "b"]
        with pytest.raises(TypeError, match="takes a model such as MLP"):
            cost_surface(lambda x: x[0], *LINE, paths)
        with pytest.raises(ValueError, match="its y has 1 labels"):
            cost_surface(line(), LINE[0], [1.0], paths)
        with pytest.raises(ValueError, match="reach is a finite number above 0, here is -1"):
            cost_surface(line(), *LINE, paths, reach=-1)
        with pytest.raises(TypeError, match="reach is a finite number above 0, here is 'far'"):
            cost_surface(line(), *LINE, paths, reach="far")
        with pytest.raises(
            ValueError, match=r"reach is above \d.*e-10 and below 1e\+100, here is 1e-300"
        ):
            cost_surface(line(), *LINE, paths, reach=1e-300)
        with pytest.raises(ValueError, match=r"the parameters are at \[nan, 0.0\]"):
            neuron = line()
            neuron.w[0].data = math.nan
            cost_surface(neuron, *LINE, paths)
        with pytest.raises(AttributeError, match="this history has no weights"):
            cost_surface(line(), *LINE, paths, history=History(loss=[1.0]))
        other = MLP(1, [1], seed=0).fit(*LINE, epochs=1, watch="weights")
        with pytest.raises(ValueError, match=r"of another model: it has no w\[0\], but layers"):
            cost_surface(line(), *LINE, paths, history=other)
