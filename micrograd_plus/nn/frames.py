"""Data frames as arrays: columns by their names, labels that are text.

A frame is whatever has named columns that give lists, as those of pandas, polars and pyarrow do:
none of these is needed here.
"""

from collections.abc import Sequence
from typing import Any

from ..arrays import np, to_array
from ..inputs import shortened, shown


def is_frame(data: Any) -> bool:
    """Return whether something is a table with named columns."""
    return hasattr(data, "columns") and hasattr(data, "shape") and hasattr(data, "__getitem__")


def read_inputs(
    name: str, X: Any, columns: Sequence[str] | None = None
) -> tuple[np.ndarray, list[str] | None]:
    """Return inputs as an array of floats (n, columns), and their names if they have any.

    Arguments:
        name: what messages call them, such as `"X"`.
        X: a frame, an array or nested lists; a missing number of a frame is nan.
        columns: those of a frame to take, in this order; None takes all in theirs. Without names
            it is the places that count.

    Raises:
        TypeError: with the column, for dates, text, lists and whatever else is no number.
        ValueError: if a frame lacks a column, or has two of one name.
    """
    if not is_frame(X):
        return to_array(name, X, 2), None
    known = _names(name, X)
    wanted = list(known) if columns is None else list(columns)
    missing = [column for column in wanted if column not in known]
    if missing:
        raise ValueError(
            f"{name} lacks {_listed(missing)}, from which the model has learned: it has "
            f"{_listed(list(known))}"
        )
    if not wanted:
        raise ValueError(f"{name} has no columns: give at least one")
    arrays = [_numbers(name, column, X[known[column]]) for column in wanted]
    return np.stack(arrays, axis=1), wanted


def known_order(X: Any, columns: Sequence[str] | None) -> list[str] | None:
    """Return the columns that a model knows, if a frame has these and no others; else None.

    Arguments:
        X: a frame, or anything else that holds inputs.
        columns: those that the model has learned from; None if it knows none.
    """
    if columns is None or not is_frame(X):
        return None
    return list(columns) if sorted(columns) == sorted(_names("X", X)) else None


def read_targets(y: Any) -> Any:
    """Return targets as an array or list: a frame of one column and a series are as good as these.

    Raises:
        TypeError, ValueError: as for inputs, for a frame of several columns.
    """
    if is_frame(y):
        names = _names("y", y)
        if len(names) != 1:
            return read_inputs("y", y)[0]
        return _flat(y[next(iter(names.values()))])
    return _flat(y) if hasattr(y, "to_list") or hasattr(y, "to_pylist") else y


def check_rows_match(X: Any, y: Any) -> None:
    """Raise `ValueError` if X and y are of pandas and their rows have different indices."""
    ours: Any = getattr(X, "index", None)
    theirs: Any = getattr(y, "index", None)
    if not hasattr(ours, "equals") or not hasattr(theirs, "equals") or len(ours) != len(theirs):
        return
    if not ours.equals(theirs):
        place = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b), 0)
        raise ValueError(
            f"X and y have different indices: row {place} is {ours[place]} in X and "
            f"{theirs[place]} in y. Write y.loc[X.index] to put y into the order of X, or "
            "y.to_numpy() if the rows belong together as they stand"
        )


def text_classes(y: Any) -> list[str] | None:
    """Return the labels that are text, sorted; None unless there are two of them at least.

    Raises:
        ValueError: for a label that is missing among texts.

    >>> text_classes(["cat", "dog", "cat"]), text_classes([0, 1]), text_classes([[0.5], [1.5]])
    (['cat', 'dog'], None, None)
    """
    labels = {*(_texts(y) or [])}
    return sorted(labels) if len(labels) > 1 else None


def class_places(y: Any, classes: Sequence[str]) -> np.ndarray:
    """Return the place of each text among the classes, (n,).

    Raises:
        ValueError: for a text that is none of them.

    >>> class_places(["dog", "cat"], ["cat", "dog"]).tolist()
    [1, 0]
    """
    places = {text: place for place, text in enumerate(classes)}
    labels = _texts(y)
    if labels is None:
        raise ValueError(f"y has labels that are no text; the model knows {_listed(list(classes))}")
    strange = sorted({*labels} - {*places})
    if strange:
        raise ValueError(
            f"y has the label {strange[0]!r}; the model knows {_listed(list(classes))}"
        )
    return np.array([places[text] for text in labels])


def _names(name: str, frame: Any) -> dict[str, Any]:
    """The names of a frame as text, each with what it is called there."""
    given = list(getattr(frame, "column_names", frame.columns))
    names = {str(column): column for column in given}
    if len(names) < len(given):
        texts = [str(column) for column in given]
        twice = next(text for text in texts if texts.count(text) > 1)
        raise ValueError(f"{name} has two columns of the name {twice!r}: rename one")
    return names


def _numbers(name: str, column: str, cells: Any) -> np.ndarray:
    """A column as floats."""
    array = _flat(cells)
    if isinstance(array, np.ndarray):
        return array.astype(float)
    numbers = []
    for cell in array:
        if _is_missing(cell):
            numbers.append(np.nan)
        elif isinstance(cell, str):
            raise TypeError(
                f"the column {column!r} of {name} holds text, {shortened(repr(cell))}: leave it "
                "out, or make a column of 0 and 1 for each text (get_dummies of pandas, "
                "to_dummies of polars)"
            )
        elif not hasattr(type(cell), "__float__"):
            raise TypeError(
                f"the column {column!r} of {name} holds {shown(cell)}, which is no number: leave "
                "it out, or make numbers of it, such as the year of a date"
            )
        else:
            numbers.append(float(cell))
    return np.array(numbers, dtype=float)


def _flat(cells: Any) -> Any:
    """A series as an array if it holds plain numbers, else as a list."""
    array = np.asarray(cells)
    if array.dtype.kind in "biuf":
        return array
    for name in ("to_list", "to_pylist", "tolist"):
        if hasattr(cells, name):
            return getattr(cells, name)()
    return list(cells)


def _texts(y: Any) -> list[str] | None:
    """The labels, if any of them is text."""
    if isinstance(y, str) or (isinstance(y, np.ndarray) and y.dtype.kind not in "OUST"):
        return None
    try:
        labels = list(y)
    except TypeError:
        return None
    if not any(isinstance(label, str) for label in labels):
        return None
    for row, label in enumerate(labels):
        if _is_missing(label):
            raise ValueError(f"y has no label in row {row}: leave such rows out")
        if not isinstance(label, str):
            raise TypeError(f"y has {shown(label)} in row {row} among texts: give labels of a kind")
    return [str(label) for label in labels]


def _is_missing(cell: Any) -> bool:
    """Whether a cell is None, nan, or what pandas has for these."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(cell, float) and cell != cell


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return ", ".join(map(repr, names[:10])) + more
