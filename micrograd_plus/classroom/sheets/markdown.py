"""A sheet as Markdown, and its key."""

import re
from collections.abc import Iterator

from ..exercises.exercise import Exercise
from .sheet import Sheet, heading

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")


def markdown(sheet: Sheet) -> str:
    """Return a sheet as Markdown: the graph as lines of a program, answers in a table to fill in.

    Arguments:
        sheet: what to write.
    """
    return _document(sheet, sheet.title, key=False)


def markdown_key(sheet: Sheet) -> str:
    """Return the answers of a sheet as Markdown."""
    return _document(sheet, f"Key: {sheet.title}", key=True)


def escaped(text: str) -> str:
    r"""Write plain text so that Markdown shows it as it is.

    >>> print(escaped("a*b | w_1"))
    a\*b \| w\_1
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _document(sheet: Sheet, title: str, key: bool) -> str:
    head = [f"# {escaped(title)}"]
    if sheet.variant:
        head.append(f"For {escaped(sheet.variant)}")
    for number, exercise in enumerate(sheet, 1):
        head += [f"## {escaped(heading(number, exercise))}", *_exercise(exercise, key)]
    return "\n\n".join(head) + "\n"


def _exercise(exercise: Exercise, key: bool) -> Iterator[str]:
    yield _lines(exercise.given)
    if exercise.asks.worked:
        yield _lines(exercise.asks.worked)
    if not key:
        yield escaped(exercise.task)
    rows = ["| | answer |", "|---|---|"]
    for question in exercise.questions:
        right = f"`{question.right}`" if key else ""
        rows.append(f"| {escaped(question.prompt)} | {right} |")
    yield "\n".join(rows)
    for question in [] if key else exercise.questions:
        if question.options:
            yield "\n".join(f"- [ ] {escaped(words)}" for _, words in question.options)


def _lines(lines: list[str]) -> str:
    return "\n".join(["```text", *lines, "```"])
