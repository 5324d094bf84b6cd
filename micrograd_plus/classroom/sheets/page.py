"""What pages of a sheet have in common: the look, and an exercise without its answers."""

import html
from collections.abc import Callable, Iterable
from importlib.resources import files

from ...higher import higher
from ..exercises.exercise import Exercise
from ..exercises.questions import Question
from .sheet import Sheet, heading

# A question whose prompt is longer has a row of its own.
_SHORT = 22
# With more steps than this an exercise fits on a page in small letters only.
_MANY = 30


def asset(name: str) -> str:
    """Return a part of a page, from the folder `assets`."""
    return (files(__package__) / "assets" / name).read_text(encoding="utf-8")


def page(title: str, parts: Iterable[str], style: str = "") -> str:
    """Return a whole page, to be read without a network.

    Arguments:
        title: plain text.
        parts: HTML.
        style: further rules of CSS.
    """
    shown = html.escape(title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f'<title>{shown}</title>\n<link rel="icon" href="data:,">\n'
        f"<style>\n{asset('style.css')}{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{shown}</h1>\n{''.join(parts)}</main>\n</body>\n</html>\n"
    )


def sections(
    sheet: Sheet, answers: Callable[[int, Exercise], str], drawn: bool = True, asked: bool = True
) -> Iterable[str]:
    """Give the exercises as sections of a page.

    Arguments:
        sheet: the exercises.
        answers: makes the place for the answers of one, given its number.
        drawn: whether each graph is drawn.
        asked: whether the task is told.
    """
    for number, exercise in enumerate(sheet, 1):
        parts = [f"<h2>{html.escape(heading(number, exercise))}</h2>\n"]
        picture = drawing(exercise, number) if drawn else ""
        if picture:
            called = f"The graph of exercise {number}"
            parts.append(f'<div class="drawing"{_scrolled(called)}>{picture}</div>\n')
        parts.append(_lines(exercise.given, "given", f"The formulas of exercise {number}"))
        if exercise.asks.worked:
            kind = "worked long" if len(exercise.asks.worked) > _MANY else "worked"
            parts.append(_lines(exercise.asks.worked, kind, f"The steps of exercise {number}"))
        if asked:
            parts.append(f'<p class="task">{html.escape(exercise.task)}</p>\n')
        parts.append(answers(number, exercise))
        yield f'<section class="exercise" data-number="{number}">\n{"".join(parts)}</section>\n'


def drawing(exercise: Exercise, number: int) -> str:
    """Return the graph as a bare `<svg>` element; empty where nothing can draw it.

    It tells the numbers that the exercise tells, and has room for the others.

    Arguments:
        exercise: whose graph it is.
        number: of the exercise on its page.
    """
    problem = exercise.problem
    told = problem.values if exercise.asks.with_values else problem.leaves
    numbers = {name: str(number) for name, number in told.items()}
    try:
        picture: str = higher("graph_by_hand")(exercise.root, numbers, f"graph{number}")
    except (ImportError, RuntimeError):
        # The formulas below it say the same.
        return ""
    return picture


def rows(lines: Iterable[tuple[Question, str]]) -> str:
    """Return questions as a list, each with HTML for its answer."""
    found = []
    for question, answer in lines:
        wide = bool(question.options) or len(question.prompt) > _SHORT
        kind = ' class="wide"' if wide else ""
        found.append(f"<li{kind}>{answer}</li>\n")
    return f'<ul class="answers">\n{"".join(found)}</ul>\n'


def _lines(lines: list[str], kind: str, called: str) -> str:
    text = html.escape("\n".join(lines))
    return f'<pre class="{kind}"{_scrolled(called)}>{text}</pre>\n'


def _scrolled(called: str) -> str:
    """What a part that may be wider than the screen needs, to be scrolled by keys."""
    return f' tabindex="0" role="group" aria-label="{html.escape(called)}"'
