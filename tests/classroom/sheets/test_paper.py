"""Sheets to be printed, and their keys."""

import re

from micrograd_plus.classroom.sheets.paper import paper, paper_key
from micrograd_plus.classroom.sheets.sheet import sheet


def test_room_for_every_answer() -> None:
    """A line for each question, a box for each option, room to compute."""
    drawn = sheet(seed=2, count=2, kind=["gradients", "mistake"])
    page = paper(drawn)
    first, second = drawn
    assert page.count('class="line"') == len(first.questions) + 1
    assert page.count('class="box"') == len(second.questions[1].options)
    # A mistake is found, not computed.
    assert page.count('class="room"') == 1
    assert "Name:" in page
    assert f"of {drawn.points}" in page


def test_the_key() -> None:
    """The seed, whose it is, and every answer; of options the sentence."""
    drawn = sheet(seed=2, count=2, kind=["gradients", "mistake"], variant="Ada <L>")
    page = paper_key(drawn)
    assert "Seed 2, for Ada &lt;L&gt;" in page
    first, second = drawn
    for question in first.questions:
        assert f"{question.prompt} <b>{question.right}</b>" in page
    sentence = dict(second.questions[1].options)[second.questions[1].right]
    assert sentence.replace("'", "&#x27;") in page


def test_a_sheet_tells_nothing_of_its_key() -> None:
    """Neither the seed, by which everyone could draw the key, nor an answer."""
    drawn = sheet(seed=98765, count=1, kind="forward", level="neuron", variant="Ada")
    page = re.sub(r"<(style|svg).*?</\1>", "", paper(drawn), flags=re.S)
    assert "98765" not in page
    assert "Ada" in page
    for question in drawn.exercises[0].questions:
        assert f"{question.prompt} = {question.right}" not in page
