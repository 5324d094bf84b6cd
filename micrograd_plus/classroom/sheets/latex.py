r"""A sheet as a LaTeX document, which pdflatex, xelatex and lualatex compile alike, and its key."""

from collections.abc import Iterator
from fractions import Fraction

from ...explanation.latex_document import escaped
from ...rules.latex import latex_name, to_latex
from ..exercises.exact import Exact
from ..exercises.exercise import Exercise
from ..exercises.questions import Question
from .sheet import Sheet, heading

_PREAMBLE = r"""\documentclass{article}
\usepackage[a4paper, margin=20mm]{geometry}
\usepackage{amsmath}
\usepackage{multicol}
\raggedbottom
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\newcommand{\answer}[2]{#1\enspace#2\dotfill\par\medskip}
\newcommand{\tick}[1]{\fbox{\rule{0pt}{4pt}\hspace{4pt}}\enspace#1\par}
"""
_ROOM = r"\vspace{30mm}"
# With more steps than this an exercise is longer than a page, and may be cut.
_MOST_STEPS = 40
# More answers than this stand in two columns.
_ONE_COLUMN = 3
# Letters of worked steps that a font of one width may lack.
_PLAIN = str.maketrans({"→": "->", "·": "*"})


def latex(sheet: Sheet) -> str:
    """Return a sheet as a LaTeX document, with room to write.

    Arguments:
        sheet: what to write.
    """
    who = escaped(sheet.variant) if sheet.variant else r"Name: \hrulefill"
    head = rf"{who}\qquad Points: \underline{{\hspace{{15mm}}}} of {sheet.points}"
    return _document(sheet.title, [head, *_exercises(sheet, key=False)])


def latex_key(sheet: Sheet) -> str:
    """Return the answers of a sheet as a LaTeX document."""
    told = [f"Seed {sheet.seed}", *([f"for {sheet.variant}"] if sheet.variant else [])]
    head = f"{escaped(', '.join(told))}; {sheet.points} points"
    return _document(f"Key: {sheet.title}", [head, *_exercises(sheet, key=True)])


def number_latex(number: Exact) -> str:
    r"""Return a number by hand in LaTeX, without dollar signs.

    >>> print(number_latex(Exact(Fraction(-1, 2), Fraction(3))))
    -\tfrac{1}{2} + \ln 3
    """
    if number.is_rational:
        return _fraction(number.rational)
    inside = _fraction(number.inside)
    logarithm = rf"\ln {inside}"
    return logarithm if number.rational == 0 else f"{_fraction(number.rational)} + {logarithm}"


def _document(title: str, parts: list[str]) -> str:
    body = "\n\n".join([rf"\section*{{{escaped(title)}}}", *parts])
    return f"{_PREAMBLE}\\begin{{document}}\n{body}\n\\end{{document}}\n"


def _exercises(sheet: Sheet, key: bool) -> Iterator[str]:
    for number, exercise in enumerate(sheet, 1):
        text = "\n\n".join(_exercise(number, exercise, key))
        if len(exercise.asks.worked) <= _MOST_STEPS:
            # No page ends within it.
            text = f"\\begin{{minipage}}{{\\textwidth}}\n{text}\n\\end{{minipage}}"
        yield text


def _exercise(number: int, exercise: Exercise, key: bool) -> Iterator[str]:
    yield rf"\subsection*{{{escaped(heading(number, exercise))}}}"
    yield _graph(exercise)
    if exercise.asks.worked:
        yield _steps([line.translate(_PLAIN) for line in exercise.asks.worked])
    if not key:
        yield escaped(exercise.task)
    yield _answers(exercise, key)
    if not key and not exercise.asks.worked:
        yield _ROOM


def _graph(exercise: Exercise) -> str:
    """The leaves in a line, then the operations one below the other, with the values it tells."""
    problem = exercise.problem
    leaves = [f"{latex_name(name)} = {number_latex(x)}" for name, x in problem.leaves.items()]
    rows = []
    for line in problem.lines:
        row = rf"{latex_name(line.name)} &= {to_latex(line.formula)}"
        if exercise.asks.with_values:
            row += f" = {number_latex(problem.values[line.name])}"
        rows.append(row)
    lines = " \\\\\n".join(rows)
    return f"${'$, $'.join(leaves)}$\n\\begin{{align*}}\n{lines}\n\\end{{align*}}"


def _steps(lines: list[str]) -> str:
    return "\n".join([r"{\footnotesize", r"\begin{verbatim}", *lines, r"\end{verbatim}", "}"])


def _answers(exercise: Exercise, key: bool) -> str:
    found = []
    for question in exercise.questions:
        found.append(rf"\answer{{{escaped(question.prompt)}}}{{{_right(question) if key else ''}}}")
        if not key:
            found += [rf"\tick{{{escaped(words)}}}" for _, words in question.options]
    text = "\n".join(found)
    if len(exercise.questions) <= _ONE_COLUMN:
        return text
    return f"\\begin{{multicols}}{{2}}\n{text}\n\\end{{multicols}}"


def _right(question: Question) -> str:
    if question.number is not None:
        return f"${number_latex(question.number)}$"
    return escaped(dict(question.options).get(question.right, question.right))


def _fraction(number: Fraction) -> str:
    if number.denominator == 1:
        return str(number)
    sign = "-" if number < 0 else ""
    return rf"{sign}\tfrac{{{abs(number.numerator)}}}{{{number.denominator}}}"
