"""From a result to a drawing: what can be asked for, and what is refused."""

import re

import pytest

from micrograd_plus import Value, tanh
from tests.viz.graphs import example, neuron
from viz import draw_dot
from viz.style import THEMES


def test_unknown_names():
    """An unknown theme or format is answered with the known ones."""
    with pytest.raises(ValueError, match="choose one of classic, circuit, flow, print"):
        draw_dot(neuron(), theme="neon")
    with pytest.raises(ValueError, match=r"no format 'gif': choose one of svg, png, pdf"):
        draw_dot(neuron(), format="gif")


@pytest.mark.parametrize(
    ("thing", "cure"),
    [
        ([Value(1.0), Value(2.0)], "here is a list: draw one of them, or their sum"),
        (3.0, r"here is a float: compute the result from Value\(...\)"),
        (neuron, "here is a function: call it and draw what it returns"),
        (None, "here is a NoneType"),
    ],
)
def test_only_values_are_drawn(thing, cure):
    """What is no Value is refused, with what to do instead."""
    with pytest.raises(TypeError, match=cure):
        draw_dot(thing)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"focus": 3.0}, TypeError, "focus is a value of the graph, here is 3.0"),
        ({"one_path_to": "x"}, TypeError, "one_path_to is a value of the graph, here is 'x'"),
        ({"focus": Value(1.0)}, ValueError, "focus is a value of the graph that is drawn; Value"),
        ({"one_path_to": Value(1.0)}, ValueError, "Value.* is not part of it"),
        ({"digits": -1}, ValueError, "digits must be at least 0, here is -1"),
        ({"digits": 99}, ValueError, "digits is at most 17"),
        ({"digits": 2.5}, TypeError, "digits is a whole number, here is 2.5"),
        ({"width": 0}, ValueError, "width is a number above 0, at most 10,000; here is 0"),
        ({"width": "wide"}, TypeError, "width is a number above 0"),
        ({"dpi": 5_000}, ValueError, "dpi is a number above 0, at most 1,200; here is 5000"),
        ({"level": "galaxy"}, ValueError, "choose one of operation, neuron, layer, network"),
        ({"around": -1, "focus": "a"}, ValueError, "around"),
        ({"around": 1.5, "focus": "a"}, TypeError, "around"),
        ({"focus": "a", "one_path_to": "b"}, ValueError, "not both"),
    ],
)
def test_wrong_wishes(options, error, message):
    """What cannot be drawn is refused, with what was given."""
    root, values = example()
    known = {
        name: values.get(wish, wish) if error is ValueError or name == "focus" else wish
        for name, wish in options.items()
    }
    with pytest.raises(error, match=message):
        draw_dot(root, **known)


def test_every_wish_at_once():
    """Wishes go together: a part, at a level, in a theme, from top to bottom."""
    root, values = example()
    root.backward()
    drawing = draw_dot(root, "png", "TB", "flow", "neuron", focus=values["s"], around=1)
    assert drawing.format == "png"
    assert "rankdir=TB" in drawing.source
    assert "4 of 7 values" in drawing.source
    assert "thicker" in drawing.source


def test_drawing_changes_nothing():
    """Data, gradients and labels are as they were."""
    root, values = example()
    root.backward()
    before = [(value.data, value.grad, value.label) for value in values.values()]
    for theme in ("classic", "circuit", "flow", "print"):
        draw_dot(root, theme=theme, one_path_to=values["a"])
    assert [(value.data, value.grad, value.label) for value in values.values()] == before


@pytest.mark.parametrize("theme", THEMES)
def test_digits(theme):
    """All numbers of a picture have as many digits behind the point as asked for."""
    y = neuron()
    y.backward()
    for digits in (2, 7):
        text = draw_dot(y, theme=theme, digits=digits).source
        labels = re.sub(r'tooltip=("(\\.|[^"\\])*"|\w+)', "", text)
        found = re.findall(r"(?:data |grad |>)[+-]?\d+(?:\.(\d+))?(?=[|<}\"])", labels)
        assert {len(each) for each in found} == {digits}


def test_digits_of_a_step():
    """A step tells them in its sentence too, and there is room for them in every box."""
    y = neuron()
    few, many = (draw_dot(y, step=8, digits=digits).source for digits in (1, 9))
    assert re.search(r"sends -?\d\.\d · -?\d\.\d = ", few)
    assert re.search(r"sends -?\d\.\d{9} · ", many)


def size_of(picture):
    return tuple(
        float(re.search(f' {side}="([\\d.]+)"', picture)[1]) for side in ("width", "height")
    )


@pytest.mark.parametrize("build", [neuron, lambda: tanh(Value(1.0))])
@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_a_picture_fills_a_slide(build, rankdir):
    """Small and large pictures become as wide as a slide, or as high where that is less."""
    width, height = size_of(draw_dot(build(), rankdir=rankdir, width=1280).inline_svg())
    assert width <= 1281
    assert height <= 721
    assert width > 1270 or height > 710


def test_how_sharp_a_picture_is():
    """A png has as many dots as asked for, also a copy; what is drawn by lines is the same."""
    plain, sharp = (draw_dot(neuron(), "png", dpi=dpi) for dpi in (None, 192))
    sizes = [pixels(made.pipe()) for made in (plain, sharp, sharp.copy())]
    assert sizes[1] == sizes[2]
    assert sizes[1] == pytest.approx([2 * side for side in sizes[0]], abs=2)
    assert size_of(plain.inline_svg()) == size_of(sharp.inline_svg())


def pixels(picture):
    return [int.from_bytes(picture[place : place + 4], "big") for place in (16, 20)]


def test_a_pdf_has_no_margin():
    """A page is as large as what is drawn on it, in points."""
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", draw_dot(neuron(), "pdf").pipe())
    svg = size_of(draw_dot(neuron()).inline_svg())
    assert [float(side) * 4 / 3 for side in box.groups()] == pytest.approx(svg, abs=4)
