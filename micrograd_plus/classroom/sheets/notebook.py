"""A sheet as a notebook for nbgrader, and the same notebook with right answers.

Of each exercise a cell tells the task, the next takes the answers, and a locked one marks them by
hidden tests, which nbgrader removes from what learners get. Its last line is the points, so an
answer counts by itself; nothing may reach standard error there, or nbgrader would give no point.
"""

import base64
import json
from typing import Any

from ..exercises.exercise import Exercise
from .markdown import escaped
from .page import drawing
from .sheet import Sheet, heading

_PICTURE = "graph.svg"
_MARKS = """\
# Here your answers to exercise {number} are marked.
### BEGIN HIDDEN TESTS
import contextlib as _contextlib
import io as _io
import warnings as _warnings

from micrograd_plus.classroom import exercise as _exercise

# A warning, of whatever package, would cost all points.
with _warnings.catch_warnings(), _contextlib.redirect_stderr(_io.StringIO()):
    _warnings.simplefilter("ignore")
    _drawn = _exercise(
        level={level!r},
        kind={kind!r},
        seed={seed!r},
        operations={operations!r},
        variant={variant!r},
    )
    _known = {{key: answers_{number}.get(key) for key in _drawn.key}}
    _points = _drawn.check(_known).points
_points
### END HIDDEN TESTS
"""


def notebook(sheet: Sheet) -> str:
    """Return a sheet as the source of an assignment of nbgrader.

    Arguments:
        sheet: what to write.
    """
    return _notebook(sheet, filled_in=False)


def notebook_key(sheet: Sheet) -> str:
    """Return the same notebook with every answer filled in: autograded, it has all points."""
    return _notebook(sheet, filled_in=True)


def _notebook(sheet: Sheet, filled_in: bool) -> str:
    who = f"\n\nFor {escaped(sheet.variant)}" if sheet.variant else ""
    cells = [_told("title", f"# {escaped(sheet.title)}{who}")]
    for number, exercise in enumerate(sheet, 1):
        cells += [
            _task(number, exercise),
            _code(f"answers-{number}", _answers(number, exercise, filled_in)),
            _code(f"marks-{number}", _marks(number, exercise), len(exercise.questions)),
        ]
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _told(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


def _code(name: str, source: str, points: int | None = None) -> dict[str, Any]:
    """A cell of code; one with points is locked, and marks what was answered."""
    graded = {
        "grade": True,
        "grade_id": name,
        "locked": True,
        "points": points,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {} if points is None else {"nbgrader": graded},
        "outputs": [],
        "source": source.rstrip("\n"),
    }


def _task(number: int, exercise: Exercise) -> dict[str, Any]:
    parts = [f"## {escaped(heading(number, exercise))}"]
    picture = drawing(exercise, number)
    if picture:
        parts.append(f"![The graph of exercise {number}](attachment:{_PICTURE})")
    parts.append(_lines(exercise.given))
    if exercise.asks.worked:
        parts.append(_lines(exercise.asks.worked))
    parts.append(escaped(exercise.task))
    for question in exercise.questions:
        if question.options:
            named = [f"- `{name}`: {escaped(words)}" for name, words in question.options]
            parts += [f"{escaped(question.prompt)}, by its name:", "\n".join(named)]
    cell = _told(f"exercise-{number}", "\n\n".join(parts))
    if picture:
        data = base64.b64encode(picture.encode()).decode("ascii")
        cell["attachments"] = {_PICTURE: {"image/svg+xml": data}}
    return cell


def _answers(number: int, exercise: Exercise, filled_in: bool) -> str:
    """A dictionary to be filled in, with the prompt behind a key that does not say it all."""
    lines = [f"answers_{number} = {{"]
    for question in exercise.questions:
        said = "" if question.prompt == question.key else f"  # {question.prompt}"
        lines.append(f"    {question.key!r}: {(question.right if filled_in else '')!r},{said}")
    return "\n".join([*lines, "}"])


def _marks(number: int, exercise: Exercise) -> str:
    return _MARKS.format(
        number=number,
        level=exercise.level,
        kind=exercise.kind,
        seed=exercise.seed,
        operations=exercise.operations,
        variant=exercise.variant,
    )


def _lines(lines: list[str]) -> str:
    return "\n".join(["```text", *lines, "```"])
