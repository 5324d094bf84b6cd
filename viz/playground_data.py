"""The data of the playground: the toy sets, and arrays or a frame of the user's own."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from micrograd_plus import datasets
from micrograd_plus.arrays import np, to_array
from micrograd_plus.datasets.common import Data
from micrograd_plus.inputs import shown
from micrograd_plus.nn.frames import check_rows_match, class_places, read_targets, text_classes
from micrograd_plus.training.objective import check_inputs

# So much of a table a page takes.
MOST_INPUTS, MOST_ROWS, MOST_CLASSES = 12, 2000, 10
POINTS = 100

# A data set as the page reads it.
Set = dict[str, Any]


class Toy(NamedTuple):
    """A toy set: what it shows, what makes it, and the names of its columns and classes."""

    about: str
    make: Callable[..., Data]
    inputs: Sequence[str] = ("x", "y")
    target: str = "class"
    classes: Sequence[str] = ("0", "1")


TOYS = {
    "moons": Toy("two half moons that reach into each other", datasets.moons),
    "circles": Toy("a circle inside another", datasets.circles),
    "xor": Toy("four clouds: opposite corners are of one class", datasets.xor),
    "spirals": Toy("two arms of a spiral: the hardest of these", datasets.spirals),
    "blobs": Toy("three clouds", datasets.blobs, classes=("0", "1", "2")),
    "yin_yang": Toy("yin, yang and the dots", datasets.yin_yang, classes=("yin", "yang", "dots")),
    "iris": Toy(
        "150 flowers of three species, by four sizes",
        datasets.iris,
        datasets.IRIS_FEATURES,
        "species",
        datasets.IRIS_CLASSES,
    ),
    "sine": Toy("numbers along a wave", datasets.sine, ("x",), "y", ()),
    "linear": Toy("numbers along a line", datasets.linear, ("x",), "y", ()),
}


def toy_sets() -> list[Set]:
    """Return the toy sets, with the numbers that Python gives, and the line that makes them.

    >>> toy_sets()[0]["code"]
    'X, y = datasets.moons(100, seed=0)'
    """
    return [_toy(name, toy) for name, toy in TOYS.items()]


def _toy(name: str, toy: Toy) -> Set:
    given = "" if name == "iris" else f"{POINTS}, seed=0"
    X, y = toy.make() if name == "iris" else toy.make(POINTS, seed=0)
    classes = list(toy.classes) or None
    return {
        "name": name,
        "title": name.replace("_", " "),
        "about": toy.about,
        "inputs": list(toy.inputs),
        "target": toy.target,
        "classes": classes,
        "values": None if classes is None else list(range(len(classes))),
        "X": X.tolist(),
        "y": y.tolist(),
        "code": f"X, y = datasets.{name}({given})",
    }


def own_set(
    X: Any,
    y: Any,
    *,
    classifies: bool | None = None,
    names: Sequence[str] | None = None,
    target: str = "y",
    classes: Sequence[str] | None = None,
    title: str = "your data",
) -> tuple[Set, list[str]]:
    """Return data of the user's own as a set, and sentences about what was taken of them.

    Arguments:
        X: inputs (n, columns), an array or a frame.
        y: labels or numbers, (n,).
        classifies: whether y holds labels; None takes text and up to ten whole numbers for labels.
        names: of the inputs; None takes those of a frame, or makes some up.
        target: what y is called.
        classes: what the labels 0, 1, 2, ... are called, if they are these.
        title: what to call the data.

    Raises:
        TypeError, ValueError: for data that do not fit, with the place of what is wrong.
    """
    inputs, columns = check_inputs("X", X)
    check_rows_match(X, y)
    targets = read_targets(y)
    rows = len(inputs)
    try:
        count = len(targets)
    except TypeError:
        raise TypeError(f"y holds a label for each row of X, here is {shown(y)}") from None
    if count != rows:
        raise ValueError(f"X has {rows} rows, y has {count} labels: each row needs one")
    if rows < 2:
        raise ValueError("the playground needs at least two rows: give it some more")
    goals, values = _labels(targets, classifies)
    if values is not None and len(values) > MOST_CLASSES:
        raise ValueError(
            f"y has {len(values)} classes, and a page has colours for {MOST_CLASSES}: join some, "
            'or train on them as numbers, with loss="mse"'
        )
    called = list(names or columns or _made_up(inputs.shape[1]))
    if len(called) != inputs.shape[1]:
        raise ValueError(
            f"X has {inputs.shape[1]} columns, here are {len(called)} names: give each one"
        )
    told = []
    if inputs.shape[1] > MOST_INPUTS:
        told.append(
            f"The data have {inputs.shape[1]} inputs: the first {MOST_INPUTS} are in this page."
        )
        inputs = inputs[:, :MOST_INPUTS]
    if rows > MOST_ROWS:
        told.append(
            f"The data have {rows:,} rows: {MOST_ROWS:,} of them, drawn by chance, are in this "
            "page."
        )
        chosen = np.sort(np.random.default_rng(0).permutation(rows)[:MOST_ROWS])
        inputs, goals = inputs[chosen], goals[chosen]
    width = inputs.shape[1]
    labels = None if values is None else [str(value) for value in classes or values]
    own = {
        "name": "own",
        "title": title,
        "about": f"{len(inputs):,} rows of {width} input{'' if width == 1 else 's'}",
        "inputs": [str(name) for name in called[:width]],
        "target": target,
        "classes": labels,
        "values": values,
        "X": inputs.tolist(),
        "y": goals.tolist(),
        "code": "",
    }
    return own, told


def _made_up(width: int) -> list[str]:
    return ["x", "y"][:width] if width < 3 else [f"x{place + 1}" for place in range(width)]


def _labels(targets: Any, classifies: bool | None) -> tuple[Any, list[Any] | None]:
    """Return the targets as numbers, and the label of each class if they are labels."""
    texts = None if classifies is False else text_classes(targets)
    if texts is not None:
        return class_places(targets, texts), texts
    numbers = to_array("y", targets, 1)
    if not np.isfinite(numbers).all():
        place = int(np.flatnonzero(~np.isfinite(numbers))[0])
        raise ValueError(f"y[{place}] is {numbers[place]}: leave such rows out, or fill them")
    found = np.unique(numbers)
    whole = bool((found == np.round(found)).all())
    if classifies is None:
        classifies = whole and 2 <= len(found) <= MOST_CLASSES
    if not classifies:
        return numbers, None
    if not whole or len(found) < 2:
        raise ValueError(
            f"y holds {len(found)} different numbers, and labels are two whole numbers or texts at "
            'least: for numbers write loss="mse"'
        )
    return np.searchsorted(found, numbers), [int(value) for value in found]
