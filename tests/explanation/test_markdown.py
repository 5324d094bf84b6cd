"""Steps as Markdown tables."""

import re

import pytest

from micrograd_plus import Value, explain, rule
from micrograd_plus.explanation.markdown import plain
from micrograd_plus.rules.table import TABLE

NASTY = "a|b $5$ `code` *bold* _it_ <b>tag</b> [link](x)\n~~no~~ &amp;"


@pytest.fixture
def nasty():
    """An operation whose law is full of what Markdown and HTML understand."""
    yield rule("nasty_square", "x", "x * x", "2 * x", law=NASTY)
    del TABLE["nasty_square"]


def html_of(text: str) -> str:
    """Markdown with tables and formulas as HTML."""
    mistune = pytest.importorskip("mistune")
    return mistune.create_markdown(plugins=["table", "math", "strikethrough"])(text)


def test_laws_and_labels_are_text(nasty) -> None:
    """Neither breaks a row of the table, and neither becomes a tag, code or a formula."""
    x = Value(2.0, label=NASTY)
    text = explain(nasty(x)).markdown()
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [3, 3, 4, 4, 4]
    page = html_of(text)
    assert page.count("<table>") == 2
    assert page.count("<tr>") == 5
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)
    assert len(cells) == 8
    for tag in ("<b>", "<code>", "<em>", "<strong>", "<a ", "<del>"):
        assert tag not in page
    assert " ".join(NASTY.split()).replace("&", "&amp;").replace("<", "&lt;").replace(
        ">", "&gt;"
    ) == cells[-1].replace("&quot;", '"')


def test_plain_words_stay_readable() -> None:
    """Only what means something gets a backslash."""
    assert plain("product rule: multiply swaps") == "product rule: multiply swaps"
    assert plain("x*y") == r"x\*y"


def test_columns_have_the_widths_of_what_is_in_them() -> None:
    """Converters size the columns of a wide table by the dashes below its head."""
    x = Value(2.0, label="x")
    lines = [line for line in explain(x * x).markdown().splitlines() if line.startswith("|--")]
    widths = [[len(cell) for cell in line.strip("|").split("|")] for line in lines]
    assert [len(columns) for columns in widths] == [2, 3]
    for number, formula, *why in widths:
        assert number * 10 < formula
        assert all(number < each < formula for each in why)
