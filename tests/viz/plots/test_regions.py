"""The regions of a decision boundary: several classes, probabilities, and their names."""

import math

import numpy as np
import pytest

from micrograd_plus import Value, log, sigmoid, softmax
from micrograd_plus.nn import MLP
from tests.viz.plots.figures import X, drawn, line_of, model
from viz import decision_boundary


def bands(figure):
    """The tenths of a probability that a picture has, by their places."""
    shades = figure.axes[0].collections[0]
    return [place for place, path in enumerate(shades.get_paths()) if len(path.vertices)]


class TestManyClasses:
    """The largest of several outputs is at the corner of its class, and 0 in the middle."""

    CORNERS = ((-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0))

    def scores(self, x):
        return [x[0] * a + x[1] * b for a, b in self.CORNERS]

    def draw(self, model=None, **options):
        return decision_boundary(model or self.scores, self.CORNERS, range(4), steps=9, **options)

    def test_regions(self):
        """Each class has its quarter in its colour, lines are between, and the legend has all."""
        figure = self.draw()
        (axes,) = figure.axes
        picture = axes.images[0].get_array()
        ends = [picture[row, column] for row in (5, -5) for column in (5, -5)]
        assert len({tuple(colour) for colour in ends}) == 4
        markers = axes.collections[4:]
        assert len(axes.collections) == 8, "four lines and four classes"
        for marker, region in zip(markers, ends, strict=True):
            colour = marker.get_facecolor()[0][:3]
            # A region is its colour, mixed with white.
            assert np.allclose(region, 1 - 0.22 * (1 - colour), atol=0.01)
        assert len({marker.get_paths()[0].vertices.tobytes() for marker in markers}) == 4
        names = [text.get_text() for text in figure.legends[0].get_texts()]
        assert names == ["class 0", "class 1", "class 2", "class 3"]
        assert drawn(figure)

    def test_probability(self):
        """Shades grow from the middle, where nothing is sure; a bar tells what they mean."""
        figure = self.draw(probability=True)
        axes, bar = figure.axes
        white = axes.images[0].get_array().min(axis=2)
        size = len(white)
        assert white[size // 2, size // 2] > white[size // 4, size // 4] > white[0, 0]
        assert bar.get_ylabel() == "probability of the likeliest class"
        assert bar.get_ylim() == (0.25, 1.0)

    def test_probabilities_as_they_are(self):
        """A softmax is not put through another one."""

        def model(x):
            return softmax([Value(score) for score in self.scores(x)])

        probable = self.draw(model, probability=True).axes[0].images[0].get_array()
        scored = self.draw(probability=True).axes[0].images[0].get_array()
        # What lies between the points of the grid is not quite the same.
        assert np.abs(probable - scored).max() < 0.05

    @pytest.mark.filterwarnings("error")
    def test_no_number(self):
        """Where an output is not a number the plane stays white, without warnings."""
        figure = self.draw(lambda x: [math.nan if x[0] > 0 else 1.0, *self.scores(x)[1:]])
        picture = figure.axes[0].images[0].get_array()
        assert (picture[:, -1] == 1).all()
        assert not (picture[:, 0] == 1).all()
        assert drawn(figure)

    def test_tie(self):
        """Where no output is larger than another the region is the first one's, with a line."""
        figure = self.draw(lambda x: [0.0, max(x[0], 0.0), 0.0, 0.0])
        axes = figure.axes[0]
        assert len(axes.collections) == 5, "a line and four classes"
        assert np.allclose(line_of(figure, 0)[:, 0], 0, atol=0.3)
        picture = axes.images[0].get_array()
        assert (picture[5, 5] != picture[5, -5]).any()

    def test_ten(self):
        """Ten classes have ten colours and ten markers."""
        points = [[float(i), 0.0] for i in range(10)]
        figure = decision_boundary(
            lambda x: [-((x[0] - i) ** 2) for i in range(10)], points, range(10), steps=20
        )
        markers = [c for c in figure.axes[0].collections if len(c.get_offsets()) == 1][-10:]
        assert len({tuple(marker.get_facecolor()[0]) for marker in markers}) == 10
        assert len({marker.get_paths()[0].vertices.tobytes() for marker in markers}) == 10
        assert drawn(figure)


class TestProbability:
    """The probability of a single output."""

    def test_shades(self):
        """The bar goes from 0 to 1, and a line is where both classes are equally probable."""
        figure = decision_boundary(model, X, [0, 1, 0, 1], steps=9, probability=True)
        axes, bar = figure.axes
        assert (bar.get_ylim(), bar.get_ylabel()) == ((0, 1), "probability of class 1")
        assert axes.collections[0].get_array().tolist() == pytest.approx(
            [0.05 + step / 10 for step in range(10)]
        )
        # The output is at most 1 and at least -1.
        assert bands(figure) == [2, 3, 4, 5, 6, 7]
        highest = axes.collections[0].get_paths()[7].vertices
        assert (2 * highest[:, 0] > highest[:, 1]).all()
        across, up = line_of(figure).T
        assert np.allclose(up, 2 * across, atol=0.1)
        assert drawn(figure)

    def test_sign(self):
        """The class above the boundary is called as its label is."""
        figure = decision_boundary(model, X, [-1, 1, -1, 1], steps=9, probability=True)
        assert figure.axes[1].get_ylabel() == "probability of class +1"

    @pytest.mark.parametrize("kind", ["function", "module"])
    def test_after_a_sigmoid(self, kind):
        """An output that comes from a sigmoid is a probability: 0.5 is between the classes."""
        network = MLP(2, [1], output="sigmoid", seed=0)
        network.layers[0].neurons[0].w[0].data = 2.0
        network.layers[0].neurons[0].w[1].data = -1.0
        after = network if kind == "module" else lambda x: sigmoid(Value(2.0) * x[0] - x[1])
        shaded = decision_boundary(after, X, [0, 1, 0, 1], steps=9, probability=True)
        assert bands(shaded) == [2, 3, 4, 5, 6, 7, 8, 9], "no second sigmoid"
        figure = decision_boundary(after, X, [0, 1, 0, 1], steps=9)
        names = [text.get_text() for text in figure.legends[0].get_texts()]
        assert names[2:] == ["output < 0.5", "output > 0.5"]
        across, up = line_of(figure).T
        assert np.allclose(up, 2 * across, atol=0.1)

    def test_after_a_sigmoid_that_classifies_by_its_sign(self):
        """The regions are what the loss has learned, the same class everywhere."""
        network = MLP(2, [1], output="sigmoid", seed=0)
        labels = [0, 1, 0, 1]
        network.fit(X, labels, loss="hinge", epochs=1)
        assert (network.outputs(X) > 0).tolist() == [True] * 4
        with pytest.raises(ValueError, match="ends in a sigmoid"):
            network.predict(X)
        (text,) = decision_boundary(network, X, labels, steps=9).axes[0].texts
        assert text.get_text() == "class 1"


class TestNames:
    """Each region says which class it is, so that it needs no colour."""

    def test_where_they_are(self):
        """In their region, and not on a point."""
        points = np.random.default_rng(0).uniform(-1, 1, (40, 2))
        for scorer, labels, outputs in (
            (lambda x: x[0] + x[1] * 0.5, (points[:, 0] > 0) * 2 - 1, ["class −1", "class +1"]),
            (lambda x: [x[0], -x[0], x[1] * 2], [0, 1] * 20, ["class 0", "class 1", "class 2"]),
        ):
            axes = decision_boundary(scorer, points, labels).axes[0]
            found = {text.get_text(): text.get_position() for text in axes.texts}
            assert list(found) == outputs
            for kind, place in enumerate(found.values()):
                scores = np.atleast_1d(scorer(place))
                said = scores.argmax() if len(scores) > 1 else int(scores[0] > 0)
                assert said == kind
                assert np.linalg.norm(points - place, axis=1).min() > 0.1

    def test_where_there_is_no_room(self):
        """A class without a region, or with a sliver, has none; what is unknown belongs to none."""
        X, y = [[-1.0, -1.0], [1.0, 1.0]], [0, 1]
        assert [text.get_text() for text in plane(lambda x: 1.0, X, y).texts] == ["class 1"]
        assert [text.get_text() for text in plane(lambda x: x[0] - 1.35, X, y).texts] == ["class 0"]

        def half(x):
            return log(Value(1.0) * x[0]) * 0 + 1

        (text,) = plane(half, X, y).texts
        assert (text.get_text(), text.get_position()[0] > 0) == ("class 1", True)


def plane(model, X, y):
    return decision_boundary(model, X, y).axes[0]
