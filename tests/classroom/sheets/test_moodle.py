"""Sheets in Moodle's XML, held against the rules by which Moodle reads them.

Moodle itself is no package, so its rules stand here in words and checks: the root is `quiz`; every
question has a type, a name and a text in HTML with `<text>`; a picture is a `<file>` in base64 that
the text names. In a text of the type cloze, a field is `{points:KIND:answers}`; answers are apart
by `~`; one begins with `=` for all points, or with a share between percent signs; behind `#` comes
feedback, unless it follows an ampersand; a number has its tolerance behind a colon; an answer ends
at `}`. Entities in answers are read once. Of a field one answer has all points, and of a choice
there are two answers or more.
"""

import base64
import html
import re
from xml.etree import ElementTree

import pytest

from micrograd_plus.classroom.exercises.exercise import KINDS
from micrograd_plus.classroom.sheets.asked import Asked, asked
from micrograd_plus.classroom.sheets.moodle import field, moodle
from micrograd_plus.classroom.sheets.sheet import sheet
from tests.classroom.sheets.test_gift import drawn_with

Answer = tuple[str, int]


def fields(text: str) -> list[tuple[str, list[Answer]]]:
    """The fields of a text: kind, and answers with their share of the points."""
    found = []
    for points, kind, inside in re.findall(r"\{(\d*):([A-Z_]+):([^}]*)\}", text):
        assert points == "1"
        answers = []
        for written in inside.split("~"):
            share = re.match(r"=|%(\d+)%", written)
            assert share, f"{written} has no share: it would be wrong, or right by chance"
            plain = written[share.end() :]
            assert not re.search(r"(?<!&)#", plain), "what follows would be feedback"
            answers.append((plain, int(share[1] or 100)))
        found.append((kind, answers))
    return found


@pytest.mark.thorough
def test_every_level_and_kind() -> None:
    """Structure, fields, answers, tolerances and pictures are as Moodle wants them."""
    for shift in range(len(KINDS)):
        drawn = drawn_with(shift)
        document = ElementTree.fromstring(moodle(drawn))
        assert document.tag == "quiz"
        category, *questions = document
        assert category.get("type") == "category"
        assert category.findtext("category/text") == f"$course$/top/{drawn.title}"
        assert len(questions) == len(drawn)
        for number, (question, one) in enumerate(zip(questions, drawn, strict=True), 1):
            assert question.get("type") == "cloze"
            assert question.findtext("name/text").startswith(f"{number}. ")
            (body,) = question.findall("questiontext")
            assert body.get("format") == "html"
            text = body.findtext("text")
            assert "\n".join(one.given) in html.unescape(text)
            found = fields(text)
            assert text.count("{") == text.count("}") == len(found) == len(one.questions)
            for (kind, answers), each in zip(found, asked(one), strict=True):
                held(kind, answers, each)
            for file in body.findall("file"):
                assert f'src="@@PLUGINFILE@@{file.get("path")}{file.get("name")}"' in text
                assert base64.b64decode(file.text).startswith(b"<svg")


def held(kind: str, answers: list[Answer], each: Asked) -> None:
    """Hold a field against the question that it is made of."""
    assert max(share for _, share in answers) == 100
    if each.how == "number":
        assert kind == "NUMERICAL"
        for (written, share), right in zip(answers, each.right, strict=True):
            assert re.fullmatch(r"-?\d+(\.\d+)?:\d+(\.\d+)?", written)
            assert (written, share) == (f"{right}:{each.tolerance}", 100)
        return
    # Entities of a field are read, and what a choice then is, is HTML.
    plain = [(html.unescape(written), share) for written, share in answers]
    if each.how == "text":
        assert kind == "SHORTANSWER"
        assert plain == [(right, 100) for right in each.right]
        return
    assert kind == "MULTICHOICE_VS"
    assert len(plain) >= 2
    read = {html.unescape(written): share for written, share in plain}
    assert read == {each_one: 100 * (each_one in each.right) for each_one in each.choices}


@pytest.mark.parametrize(
    "text", ["= b", "a~b", "{x}", "c#d", "a < b", "&amp;", "\\", "x\\}", "%0%"]
)
def test_answers_that_look_like_more(text: str) -> None:
    """Each is read as it was meant, right or wrong."""
    for right in (text, "other"):
        each = Asked("p", "choice", (right,), (text, "other"))
        ((kind, answers),) = fields(field(each))
        held(kind, answers, each)
    (written,) = fields(field(Asked("p", "text", (text,))))
    held(*written, Asked("p", "text", (text,)))


def test_pictures() -> None:
    """Each exercise brings its own."""
    pytest.importorskip("graphviz")
    document = ElementTree.fromstring(moodle(sheet(count=2)))
    assert len(document.findall("question/questiontext/file")) == 2


def test_hostile_titles() -> None:
    """Whatever stands above: the document is one, and its name comes back."""
    title = "a/b ]]> & <x> \x00 \ud83d"
    document = ElementTree.fromstring(moodle(sheet(count=1, title=title)))
    assert document.findtext("question/category/text") == "$course$/top/a//b ]]> & <x>    "
