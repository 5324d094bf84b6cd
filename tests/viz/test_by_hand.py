"""The graph of an exercise, with numbers as a person writes them."""

import re

from micrograd_plus import Value
from viz.by_hand import graph_by_hand


def texts(picture: str) -> list[str]:
    """What is written in a picture."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", picture)


def test_only_the_numbers_that_are_given() -> None:
    """Neither in the boxes nor where somebody points."""
    a, b = Value(0.5, label="a"), Value(-3.0, label="b")
    y = a * b + a
    y.label = "L"
    y.backward()
    picture = graph_by_hand(y, {"a": "1/2", "v1": "?"})
    assert {"a", "1/2", "b", "L", "+", "*", "?"} <= set(texts(picture))
    words = [*texts(picture), *re.findall(r"<title>([^<]*)</title>", picture)]
    assert "0.5" not in words
    assert not [word for word in words if "data" in word or "grad" in word]
    assert "L = v1 + a" in picture


def test_an_edge_for_each_operand() -> None:
    """Also where an operation uses one value twice; an exponent is no box."""
    a = Value(2.0, label="a")
    assert graph_by_hand(a + a, {}).count("a → v1") == 2
    assert graph_by_hand(a**2, {}).count('class="node"') == 3


def test_text_is_text() -> None:
    """A label or a number that looks like markup of Graphviz is shown as it is."""
    a = Value(2.0, label="<b>|{x}")
    assert "&lt;b&gt;|{x}" in texts(graph_by_hand(a + 1.0 * a, {a.label: "{1|2}"}))


def test_ids_of_a_name() -> None:
    """The same picture to the last letter, where ids are given; else no two share an id."""
    a = Value(2.0, label="a")
    first, second = (graph_by_hand(a * a, {}, "graph3") for _ in range(2))
    assert first == second
    assert set(re.findall(r'id="([a-z0-9]+)-', first)) == {"graph3"}
    first, second = (set(re.findall(r'id="([^"]+)"', graph_by_hand(a * a, {}))) for _ in range(2))
    assert first.isdisjoint(second)
