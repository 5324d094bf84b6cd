"""An explanation as a whole LaTeX document."""

import itertools
import shutil
import subprocess
from pathlib import Path

import pytest

from micrograd_plus import Value, explain, sum as total, tanh
from micrograd_plus.explanation.latex_document import escaped, readable
from micrograd_plus.nn import MLP

HOSTILE = [
    "%$#_{}~^\\",
    r"\input{x}",
    r"\end{document}",
    "^^M ^^41",
    "$x$ & $y$",
    "<a|b>*c",
    "a--b ``c'' ?` ,,d",
    '"quoted"',
    "β",
    "βάρος Ωμέγα ο",
    "x₁ y² ∂L/∂w → ∞",
    "é naïve Łódź ß œ ŷ e\u0301",
    "漢字 かな",
    "Привет שלום مرحبا",
    "🙂👩‍🔬",
    "«x» ð ½",
    "\x00\x07\x1b[31m\x7f\x85",
    "\u202eturned\u2028\ufeff\ufffe",
    "\ud83d",
    "a\tb\nc",
]


def compiled(program: str, document: str, folder: Path) -> str:
    """Compile a document and return what TeX says, or skip the test where there is no TeX."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    (folder / "steps.tex").write_bytes(document.encode())
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "steps.tex"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=120
    )
    assert done.returncode == 0, "\n".join(done.stdout.splitlines()[-30:])
    assert (folder / "steps.pdf").stat().st_size > 0
    return done.stdout


def hostile() -> Value:
    """A result of values whose labels are hard for TeX."""
    values = [Value(0.5 + place, label=label) for place, label in enumerate(HOSTILE)]
    pairs = [a * tanh(b) for a, b in itertools.pairwise(values)]
    result = total(pairs) / values[0]
    result.label = r"%L_\ "
    return result


@pytest.mark.parametrize("program", ["pdflatex", "xelatex"])
def test_hostile_labels_compile(program: str, tmp_path: Path) -> None:
    """Whatever a label or the title holds, the document is compiled without an error."""
    said = compiled(program, explain(hostile()).latex_document("".join(HOSTILE)), tmp_path)
    assert "LaTeX Warning: Command" not in said
    assert "Missing character" not in (tmp_path / "steps.log").read_text("utf-8", "replace")
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".aux", ".log", ".pdf", ".tex"]


def test_a_network_compiles_and_fits_the_page(tmp_path: Path) -> None:
    """No line of a usual explanation is wider than the page."""
    document = explain(MLP(2, [3, 1], seed=0)([1.0, -2.0])).latex_document()
    assert "Overfull" not in compiled("pdflatex", document, tmp_path)


def test_it_has_the_displays_and_the_laws() -> None:
    """Every formula of `.latex()` is there, and above each backward step its law."""
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    y = a * b + a**2
    explanation = explain(y)
    document = explanation.latex_document()

    def plain(text: str) -> str:
        for mark in (r"\\*", r"\\", "&", r"\quad", " ", "\n"):
            text = text.replace(mark, "")
        return text

    for step in explanation.steps:
        assert plain(step.latex) in plain(document)
        if step.kind == "backward":
            assert f"{step.number}. {step.law.capitalize()}" in document
    assert r"\title{The gradient of v3}" in document
    assert document.index(r"\section*{Forward}") < document.index(r"\section*{Backward}")
    assert document.startswith("\\documentclass{article}\n")
    assert document.endswith("\\end{document}\n")


def test_a_document_is_ascii() -> None:
    """It survives any editor, any file system and any terminal."""
    assert explain(hostile()).latex_document("".join(HOSTILE)).isascii()


def test_letters_are_declared_where_they_are_needed() -> None:
    """A plain document has a plain head."""
    x = Value(2.0, label="x")
    assert r"\newcommand" not in explain(x * x).latex_document("∂L/∂β")
    assert r"\newcommand{\letter}" in explain(x * x).latex_document("漢")
    assert r"\newcommand{\numbered}" in explain(x * x).latex_document("\x07")


def test_a_leaf_alone(tmp_path: Path) -> None:
    """It has one step, the seed, and no section for what is computed."""
    document = explain(Value(1.0, label="x")).latex_document()
    assert "Forward" not in document
    compiled("pdflatex", document, tmp_path)


def test_the_title_is_a_text() -> None:
    """Anything else is a mistake."""
    with pytest.raises(TypeError, match="the title of a document is a text, here is 3"):
        explain(Value(1.0)).latex_document(3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a_b", r"a\_b"),
        ("a\\b", r"a\textbackslash{}b"),
        ("a\n b", "a b"),
        ("--", "-{}-{}"),
        ("ε", r"\ensuremath{\varepsilon}"),
        ("ά", r"\ensuremath{\acute{\alpha}}"),
        ("\x07", r"\numbered{0007}"),
    ],
)
def test_text_is_escaped(text: str, expected: str) -> None:
    """Nothing of plain text is a command."""
    assert escaped(text) == expected


def test_formulas_stay() -> None:
    """What is ASCII already is left alone, line by line."""
    formula = "\\frac{a}{b} &= \\text{w\\_1} \\\\\nx"
    assert readable(formula) == formula
