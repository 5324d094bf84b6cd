"""Data for the playground: the toy sets, and what is taken of a user's own."""

from typing import Any

import numpy as np
import pytest

from micrograd_plus import datasets
from viz.playground_data import MOST_CLASSES, MOST_INPUTS, MOST_ROWS, TOYS, own_set, toy_sets


def test_toys_are_the_numbers_of_python() -> None:
    """The line that each set has makes these very numbers."""
    for toy in toy_sets():
        known: dict[str, Any] = {"datasets": datasets}
        exec(toy["code"], known)
        assert known["X"].tolist() == toy["X"]
        assert known["y"].tolist() == toy["y"]
        assert len(toy["inputs"]) == len(toy["X"][0])
    assert [toy["name"] for toy in toy_sets()] == list(TOYS)


def test_labels_are_told_from_numbers() -> None:
    """Text and a few whole numbers are labels, as long as nothing else is asked for."""
    X = [[0.0], [1.0], [2.0]]
    assert own_set(X, ["b", "a", "b"])[0]["classes"] == ["a", "b"]
    own, _ = own_set(X, [3, 7, 7])
    assert (own["classes"], own["values"], own["y"]) == (["3", "7"], [3, 7], [0, 1, 1])
    assert own_set(X, [0.5, 1, 2])[0]["classes"] is None
    assert own_set(X, [0, 1, 2], classifies=False)[0]["y"] == [0, 1, 2]
    assert own_set(np.zeros((30, 2)), range(30))[0]["classes"] is None


def test_names_of_inputs() -> None:
    """Given, of a frame, or made up."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"width": [1.0, 2.0], "height": [0.0, 1.0]})
    assert own_set(frame, [0, 1])[0]["inputs"] == ["width", "height"]
    assert own_set([[1, 2, 3]] * 2, [0, 1])[0]["inputs"] == ["x1", "x2", "x3"]
    assert own_set([[1, 2]] * 2, [0, 1], names=["a", "b"])[0]["inputs"] == ["a", "b"]


def test_a_large_table_is_told_of() -> None:
    """A page takes some rows, by chance, and the first inputs."""
    X = np.arange(100_000.0 * 2).reshape(100_000, 2)
    own, told = own_set(X, X[:, 0])
    assert told == ["The data have 100,000 rows: 2,000 of them, drawn by chance, are in this page."]
    assert len(own["X"]) == MOST_ROWS
    assert [row[0] for row in own["X"]] == own["y"]
    wide, told = own_set(np.zeros((5, 20)), [0, 1, 0, 1, 1])
    assert len(wide["inputs"]) == len(wide["X"][0]) == MOST_INPUTS
    assert told == ["The data have 20 inputs: the first 12 are in this page."]


@pytest.mark.parametrize(
    ("X", "y", "said"),
    [
        ([[0.0], [float("nan")]], [0, 1], r"X\[1, 0\] is nan"),
        ([[0.0], [1.0]], [0, 1, 1], "X has 2 rows, y has 3 labels"),
        ([[0.0]], [1], "at least two rows"),
        ([[0.0], [1.0]], [0.5, float("inf")], r"y\[1\] is inf"),
        ([[0.0]] * 12, [f"{n}" for n in range(12)], f"colours for {MOST_CLASSES}"),
    ],
)
def test_what_does_not_fit(X: Any, y: Any, said: str) -> None:
    """Errors name the place and the cure."""
    with pytest.raises(ValueError, match=said):
        own_set(X, y)


def test_labels_that_are_none() -> None:
    """Half a number is no class."""
    with pytest.raises(ValueError, match='write loss="mse"'):
        own_set([[0.0], [1.0]], [0.5, 1], classifies=True)
    with pytest.raises(TypeError, match="y holds a label for each row"):
        own_set([[0.0], [1.0]], 3)
