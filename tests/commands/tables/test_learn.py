"""`train` on a table of one's own: what is learned, printed and saved."""

import re
from pathlib import Path

import numpy as np
import pytest

from micrograd_plus import fit, nn
from micrograd_plus.commands.cli import main
from micrograd_plus.commands.options import human
from micrograd_plus.commands.tables import learn as table
from micrograd_plus.commands.tables.csv_file import read_table
from micrograd_plus.commands.tables.learn import learn
from tests.commands.tables.examples import IRIS, description_of, houses, share, with_colour

pytestmark = pytest.mark.usefixtures("in_a_folder")


class TestClasses:
    def test_iris(self, capsys) -> None:
        """Flowers are told rightly, and all that a reader needs is printed."""
        assert main(["train", "iris.csv", "--target", "species", "--seed", "6"]) == 0
        printed = capsys.readouterr()
        assert share("held out", printed.out) >= 95
        assert share("training", printed.out) >= 97
        assert share("always setosa", printed.out) == 33.3
        assert printed.out.startswith("iris.csv: 150 rows, 120 to learn from, 30 held out")
        assert "species       target     setosa 50, versicolor 50, virginica 50" in printed.out
        assert "petal length  numbers    1 to 6.9" in printed.out
        assert "MLP(4, [16, 16, 3]), 403 parameters, 200 epochs" in printed.out
        assert re.search(r"\nsetosa +10 +0 +0\n", printed.out), "the confusion matrix"
        assert printed.err == ""

    def test_what_was_saved_predicts_the_same(self, capsys, monkeypatch) -> None:
        """The model read back gives the same outputs to the last bit, and knows its columns."""
        Path("iris.csv").write_text(with_colour(), encoding="utf-8")
        outcomes = []
        monkeypatch.setattr(
            table, "learn", lambda *words: outcomes.append(learn(*words)) or outcomes[0]
        )
        words = ["train", "iris.csv", "--target", "species", "--epochs", "5"]
        assert main([*words, "--save", "m.json"]) == 0
        description = description_of("m.json")
        X = description.read_inputs(read_table("iris.csv"))
        assert X.shape == (150, 4 + 3)
        assert (nn.load("m.json").outputs(X) == outcomes[0].model.outputs(X)).all()
        assert description == outcomes[0].description
        assert [column.name for column in description.inputs][-1] == "colour"
        assert "wrote m.json" in capsys.readouterr().out

    def test_numbers_as_classes(self, capsys) -> None:
        """Numbers are learned as numbers, which is noted, unless they are named as classes."""
        Path("n.csv").write_text(
            IRIS.replace("setosa", "1").replace("versicolor", "2").replace("virginica", "10")
        )
        assert main(["train", "n.csv", "--target", "species", "--epochs", "2"]) == 0
        printed = capsys.readouterr()
        assert "R²" in printed.out
        assert "its 3 values are classes, add --category species" in printed.err
        words = ["train", "n.csv", "--target", "species", "--category", "species"]
        assert main([*words, "--epochs", "2"]) == 0
        printed = capsys.readouterr()
        assert "accuracy" in printed.out
        assert "true \\ predicted   1  2  10\n1                 10  0   0" in printed.out
        assert printed.err == ""

    def test_left_out_columns_are_named(self, capsys) -> None:
        """What is not learned from stands in the table with the reason; odd words are noted."""
        first, *rows = IRIS.splitlines()
        more = [f"{i},{row},7,n{i},{['a', '?'][i % 2]}" for i, row in enumerate(rows)]
        Path("more.csv").write_text("\n".join([f"Id,{first},same,name,odd", *more]))
        assert main(["train", "more.csv", "--target", "species", "--epochs", "1"]) == 0
        printed = capsys.readouterr()
        assert re.search(r"\nId +left out +numbers the rows\n", printed.out)
        assert re.search(r"\nsame +left out +'7' in every row\n", printed.out)
        assert re.search(r"\nname +left out +150 different texts in 150 rows", printed.out)
        assert "column 'odd': '?' is taken for a category" in printed.err

    def test_many_columns_and_classes(self, capsys) -> None:
        """Long tables are cut, but every column that is left out is named."""
        random = np.random.default_rng(0)
        names = [*(f"c{i}" for i in range(40)), "same", "kind"]
        rows = [
            [*(f"{x:.2f}" for x in random.standard_normal(40)), "1", f"k{i % 25}"]
            for i in range(100)
        ]
        Path("wide.csv").write_text("\n".join(map(",".join, [names, *rows])))
        words = ["train", "wide.csv", "--target", "kind", "--epochs", "1"]
        assert main(words) == 0
        printed = capsys.readouterr().out
        assert "and more columns: 20 of numbers" in printed
        assert re.search(r"\nsame +left out", printed)
        assert re.search(r"\ntrue +predicted +rows\n", printed)


class TestNumbers:
    def test_regression(self, capsys) -> None:
        """A bent rule is learned from a few rows, and errors are told in the unit of the table."""
        Path("houses.csv").write_text(houses())
        words = ["train", "houses.csv", "--target", "price", "--save", "m.json", "-o", "r.html"]
        assert main(words) == 0
        printed = capsys.readouterr().out
        (line,) = (line for line in printed.splitlines() if line.startswith("held out"))
        _, _, rows, _, r2, error = line.split()
        assert rows == "24"
        assert float(r2) > 0.95
        assert 2_000 < float(error.replace(",", "")) < 20_000
        page = Path("r.html").read_text(encoding="utf-8")
        assert "Predicted and true numbers" in page
        assert "micrograd-plus predict m.json MORE.csv" in page

    def test_predictions_are_in_the_unit_of_the_table(self, capsys) -> None:
        """The numbers that predict writes are those of the target, not scaled ones."""
        Path("houses.csv").write_text(houses())
        assert main(["train", "houses.csv", "--target", "price", "--save", "m.json"]) == 0
        assert main(["predict", "m.json", "houses.csv", "-o", "out.csv"]) == 0
        out = read_table("out.csv")
        true, predicted = (
            np.array([float(cell) for cell in out.cells(name)])
            for name in ("price", "predicted price")
        )
        errors = ((true - predicted) ** 2).sum()
        r2 = 1 - errors / ((true - true.mean()) ** 2).sum()
        assert r2 > 0.95
        assert f"R² {r2:.3f}, typical error {human((errors / 120) ** 0.5)} in 120 rows" in (
            capsys.readouterr().err
        )


TITANIC = "\n".join(
    [
        "PassengerId\tAge\tSex\tCabin\tSurvived",
        *(
            f"{i + 1}\t{'' if i % 9 == 0 else 20 + i % 31}\t{('male', 'female')[i % 2]}\t"
            f"{'C1' if i % 7 == 0 else ''}\t{i % 2}"
            for i in range(120)
        ),
    ]
)


class TestTablesAsTheyAre:
    WORDS = ("train", "t.csv", "--target", "Survived", "--epochs", "20")

    def test_gaps(self, capsys) -> None:
        """Rows and columns with empty cells are left out and told; 0 and 1 are classes."""
        Path("t.csv").write_text(TITANIC)
        assert main([*self.WORDS, "--save", "m.json"]) == 0
        printed = capsys.readouterr()
        assert printed.err == (
            "note: 14 rows are left out, since cells are empty: 14 in 'Age' (--missing fill keeps "
            "such rows)\n"
        )
        assert "t.csv: 106 rows, 84 to learn from, 22 held out" in printed.out
        assert re.search(r"\nPassengerId +left out +numbers the rows\n", printed.out)
        assert re.search(r"\nCabin +left out +empty in 102 of 120 rows\n", printed.out)
        assert share("held out", printed.out) == 100
        assert description_of("m.json").missing == "drop"

    def test_gaps_filled_in(self, capsys) -> None:
        """All rows are learned from, and the model knows what to do with others."""
        Path("t.csv").write_text(TITANIC)
        assert main([*self.WORDS, "--missing", "fill", "--save", "m.json"]) == 0
        printed = capsys.readouterr()
        assert printed.err == ""
        assert "t.csv: 120 rows" in printed.out
        assert re.search(r"\nAge +numbers +20 to 50, 14 empty\n", printed.out)
        assert description_of("m.json").missing == "fill"

    def test_columns_that_are_chosen(self, capsys) -> None:
        """--ignore and --only decide what is learned from."""
        Path("t.csv").write_text(TITANIC)
        assert main([*self.WORDS, "--ignore", "Age,PassengerId", "--save", "m.json"]) == 0
        assert description_of("m.json").names == ["Sex"]
        printed = capsys.readouterr()
        assert printed.err == ""
        assert re.search(r"\nAge +left out +by --ignore\n", printed.out)
        assert main([*self.WORDS, "--only", "PassengerId,Age", "--save", "m.json"]) == 0
        assert description_of("m.json").names == ["PassengerId", "Age"]

    def test_without_names(self, capsys) -> None:
        """A first line of data is learned from and told, unless that was said."""
        Path("t.csv").write_text("\n".join(IRIS.splitlines()[1:]))
        words = ["train", "t.csv", "--epochs", "1", "--save", "m.json"]
        assert main([*words, "--target", "column 5"]) == 0
        printed = capsys.readouterr()
        assert "t.csv: 150 rows" in printed.out
        assert printed.err.startswith("note: line 1 is read as data, since '5.1' is a number")
        assert main([*words, "--target", "column 5", "--no-header"]) == 0
        assert capsys.readouterr().err == ""
        assert description_of("m.json").unnamed == 5
        assert main([*words, "--target", "species"]) == 2
        printed = capsys.readouterr().err
        assert printed.startswith("note: line 1 is read as data")
        assert "there is no column 'species'" in printed

    def test_a_class_of_one_row(self, capsys) -> None:
        """The others are learned."""
        Path("t.csv").write_text(f"{IRIS}5,3,1,0,setoza\n")
        assert main(["train", "t.csv", "--target", "species", "--epochs", "1"]) == 0
        printed = capsys.readouterr()
        assert "'setoza' in line 152; is 'setosa' meant?" in printed.err
        assert "t.csv: 150 rows" in printed.out


def noise(rows: int = 60, columns: int = 12) -> str:
    """Columns that tell nothing of the target."""
    random = np.random.default_rng(1)
    names = [f"c{i}" for i in range(columns)] + ["y"]
    body = random.standard_normal((rows, columns + 1)).round(3).astype(str)
    return "\n".join(map(",".join, [names, *body]))


class TestReports:
    def test_which_columns_matter(self, capsys) -> None:
        """The first one is that without which the model does worst; a useless one is at 0."""
        Path("t.csv").write_text(houses())
        words = ["train", "t.csv", "--target", "price", "--epochs", "100", "-o", "r.html"]
        assert main(words) == 0
        printed = capsys.readouterr().out
        heading = "column shuffled  typical error grows by"
        first, second = printed.split(heading)[1].split("\n")[1:3]
        assert first.split()[0] == "age"
        assert second.split()[0] == "size"
        assert heading in Path("r.html").read_text()

    def test_what_speaks_against_a_model(self, capsys) -> None:
        """Worse than the mean, and learned by heart: both are said, on the page too."""
        Path("t.csv").write_text(noise())
        assert main(["train", "t.csv", "--target", "y", "-o", "r.html"]) == 0
        for text in (capsys.readouterr().out, Path("r.html").read_text()):
            assert "it is worse than always saying the mean" in text
            assert "it has learned by heart" in text

    def test_human_numbers(self, capsys) -> None:
        """Thousands are set apart, and there are no exponents."""
        Path("t.csv").write_text(houses())
        assert main(["train", "t.csv", "--target", "price", "--epochs", "20", "-o", "r.html"]) == 0
        for text in (capsys.readouterr().out, Path("r.html").read_text()):
            assert re.search(r"\d\d,\d{3}\n", text)
            assert not re.search(r"\de[+-]\d", text.split("<svg")[0])


def test_a_run_that_diverges_later(capsys, monkeypatch) -> None:
    """Nothing is saved, though some epochs went well."""

    def diverging(*words, **settings):
        history = fit(*words, **(settings | {"epochs": 3}))
        history.stopped = "diverged in epoch 4: the loss is nan; the last finite weights are kept"
        return history

    monkeypatch.setattr(table, "fit", diverging)
    words = ["train", "iris.csv", "--target", "species", "--save", "m.json", "-o", "r.html"]
    assert main(words) == 2
    said = "nothing was learned: diverged in epoch 4: the loss is nan; a smaller --learning-rate"
    assert said in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["iris.csv"]


def test_a_rate_that_is_too_high(capsys) -> None:
    """Divergence is told in words; where nothing was learned, that is an error."""
    words = ["train", "iris.csv", "--target", "species", "--learning-rate"]
    assert main([*words, "1e300", "--save", "m.json"]) == 2
    printed = capsys.readouterr()
    assert "nothing was learned: diverged in epoch 1" in printed.err
    assert "a smaller --learning-rate may help" in printed.err
    assert not Path("m.json").exists()


def test_settings_are_obeyed(capsys) -> None:
    """Layers, epochs and the size of batches are those that were typed."""
    words = ["train", "iris.csv", "--target", "species", "--hidden", "5", "--epochs", "3"]
    assert main([*words, "--batch-size", "1000", "--save", "m.json"]) == 0
    assert "MLP(4, [5, 3]), 43 parameters, 3 epochs" in capsys.readouterr().out
    assert len(nn.load("m.json").parameters()) == 43


def test_where_most_rows_have_a_gap_they_are_kept(tmp_path, capsys) -> None:
    """To leave them out would leave nothing; `--missing drop` does so all the same."""
    rows = [f"{i if i % 2 else ''},{'' if i % 2 else i % 7},{3 * i}" for i in range(60)]
    path = tmp_path / "gaps.csv"
    path.write_text("a,b,y\n" + "\n".join(rows) + "\n")
    words = ["train", str(path), "--target", "y", "--epochs", "3"]
    assert main(words) == 0
    told = capsys.readouterr()
    assert "60 rows have an empty cell somewhere, most of all: they are kept" in told.out + told.err
    assert main([*words, "--missing", "drop"]) == 2
    assert "0 rows are left to learn from" in capsys.readouterr().err
