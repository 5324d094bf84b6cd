"""The page for everyone: by the keyboard alone, as axe-core sees it, on a phone and a projector."""

from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import datasets
from tests.viz.playground.test_page import number, text, wait
from tests.viz.test_playground_page import HOSTILE
from viz.playground_page import playground

WIDTHS = (360, 768, 1280, 1920)


def open_everything(page: Any) -> None:
    """Train a little, and open what opens."""
    page.click("#epoch")
    page.click("#epoch")
    page.click("#keep")
    page.click("[aria-label='Open unit 2 of layer 1']")
    page.click("#opened-body td button >> nth=0")
    page.click("#as-python")
    if page.locator("#training-fields summary").count():
        page.click("#training-fields summary")


def test_by_keyboard_alone(opened: Callable[..., Any]) -> None:
    """Keys train, Tab reaches every control, and a unit and its weight are opened by Enter."""
    page = opened()
    for key, told in (("s", "step 1"), ("e", "step 2"), ("b", "step 1"), ("r", "step 0")):
        page.keyboard.press(key)
        assert told in text(page, "#numbers")
    page.keyboard.press("Space")
    wait(page, lambda: number(page, "step") > 2)
    page.keyboard.press("Space")
    steps = number(page, "step")
    page.wait_for_timeout(100)
    assert number(page, "step") == steps
    reached: list[str] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        focus = "document.activeElement"
        reached.append(page.evaluate(f"{focus}.id || {focus}.ariaLabel || {focus}.innerText"))
    wanted = ["play", "step", "back", "lesson", "Open unit 3 of layer 1", "link", "open-model"]
    assert set(wanted) <= set(reached)
    page.focus("[aria-label='Open unit 3 of layer 1']")
    page.keyboard.press("Enter")
    assert text(page, "#opened-title") == "Opened: h1_3"
    page.locator("#opened-body td button", has_text="w1_3_1").focus()
    page.keyboard.press("Enter")
    assert text(page, "#opened-title") == "Opened: w1_3_1"


def test_the_focus_stays(opened: Callable[..., Any]) -> None:
    """What is set by a control leaves the focus on it, though the controls are made anew."""
    page = opened()
    page.focus("[aria-label='Layer 1: one unit more']")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert text(page, ".units >> nth=0") == "10 units"
    assert page.evaluate("document.activeElement.ariaLabel") == "Layer 1: one unit more"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_accessible(width: int, scheme: str, opened: Callable[..., Any]) -> None:
    """axe-core finds nothing, and nothing is wider than the screen."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not there")
    page = opened(
        link="#data=iris&share=0.2&schedule=cosine",
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        bypass_csp=True,
    )
    open_everything(page)
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], [n["html"] for n in each["nodes"]]) for each in found] == []
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


def test_colours_follow_the_system(opened: Callable[..., Any]) -> None:
    """The plane is drawn anew when night falls."""
    page = opened(color_scheme="light")
    picture = "document.getElementById('field-canvas').toDataURL()"
    day = page.evaluate(picture)
    page.emulate_media(color_scheme="dark")
    wait(page, lambda: page.evaluate(picture) != day)


def test_hostile_names(opened: Callable[..., Any]) -> None:
    """Headers, labels and titles of a table are text wherever they are shown."""
    X, y = datasets.iris()
    labels = [f"{HOSTILE}{label}" for label in y]
    names = [f"{HOSTILE}{place}" for place in range(4)]
    page = opened(
        playground(X, labels, names=names, title=HOSTILE),
        viewport={"width": 360, "height": 800},
    )
    open_everything(page)
    for unit in (0, 1):
        page.click(f".unit >> nth={unit}")
    page.click("text=Its loss")
    page.click("#link")
    assert page.title() == HOSTILE
    assert page.locator("img").count() == 0
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


@pytest.mark.parametrize("data", ["sine", "linear", "blobs", "yin_yang", "iris"])
def test_every_kind_of_data_is_drawn(data: str, opened: Callable[..., Any]) -> None:
    """Curves, several classes, and more inputs than a plane has."""
    page = opened(link=f"#data={data}")
    page.click("#step")
    page.click(".unit >> nth=0")
    page.click(".unit >> nth=3")
    assert "Opened" in text(page, "#opened-title")
    assert page.locator("#trouble").is_hidden()


def test_points_are_added_and_removed(opened: Callable[..., Any]) -> None:
    """By clicks on the plane; they go into the link."""
    page = opened()
    page.check("input[value='add 1']")
    plane = page.locator("#plane-canvas")
    plane.click(position={"x": 200, "y": 100})
    assert "101 points" in text(page, "#data-fields")
    page.click("#link")
    assert page.input_value("#text").count("add=") == 1
    page.check("input[value='remove']")
    plane.click(position={"x": 200, "y": 100})
    assert "100 points" in text(page, "#data-fields")
    page.click("#link")
    assert "add=" not in page.input_value("#text")


def test_a_click_that_can_do_nothing_is_answered(opened: Callable[..., Any]) -> None:
    """More points than a link takes; fewer than two."""
    page = opened(link="#add=" + ";".join(["0.5,0.25,1"] * 200))
    page.check("input[value='add 1']")
    plane = page.locator("#plane-canvas")
    plane.click(position={"x": 200, "y": 100})
    assert "300 points" in text(page, "#data-fields")
    assert "No point is added: 200 are as many as a link takes." in text(page, "#told")
    page = opened(link="#remove=" + ",".join(map(str, range(98))))
    page.click("#opened-body button >> nth=0")
    page.click("text=Remove it")
    assert "2 points" in text(page, "#data-fields")
    assert "No point is removed: two have to stay." in text(page, "#told")


def test_a_rate_that_is_none_is_answered(opened: Callable[..., Any]) -> None:
    """The sentence says what would fit, and the run goes on as it was."""
    page = opened(link="#optimiser=SGD")
    page.fill("#training-fields input >> nth=0", "-1")
    page.keyboard.press("Enter")
    words = "Learning rate: it is a number of at least 0, here is -1. It stays 0.1."
    assert words in text(page, "#training-fields")


def test_divergence_is_told(opened: Callable[..., Any]) -> None:
    """It stops, with the cure, and goes back to weights that are finite."""
    page = opened(link="#data=sine&activations=relu-relu-linear&optimiser=SGD&lr=1e200")
    for _ in range(12):
        page.click("#step")
    assert "Training has diverged after step" in text(page, "#stopped")
    assert "try a learning rate below 1e+200" in text(page, "#stopped")
    assert "nan" not in text(page, "#numbers")
    page.click("#reset")
    assert not page.locator("#stopped").is_visible()


def test_a_point_is_added_by_the_keyboard(opened: Callable[..., Any]) -> None:
    """By its numbers and its class; what it is opens, and it is removed again."""
    page = opened()
    page.click("text=Add a point by its numbers")
    page.fill("#data-fields details input >> nth=1", "0.75")
    page.keyboard.press("Enter")
    page.select_option("#data-fields details select", "1")
    page.focus("text=Add the point")
    page.keyboard.press("Enter")
    assert "101 points" in text(page, "#data-fields")
    page.click("#link")
    assert "add=0%2C0.75%2C1" in page.input_value("#text")
    page.click("#opened-body button >> nth=0")
    page.click("[aria-label='The sample before']")
    assert "Sample 101 of 101" in text(page, "#opened-body")
    page.click("text=Remove it")
    assert "100 points" in text(page, "#data-fields")


@pytest.mark.parametrize("far", [1e16, 1e300, -1e-300])
def test_numbers_far_from_0(far: float, opened: Callable[..., Any]) -> None:
    """Axes and training come to an end where numbers hardly differ."""
    X = [[far + step, far * step] for step in range(1, 9)]
    page = opened(playground(X, [step * far for step in range(8)]))
    page.click("#step")
    page.click("#step")
    page.click("#opened-body button >> nth=1")
    assert "epoch" in text(page, "#numbers")


def test_classes_over_one_input(opened: Callable[..., Any]) -> None:
    """Each has a curve of its probability, between 0 and 1."""
    X = [[step / 10] for step in range(30)]
    page = opened(playground(X, [step // 10 for step in range(30)]))
    page.click("#epoch")
    assert "probability that the network gives to a class" in text(page, "#plane-note")


def test_of_many_weights_the_largest_are_drawn(opened: Callable[..., Any]) -> None:
    """And that is told."""
    page = opened(link="#layers=32-32")
    assert "Of 1120 weights the 800 largest are drawn." in text(page, "#network-drawing")
    page.click("[aria-label='Remove layer 2']")
    assert "largest are drawn" not in text(page, "#network-drawing")
