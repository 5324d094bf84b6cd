"""Data frames: columns by name in fit, predict, outputs and score; what is no number is named."""

import datetime
import math
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from micrograd_plus import datasets, fit, nn, optim
from micrograd_plus.nn import MLP
from micrograd_plus.nn.frames import (
    check_rows_match,
    class_places,
    is_frame,
    read_inputs,
    read_targets,
    text_classes,
)


class Column:
    """A column of a frame, as an index is one of its rows."""

    def __init__(self, cells: list[Any]) -> None:
        self.cells = cells
        self.index = Index(range(len(cells)))

    def __len__(self) -> int:
        return len(self.cells)

    def __iter__(self):
        return iter(self.cells)

    def to_list(self) -> list[Any]:
        return self.cells


class Index(list):
    """What pandas calls rows by."""

    def equals(self, other: list) -> bool:
        return self == other


class Frame:
    """The least that a data frame is: named columns that give lists."""

    def __init__(self, columns: dict[Any, list[Any]]) -> None:
        self.columns = list(columns)
        self.index = Index(range(len(next(iter(columns.values())))))
        self.shape = (len(self.index), len(columns))
        self._cells = columns

    def __getitem__(self, name: Any) -> Column:
        return Column(self._cells[name])

    def __len__(self) -> int:
        return self.shape[0]


def mine(columns: dict[Any, list[Any]]) -> Any:
    return Frame(columns)


def of_pandas(columns: dict[Any, list[Any]]) -> Any:
    return pytest.importorskip("pandas").DataFrame(columns)


def of_polars(columns: dict[Any, list[Any]]) -> Any:
    return pytest.importorskip("polars").DataFrame({str(k): v for k, v in columns.items()})


def of_pyarrow(columns: dict[Any, list[Any]]) -> Any:
    return pytest.importorskip("pyarrow").table({str(k): v for k, v in columns.items()})


makers = pytest.mark.parametrize("make", [mine, of_pandas, of_polars, of_pyarrow])

X, Y = datasets.blobs(60, seed=1)
# One column is ten times the other, so that nobody takes one for the other.
COLUMNS = {"width": X[:, 0].tolist(), "height": (10 * X[:, 1]).tolist()}
NAMES = [("pear", "apple", "fig")[label] for label in Y]


def learned(make: Any, y: Any, **columns: Any) -> MLP:
    model = MLP(2, [8, 3], activation="tanh", seed=0)
    fit(model, make(COLUMNS | columns), y, "cross_entropy", optim.Adam(lr=0.05), epochs=60)
    return model


class TestByName:
    @makers
    def test_the_order_of_columns_does_not_matter(self, make) -> None:
        """Nor do others that are there; the same rows have the same outputs and score."""
        model = learned(make, Y)
        assert model.columns == ["width", "height"]
        turned = make({"day": ["Mon"] * 60, "height": COLUMNS["height"], "width": COLUMNS["width"]})
        straight = np.array(list(COLUMNS.values())).T
        assert (model.outputs(turned) == model.outputs(straight)).all()
        assert (model.predict(turned) == model.predict(straight)).all()
        assert model.score(turned, Y) == model.score(straight, Y) > 0.9

    @makers
    def test_a_column_that_is_not_there(self, make) -> None:
        """It is named, with those that are."""
        model = learned(make, Y)
        with pytest.raises(ValueError, match=r"X lacks 'height', from which .*: it has 'width'"):
            model.predict(make({"width": COLUMNS["width"]}))

    def test_validation_is_by_name_too(self) -> None:
        """The rows held out are those learned from if their columns have the same names."""
        model = MLP(2, [8, 3], activation="tanh", seed=0)
        turned = mine({"height": COLUMNS["height"], "width": COLUMNS["width"]})
        history = fit(model, mine(COLUMNS), Y, "cross_entropy", epochs=3, validation=(turned, Y))
        assert history.validation_loss[-1] == pytest.approx(
            -np.log(softmax(model.outputs(turned))[range(60), Y]).mean()
        )

    @makers
    def test_a_second_fit_is_by_name_too(self, make) -> None:
        """The same columns in another order go on where the first fit ended."""
        model = learned(make, Y)
        turned = make({name: COLUMNS[name] for name in reversed(COLUMNS)})
        fit(model, turned, Y, "cross_entropy", optim.SGD(lr=1e-9), epochs=1)
        assert model.columns == ["width", "height"]
        assert model.score(turned, Y) > 0.9

    def test_a_second_fit_of_other_columns(self) -> None:
        """A model takes a set of other columns as they stand."""
        model = learned(mine, Y)
        other = mine({"height": COLUMNS["height"], "depth": COLUMNS["width"]})
        fit(model, other, Y, "cross_entropy", epochs=1)
        assert model.columns == ["height", "depth"]

    def test_an_array_makes_a_model_forget_names(self) -> None:
        """Whoever learns from places is asked by places."""
        model = learned(mine, Y)
        model.fit(X, Y, "cross_entropy", epochs=1)
        assert model.columns is None

    def test_a_file_keeps_them(self, tmp_path: Path) -> None:
        """A model that is read back takes columns by name as before; others have no such key."""
        model = learned(mine, NAMES)
        model.save(tmp_path / "m.json")
        again = nn.load(tmp_path / "m.json")
        assert (again.columns, again.classes) == (["width", "height"], ["apple", "fig", "pear"])
        MLP(2, [1]).save(tmp_path / "plain.json")
        assert '"columns"' not in (tmp_path / "plain.json").read_text()
        text = (tmp_path / "m.json").read_text().replace('["width", "height"]', '"width"')
        (tmp_path / "m.json").write_text(text)
        with pytest.raises(ValueError, match="columns is"):
            nn.load(tmp_path / "m.json")

    @makers
    def test_numbers_of_all_kinds(self, make) -> None:
        """Whole numbers, truth values, and nan for what is missing."""
        frame = make({"a": [1, 2, 3], "b": [True, False, True], "c": [0.5, None, 1.5]})
        found, names = read_inputs("X", frame)
        np.testing.assert_equal(found, [[1, 1, 0.5], [2, 0, math.nan], [3, 1, 1.5]])
        assert names == ["a", "b", "c"]

    def test_names_that_are_numbers(self) -> None:
        """They are called by their digits, and two of one name are refused."""
        assert read_inputs("X", mine({0: [1.0], 1: [2.0]}))[1] == ["0", "1"]
        with pytest.raises(ValueError, match="X has two columns of the name '1': rename one"):
            read_inputs("X", mine({1: [1.0], "1": [2.0]}))


class TestLabels:
    @pytest.mark.parametrize("given", [list, np.array, Column, lambda y: mine({"kind": y})])
    def test_text(self, given) -> None:
        """Labels that are text are predicted as text, and scored by it."""
        y = given(NAMES)
        model = learned(mine, y)
        predicted = model.predict(mine(COLUMNS))
        assert predicted.dtype.kind == "U"
        share = float(np.mean(predicted == np.array(NAMES)))
        assert model.score(mine(COLUMNS), y) == share > 0.9

    @pytest.mark.parametrize("loss", ["hinge", "binary_cross_entropy"])
    def test_two_classes_by_one_output(self, loss) -> None:
        """The second in the alphabet is the one above 0."""
        x = [[-1.0], [1.0]] * 10
        model = MLP(1, [1], seed=0)
        model.fit(x, ["no", "yes"] * 10, loss, optim.SGD(lr=1.0), epochs=20)
        assert model.predict([[-2.0], [2.0]]).tolist() == ["no", "yes"]
        assert model.classes == ["no", "yes"]

    def test_series_of_pandas_and_polars(self) -> None:
        """Categories and missing labels, too."""
        pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
        for y in (pandas.Series(NAMES), pandas.Series(NAMES, dtype="category")):
            assert learned(of_pandas, y).score(of_pandas(COLUMNS), y) > 0.9
        y = polars.Series("kind", NAMES)
        assert learned(of_polars, y).score(of_polars(COLUMNS), y) > 0.9
        with pytest.raises(ValueError, match="y has no label in row 1"):
            learned(of_pandas, pandas.Series(["a", None, *NAMES[2:]]))

    def test_numbers_in_one_column(self) -> None:
        """A frame of one column is as good as the column, one of several gives several outputs."""
        frame = mine({"x": [0.0, 1.0, 2.0]})
        model = MLP(1, [1], seed=0)
        model.fit(frame, mine({"y": [1.0, 3.0, 5.0]}), epochs=200)
        assert model.score(frame, mine({"y": [1.0, 3.0, 5.0]})) > 0.99
        assert read_targets(mine({"a": [1, 2], "b": [3, 4]})).tolist() == [[1, 3], [2, 4]]

    def test_what_is_wrong(self) -> None:
        """A label that was not learned, too many classes, texts among numbers: each is named."""
        model = learned(mine, NAMES)
        with pytest.raises(ValueError, match="y has the label 'plum'; the model knows 'apple', 'f"):
            model.score(mine(COLUMNS), ["plum", *NAMES[1:]])
        with pytest.raises(ValueError, match="no text; the model knows 'apple'"):
            model.score(mine(COLUMNS), Y)
        with pytest.raises(ValueError, match=r"y has the shape \(2,\); for X it needs \(60,\)"):
            model.score(mine(COLUMNS), NAMES[:2])
        with pytest.raises(ValueError, match=r"y has 2 classes, \['a', 'b'\].*3 output"):
            learned(mine, ["a", "b"] * 30)
        with pytest.raises(TypeError, match=r"y has 1 \(int\) in row 1 among texts"):
            text_classes(["a", 1])
        with pytest.raises(TypeError, match="not a number"):
            MLP(1, [1]).fit([[1.0], [2.0]], ["a", "b"], "mse")


def test_rows_that_do_not_belong_together() -> None:
    """X and y of one length whose indices differ are refused by fit and score, as in validation."""
    pandas = pytest.importorskip("pandas")
    frame = of_pandas(COLUMNS)
    y = pandas.Series(Y)
    shuffled = y.sample(frac=1.0, random_state=0)
    said = r"X and y have different indices: row \d+ is \d+ in X and \d+ in y\. Write y\.loc"
    with pytest.raises(ValueError, match=said):
        learned(of_pandas, shuffled)
    model = learned(of_pandas, shuffled.loc[frame.index])
    with pytest.raises(ValueError, match=said):
        model.score(frame, shuffled)
    with pytest.raises(ValueError, match=said):
        model.fit(frame, y, "cross_entropy", epochs=1, validation=(frame, shuffled))
    assert model.score(frame, shuffled.loc[frame.index]) > 0.9


def test_only_indices_are_compared() -> None:
    """A list has an index too, which is a method; arrays have none."""
    rows = SimpleNamespace(index=Index([5, 6]))
    check_rows_match(rows, [1, 2])
    check_rows_match(rows, np.array([1, 2]))
    check_rows_match(rows, SimpleNamespace(index=Index([5, 6])))
    with pytest.raises(ValueError, match="row 1 is 6 in X and 7 in y"):
        check_rows_match(rows, SimpleNamespace(index=Index([5, 7])))


@makers
@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([datetime.date(2024, 1, 2)] * 60, "'odd' of X holds .*, which is no number"),
        ([datetime.datetime(2024, 1, 2)] * 60, "'odd' of X holds .*, which is no number"),
        ([[1.0, 2.0]] * 60, "'odd' of X holds .*, which is no number"),
        (["red"] * 60, "'odd' of X holds text, 'red': .*get_dummies"),
    ],
)
def test_columns_that_are_no_numbers(make, cells, said) -> None:
    """Dates, lists and text are refused by the name of the column, with the cure."""
    with pytest.raises(TypeError, match=said):
        learned(make, Y, odd=cells)


@makers
def test_a_missing_number(make) -> None:
    """Training names the column and the row; outputs are nan there, as for arrays."""
    cells = [None, *COLUMNS["width"][1:]]
    said = re.escape("the column 'width' of X is nan in row 0: leave such rows out, or fill them")
    with pytest.raises(ValueError, match=said):
        learned(make, Y, width=cells)
    assert np.isnan(learned(make, Y).outputs(make(COLUMNS | {"width": cells}))[0]).all()


def test_what_is_a_frame() -> None:
    """Arrays, lists and dictionaries are none."""
    assert is_frame(mine({"a": [1]}))
    assert not any(map(is_frame, [np.zeros((2, 2)), [[1.0]], {"a": [1]}, None]))
    with pytest.raises(ValueError, match="X has no columns"):
        read_inputs("X", SimpleNamespace(columns=[], shape=(0, 0), __getitem__=None), [])


def test_classes_have_places() -> None:
    """In the order of the alphabet; one text alone, or numbers, make no classes."""
    assert text_classes(["b", "a", "b"]) == ["a", "b"]
    assert text_classes(np.array(["b", "a"], dtype=object)) == ["a", "b"]
    assert text_classes(["a", "a"]) is None
    assert text_classes(np.array([1.0])) is None
    assert text_classes(3.0) is None
    assert class_places(["b", "a"], ["a", "b"]).tolist() == [1, 0]


def softmax(outputs: np.ndarray) -> np.ndarray:
    powers = np.exp(outputs)
    return powers / powers.sum(axis=1, keepdims=True)
