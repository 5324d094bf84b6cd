"""`predict` on the command line: a saved model used again, and what does not fit it."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from micrograd_plus.commands.cli import main
from micrograd_plus.commands.tables.csv_file import read_table
from tests.commands.tables.examples import IRIS, with_colour
from tests.imports import ROOT

pytestmark = pytest.mark.usefixtures("in_a_folder")


@pytest.fixture(scope="module")
def learned(tmp_path_factory) -> bytes:
    """The file of a model that has learned the table with a colour, once for all tests."""
    folder = tmp_path_factory.mktemp("learned")
    source, saved = folder / "mixed.csv", folder / "m.json"
    source.write_text(with_colour(), encoding="utf-8")
    words = ["train", str(source), "--target", "species", "--epochs", "40"]
    assert main([*words, "--save", str(saved)]) == 0
    return saved.read_bytes()


@pytest.fixture
def model(learned: bytes) -> str:
    Path("mixed.csv").write_text(with_colour(), encoding="utf-8")
    Path("m.json").write_bytes(learned)
    return "m.json"


def test_by_subprocess(model) -> None:
    """A column is added to the rows as they are; how many are right is said beside it."""
    rows = with_colour().splitlines()
    Path("some.csv").write_text("\n".join([rows[0], rows[1], rows[80], rows[150]]))
    command = [sys.executable, "-m", "micrograd_plus", "predict"]
    files = [str(Path(name).absolute()) for name in (model, "some.csv")]
    result = subprocess.run(
        [*command, *files], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == f"{rows[0]},predicted species,probability of predicted species"
    line, probability = lines[1].rsplit(",", 1)
    assert line == f"{rows[1]},setosa"
    assert 0.5 < float(probability) <= 1
    assert len(lines) == 4
    assert result.stderr == "accuracy 100.0% in 3 rows\n"


def test_any_order_without_the_target(model, capsys) -> None:
    """Columns are found by name; without a target nothing is said; separators stay."""
    rows = [row.split(",") for row in with_colour().splitlines()]
    turned = [[row[5], "note", row[3], row[2], row[1], row[0]] for row in rows]
    Path("turned.csv").write_text("\n".join(map(";".join, turned)))
    assert main(["predict", model, "turned.csv"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert main(["predict", model, "mixed.csv", "-o", "out.csv"]) == 0
    answers = read_table("out.csv").cells("predicted species")
    assert [line.split(";")[-2] for line in printed.out.splitlines()[1:]] == answers
    assert printed.out.startswith("colour;note;petal width;")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows, "accuracy"),
        (lambda rows: rows.replace("setosa", ""), "accuracy"),
        (lambda rows: re.sub("setosa|ver.*r|virginica", "", rows), "column 'species' is empty"),
        (lambda rows: rows.replace("setosa", "setoza"), "'setoza' is not a category that was lea"),
        (lambda rows: rows.replace("setosa", "setoza"), "line 2, and 49 rows more like it: this"),
        (lambda rows: re.sub("setosa|ver.*r|virginica", "x", rows), "nothing in column 'species'"),
    ],
)
def test_the_target_may_be_there(change, said, model, capsys) -> None:
    """Predictions are compared with what is true, where that can be done."""
    Path("some.csv").write_text(change(with_colour()))
    assert main(["predict", model, "some.csv"]) == 0
    printed = capsys.readouterr()
    assert said in printed.err
    assert len(printed.out.splitlines()) == 151


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "some.csv is empty"),
        (with_colour().splitlines()[0], "has no rows"),
        (IRIS, "lacks columns that were learned from, 'colour'"),
        (with_colour().replace("colour", "predicted species"), "lacks columns"),
    ],
)
def test_wrong_tables(content, said, model, capsys) -> None:
    """A table that does not fit is told by line and column, and nothing is predicted."""
    Path("some.csv").write_text(content)
    capsys.readouterr()
    assert main(["predict", model, "some.csv", "-o", "out.csv"]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.err.startswith("micrograd-plus predict: some.csv")
    assert printed.out == ""
    assert not Path("out.csv").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "column 'sepal width': the cell is empty in line 2: the row has no answer"),
        ("n/a", "column 'sepal width': the cell is empty in line 2: the row has no answer"),
        ("wide", "'wide' is not a number to compute with in line 2: the row has no answer"),
        ("1e308", "'1e308' is not a number to compute with in line 2: the row has no answer"),
    ],
)
def test_a_cell_that_does_not_fit(text, said, model, capsys) -> None:
    """Its row has no answer, which is told, and all others have one."""
    Path("some.csv").write_text(with_colour().replace("3.5", text, 1))
    assert main(["predict", model, "some.csv"]) == 0
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert lines[1].endswith("setosa,blue,,")
    assert not any(line.endswith(",") for line in lines[2:])
    assert said in printed.err
    assert "in 149 rows" in printed.err


def test_numbers_far_outside_what_was_learned(model, capsys) -> None:
    """Their rows have an answer, on which nobody should rely; others nearby are not told."""
    rows = [row.split(",") for row in with_colour().splitlines()]
    rows[1][0], rows[3][0], rows[4][0] = "99", "-25", "9.5"
    Path("some.csv").write_text("\n".join(map(",".join, rows)))
    assert main(["predict", model, "some.csv"]) == 0
    printed = capsys.readouterr()
    (note,) = (line for line in printed.err.splitlines() if line.startswith("note"))
    assert note.startswith("note: column 'sepal length': 2 rows are far outside what was learned")
    assert note.endswith("from, lines 2, 4: do not rely on the answer")
    assert not any(line.endswith(",") for line in printed.out.splitlines())


def test_a_category_that_was_not_learned(model, capsys) -> None:
    """Rows that have it are told together."""
    Path("some.csv").write_text(with_colour().replace("violet", "pink"))
    assert main(["predict", model, "some.csv"]) == 0
    printed = capsys.readouterr()
    said = "column 'colour': 'pink' is not a category that was learned in lines 4, 7, 10, 13, 16 "
    assert f"{said}and 45 more: the row has no answer" in printed.err
    assert sum(line.endswith(",,") for line in printed.out.splitlines()) == 50


def test_no_row_that_fits(model, capsys) -> None:
    """The table is written all the same."""
    Path("some.csv").write_text(re.sub("blue|white|violet", "pink", with_colour()))
    assert main(["predict", model, "some.csv", "-o", "out.csv"]) == 0
    assert "note: no row has an answer" in capsys.readouterr().err
    assert {*read_table("out.csv").cells("predicted species")} == {""}


def test_gaps_are_filled_in_where_the_model_has_learned_so(capsys) -> None:
    """Every row has an answer, and what was filled in is told."""
    Path("t.csv").write_text(with_colour())
    words = ["train", "t.csv", "--target", "species", "--epochs", "20", "--missing", "fill"]
    assert main([*words, "--save", "m.json"]) == 0
    Path("some.csv").write_text(with_colour().replace("3.5", "", 1).replace("violet", "pink"))
    assert main(["predict", "m.json", "some.csv"]) == 0
    printed = capsys.readouterr()
    assert "the cell is empty in line 2: it is filled in" in printed.err
    assert "'pink' is not a category that was learned in lines 4, 7" in printed.err
    assert "in 150 rows" in printed.err


class TestWhatTheModelKnows:
    def learned(self, content: str, target: str, *more: str) -> None:
        Path("t.csv").write_text(content)
        words = ["train", "t.csv", "--target", target, "--epochs", "20", "--save", "m.json"]
        assert main([*words, *more]) == 0

    def predicted(self, content: str, capsys) -> list[str]:
        Path("one.csv").write_text(content)
        capsys.readouterr()
        assert main(["predict", "m.json", "one.csv"]) == 0
        return capsys.readouterr().out.splitlines()

    def test_decimal_commas(self, capsys) -> None:
        """One row is read, and answered, in the way of the table that was learned from."""
        body = [f"{i % 40},5;{i % 7 + 1}.000,5;{2 * (i % 40)},25" for i in range(80)]
        self.learned("\n".join(["a;b;y", *body]), "y")
        names, row = self.predicted("a;b\n20,5;1.000\n", capsys)
        assert names == "a;b;predicted y"
        assert 35 < float(row.split(";")[-1].replace(",", ".")) < 47
        same = self.predicted("b;a\n1000;20,5\n", capsys)[1]
        assert same.split(";")[-1] == row.split(";")[-1]

    def test_units(self, capsys) -> None:
        """A unit may be there or not; another one is no number."""
        body = [f"{i % 40} km,{i % 7},{2 * (i % 40)}" for i in range(80)]
        self.learned("\n".join(["way,b,y", *body]), "y")
        rows = self.predicted("way,b\n20 km,1\n20,1\n20 m,1\n", capsys)[1:]
        answers = [row.split(",")[-1] for row in rows]
        assert rows[0].startswith("20 km,1,")
        assert answers[0] == answers[1] != ""
        assert answers[2] == ""

    def test_names_that_look_like_data(self, capsys) -> None:
        """What the model calls columns are names, whatever else would be seen in them."""
        body = [f"{i % 40},{i % 7},{i % 40 > 20}" for i in range(80)]
        self.learned("\n".join(["a,b,y", *body]), "y")
        assert self.predicted("b,7,a\nx,1,5\n", capsys)[0].startswith("b,7,a,predicted y,")

    def test_no_names(self, capsys) -> None:
        """Columns are taken by place, also where that of the target is not there."""
        body = [f"{i % 40 > 20},{i % 40},{i % 7}" for i in range(80)]
        self.learned("\n".join(body), "column 1")
        whole = self.predicted("?,5,1\n?,35,1\n", capsys)
        assert [line.split(",")[3] for line in whole] == ["False", "True"]
        short = self.predicted("5,1\n35,1\n", capsys)
        assert [line.split(",")[2:] for line in short] == [line.split(",")[3:] for line in whole]

    def test_standard_input(self, model, capsys, monkeypatch) -> None:
        """A minus stands for it."""
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(with_colour().encode())))
        assert main(["predict", model, "-"]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 151


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda model: model.update(table=None), "has not learned from a table"),
        (lambda model: model.update(table={"a": 1}), "table lacks the key 'target'"),
        (lambda model: model["table"]["inputs"].pop(), "table.inputs do not fit the model"),
        (lambda model: model["table"]["target"]["values"].append("x"), "asks for 4 outputs"),
        (
            lambda model: model["layers"][2]["neurons"][0].update(b="inf"),
            "no finite prediction",
        ),
        (lambda model: model.pop("layers"), "lacks the key 'layers'"),
    ],
)
def test_wrong_models(change, said, model, capsys) -> None:
    """A model that was changed by hand, or learned from something else, is told."""
    document = json.loads(Path(model).read_text())
    change(document)
    Path(model).write_text(json.dumps(document))
    assert main(["predict", model, "mixed.csv"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.json", "mixed.csv"], "none.json: there is no such file"),
        (["iris.csv", "mixed.csv"], "iris.csv does not hold a micrograd_plus model"),
        (["m.json", "none.csv"], "there is no file none.csv"),
        (["m.json", "mixed.csv", "-o", "no/out.csv"], "the folder no does not exist"),
        (["m.json", "mixed.csv", "-o", "mixed.csv"], "written over itself"),
        (["m.json", "mixed.csv", "-o", "m.json"], "written over itself"),
    ],
)
def test_wrong_files(words, said, model, capsys) -> None:
    """Files that are not there, or must not be written over, are named."""
    before = Path("mixed.csv").read_bytes(), Path("m.json").read_bytes()
    assert main(["predict", *words]) == 2
    assert said in capsys.readouterr().err
    assert (Path("mixed.csv").read_bytes(), Path("m.json").read_bytes()) == before


def test_a_second_time(model, capsys) -> None:
    """A column is not added twice under one name."""
    assert main(["predict", model, "mixed.csv", "-o", "out.csv"]) == 0
    assert main(["predict", model, "out.csv"]) == 2
    assert "has a column 'predicted species' already" in capsys.readouterr().err


def test_an_output_without_the_letters(capsys, monkeypatch) -> None:
    """Where standard output cannot show a text, the cure is a file."""
    Path("n.csv").write_text(IRIS.replace("setosa", "sétosa"), encoding="utf-8")
    words = ["train", "n.csv", "--target", "species", "--epochs", "40", "--save", "m.json"]
    assert main(words) == 0
    monkeypatch.setattr(type(sys.stdout), "encoding", "ascii", raising=False)
    assert main(["predict", "m.json", "n.csv"]) == 2
    assert r"cannot show '\xe9': write to a file" in capsys.readouterr().err
