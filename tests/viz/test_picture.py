"""From a result to a drawing: what can be asked for, and what is refused."""

import pytest

from micrograd_plus import Value
from tests.viz.graphs import example, neuron
from viz import draw_dot


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
