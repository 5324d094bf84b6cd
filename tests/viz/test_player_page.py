"""The player as Python makes it: what it takes, what a notebook shows, what it refuses."""

import base64
import html
import re
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus import StaleGraphError, Value, explain, tanh
from micrograd_plus.nn import MLP
from viz import Player, player, render
from viz.player_page import MOST_WITHOUT_GRAPHVIZ, examples, make_player


def neuron() -> tuple[Value, Value]:
    x = Value(2.0, label="x")
    result = tanh(x * -0.5 + 0.25)
    result.label = "o"
    return x, result


def test_one_file_that_needs_no_other(tmp_path: Path) -> None:
    """The path is written, folders are made, nothing in the page points elsewhere."""
    made = player(neuron()[1], tmp_path / "new" / "page.html")
    written = (tmp_path / "new" / "page.html").read_text(encoding="utf-8")
    assert isinstance(made, Player)
    assert written == made.page
    outside = re.sub(r'xmlns(:\w+)?="[^"]*"', "", written)
    assert not re.search(r"https?:|@import|url\(|\bfetch\(|XMLHttp|<link (?!rel=.icon)", outside)
    assert "The gradient of o" in repr(made)


def test_subjects() -> None:
    """A Value, several, a model with a row; what they are computed from stays as it is."""
    x, result = neuron()
    assert player(result).title == "The gradient of o"
    assert player([result, x * 2, x]).picture.count('class="node"') > 8
    assert player(MLP(2, [2, 1], seed=0), row=[0.5, 1.0], title="A network").title == "A network"
    assert player(MLP(2, [2, 2], seed=0), row=[0.5, 1.0])
    assert not x.is_reached
    assert player(x).picture


@pytest.mark.parametrize(
    ("y", "options", "error", "said"),
    [
        (3.0, {}, TypeError, "compute the result from Value"),
        ([], {}, TypeError, "a Value, a list of them or a model"),
        ([Value(1.0), 2.0], {}, TypeError, "a Value, a list of them or a model"),
        (MLP(2, [1], seed=0), {}, TypeError, "row="),
        (Value(1.0), {"row": [1.0]}, TypeError, "leave it out"),
        (Value(1.0), {"title": 3}, TypeError, "is a text"),
        (Value(1.0), {"theme": "neon"}, ValueError, "classic, circuit"),
        (Value(1.0), {"rankdir": "UP"}, ValueError, "LR, TB"),
        (Value(6.0, (Value(2.0),), "mine"), {}, ValueError, "computed by hand"),
    ],
)
def test_refusals(y: Any, options: Any, error: type[Exception], said: str) -> None:
    """Each with the cure."""
    with pytest.raises(error, match=re.escape(said)):
        player(y, **options)


def test_stale_graphs() -> None:
    """Numbers that are not those of the formula are not played."""
    x, result = neuron()
    x.data = 5.0
    with pytest.raises(StaleGraphError):
        player(result)


def test_in_a_notebook() -> None:
    """A frame of its own; below it, for those who do not trust it, picture and text."""
    _, result = neuron()
    bundle = player(result)._repr_mimebundle_()
    assert 'color-scheme: light" title=' in bundle["text/html"]
    assert set(bundle) == {"text/plain", "text/html"}
    assert bundle["text/plain"] == str(explain(result))
    assert "<iframe sandbox=" in player(result)._repr_html_(), "for who knows no bundles"
    shown = bundle["text/html"]
    frame = re.search(r'<iframe sandbox="([^"]*)".*? srcdoc="([^"]*)"></iframe>', shown, re.S)
    assert frame is not None
    assert "allow-same-origin" not in frame[1]
    assert html.unescape(frame[2]) == player(result).page or "data-mode" in html.unescape(frame[2])
    without = shown.replace(frame[0], "")
    image = re.search(r'src="data:image/svg\+xml;base64,([^"]*)"', without)
    assert image is not None
    assert base64.b64decode(image[1]).startswith(b"<svg")
    assert html.escape("o = tanh(v2)") in without
    assert "<script" not in without


def test_in_several_cells(browser: Any, tmp_path: Path) -> None:
    """Two players in one notebook do not disturb each other."""
    cells = [player(y)._repr_mimebundle_()["text/html"] for y in (neuron()[1], Value(3.0) * 2)]
    path = tmp_path / "notebook.html"
    path.write_text("<!DOCTYPE html><meta charset=utf-8>" + "".join(cells), encoding="utf-8")
    page = browser.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(error.stack))
    page.goto(path.as_uri())
    counts = []
    for place, frame in enumerate(page.frames[1:]):
        frame.wait_for_selector("html[data-ready=yes]")
        for _ in range(place + 1):
            frame.click("#next")
        counts.append(frame.inner_text("#count"))
    page.close()
    assert counts == ["step 1 of 7", "step 2 of 3"]
    assert not troubles


def test_without_graphviz(monkeypatch: pytest.MonkeyPatch, browser: Any, tmp_path: Path) -> None:
    """The page lays a graph out by itself, up to some hundred values."""

    def missing(*_: object) -> None:
        raise render.NoGraphvizError("there is no Graphviz")

    monkeypatch.setattr(render, "render_svg", missing)
    made = player(neuron()[1], tmp_path / "page.html")
    assert made.picture == ""
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector("html[data-ready=yes]")
    assert page.locator("#drawing svg.own .node").count() > 7
    page.close()
    long = Value(0.5)
    for _ in range(MOST_WITHOUT_GRAPHVIZ):
        long = tanh(long)
    with pytest.raises(render.NoGraphvizError):
        player(long)


def test_slow_layouts_become_coarser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A drawing that takes too long is made of fewer boxes."""
    real, asked = render.render_svg, []

    def slow(source: str, timeout: float | None = None) -> str:
        asked.append(source)
        if len(asked) == 1:
            raise render.SlowLayoutError("too long")
        return real(source, timeout)

    monkeypatch.setattr(render, "render_svg", slow)
    assert player(MLP(2, [4, 1], seed=0), row=[0.5, 1.0]).picture
    assert len(asked[1]) < len(asked[0])


def test_examples() -> None:
    """The published network has its numbers; every example is complete."""
    assert examples()["mazur"]["leaves"]["w5"] == 0.4
    assert set(examples()) == {"fork", "neuron", "lecture", "mazur", "softmax"}
    for example in examples().values():
        assert set(example["parameters"]) <= set(example["leaves"])
        assert example["lines"]


def test_the_program_of_an_expression() -> None:
    """The page begins with the formulas that were typed."""
    program = {"lines": [{"name": "L", "text": "x*x"}], "leaves": {"x": 2.0}}
    x = Value(2.0, label="x")
    assert make_player(x * x, program=program).page != make_player(x * x).page
