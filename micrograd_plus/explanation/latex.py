r"""The steps of an explanation as displays of LaTeX, which fit a page.

TeX breaks no row of a display and no display over two pages, so rows are broken here, at relations
and operators outside of all brackets, and a new display begins after some lines.
"""

import itertools
import re
from collections.abc import Iterable, Sequence

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
    return "\n".join([*displays(forward), *displays(backward)])


def displays(
    rows: Sequence[str], words: Sequence[str] = (), figures_a_line: int = _FIGURES
) -> list[str]:
    """Return rows as `align*` environments; the relations of all rows stand below each other.

    Arguments:
        rows: formulas, each with a relation.
        words: what stands above each row, in LaTeX; empty where nothing does.
        figures_a_line: how many figures fit beside each other.
    """
    apart = [_apart(row) for row in rows]
    widest = max((figures(left) for left, _ in apart), default=0.0)
    found: list[tuple[str, list[str]]] = []
    length = 0
    for (left, right), above in zip(apart, words or [""] * len(rows), strict=True):
        room = max(figures_a_line - widest, _LEAST_FIGURES)
        first, *others = _filled(_split(right, _RELATIONS), room)
        lines = [f"{left} &{first}", *(f"&\\quad {line}" for line in others)]
        needed = len(lines) + bool(above)
        if above:
            # No page ends within a row that words stand above.
            lines = [" \\\\*\n".join(lines)]
        if not found or length + needed > _LINES:
            # Between two rows words are set by \intertext, which cannot be the first.
            found.append((f"\\noindent {above}\n" if above else "", []))
            length = 0
        elif above:
            lines[0] = f"\\intertext{{{above}}}\n{lines[0]}"
        found[-1][1].extend(lines)
        length += needed
    between = " \\\\\n"
    return [
        f"{above}\\begin{{align*}}\n{between.join(lines)}\n\\end{{align*}}"
        for above, lines in found
    ]


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
