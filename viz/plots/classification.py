"""Plots of what a trained model gets right and wrong.

matplotlib is imported when a plot is wanted, as in the files beside this one.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..style import BLUE, GREY, ORANGE
from .figures import figure_class, short

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# More pictures than this are a blur: the title says how many there are beyond.
MOST_PICTURES = 60

_ACROSS = 10


def confusion_matrix(counts: Any, names: Sequence[Any], title: str = "") -> "Figure":
    """Draw how often each class was taken for each: a row for a true class, a column for a guess.

    Each cell holds its number, and is the darker, the larger its share of the row. What is right
    stands on the diagonal, in frames; mistakes are bold.

    Arguments:
        counts: k rows of k whole numbers.
        names: what the classes are called.
        title: what to write above.

    Returns:
        A matplotlib Figure.

    Raises:
        ImportError: if matplotlib is missing.
        ValueError: if the counts are no such square.

    >>> figure = confusion_matrix([[9, 1], [0, 10]], ["cat", "dog"])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['9', '1', '0', '10']
    """
    new_figure = figure_class()
    from matplotlib.patches import Rectangle

    rows, labels = _square(counts, names), [short(name) for name in names]
    size, longest = len(rows), max(map(len, labels))
    upright = longest > 4 and size > 3
    widest = max(len(str(number)) for row in rows for number in row)
    cell = max(0.42, 0.13 * widest + 0.16, 0 if upright else 0.105 * longest)
    margin = 1.1 + 0.09 * longest
    side = margin + cell * size
    # A title may be wider than what it stands above.
    width = max(side, min(0.12 * len(title) + 0.8, 12))
    figure: Figure = new_figure(figsize=(width, side + 0.3), layout="constrained")
    axes = figure.add_subplot()
    shares = [[number / (sum(row) or 1) for number in row] for row in rows]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for true, row in enumerate(rows):
        for guess, number in enumerate(row):
            axes.text(
                guess,
                true,
                str(number),
                ha="center",
                va="center",
                color="white" if shares[true][guess] > 0.5 else "black" if number else GREY,
                weight="bold" if number and guess != true else "normal",
            )
        axes.add_patch(Rectangle((true - 0.5, true - 0.5), 1, 1, fill=False, linewidth=1.4))
    axes.set(xlabel="predicted", ylabel="true", title=title)
    axes.set_xticks(range(size), labels, rotation=90 if upright else 0)
    axes.set_yticks(range(size), labels)
    axes.tick_params(length=0)
    return figure


def misclassified(
    images: Any,
    true: Sequence[Any],
    predicted: Sequence[Any],
    shape: tuple[int, int] = (8, 8),
    most: int = MOST_PICTURES,
) -> "Figure":
    """Draw the pictures that a classifier took for something else.

    Arguments:
        images: the points of each picture, row by row from the top left; large numbers are ink.
        true: what each picture shows.
        predicted: what each was taken for; where this is right, the picture is left out.
        shape: how many rows and columns of points a picture has.
        most: how many to draw at most.

    Returns:
        A matplotlib Figure.

    Raises:
        ImportError: if matplotlib is missing.
        ValueError: if the arguments do not fit each other.

    >>> figure = misclassified([[0, 1, 1, 0], [1, 0, 0, 1]], [3, 7], [3, 1], shape=(2, 2))
    >>> [axes.get_title() for axes in figure.axes]
    ['7 → 1']
    """
    new_figure = figure_class()
    points = [[float(number) for number in image] for image in images]
    _check_pictures(points, true, predicted, shape)
    cases = list(zip(points, true, predicted, strict=True))
    wrong = [case for case in cases if case[1] != case[2]]
    drawn = wrong[:most]
    names = [(short(shows), short(said)) for _, shows, said in drawn]
    longest = max([len(name) for pair in names for name in pair], default=1)
    # Long names stand below each other, and fewer side by side.
    between, lines = (" → ", 1) if longest <= 3 else (" →\n", 2)
    across = _ACROSS if lines == 1 else max(1, min(_ACROSS, int(8.6 / (0.09 * longest + 0.35))))
    down = max(1, math.ceil(len(drawn) / across))
    height = 0.9 + down * (0.9 + 0.2 * lines)
    figure: Figure = new_figure(figsize=(8.6, height), layout="constrained")
    title = f"{len(wrong)} of {len(cases):,} pictures taken for something else"
    title += f", the first {most}" if len(drawn) < len(wrong) else ""
    title += " (true → predicted)" if wrong else ""
    figure.suptitle(title, fontsize=11)
    rows, columns = shape
    for place, ((image, _, _), pair) in enumerate(zip(drawn, names, strict=True)):
        axes = figure.add_subplot(down, across, place + 1)
        grid = [image[row * columns : (row + 1) * columns] for row in range(rows)]
        axes.imshow(grid, cmap="gray_r")
        axes.set_title(between.join(pair), fontsize=10, pad=3)
        axes.set(xticks=[], yticks=[])
    return figure


def predicted_against_true(
    parts: "Mapping[str, tuple[Sequence[float], Sequence[float]]]", name: str = "number"
) -> "Figure":
    """Draw what a regressor predicts over what is true: right is what lies on the line.

    Arguments:
        parts: for each kind of rows, such as those learned from and those held out, the true
            numbers and the predicted ones.
        name: what the numbers are.

    Returns:
        A matplotlib Figure.

    Raises:
        ImportError: if matplotlib is missing.
        ValueError: if there are not as many true numbers as predicted ones, or none.

    >>> figure = predicted_against_true({"held out": ([1.0, 2.0], [1.5, 2.0])}, "height")
    >>> figure.axes[0].get_xlabel()
    'true height'
    """
    new_figure = figure_class()
    for kind, (true, predicted) in parts.items():
        if len(true) != len(predicted):
            raise ValueError(
                f"{kind}: there are {len(true)} true numbers and {len(predicted)} predicted ones: "
                "give one of each for each row"
            )
    everything = [float(x) for pair in parts.values() for numbers in pair for x in numbers]
    if not everything or not all(map(math.isfinite, everything)):
        raise ValueError("there must be numbers to draw, and all of them finite")
    figure: Figure = new_figure(figsize=(5.6, 5.9), layout="constrained")
    axes = figure.add_subplot()
    ends = (min(everything), max(everything))
    axes.plot(ends, ends, color=GREY, linewidth=1, label="predicted = true")
    styles = [("o", BLUE), ("^", ORANGE), ("s", GREY), ("v", "black")]
    for place, (kind, (true, predicted)) in enumerate(parts.items()):
        marker, colour = styles[place % len(styles)]
        axes.scatter(
            true,
            predicted,
            marker=marker,
            color=colour,
            edgecolors="black",
            linewidths=0.4,
            s=22,
            label=short(kind),
        )
    axes.set(xlabel=f"true {short(name)}", ylabel=f"predicted {short(name)}", aspect="equal")
    axes.grid(alpha=0.3)
    # Not among the points, of which some may be anywhere.
    figure.legend(loc="outside lower center", ncols=3, frameon=False)
    return figure


def _square(counts: Any, names: Sequence[Any]) -> list[list[int]]:
    rows = [list(row) for row in counts]
    if not rows or any(len(row) != len(rows) for row in rows) or len(names) != len(rows):
        raise ValueError(
            f"a confusion matrix has a row and a column for each class; here are {len(names)} "
            f"names and rows of the lengths {[len(row) for row in rows][:5]}"
        )
    for number in (number for row in rows for number in row):
        if not (0 <= number < math.inf and int(number) == number):
            raise ValueError(f"a cell counts cases: it is a whole number, here is {number}")
    return [[int(number) for number in row] for row in rows]


def _check_pictures(
    points: list[list[float]], true: Sequence[Any], predicted: Sequence[Any], shape: tuple[int, int]
) -> None:
    if not len(points) == len(true) == len(predicted):
        raise ValueError(
            f"there are {len(points)} pictures, {len(true)} true labels and {len(predicted)} "
            "predicted ones: give one of each for each picture"
        )
    rows, columns = shape
    for image in points:
        if len(image) != rows * columns:
            raise ValueError(
                f"a picture of {rows} x {columns} has {rows * columns} points, here is one of "
                f"{len(image)}: give the shape that it has"
            )
