r"""A sheet in GIFT, the text format of questions that Moodle and others import.

A format of traps, each seen in a reader of it: `~ = # { } :` mean something also in the middle of
text; `\n` is a line break, so that `\nabla` must be written `\\nabla`; an empty line ends a
question; a number has no exponent and a digit before its point; an answer with something behind it
begins with `=`.
"""

import html
from collections.abc import Sequence

from ..exercises.exercise import Exercise
from .asked import Asked, asked, task_of
from .sheet import Sheet, heading

_SPECIAL = {character: "\\" + character for character in "\\~=#{}:"}


def gift(sheet: Sheet) -> str:
    """Return a sheet in GIFT: each question with its graph, a line for each.

    Arguments:
        sheet: what to write.
    """
    lines = [f"// {_one_line(sheet.title)}; seed {sheet.seed}"]
    for number, exercise in enumerate(sheet, 1):
        for place, question in enumerate(asked(exercise), 1):
            lines.append(_question(f"{number}.{place}", number, exercise, question))
    return "\n\n".join(lines) + "\n"


def escaped(text: str) -> str:
    r"""Write text so that GIFT shows it as it is.

    >>> print(escaped(r"{a = 2} \nabla"))
    \{a \= 2\} \\nabla
    """
    plain = "".join(_SPECIAL.get(letter, letter) for letter in text.replace("\r", ""))
    return plain.replace("\n", r"\n")


def _question(name: str, number: int, exercise: Exercise, question: Asked) -> str:
    shown = [heading(number, exercise), exercise.given, exercise.asks.worked, task_of(exercise)]
    body = "".join(_html(part) for part in [*shown, question.prompt] if part)
    return f"::{escaped(f'{name} {question.prompt}')}::[html]{escaped(body)}{_answers(question)}"


def _html(part: str | Sequence[str]) -> str:
    if isinstance(part, str):
        return f"<p>{html.escape(part, quote=False)}</p>"
    return f"<pre>{html.escape(chr(10).join(part), quote=False)}</pre>"


def _answers(question: Asked) -> str:
    if question.how == "number":
        numbers = "".join(f"={right}:{question.tolerance}" for right in question.right)
        exact = f"####{escaped(f'The exact number is {question.exact}.')}" if question.exact else ""
        return f"{{#{numbers}{exact}}}"
    if question.how == "text":
        return f"{{{' '.join(f'={escaped(right)}' for right in question.right)}}}"
    # What is chosen from is read as HTML, like the question.
    marked = [
        f"{'=' if choice in question.right else '~'}{escaped(html.escape(choice, quote=False))}"
        for choice in question.choices
    ]
    return f"{{{' '.join(marked)}}}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
