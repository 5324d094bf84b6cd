"""Steps as HTML."""

from xml.etree import ElementTree

from micrograd_plus import Value, explain


def test_tables_are_well_formed_and_complete() -> None:
    """A row for each step, a formula in each row, labels as text."""
    x = Value(2.0, label="<script>&")
    explanation = explain(x * x)
    page = ElementTree.fromstring(f"<div>{explanation.html()}</div>")
    rows = page.findall(".//tbody/tr")
    assert len(rows) == len(explanation.steps) == 4
    assert all(len(row.findall(".//math")) == 1 for row in rows)
    assert [len(row) for row in rows] == [2, 3, 3, 3]
    assert page.find(".//script") is None
    assert "<script>&" in "".join(page.itertext())


def test_mathml_has_a_line_for_each_step() -> None:
    """Every line is a formula of its own."""
    x = Value(2.0, label="x")
    lines = explain(x.tanh()).mathml().splitlines()
    assert len(lines) == 3
    for line in lines:
        assert ElementTree.fromstring(line).tag == "math"


def test_a_leaf_has_no_forward_steps() -> None:
    """Nor has its page a table for them."""
    assert explain(Value(2.0)).html().count("<table>") == 1
