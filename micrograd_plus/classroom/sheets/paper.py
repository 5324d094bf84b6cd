"""A sheet as a page to be printed and written on, and its key."""

import html

from ..exercises.exercise import Exercise
from ..exercises.questions import Question
from .page import page, rows, sections
from .sheet import Sheet


def paper(sheet: Sheet) -> str:
    """Return a sheet as a page of HTML: graphs drawn, room to write, no exercise cut in print.

    Arguments:
        sheet: what to write.
    """
    who = html.escape(sheet.variant) if sheet.variant else "<span>Name:</span>"
    head = f'<p class="who">{who}<span>Points: &nbsp; of {sheet.points}</span></p>\n'
    return page(sheet.title, [head, *sections(sheet, _to_fill_in)])


def paper_key(sheet: Sheet) -> str:
    """Return the answers of a sheet as a page of HTML."""
    told = [f"Seed {sheet.seed}", *([f"for {sheet.variant}"] if sheet.variant else [])]
    head = f'<p class="who">{html.escape(", ".join(told))}; {sheet.points} points</p>\n'
    found = sections(sheet, _answered, drawn=False, asked=False)
    return page(f"Key: {sheet.title}", [head, *found])


def _to_fill_in(number: int, exercise: Exercise) -> str:
    lines = [(question, _blank(question)) for question in exercise.questions]
    # What is worked out already needs no room for it.
    room = "" if exercise.asks.worked else '<div class="room"></div>\n'
    return rows(lines) + room


def _blank(question: Question) -> str:
    asked = html.escape(question.prompt)
    if not question.options:
        return f'{asked} <span class="line"></span>'
    boxes = "".join(
        f'<li><span class="box"></span>{html.escape(words)}</li>' for _, words in question.options
    )
    return f'{asked}<ul class="options">{boxes}</ul>'


def _answered(number: int, exercise: Exercise) -> str:
    return rows(
        [
            (question, f"{html.escape(question.prompt)} <b>{html.escape(_right(question))}</b>")
            for question in exercise.questions
        ]
    )


def _right(question: Question) -> str:
    """The right answer; of several options, what it says."""
    return dict(question.options).get(question.right, question.right)
