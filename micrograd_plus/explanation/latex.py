r"""The steps of an explanation as displays of LaTeX, which fit a page.

TeX breaks no row of a display and no display over two pages, so rows are broken here, at relations
and operators outside of all brackets, and a new display begins after some lines.
"""

import itertools
import re
from collections.abc import Iterable

from .steps import Step

# Figures that fit beside each other: a line of article.cls is 345pt wide, a figure 5pt.
_FIGURES = 62
_LEAST_FIGURES = 30
# Lines that fit a page at any rate: fractions are as high as two lines of text.
_LINES = 16

_RELATION = re.compile(r" = | \\;\{\+\}\{=\}\\; ")
_RELATIONS = re.compile(r" = | \\;\{\+\}\{=\}\\; | \\quad")
_OPERATORS = re.compile(r" [-+] | \\cdot ")
_DEEPER = {r"\left": 1, r"\right": -1, "{": 1, "}": -1}
_TOKEN = re.compile(r"\\left|\\right|\\.|[{}]", re.DOTALL)


def latex(steps: Iterable[Step]) -> str:
    """Return steps as `align*` environments."""
    steps = list(steps)
    forward = [step.latex for step in steps if step.kind == "forward"]
    backward = [step.latex for step in steps if step.kind != "forward"]
    displays = [display for rows in (forward, backward) for display in _displays(rows)]
    return "\n".join(
        "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}" for lines in displays
    )


def _displays(rows: list[str]) -> list[list[str]]:
    """The lines of each display; the relations of all its rows stand below each other."""
    apart = [_apart(row) for row in rows]
    widest = max((figures(left) for left, _ in apart), default=0.0)
    displays: list[list[str]] = []
    for left, right in apart:
        first, *others = _filled(_split(right, _RELATIONS), max(_FIGURES - widest, _LEAST_FIGURES))
        lines = [f"{left} &{first}", *(f"&\\quad {line}" for line in others)]
        if not displays or len(displays[-1]) + len(lines) > _LINES:
            displays.append([])
        displays[-1] += lines
    return displays


def figures(formula: str) -> float:
    """Estimate how wide a formula is, counted in the width of a figure."""
    formula = re.sub(r"\\(text|operatorname)\{((?:\\.|[^\\{}])*)\}", r"\2", formula)
    fraction = re.compile(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
    while found := fraction.search(formula):
        widest = max(found[1], found[2], key=figures)
        formula = formula[: found.start()] + widest + formula[found.end() :]
    formula = re.sub(r" = |\\;\{\+\}\{=\}\\;", "+++", formula)
    formula = re.sub(r" [-+] | \\cdot ", "++", formula)
    formula = formula.replace(r"\quad", "++").replace(r"\left", "").replace(r"\right", "")
    formula = re.sub(r"\\[A-Za-z]+ ?", "m", formula)
    return len(re.sub(r"[{}\\]|(?<!\w) ", "", formula))


def _apart(row: str) -> tuple[str, str]:
    """The two sides of a row, the relation with the right one."""
    relation = _places(row, _RELATION)[0]
    return row[:relation], row[relation:]


def _filled(pieces: list[str], room: float) -> list[str]:
    """Pieces put together to lines that are as long as there is room for."""
    lines: list[str] = []
    for piece in pieces:
        if figures(piece) > room and len(parts := _split(piece, _OPERATORS)) > 1:
            lines += _filled(parts, room)
        elif lines and figures(lines[-1] + piece) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.strip().removeprefix(r"\quad") for line in lines]


def _split(formula: str, before: re.Pattern[str]) -> list[str]:
    """A formula taken apart before each place that fits and stands outside of all brackets."""
    places = [0, *filter(None, _places(formula, before)), len(formula)]
    return [formula[start:end] for start, end in itertools.pairwise(places)]


def _places(formula: str, pattern: re.Pattern[str]) -> list[int]:
    """Where a pattern fits outside of all brackets and braces."""
    inside = [False] * (len(formula) + 1)
    depth, last = 0, 0
    for token in _TOKEN.finditer(formula):
        inside[last : token.start()] = [depth > 0] * (token.start() - last)
        last = token.start()
        depth += _DEEPER.get(token[0], 0)
    inside[last:] = [depth > 0] * (len(inside) - last)
    return [found.start() for found in pattern.finditer(formula) if not inside[found.start()]]
