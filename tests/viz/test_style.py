"""Colours, widths and numbers of all pictures."""

import pytest

from micrograd_plus import Value
from viz.style import THEMES, gradient_text, line_style, signed_text


def test_flow_of_nothing():
    """A zero gradient is a thin dashed grey line, and a gradient that is no number dashed black."""
    flow = THEMES["flow"]
    zero = {"color": "#666666", "penwidth": "0.60", "style": "dashed"}
    assert line_style(0.0, 1.0, flow) == zero
    assert line_style(float("nan"), 1.0, flow) == {"color": "black", "style": "dashed"}
    assert line_style(float("inf"), 1.0, flow)["penwidth"] == "3.00"
    assert line_style(5e-324, 1e308, flow)["penwidth"] == "0.60"


def test_width_grows_with_the_logarithm():
    """A tenth of the largest gradient is a third of the way down to the thinnest line."""
    widths = [float(line_style(g, 1.0, THEMES["flow"])["penwidth"]) for g in (1, 0.1, 0.01, 0.001)]
    assert widths == [3.0, 2.2, 1.4, 0.6]


def test_numbers():
    """Numbers are written alike everywhere, and signs are never left to colour."""
    assert gradient_text(Value(1.0)) == "—"
    assert [signed_text(x) for x in (2.0, -2.0, 0.0, 1e-7)] == [
        "+2.0000",
        "-2.0000",
        "0.0000",
        "+1e-07",
    ]


def test_themes():
    """Each is found by its name, and says what its colours mean, if it has any."""
    assert [theme.name for theme in THEMES.values()] == list(THEMES)
    assert list(THEMES) == ["classic", "circuit", "flow", "print"]
    for theme in THEMES.values():
        assert bool(theme.legend) == (theme.circuit or theme.flow)
    for colour in (THEMES["flow"].positive, THEMES["flow"].negative):
        assert any(colour in text for text in THEMES["flow"].legend)


def test_paper_is_black_on_white():
    """A theme for paper has no greys that a printer would make pale."""
    paper = THEMES["print"]
    assert (paper.ink, paper.constant, paper.shade) == ("black", "black", "white")
    assert line_style(0.0, 1.0, paper)["color"] == "black"


def test_gradients_that_are_not_reached():
    """A dash is not a zero."""
    x = Value(3.0)
    y = x * 0.0
    assert gradient_text(x) == "—"
    y.backward()
    assert gradient_text(x) == "0.0000"


@pytest.mark.parametrize("largest", [0.0, 1.0, 2.0])
def test_the_largest_is_the_thickest(largest):
    """Whatever is not below the largest has the full width, also where it is the only one."""
    assert line_style(-2.0, largest, THEMES["flow"])["penwidth"] == "3.00"
