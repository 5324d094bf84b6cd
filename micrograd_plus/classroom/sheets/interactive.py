"""A sheet as a page that checks answers in the browser, without a network.

It holds no answer as a plain number: `digests` says what it holds, and what that is worth.
"""

import hashlib
import html
import json
from typing import Any

from ..exercises.exercise import Exercise
from ..exercises.questions import Question
from ..exercises.symbols import Symbols
from .digests import checked
from .page import asset, page, rows, sections
from .sheet import Sheet

# The programs of the page, in `assets`, in the order in which they are put together.
PROGRAMS = ("sha256.js", "numbers.js", "formula.js", "check.js")


def interactive(sheet: Sheet) -> str:
    """Return a sheet as a page of HTML with a field for each answer, which is checked there.

    Arguments:
        sheet: what to write.
    """
    salt = hashlib.sha256(f"salt {sheet.seed} {sheet.variant}".encode()).hexdigest()[:16]
    data = {"salt": salt, "exercises": [_data(n, each, salt) for n, each in enumerate(sheet, 1)]}
    # No text of a sheet may end the script that holds it.
    written = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    code = "\n".join(asset(name) for name in PROGRAMS)
    who = f'<p class="who">{html.escape(sheet.variant)}</p>\n' if sheet.variant else ""
    parts = [
        who,
        "<noscript><p>This page checks answers by JavaScript, which is switched off.</p></noscript>"
        '\n<form id="sheet" autocomplete="off">\n',
        *sections(sheet, _fields),
        '</form>\n<p id="total" role="status"></p>\n',
        f'<script type="application/json" id="data">{written}</script>\n',
        f'<script>\n"use strict";\n(() => {{\n{code}}})();\n</script>\n',
    ]
    return page(sheet.title, parts, asset("interactive.css"))


def _data(number: int, exercise: Exercise, salt: str) -> dict[str, Any]:
    """What the page needs to know to check an exercise."""
    found: dict[str, Any] = {
        "questions": [checked(exercise, each, salt, number) for each in exercise.questions]
    }
    if exercise.kind == "order":
        found["graph"] = {
            line.name: [parent for _, parent in line.parents] for line in exercise.problem.lines
        }
        found["leaves"] = list(exercise.problem.leaves)
    if exercise.kind == "symbols":
        assert isinstance(exercise.asks, Symbols)
        found["places"] = [values for values, _ in exercise.asks.places]
    return found


def _fields(number: int, exercise: Exercise) -> str:
    lines = [
        (question, _field(f"e{number}q{place}", question))
        for place, question in enumerate(exercise.questions)
    ]
    return (
        f'{rows(lines)}<p class="done"><button type="button" class="check">Check exercise {number}'
        '</button> <span class="marks" role="status"></span></p>\n'
    )


def _field(name: str, question: Question) -> str:
    asked, said = html.escape(question.prompt), f'<output id="{name}-said"></output>'
    if not question.options:
        return (
            f'<label for="{name}">{asked}</label> <input id="{name}" type="text" '
            f'autocapitalize="off" spellcheck="false" aria-describedby="{name}-said"> {said}'
        )
    options = "".join(
        f'<li><label><input type="radio" name="{name}" value="{html.escape(option)}"> '
        f"{html.escape(words)}</label></li>"
        for option, words in question.options
    )
    return (
        f'<fieldset id="{name}"><legend>{asked}</legend><ul class="options">{options}</ul>{said}'
        "</fieldset>"
    )
