"""micrograd-plus worksheet: sheets and keys in files."""

import sys
from pathlib import Path

import pytest

from micrograd_plus.classroom.sheets.formats import FORMATS
from micrograd_plus.commands.cli import main


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_sheet_and_its_key(capsys) -> None:
    """Both are written and told; the same command writes the same."""
    command = ["worksheet", "--seed", "7", "--count", "2", "-o", "sheet.md", "--title", "Week 3"]
    assert main(command) == 0
    assert capsys.readouterr().out == "wrote sheet.md\nwrote sheet-key.md\n"
    first = Path("sheet.md").read_text(encoding="utf-8")
    assert first.startswith("# Week 3\n")
    assert Path("sheet-key.md").read_text(encoding="utf-8").startswith("# Key: Week 3\n")
    assert main(command) == 0
    assert Path("sheet.md").read_text(encoding="utf-8") == first


def test_by_default_a_page(capsys) -> None:
    """sheet.html, with drawings."""
    assert main(["worksheet", "--count", "1"]) == 0
    assert "<svg" in Path("sheet.html").read_text(encoding="utf-8")
    assert Path("sheet-key.html").exists()


def test_without_graphviz(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """A sheet is written all the same, and it is said what is missing."""
    monkeypatch.setitem(sys.modules, "viz.by_hand", None)
    assert main(["worksheet", "--count", "1"]) == 0
    assert "L = " in Path("sheet.html").read_text(encoding="utf-8")
    assert capsys.readouterr().err.startswith("note: the graphs are not drawn")


def test_formats() -> None:
    """By the ending, or by name."""
    assert main(["worksheet", "--count", "1", "--format", "markdown"]) == 0
    assert Path("sheet.md").exists()
    assert main(["worksheet", "--count", "1", "-o", "UPPER.MD"]) == 0
    assert Path("UPPER-key.MD").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_every_format(format: str) -> None:
    """Each is written to its own ending, with a key where it does not mark answers itself."""
    assert main(["worksheet", "--count", "1", "--format", format]) == 0
    made = FORMATS[format]
    assert Path(f"sheet{made.ending}").stat().st_size > 200
    assert Path(f"sheet-key{made.ending}").exists() is (made.key is not None)


def test_for_a_class(capsys) -> None:
    """One variant and one key for each name, in files with safe names."""
    Path("names.txt").write_text("Ada\n../Bo\n", encoding="utf-8")
    words = ["--for", "names.txt", "-o", "out/week3", "--format", "markdown", "--count", "1"]
    assert main(["worksheet", *words]) == 0
    assert capsys.readouterr().out == f"wrote 4 files for 2 learners to {Path('out/week3')}\n"
    files = sorted(path.name for path in Path("out/week3").iterdir())
    assert files == ["Ada-key.md", "Ada.md", "Bo-key.md", "Bo.md"]
    ada, bo = (Path("out/week3", f"{name}.md").read_text().split("##")[1] for name in ("Ada", "Bo"))
    assert ada != bo


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "sheet.doc"], "must end in .html"),
        (["-o", "sheet"], "must end in .html"),
        (["-o", "sheet.md", "--format", "html"], "must end in .html for --format html"),
        (["--format", "word"], "--format is one of html"),
        (["-o", "none/sheet.html"], "make it first"),
        (["--for", "none.txt"], "none.txt"),
        (["--for", "names.txt", "-o", "a.html"], "-o names a folder"),
        (["--for", "names.txt", "-o", "names.txt"], "names.txt"),
        (["--for", "names.txt", "--format", "word"], "--format is one of html"),
        (["--level", "frok"], "level is one of"),
        (["--level", "operation", "--kind", "order"], "no order"),
    ],
)
def test_nonsense(words: list[str], said: str, capsys) -> None:
    """One sentence, exit code 2, nothing written."""
    Path("names.txt").write_text("Ada\n", encoding="utf-8")
    assert main(["worksheet", "--count", "1", *words]) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.startswith("micrograd-plus worksheet: ")
    assert [path.name for path in Path().iterdir()] == ["names.txt"]
