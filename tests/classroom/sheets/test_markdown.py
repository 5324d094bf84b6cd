"""Sheets as Markdown, read back by a parser of it."""

import pytest

from micrograd_plus.classroom.sheets.markdown import escaped, markdown, markdown_key
from micrograd_plus.classroom.sheets.sheet import sheet


def test_it_is_read_as_it_is_meant() -> None:
    """Every line of the graph, the task and every prompt stand in the page of a Markdown reader."""
    mistune = pytest.importorskip("mistune")
    bs4 = pytest.importorskip("bs4")
    kinds = ["gradients", "local", "symbols", "mistake", "order"]
    drawn = sheet(seed=4, count=5, kind=kinds, title="a*b_c | <x>", variant="Ada *L*")
    page = bs4.BeautifulSoup(
        mistune.create_markdown(plugins=["table", "task_lists"])(markdown(drawn)), "html.parser"
    )
    assert page.h1.text == "a*b_c | <x>"
    assert page.p.text == "For Ada *L*"
    assert [head.text for head in page.find_all("h2")][1] == "2. A fork that meets again"
    text = " ".join(page.text.split())
    for one in drawn:
        assert " ".join("\n".join(one.given).split()) in text
        assert " ".join(one.task.split()) in text
    asked = [row.td.text for row in page.find_all("tr") if row.td]
    assert asked == [question.prompt for one in drawn for question in one.questions]
    words = [words for one in drawn for q in one.questions for _, words in q.options]
    assert [item.text.strip() for item in page.find_all("li")] == words


def test_the_key_is_in_the_second_one_alone() -> None:
    """What is right stands beside its question there, and nowhere on the sheet."""
    drawn = sheet(seed=4, count=1, kind="forward")
    (one,) = drawn
    last = one.questions[-1]
    row = f"| {escaped(last.prompt)} |"
    assert f"{row} `{last.right}` |" in markdown_key(drawn)
    assert f"{row}  |" in markdown(drawn)


@pytest.mark.parametrize("text", ["# a", "a|b", "`x`", "<b>", "[a](b)", "$x$", "&amp;"])
def test_escaped(text: str) -> None:
    """A parser gives back what was written."""
    mistune = pytest.importorskip("mistune")
    bs4 = pytest.importorskip("bs4")
    page = bs4.BeautifulSoup(mistune.html(escaped(text)), "html.parser")
    assert page.text.strip() == text
