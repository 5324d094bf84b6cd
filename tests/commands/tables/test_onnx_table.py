"""Models of tables in ONNX Runtime: raw columns in, what `predict` says out."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from micrograd_plus import nn
from micrograd_plus.commands.cli import main
from micrograd_plus.commands.tables.csv_file import Table, read_table
from micrograd_plus.commands.tables.encoding import Categories, Numbers
from micrograd_plus.commands.tables.outcome import probabilities
from micrograd_plus.nn.rows import told_classes
from tests.commands.tables.examples import PLAIN, changed, description_of, houses, with_colour
from tests.onnx_files import session

pytest.importorskip("onnx")
pytestmark = pytest.mark.usefixtures("in_a_folder")


def learned(content: str, target: str, *more: str) -> None:
    """Let the command line learn a table into m.json, and write m.onnx of it."""
    Path("a.csv").write_text(content, encoding="utf-8")
    words = ["train", "a.csv", "--target", target, "--epochs", "3", "--hidden", "4"]
    assert main([*words, "--save", "m.json", *more]) == 0
    nn.to_onnx(nn.load("m.json"), "m.onnx")


def raw(table: Table) -> dict[str, np.ndarray]:
    """The columns that m.json reads: numbers, nan where there is none, and texts."""
    found: dict[str, np.ndarray] = {}
    for column in description_of("m.json").inputs:
        cells = table.cells(column.name)
        if isinstance(column, Categories):
            found[column.name] = np.array(cells, dtype=object)
        else:
            found[column.name] = np.array([as_number(column, cell) for cell in cells])
    return found


def as_number(column: Numbers, cell: str) -> float:
    """What a cell says, without a mark or a unit; nan for nothing."""
    try:
        return float(cell.removesuffix(column.unit).replace(",", "."))
    except ValueError:
        return math.nan


def check(content: str | None = None) -> tuple[Sequence[str], np.ndarray]:
    """Hold m.onnx against m.json for the rows of a table; return labels and numbers."""
    if content is not None:
        Path("a.csv").write_text(content, encoding="utf-8")
    table, description = read_table("a.csv"), description_of("m.json")
    X = description.read_inputs(table)
    rows = np.isfinite(X).all(axis=1)
    outputs = nn.load("m.json").outputs(X[rows]).reshape(rows.sum(), -1)
    found = session("m.onnx").run(None, raw(table))
    assert np.isnan(found[-1][~rows]).all()
    target = description.target
    if isinstance(target, Numbers):
        expected = target.decode(outputs[:, 0])
        assert found[0][rows] == pytest.approx(expected, rel=1e-12, abs=1e-12 * target.deviation)
        return [], found[0]
    labels, shares = found
    assert labels[rows].tolist() == target.decode(told_classes(outputs, 1))
    assert set(labels[~rows]) <= {""}
    assert shares[rows].max(axis=1) == pytest.approx(probabilities(outputs), rel=1e-12)
    assert shares[rows].sum(axis=1) == pytest.approx(1, rel=1e-12)
    said = json.loads(session("m.onnx").get_modelmeta().custom_metadata_map["classes"])
    assert tuple(said) == target.values
    return labels, shares


def ends(path: str = "m.onnx") -> tuple[dict[str, str], dict[str, list[Any]]]:
    """The inputs with their types, and the outputs with their shapes."""
    made = session(path)
    inputs = {each.name: each.type for each in made.get_inputs()}
    return inputs, {each.name: each.shape for each in made.get_outputs()}


def test_classes_from_numbers_and_texts() -> None:
    learned(with_colour(), "species")
    labels, _ = check()
    assert len(set(labels)) > 1
    inputs, outputs = ends()
    assert inputs["colour"] == "tensor(string)"
    assert inputs["petal width"] == "tensor(double)"
    assert outputs == {"label": ["n"], "probabilities": ["n", 3]}


def test_a_number() -> None:
    learned(houses(), "price")
    _, values = check()
    assert np.std(values) > 100
    assert ends() == (
        {"size": "tensor(double)", "age": "tensor(double)"},
        {"value": ["n"]},
    )


def test_a_gap_and_an_unknown_text_have_no_answer() -> None:
    learned(PLAIN, "y")
    _, values = check(changed(3, 0, ""))
    assert np.flatnonzero(np.isnan(values)).tolist() == [1]
    _, values = check(changed(5, 1, "green"))
    assert np.flatnonzero(np.isnan(values)).tolist() == [3]


def test_gaps_that_are_filled() -> None:
    learned(PLAIN, "y", "--missing", "fill")
    _, values = check(changed(3, 0, ""))
    assert np.isfinite(values).all()
    _, values = check(changed(5, 1, "green"))
    assert np.isfinite(values).all()


@pytest.mark.parametrize("missing", ["drop", "fill"])
def test_numbers_that_nobody_can_compute_with(missing: str) -> None:
    """As in `predict`: an infinite one, and one too large, are none."""
    learned(PLAIN, "y", "--missing", missing)
    x, colour = np.array([1.0, math.nan, math.inf, -math.inf, 1e101]), np.array(["red"] * 5, object)
    (found,) = session("m.onnx").run(None, {"x": x, "colour": colour})
    if missing == "drop":
        assert np.isfinite(found).tolist() == [True, False, False, False, False]
    else:
        assert found[1] == found[2] == found[3] == found[4]


@pytest.mark.parametrize("target", ["y", "colour"])
def test_far_away_there_is_no_finite_prediction(target: str) -> None:
    learned(PLAIN, target)
    model = nn.load("m.json")
    for parameter in model.parameters():
        parameter.data = 1e200
    nn.to_onnx(model, "m.onnx")
    columns: dict[str, np.ndarray] = {"x": np.array([5.0]), "y": np.array([5.0])}
    columns["colour"] = np.array(["red"], dtype=object)
    given = {name: column for name, column in columns.items() if name != target}
    label, *numbers = session("m.onnx").run(None, given)
    if target == "y":
        assert np.isnan(label).all()
    else:
        assert label.tolist() == [""]
        assert np.isnan(numbers[0]).all()


def answered(content: str, target: str, column: str, texts: list[str]) -> list[float]:
    """Learn a table; return what ONNX says of some texts of a column, held against `predict`."""
    learned(content, target)
    description = description_of("m.json")
    places = [each.name for each in description.inputs]
    cells = {
        name: [text.strip() for text in texts] if name == column else ["1"] * len(texts)
        for name in places
    }
    X = np.concatenate([each.inputs(cells[each.name]) for each in description.inputs], axis=1)
    expected = nn.load("m.json").outputs(np.nan_to_num(X))
    expected = np.where(np.isnan(X).any(axis=1), np.nan, description.target.decode(expected))
    given = {name: np.ones(len(texts)) for name in places}
    (found,) = session("m.onnx").run(None, given | {column: np.array(texts, object)})
    assert found == pytest.approx(expected, rel=1e-12, nan_ok=True)
    return np.isfinite(found).tolist()


def test_blanks_around_a_text_do_not_count() -> None:
    """Whatever `str.strip` takes away, and no more."""
    blanks = [chr(place) for place in range(0x3100) if chr(place).isspace()]
    content = PLAIN.replace("red", "  rot | [grün]*.  ")
    texts = ["rot | [grün]*.", *(f"{blank}rot | [grün]*.{blank} " for blank in blanks)]
    assert all(answered(content, "y", "colour", texts))
    others = ["r ot", "rot | [grün]*", "rot | [grün]*.x", "blue|", "", " ", "Blue"]
    assert not any(answered(content, "y", "colour", others))


def test_what_programs_make_of_true_and_of_whole_numbers() -> None:
    """Data frames write true as True, and 1 as 1.0 in a column with gaps."""
    told = PLAIN.replace("red", "true").replace("blue", "false")
    texts = ["true", "True", "TRUE", "false", " False ", "yes", "1"]
    assert answered(told, "y", "colour", texts) == [True] * 5 + [False] * 2
    rows = [f"{i * i % 11},0{i % 2},{i % 3}.5" for i in range(20)]
    content = "\n".join(["x,door,y", *rows])
    assert answered(content, "y", "door", ["00", "01", "0", "0.0"]) == [True] * 2 + [False] * 2


def test_the_file_says_what_its_inputs_are() -> None:
    rows = [f"{i * i % 11} kg,{i % 7}%,${i % 5},{'ab'[i % 2]},{i % 4} km" for i in range(30)]
    learned("\n".join([" weight ,share,price,kind,way", *rows]), "way")
    about = session("m.onnx").get_modelmeta().custom_metadata_map
    assert json.loads(about["inputs"]) == [
        {"name": "weight", "type": "double", "unit": "kg"},
        {"name": "share", "type": "double", "unit": "%"},
        {"name": "price", "type": "double", "unit": "$"},
        {"name": "kind", "type": "text", "categories": ["a", "b"]},
    ]
    assert json.loads(about["unit"]) == "km"


def test_dates_are_no_inputs_and_numbers_may_be_classes() -> None:
    rows = [f"2024-01-{i % 28 + 1:02},{i % 4},{i % 3}" for i in range(60)]
    learned("\n".join(["day,door,grade", *rows]), "grade", "--category", "door,grade")
    check()
    assert ends()[0] == {"door": "tensor(string)"}


def test_marks_and_units_are_those_of_the_table_alone() -> None:
    rows = [f"{i * i % 17},5 km;{'ja' if i % 2 else 'nein'};{i % 7},25" for i in range(40)]
    learned("\n".join(["weg;größe 'x';y", *rows]), "y")
    _, values = check()
    assert np.isfinite(values).all()
    assert ends()[0] == {"weg": "tensor(double)", "größe 'x'": "tensor(string)"}


def test_names_that_the_file_has_itself() -> None:
    """Columns called as the outputs, and as what is in between."""
    rows = [f"{i % 5},{i % 7},{i % 3},{i * i % 4},{'ab'[i % 2]}" for i in range(40)]
    learned("\n".join(["label,t0,c0,w0,kind", *rows]), "kind")
    check()
    assert ends()[1] == {"label_": ["n"], "probabilities": ["n", 2]}
    learned("\n".join(["label,t0,value,w0,kind", *rows]), "t0")
    check()
    assert ends()[1] == {"value_": ["n"]}


def test_a_table_without_names() -> None:
    learned("\n".join(f"{i * i % 11},{i % 5},{i % 3}.5" for i in range(30)), "column 3")
    table = read_table("a.csv")
    assert len(session("m.onnx").run(None, raw(table))[0]) == 30
    check()


def test_no_rows() -> None:
    learned(with_colour(), "species")
    nothing = {name: column[:0] for name, column in raw(read_table("a.csv")).items()}
    labels, shares = session("m.onnx").run(None, nothing)
    assert len(labels) == 0
    assert shares.shape == (0, 3)


def test_a_table_that_does_not_fit_is_told() -> None:
    learned(PLAIN, "y")
    model = nn.load("m.json")
    other = nn.MLP(7, [1])
    other.table = model.table
    with pytest.raises(ValueError, match=r"the model: table\.inputs do not fit the model"):
        nn.to_onnx(other, "n.onnx")
    assert not Path("n.onnx").exists()
    # Without its table a model is a network of scaled inputs.
    model.table = None
    nn.to_onnx(model, "n.onnx")
    assert ends("n.onnx")[0] == {"X": "tensor(double)"}
