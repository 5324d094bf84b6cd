"""Plots of what a trained model gets right and wrong."""

import itertools
import math
import re

import numpy as np
import pytest

from tests.viz.plots.figures import drawn
from viz import confusion_matrix, misclassified, predicted_against_true

COUNTS = [[48, 2, 0], [1, 40, 9], [0, 0, 50]]
NAMES = ["setosa", "versicolor", "virginica"]
CROSS, BAR = [0, 1, 1, 0], [1, 0, 1, 0]


class TestConfusionMatrix:
    def test_numbers_and_names(self):
        """Every cell has its number, every class its row and column, and the sides are named."""
        figure = confusion_matrix(COUNTS, NAMES, title="flowers")
        (axes,) = figure.axes
        assert [text.get_text() for text in axes.texts] == [str(n) for row in COUNTS for n in row]
        assert [text.get_position() for text in axes.texts[:4]] == [(0, 0), (1, 0), (2, 0), (0, 1)]
        assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted", "true")
        assert axes.get_title() == "flowers"
        for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
            assert [label.get_text() for label in labels] == NAMES
        assert drawn(figure)

    def test_more_than_colour(self):
        """What is right is framed, and mistakes are bold; text stands out from its cell."""
        axes = confusion_matrix(COUNTS, NAMES).axes[0]
        assert [patch.get_xy() for patch in axes.patches] == [(i - 0.5, i - 0.5) for i in range(3)]
        bold = [text.get_text() for text in axes.texts if text.get_weight() == "bold"]
        assert bold == ["2", "1", "9"]
        assert [text.get_color() for text in axes.texts if text.get_text() == "48"] == ["white"]
        assert [text.get_color() for text in axes.texts if text.get_text() == "2"] == ["black"]

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize(
        ("counts", "names"),
        [
            (np.array(COUNTS), range(3)),
            ([[5]], ["only"]),
            ([[0, 0], [0, 0]], ["a", "b"]),
            (np.eye(12, dtype=int) * 12345, [f"a rather long name {i}" for i in range(12)]),
            ([[1, 2], [3, 4]], ["$x^$", "a" * 200]),
        ],
        ids=["arrays", "one", "empty rows", "many", "odd names"],
    )
    def test_drawn_whatever_it_is(self, counts, names):
        """Arrays, few and many classes, and names with dollar signs are drawn without warnings."""
        figure = confusion_matrix(counts, names)
        assert drawn(figure)
        assert max(figure.get_size_inches()) < 15

    def test_title_wider_than_the_matrix(self):
        """A title is not cut where it is wider than what it stands above."""
        figure = confusion_matrix([[5]], ["only"], title="one class that was found each time")
        assert drawn(figure)
        box = figure.axes[0].title.get_window_extent()
        assert figure.bbox.x0 <= box.x0 < box.x1 <= figure.bbox.x1

    @pytest.mark.parametrize(
        ("counts", "names", "said"),
        [
            ([], [], "0 names and rows of the lengths []"),
            ([[1, 2]], ["a"], "1 names and rows of the lengths [2]"),
            (COUNTS, ["a", "b"], "2 names and rows of the lengths [3, 3, 3]"),
            ([[1.5]], ["a"], "a whole number, here is 1.5"),
            ([[-1]], ["a"], "a whole number, here is -1"),
            ([[math.nan]], ["a"], "a whole number, here is nan"),
            ([[math.inf]], ["a"], "a whole number, here is inf"),
        ],
    )
    def test_wrong_counts(self, counts, names, said):
        """What is no square of counts is refused with what was found."""
        with pytest.raises(ValueError, match=re.escape(said)):
            confusion_matrix(counts, names)


class TestMisclassified:
    def test_only_what_is_wrong(self):
        """Each picture that was taken for something else has its true and its predicted label."""
        figure = misclassified([CROSS, BAR, BAR], [3, 7, 1], [3, 1, 7], shape=(2, 2))
        assert [axes.get_title() for axes in figure.axes] == ["7 → 1", "1 → 7"]
        (image,) = figure.axes[0].images
        assert image.get_array().tolist() == [BAR[:2], BAR[2:]]
        assert figure.get_suptitle() == (
            "2 of 3 pictures taken for something else (true → predicted)"
        )
        assert drawn(figure)

    def test_ink_is_dark(self):
        """Large numbers are ink, which is darker than paper."""
        (axes,) = misclassified([BAR], [7], [1], shape=(2, 2)).axes
        paper, ink = axes.images[0].to_rgba(np.array([0.0, 1.0]))[:, 0]
        assert ink < 0.1 < 0.9 < paper

    @pytest.mark.filterwarnings("error")
    def test_none_and_many(self):
        """Nothing wrong is said so; of very many pictures the first ones are drawn."""
        figure = misclassified([CROSS], ["a"], ["a"], shape=(2, 2))
        assert figure.get_suptitle() == "0 of 1 pictures taken for something else"
        assert drawn(figure)
        figure = misclassified([CROSS] * 30, [0] * 30, [1] * 30, shape=(2, 2), most=12)
        assert len(figure.axes) == 12
        assert "30 of 30 pictures taken for something else, the first 12" in figure.get_suptitle()

    def test_long_names(self):
        """Long names stand below each other, and do not run into those beside them."""
        figure = misclassified([CROSS] * 5, ["versicolor"] * 5, ["setosa"] * 5, shape=(2, 2))
        assert drawn(figure)
        titles = [axes.title for axes in figure.axes]
        assert {title.get_text() for title in titles} == {"versicolor →\nsetosa"}
        boxes = [title.get_window_extent() for title in titles]
        assert not any(a.overlaps(b) for a, b in itertools.pairwise(boxes))

    @pytest.mark.parametrize(
        ("images", "true", "predicted", "said"),
        [
            ([CROSS], [1, 2], [1], "1 pictures, 2 true labels and 1 predicted"),
            ([CROSS], [1], [1, 2], "1 pictures, 1 true labels and 2 predicted"),
            ([[1, 2, 3]], [1], [2], "2 x 2 has 4 points, here is one of 3"),
        ],
    )
    def test_wrong_pictures(self, images, true, predicted, said):
        """What does not fit is refused with what was found."""
        with pytest.raises(ValueError, match=re.escape(said)):
            misclassified(images, true, predicted, shape=(2, 2))


class TestPredictedAgainstTrue:
    def test_two_kinds_of_rows(self):
        """Each kind has its own marker and colour, and the line shows where both are equal."""
        parts = {"learned": ([1.0, 2.0], [1.5, 2.0]), "held out": ([3.0], [0.5])}
        figure = predicted_against_true(parts, "price in $")
        (axes,) = figure.axes
        assert (axes.get_xlabel(), axes.get_ylabel()) == (
            r"true price in \$",
            r"predicted price in \$",
        )
        first, second = axes.collections
        assert first.get_offsets().tolist() == [[1.0, 1.5], [2.0, 2.0]]
        assert first.get_paths()[0].vertices.shape != second.get_paths()[0].vertices.shape
        assert list(first.get_facecolor()[0]) != list(second.get_facecolor()[0])
        (line,) = axes.lines
        assert list(line.get_xdata()) == list(line.get_ydata()) == [0.5, 3.0]
        (legend,) = figure.legends
        names = [text.get_text() for text in legend.get_texts()]
        assert names == ["predicted = true", "learned", "held out"]
        assert drawn(figure)
        assert not legend.get_window_extent().overlaps(axes.get_window_extent())

    @pytest.mark.filterwarnings("error")
    def test_all_the_same(self):
        """A single point is drawn without warnings."""
        assert drawn(predicted_against_true({"held out": ([1.0], [1.0])}))

    @pytest.mark.parametrize(
        ("parts", "said"),
        [
            ({}, "there must be numbers"),
            ({"held out": ([], [])}, "there must be numbers"),
            ({"held out": ([1.0], [math.nan])}, "all of them finite"),
            ({"held out": ([1.0, 2.0], [1.0])}, "held out: there are 2 true numbers and 1 pred"),
        ],
    )
    def test_wrong_numbers(self, parts, said):
        """What cannot be drawn is refused."""
        with pytest.raises(ValueError, match=said):
            predicted_against_true(parts)
