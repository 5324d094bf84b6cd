"""Sheets as LaTeX, compiled."""

import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from micrograd_plus.classroom.exercises.exact import Exact, exact, ln
from micrograd_plus.classroom.exercises.exercise import KINDS
from micrograd_plus.classroom.exercises.levels import LEVELS
from micrograd_plus.classroom.sheets.latex import latex, latex_key, number_latex
from micrograd_plus.classroom.sheets.sheet import sheet


def compiled(document: str, folder: Path, program: str = "pdflatex") -> str:
    """Compile a document and return what TeX says, or skip the test where there is no TeX."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    (folder / "sheet.tex").write_text(document, encoding="utf-8")
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "sheet.tex"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=120
    )
    assert done.returncode == 0, "\n".join(done.stdout.splitlines()[-30:])
    return done.stdout


@pytest.mark.thorough
def test_every_level_and_kind_compiles(tmp_path: Path) -> None:
    """Sheet and key, and no line is wider than the page."""
    for shift in range(len(KINDS)):
        kinds = [*list(KINDS)[shift:], *list(KINDS)[:shift]]
        # One operation has no order.
        kinds[0] = "forward" if kinds[0] == "order" else kinds[0]
        drawn = sheet(seed=shift, count=7, level=list(LEVELS), kind=kinds)
        for document in (latex(drawn), latex_key(drawn)):
            said = compiled(document, tmp_path)
            assert "Overfull" not in said
            assert "Missing character" not in (tmp_path / "sheet.log").read_text("utf-8", "replace")


def test_hostile_titles_and_names(tmp_path: Path) -> None:
    """Whatever stands above is text."""
    title, name = r"50% \input{x} $a_b$ # ~^ & {", r"\end{document} Zoé Ωμέγα <>|"
    drawn = sheet(count=1, title=title, variant=name)
    compiled(latex(drawn), tmp_path)
    compiled(latex_key(drawn), tmp_path, "xelatex")


def test_the_key_has_the_answers() -> None:
    """Numbers as fractions, of options the sentence; the sheet has none of them."""
    drawn = sheet(seed=2, count=2, kind=["forward", "mistake"])
    first, second = drawn
    last = first.questions[-1]
    assert rf"}}{{${number_latex(last.number)}$}}" in latex_key(drawn)
    assert r"}{}" in latex(drawn)
    assert second.questions[1].right not in latex(drawn)
    assert latex(drawn).count(r"\tick{") == len(second.questions[1].options)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (exact(-3), "-3"),
        (exact(Fraction(-1, 3)), r"-\tfrac{1}{3}"),
        (ln(2), r"\ln 2"),
        (Exact(Fraction(1), Fraction(2, 3)), r"1 + \ln \tfrac{2}{3}"),
    ],
)
def test_numbers(number: Exact, written: str) -> None:
    """As on paper."""
    assert number_latex(number) == written
