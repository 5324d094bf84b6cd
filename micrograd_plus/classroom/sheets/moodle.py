"""A sheet in Moodle's XML: each exercise a question with its fields in the text (type `cloze`).

What Moodle's reader asks for: `<quiz>` around all; a `<question>` with its `type`, a `<name>` and a
`<questiontext>`, each with a `<text>`; pictures in `<file>`, by their names behind
`@@PLUGINFILE@@/`. A field is `{1:NUMERICAL:=0.5:0.005}`, points, kind, right answer, tolerance, or
`{1:MULTICHOICE_VS:%100%right~%0%wrong}`. The share of the points is always written out: a wrong
answer that begins with `=` would be a right one. What means something in a field is written by its
number, as `&#125;`; of backslashes the reader takes back only some.
"""

import base64
import html
import re
from xml.sax.saxutils import escape

from ..exercises.exercise import Exercise
from .asked import Asked, asked, task_of
from .page import drawing
from .sheet import Sheet, heading

_KINDS = {"number": "NUMERICAL", "text": "SHORTANSWER", "choice": "MULTICHOICE_VS"}
_PICTURE = "graph.svg"
# What XML cannot hold.
_UNHOLDABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def moodle(sheet: Sheet) -> str:
    """Return a sheet in Moodle's XML.

    Arguments:
        sheet: what to write.
    """
    # In the path of a category a slash that is meant is doubled.
    category = f"$course$/top/{sheet.title.replace('/', '//')}"
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<quiz>",
        f'<question type="category"><category>{_text(category)}</category></question>',
        *[_question(number, exercise) for number, exercise in enumerate(sheet, 1)],
        "</quiz>",
    ]
    return "\n".join(parts) + "\n"


def field(question: Asked) -> str:
    """Return a question as a field of a text.

    >>> print(field(Asked("p", "number", ("-0.5",), tolerance="0.005")))
    {1:NUMERICAL:=-0.5:0.005}
    >>> print(field(Asked("p", "choice", ("a}",), ("= b", "a}"))))
    {1:MULTICHOICE_VS:%0%= b~%100%a&#125;}
    """
    if question.how == "number":
        answers = [f"={right}:{question.tolerance}" for right in question.right]
    elif question.how == "text":
        answers = [f"%100%{_answer(right)}" for right in question.right]
    else:
        # Once its entities are read, a choice is HTML.
        shares = [(100 if each in question.right else 0, each) for each in question.choices]
        answers = [f"%{share}%{_answer(html.escape(each))}" for share, each in shares]
    return f"{{1:{_KINDS[question.how]}:{'~'.join(answers)}}}"


def _question(number: int, exercise: Exercise) -> str:
    picture = drawing(exercise, number)
    parts = [_seen(picture, number)] if picture else []
    parts.append(_lines(exercise.given))
    if exercise.asks.worked:
        parts.append(_lines(exercise.asks.worked))
    parts.append(f"<p>{html.escape(task_of(exercise))}</p>")
    parts += [f"<p>{html.escape(each.prompt)}: {field(each)}</p>" for each in asked(exercise)]
    file = ""
    if picture:
        data = base64.b64encode(picture.encode()).decode("ascii")
        file = f'\n<file name="{_PICTURE}" path="/" encoding="base64">{data}</file>'
    return (
        f'<question type="cloze">\n<name>{_text(heading(number, exercise))}</name>\n'
        f'<questiontext format="html">\n<text>{_literal("".join(parts))}</text>{file}\n'
        "</questiontext>\n</question>"
    )


def _seen(picture: str, number: int) -> str:
    return f'<p><img src="@@PLUGINFILE@@/{_PICTURE}" alt="The graph of exercise {number}"></p>'


def _lines(lines: list[str]) -> str:
    return f"<pre>{html.escape(chr(10).join(lines))}</pre>"


def _answer(text: str) -> str:
    """An answer in a field, with entities for what means something there."""
    return re.sub(r"[}~#\\]", lambda found: f"&#{ord(found[0])};", html.escape(text, quote=False))


def _text(text: str) -> str:
    return f"<text>{escape(_UNHOLDABLE.sub(' ', text))}</text>"


def _literal(markup: str) -> str:
    """HTML inside of XML; the end mark of such a part must not stand within it."""
    return f"<![CDATA[{markup.replace(']]>', ']]]]><![CDATA[>')}]]>"
