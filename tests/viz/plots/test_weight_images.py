"""The plot of weights as images."""

import math
import re

import numpy as np
import pytest

from micrograd_plus import Value
from micrograd_plus.nn import MLP, Layer, Module, Neuron
from tests.viz.plots.figures import drawn
from viz import weights


class Nested(Module):
    """A model of one's own: a network in a list, and a neuron."""

    def __init__(self):
        self.encoder = [MLP(3, [2, 2], seed=0)]
        self.last = Neuron(2, seed=1)


def numbers_of(layer):
    return [[w.data for w in neuron.w] for neuron in layer.neurons]


class TestWeights:
    def test_layer(self):
        """A row for each neuron, a column for each input, white at 0, with the numbers on it."""
        layer = Layer(3, 2, seed=0)
        figure = weights(layer)
        axes, bar = figure.axes
        (image,) = axes.images
        assert image.get_array().tolist() == numbers_of(layer)
        assert image.norm.vmin == -image.norm.vmax == -np.abs(numbers_of(layer)).max()
        assert image.to_rgba(np.array([0.0]))[0].tolist() == pytest.approx([1, 1, 1, 1], abs=0.01)
        assert (axes.get_xlabel(), axes.get_ylabel()) == ("input", "neuron")
        assert bar.get_ylabel() == "weight"
        written = {text.get_position(): text.get_text() for text in axes.texts}
        assert written[(2, 1)] == f"{layer.neurons[1].w[2].data:.2f}"
        assert len(written) == 6
        assert drawn(figure)

    def test_model(self):
        """A model gets an image for each layer, named by its path, all on one scale."""
        model = Nested()
        figure = weights(model)
        *panels, _ = figure.axes
        found = [axes.get_title() for axes in panels]
        assert found == ["encoder[0].layers[0]", "encoder[0].layers[1]", "last"]
        assert panels[1].images[0].get_array().tolist() == numbers_of(model.encoder[0].layers[1])
        assert panels[2].images[0].get_array().tolist() == [[w.data for w in model.last.w]]
        assert len({axes.images[0].norm.vmax for axes in panels}) == 1

    def test_nothing_overlaps(self):
        """However many layers there are, the images and what is written about them are apart."""
        figure = weights(MLP(3, [12, 40, 8, 8, 8, 1], seed=0))
        assert drawn(figure)
        boxes = [axes.get_tightbbox() for axes in figure.axes]
        for place, box in enumerate(boxes):
            assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1
            assert figure.bbox.y0 <= box.y0 < box.y1 <= figure.bbox.y1
            assert not any(box.overlaps(other) for other in boxes[:place])

    def test_pictures(self):
        """With a shape each neuron of the first layer has a picture of its weights."""
        model = MLP(6, [12, 4], seed=0)
        figure = weights(model, shape=(2, 3))
        *panels, _ = figure.axes
        assert [axes.get_title() for axes in panels] == [f"neuron {i}" for i in range(12)]
        row = [w.data for w in model.layers[0].neurons[11].w]
        assert panels[11].images[0].get_array().tolist() == [row[:3], row[3:]]
        assert figure.get_suptitle() == "weights of layers[0]"
        assert len({axes.images[0].norm.vmax for axes in panels}) == 1
        assert drawn(figure)

    def test_signs_without_colours(self):
        """What is negative has a stroke where there is no room for its number, but for a stroke."""
        picture, matrix = weights(Layer(12, 2, seed=0), shape=(3, 4)), weights(Layer(12, 5, seed=0))
        for figure in (picture, matrix):
            axes, bar = figure.axes[0], figure.axes[-1]
            (strokes,) = axes.collections
            numbers = axes.images[0].get_array()
            found = {(row, column) for column, row in strokes.get_offsets().astype(int).tolist()}
            assert found == set(zip(*np.nonzero(numbers < 0), strict=True))
            assert 0 < len(found) < numbers.size
            assert bar.get_ylabel() == "weight (−: negative)"
            assert drawn(figure)
        *_, axes, bar = weights(Layer(300, 5, seed=0)).axes
        assert (len(axes.collections), bar.get_ylabel()) == (0, "weight")

    def test_very_many_pictures(self):
        """Of very many neurons the first ones are drawn, and the title says so."""
        figure = weights(Layer(1, 70, seed=0), shape=(1, 1))
        assert len(figure.axes) == 61
        assert figure.get_suptitle() == "weights: the first 60 of 70 neurons"

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize("numbers", [[0.0, 0.0], [math.nan, 1.0], [math.inf, -math.inf]])
    def test_odd_numbers(self, numbers):
        """Zeros, and what is not finite, are drawn without warnings; a word says what is grey."""
        neuron = Neuron(2, seed=0)
        for w, number in zip(neuron.w, numbers, strict=True):
            w.data = number
        figure = weights(neuron)
        finite = all(map(math.isfinite, numbers))
        assert ("grey: not finite" in figure.axes[-1].get_ylabel()) != finite
        assert drawn(figure)

    @pytest.mark.parametrize(
        ("thing", "shape", "error", "message"),
        [
            ([1.0], None, TypeError, "a layer or a model, such as model.layers[0]; here is [1.0]"),
            (Value(1.0), None, TypeError, "weights draws a layer or a model"),
            (Module(), None, TypeError, "a model made of these; Module holds neither"),
            (Layer(3, 1, seed=0), (2, 2), ValueError, "the layer has 3 inputs, a picture of 2 x 2"),
            (MLP(3, [1], seed=0), (8, 8), ValueError, "layers[0] has 3 inputs"),
            (Layer(4, 1, seed=0), (-2, -2), ValueError, "shape[0] must be at least 1, here is -2"),
            (Layer(4, 1, seed=0), 4, TypeError, "shape is a pair of numbers such as (8, 8)"),
        ],
    )
    def test_wrong_arguments(self, thing, shape, error, message):
        """What has no weights, or weights of another shape, is refused with the cure."""
        with pytest.raises(error, match=re.escape(message)):
            weights(thing, shape)
