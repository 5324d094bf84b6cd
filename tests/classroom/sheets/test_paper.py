"""Sheets to be printed, and their keys."""

import re

import pytest

from micrograd_plus.classroom.exercises.exercise import KINDS
from micrograd_plus.classroom.exercises.levels import LEVELS
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


# What is left of A4 between the margins, in the pixels of a browser.
PAPER = (round(180 / 25.4 * 96), round(267 / 25.4 * 96))


@pytest.mark.parametrize("kind", KINDS)
def test_no_exercise_is_longer_than_a_page(kind: str, opened) -> None:
    """So that none is cut in print, which the style forbids where it can be helped."""
    levels = ["chain", "fork", "neuron", "network", "softmax"]
    drawn = sheet(seed=3, count=5, level=levels, kind=kind)
    page = opened(paper(drawn), viewport={"width": PAPER[0], "height": 900})
    page.emulate_media(media="print")
    heights = page.eval_on_selector_all("section", "all => all.map((each) => each.offsetHeight)")
    assert len(heights) == 5
    assert max(heights) <= PAPER[1]
    inside = page.eval_on_selector("section", "each => getComputedStyle(each).breakInside")
    assert inside == "avoid"


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_on_screen(width: int, scheme: str, opened) -> None:
    """No serious finding of axe, on sheet and key; nothing wider than the window."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    drawn = sheet(seed=7, count=7, level=list(LEVELS), kind=list(KINDS), title="x" * 90)
    settings = {"viewport": {"width": width, "height": 740}, "color_scheme": scheme}
    for text in (paper(drawn), paper_key(drawn)):
        page = opened(text, **settings)
        found = axe.run(page).response["violations"]
        bad = [each for each in found if each["impact"] in ("serious", "critical")]
        assert not bad, [(e["id"], [n["html"] for n in e["nodes"]]) for e in bad]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
