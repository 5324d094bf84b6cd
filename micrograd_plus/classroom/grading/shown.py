"""How lessons went, as text and as HTML; whatever an engine has said is harmless in both."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from ...aligned import aligned
from .outcome import Failure, Graded, Status, gone_wrong

# What a terminal would obey, and XML may not hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# So much of what an engine prints helps to find a mistake.
_LINES = 5
# Legible on white and on black.
_COLOURS = {
    Status.PASSED: "#1d8a4e",
    Status.FAILED: "#d03a3a",
    Status.MISSING: "#777",
    Status.ENDED: "#d03a3a",
}


def as_text(engine: str, lessons: Sequence[Graded], notes: Sequence[str] = ()) -> str:
    """Return how lessons went as people read it in a terminal: all of them, then what failed.

    Arguments:
        engine: what stands above.
        lessons: how each went.
        notes: what is to be known about the run.
    """
    if reason := _one_reason(lessons):
        return harmless("\n\n".join([f"{engine}: not graded: {reason}", *_noted(notes)]))
    rows = [(lesson.status.value, lesson.name, beside(lesson)) for lesson in lessons]
    parts = [f"{engine}: {summary(lessons)}", aligned(rows or [("", "", "")])]
    parts += [told(lesson, before) for lesson, before in _with_first(lessons)]
    return harmless("\n\n".join([*parts, *_noted(notes)]))


def _noted(notes: Sequence[str]) -> list[str]:
    return [f"note: {note}" for note in notes]


def _one_reason(lessons: Sequence[Graded]) -> str:
    """Why no lesson at all could be asked, such as a file that cannot be imported."""
    reasons = {(lesson.status, lesson.reason) for lesson in lessons}
    only = reasons.pop() if len(lessons) > 1 and len(reasons) == 1 else None
    return only[1] if only is not None and only[0] is Status.ENDED else ""


def summary(lessons: Sequence[Graded]) -> str:
    """Return in one line how many lessons went how."""
    counts = [(sum(x.status is status for x in lessons), status.value) for status in Status]
    return ", ".join(f"{count} {word}" for count, word in counts if count or word == "passed")


def _with_first(lessons: Sequence[Graded]) -> Iterator[tuple[Graded, str]]:
    """Lessons that went wrong, each with the name of the one that has its mistake already."""
    first: dict[str, str] = {}
    for lesson in gone_wrong(lessons):
        # Two causes that are not known need not be the same.
        failure = lesson.failure
        sentence = failure.sentence if failure and failure.mistake else ""
        yield lesson, first.get(sentence, "")
        if sentence:
            first.setdefault(sentence, lesson.name)


def told(lesson: Graded, before: str = "") -> str:
    """Return what there is to say of a lesson: its program, what is wrong, what was printed.

    Arguments:
        lesson: how it went.
        before: the name of the lesson that tells the same mistake already.
    """
    lines = [f"{lesson.name}: {lesson.title}. {lesson.teaches}"]
    if lesson.failure:
        lines += [f"    {line}" for line in lesson.failure.lines]
        lines += [f"  {line}" for line in _wrong(lesson.failure, before)]
    if lesson.reason:
        lines.append(f"  {lesson.reason}")
    if lesson.printed.strip():
        lines.append("  it printed, at the end:")
        lines += [f"    {line}" for line in _end(lesson.printed).splitlines()]
    return harmless("\n".join(lines))


def _wrong(failure: Failure, before: str) -> list[str]:
    """What is wrong, line by line; a mistake that was told before by its name alone."""
    *lines, last = failure.words() or [""]
    return [*lines, f"{failure.mistake}, as in {before}" if before else last]


def as_html(engine: str, lessons: Sequence[Graded], notes: Sequence[str] = ()) -> str:
    """Return the same as HTML, to be put into a page or shown by a notebook."""
    if reason := _one_reason(lessons):
        return harmless(f"<p>{escape(engine)}: not graded: {escape(reason)}</p>")
    rows = "\n".join(
        f'<tr><td style="color: {_COLOURS[lesson.status]}">{lesson.status.value}</td>'
        f"<td>{escape(lesson.name)}</td><td>{escape(beside(lesson))}</td></tr>"
        for lesson in lessons
    )
    head = f"<p>{escape(engine)}: {escape(summary(lessons))}</p>"
    table = f"<table>\n<tr><th>result</th><th>lesson</th><th>asked</th></tr>\n{rows}\n</table>"
    parts = [_section(*each) for each in _with_first(lessons)]
    noted = [f"<p>{escape(note)}</p>" for note in notes]
    return harmless("\n".join([head, table, *noted, *parts]))


def _section(lesson: Graded, before: str) -> str:
    """What there is to say of a lesson that went wrong, below its name."""
    parts = [
        f"<h2>{escape(lesson.name)}: {escape(lesson.title)}</h2>",
        f"<p>{escape(lesson.teaches)}</p>",
    ]
    if lesson.failure:
        parts.append(f"<pre>{escape(chr(10).join(lesson.failure.lines))}</pre>")
        parts += [f"<p>{escape(line)}</p>" for line in _wrong(lesson.failure, before) if line]
    if lesson.reason:
        parts.append(f"<p>{escape(lesson.reason)}</p>")
    if lesson.printed.strip():
        parts.append(f"<p>It printed, at the end:</p>\n<pre>{escape(_end(lesson.printed))}</pre>")
    return "\n".join(parts)


def _end(printed: str) -> str:
    return "\n".join(printed.strip().splitlines()[-_LINES:])


def beside(lesson: Graded) -> str:
    """Return what is asked in a lesson, and why it did not come to that."""
    return f"{lesson.title}: {lesson.reason}" if lesson.reason else lesson.title


def harmless(text: str) -> str:
    """Return a text with nothing in it that a terminal would obey, or that XML could not hold.

    >>> print(harmless("red: \\x1b[31m"))
    red: \\x1b[31m
    """
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], text)
