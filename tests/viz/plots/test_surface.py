"""The plot of a loss over two parameters."""

import math
import re

import numpy as np
import pytest

from micrograd_plus import Value, exp, log
from micrograd_plus.nn import MLP, Module, Neuron
from micrograd_plus.training.history import History
from tests.viz.plots.figures import drawn
from viz import cost_surface


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
