"""micrograd-plus playground: a page with the toy sets, or with a table of one's own."""

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.commands.cli import main
from tests.commands.tables.examples import IRIS

pytestmark = pytest.mark.usefixtures("in_a_folder")


def data(path: str) -> Any:
    """What a page knows."""
    page = Path(path).read_text(encoding="utf-8")
    (found,) = re.findall(r'<script type="text/plain" id="code">(.*?)</script>', page)
    code = zlib.decompress(base64.b64decode(found)).decode()
    return json.loads(code.split("const DATA = ")[1].split(";\n")[0])


def test_toys(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file it begins with the moons."""
    assert main(["playground", "--seed", "4"]) == 0
    assert capsys.readouterr().out == "wrote playground.html\n"
    found = data("playground.html")
    assert (found["state"]["data"], found["state"]["seed"]) == ("moons", 4)
    assert not any("table" in toy for toy in found["sets"])


def test_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """It stands first, and says how it was scaled; a model that is saved knows the table."""
    Path("iris.csv").write_text(IRIS)
    assert main(["playground", "iris.csv", "--target", "species", "-o", "page.html"]) == 0
    assert "shows them as they are in the table" in capsys.readouterr().err
    found = data("page.html")
    own = found["sets"][0]
    assert (own["title"], own["target"], len(own["X"])) == ("iris.csv", "species", 150)
    assert own["classes"] == ["setosa", "versicolor", "virginica"]
    assert found["state"]["loss"] == "cross_entropy"
    assert own["table"]["target"]["values"] == own["classes"]
    assert own["file"]["name"] == "iris.csv"


def test_columns_left_out_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """On the command line and above the page, with the reason."""
    lines = ["a,same,kind", *(f"{n * 0.37 % 3},7,{'xy'[n % 2]}" for n in range(30))]
    Path("t.csv").write_text("\n".join(lines))
    assert main(["playground", "t.csv", "--target", "kind"]) == 0
    said = "Left out: column 'same': '7' in every row."
    assert f"note: {said}" in capsys.readouterr().err
    assert said in data("playground.html")["told"]


def test_rows_left_out_and_cells_in_doubt_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """On the command line, each once, and above the page."""
    rows = [[f"{n * 0.37 % 3}", f"{n * 1.73 % 7}", str(n * n % 7)] for n in range(60)]
    rows[3][0], rows[5][1] = "inf", ""
    for row in rows[:20:10]:
        row[2] = ""
    Path("t.csv").write_text("\n".join(",".join(row) for row in [["a", "b", "T"], *rows]))
    assert main(["playground", "t.csv", "--target", "T"]) == 0
    said = [line.removeprefix("note: ") for line in capsys.readouterr().err.splitlines()]
    assert said == data("playground.html")["told"]
    assert said[:4] == [
        "column 'a': 'inf' in line 5 is not a number to compute with and counts as empty; if it is "
        "a category, add --category a",
        "column 'T': is learned as a number; if its 4 values are classes, add --category T",
        "2 rows are left out, since 'T' is empty there",
        "2 rows are left out, since cells are empty: 1 in 'a', 1 in 'b' (--missing fill keeps such "
        "rows)",
    ]


def test_too_many_classes(capsys: pytest.CaptureFixture[str]) -> None:
    """The advice is something that the command can do."""
    lines = ["a,kind", *(f"{n * 0.37 % 3},k{n % 12}" for n in range(60))]
    Path("t.csv").write_text("\n".join(lines))
    assert main(["playground", "t.csv", "--target", "kind"]) == 2
    said = capsys.readouterr().err
    assert "'kind' has 12 classes, and a page has colours for 10" in said
    assert "choose another --target" in said
    assert "loss=" not in said


def test_a_hostile_header(capsys: pytest.CaptureFixture[str]) -> None:
    """Names of columns, of categories and of the file are no markup."""
    header = "</script><script>alert(1)</script>"
    lines = [f"{header},kind", *(f"{n * 0.37 % 3},<b>{n % 2}</b>" for n in range(30))]
    Path("a<b>.csv").write_text("\n".join(lines))
    assert main(["playground", "a<b>.csv", "--target", "kind", "-o", "page.html"]) == 0
    own = data("page.html")["sets"][0]
    assert (own["inputs"], own["classes"]) == ([header], ["<b>0</b>", "<b>1</b>"])
    page = Path("page.html").read_text(encoding="utf-8")
    assert "alert(1)" not in page
    assert "<b>" not in page
    assert capsys.readouterr().out == "wrote page.html\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["iris.csv"], "--target says which column to predict"),
        (["iris.csv", "--target", "colour"], "colour"),
        (["none.csv", "--target", "species"], "none.csv"),
        (["--target", "species"], "--target is for a table of your own"),
        (["-o", "page.txt"], ".html"),
        (["-o", "none/page.html"], "make it first"),
    ],
)
def test_what_does_not_fit(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors name the option and the cure, and nothing is written."""
    Path("iris.csv").write_text(IRIS)
    assert main(["playground", *words]) == 2
    assert said in capsys.readouterr().err
    assert not list(Path().glob("*.html"))
