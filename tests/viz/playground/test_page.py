"""The page as it is used: play, step, back, and every number that opens."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.nn import MLP
from tests.pages import quiet_pages
from viz.playground_page import playground


def text(page: Any, selector: str) -> str:
    return " ".join(page.locator(selector).inner_text().split())


def number(page: Any, name: str) -> float:
    """A number of the line above, by its name."""
    words = text(page, "#numbers")
    return float(words.split(f"{name} ")[1].split()[0].rstrip("%"))


def wait(page: Any, done: Callable[[], bool]) -> None:
    """Look until something is so; the page itself lets no text be run as a program."""
    for _ in range(500):
        if done():
            return
        page.wait_for_timeout(20)
    raise AssertionError("it did not come to that within ten seconds")


def test_play_and_pause(opened: Callable[..., Any]) -> None:
    """It trains as long as one lets it."""
    page = opened()
    first = number(page, "loss")
    page.click("#play")
    wait(page, lambda: number(page, "epoch") > 30)
    page.click("#play")
    steps = number(page, "step")
    assert number(page, "loss") < first
    page.wait_for_timeout(100)
    assert number(page, "step") == steps


def test_step_epoch_back_and_reset(opened: Callable[..., Any]) -> None:
    """Back is where it was, to the last digit that is shown."""
    page = opened(link="#batch=30")
    seen = [text(page, "#numbers")]
    for _ in range(6):
        page.click("#step")
        seen.append(text(page, "#numbers"))
    assert "epoch 1 step 6" in seen[-1]
    for before in reversed(seen[:-1]):
        page.click("#back")
        assert text(page, "#numbers") == before
    assert page.locator("#back").is_disabled()
    page.click("#epoch")
    assert "epoch 1 step 4" in text(page, "#numbers")
    page.click("#reset")
    assert text(page, "#numbers") == seen[0]


def test_a_unit_a_weight_and_a_point_open(opened: Callable[..., Any]) -> None:
    """Each shows its number and the chain rule for it."""
    page = opened()
    page.click("#step")
    page.click("[aria-label='Open unit 3 of layer 1']")
    assert text(page, "#opened-title") == "Opened: h1_3"
    assert "∂loss/∂h1_3" in text(page, "#opened-body")
    page.click("#opened-body td button >> text=w1_3_2")
    assert text(page, "#opened-title") == "Opened: w1_3_2"
    assert "the weight of unit 3 of layer 1 for the input y" in text(page, "#opened-body")
    assert page.locator("#opened-body math").count() > 3
    assert text(page, "#plane-title") == "What unit 3 of layer 1 gives"
    page.click("#whole")
    assert text(page, "#plane-title") == "Which class the network says"
    page.locator("#plane-canvas").click(position={"x": 200, "y": 150})
    assert "Sample 1 of" not in text(page, "#opened-body")


def test_twenty_thousand_steps_keep_no_memory(lab: Any) -> None:
    """What is kept of a run is bounded: its curves, and the moments to go back to."""
    found = lab.evaluate(
        """() => {
            const data = lab.DATA.sets[0];
            const run = new lab.Run({
                layers: [4], activations: ["tanh", "linear"], init: "uniform", loss: "hinge",
                optimiser: {name: "SGD", lr: 0.05, momentum: 0}, schedule: {name: "constant"},
                epochs: 10, batch: 0, l2: 0, seed: 0, share: 0.2,
            }, data);
            const sizes = [];
            for (let step = 0; step < 20000; step++) {
                run.step();
                sizes.push(run.moments.length, ...Object.values(run.curves).map(
                    curve => curve.numbers.length));
            }
            const curve = run.curves.loss.points();
            const [before, p] = [run.evaluate(run.training).loss, [...run.network.p]];
            run.backTo(19000);
            const back = run.steps;
            while (run.steps < 20000) run.step();
            return {
                most: Math.max(...sizes), steps: run.steps, back,
                first: curve[0][0], last: curve.at(-1)[0],
                same: p.every((x, place) => x === run.network.p[place]),
            };
        }"""
    )
    assert found["most"] <= 1024
    assert (found["steps"], found["back"]) == (20_000, 19_000)
    assert found["first"] == 1
    assert 19_900 < found["last"] <= 20_000
    assert found["same"]


def test_back_over_a_change(lab: Any) -> None:
    """What was before a change is computed again with the settings of then."""
    found = lab.evaluate(
        """() => {
            const given = {
                layers: [4], activations: ["tanh", "linear"], init: "uniform", loss: "hinge",
                optimiser: {name: "SGD", lr: 0.05, momentum: 0.9}, schedule: {name: "constant"},
                epochs: 10, batch: 16, l2: 0, seed: 0, share: 0,
            };
            const run = new lab.Run(given, lab.DATA.sets[0]);
            for (let step = 0; step < 100; step++) run.step();
            const seen = [...run.network.p];
            for (let step = 0; step < 50; step++) run.step();
            run.change({...given, batch: 5, optimiser: {name: "SGD", lr: 0.5, momentum: 0}});
            for (let step = 0; step < 200; step++) run.step();
            run.backTo(100);
            return [run.steps, seen.every((x, place) => x === run.network.p[place])];
        }"""
    )
    assert found == [100, True]


def test_a_cell_of_a_notebook(browser: Any, tmp_path: Path) -> None:
    """In a frame without an address it trains, opens numbers and gives a link."""
    cell = tmp_path / "cell.html"
    html = playground()._repr_mimebundle_()["text/html"]
    cell.write_text(f"<!DOCTYPE html><title>cell</title><body>{html}", encoding="utf-8")
    with quiet_pages(browser) as open_address:
        page = open_address(cell.as_uri())
        frame = page.frame_locator("iframe")
        frame.locator("html[data-ready=yes]").wait_for()
        frame.locator("#step").click()
        assert "step 1" in frame.locator("#numbers").inner_text().replace("\n", " ")
        frame.locator("[aria-label='Open unit 1 of layer 1']").click()
        frame.locator("#link").click()
        assert frame.locator("#text").input_value().startswith("#data=moons")
        frame.locator("#copy").click()


def test_an_activation_that_is_not_defined(opened: Callable[..., Any]) -> None:
    """It is told what is wrong, and the cure."""
    page = opened(link="#activations=log-tanh-linear")
    page.click("#step")
    assert "The loss is nan before the first step" in text(page, "#stopped")
    assert "choose another one" in text(page, "#stopped")


@pytest.mark.parametrize(
    ("link", "first", "after"),
    [
        ("#activations=tanh-tanh-linear", "–", "All units learn."),
        ("#layers=3-2&activations=tanh-detach-linear", "–", "Layer 1: 3 of 3 dead"),
        ("#activations=log-tanh-linear", "–", "–"),
    ],
)
def test_units_that_do_not_learn(
    link: str, first: str, after: str, opened: Callable[..., Any]
) -> None:
    """Nothing is said before the first step or of a loss of nan; below a detach all are dead."""
    page = opened(link=link)
    assert text(page, "#asleep") == first
    page.click("#step")
    assert text(page, "#asleep").startswith(after)


def test_another_optimiser_keeps_a_rate_that_was_typed(opened: Callable[..., Any]) -> None:
    """Without one it has its usual rate, and the page's own rate comes back."""
    page = opened()
    rate, optimiser = "#training-fields input >> nth=0", "#training-fields select >> nth=1"
    for name, usual in (("SGD", "0.1"), ("RMSProp", "0.01"), ("Adam", "0.03")):
        page.select_option(optimiser, name)
        assert page.input_value(rate) == usual
        assert f"usual here for {name}" in text(page, "#training-fields")
    page.fill(rate, "0,5")
    page.keyboard.press("Enter")
    assert "The decimal sign is a point. It stays 0.03." in text(page, "#training-fields")
    page.fill(rate, "0.5")
    page.keyboard.press("Enter")
    for name in ("SGD", "AdamW", "Adam"):
        page.select_option(optimiser, name)
        assert page.input_value(rate) == "0.5"
        assert "set by you" in text(page, "#training-fields")


def test_a_changed_network_plays_on(opened: Callable[..., Any]) -> None:
    """It begins again, says so, and trains as before."""
    page = opened()
    page.click("#play")
    wait(page, lambda: number(page, "step") > 2)
    page.click("[aria-label='Layer 1: one unit more']")
    assert "Begun again, since the network changed." in text(page, "#told")
    assert text(page, "#verb") == "Pause"
    wait(page, lambda: number(page, "step") > 2)


def test_a_plane_of_nan_is_hatched(opened: Callable[..., Any]) -> None:
    """Words say what the hatching means, and there is no accuracy."""
    page = opened(link="#activations=log-tanh-linear")
    assert "Hatched: there the network says nan" in text(page, "#plane-note")
    assert "accuracy –" in text(page, "#numbers")
    picture = "document.getElementById('field-canvas').getContext('2d')"
    seen = page.evaluate(f"[...{picture}.getImageData(0, 0, 36, 1).data]")
    assert len({tuple(seen[place : place + 3]) for place in range(0, 144, 4)}) > 1


def test_a_deep_network_fits(opened: Callable[..., Any]) -> None:
    """Seven layers are as wide as their place; on a phone it is said that they scroll."""
    link = "#layers=8-8-8-8-8-8-8"
    page = opened(link=link, viewport={"width": 1280, "height": 800})
    assert page.evaluate("holder.parentNode.scrollWidth <= holder.parentNode.clientWidth")
    page = opened(link=link, viewport={"width": 360, "height": 800})
    assert "Scroll it" in text(page, "#lines-note")


def test_the_first_epoch_is_a_dot(opened: Callable[..., Any]) -> None:
    """A line of one point would not be seen."""
    page = opened()
    count = (
        "[...document.getElementById('accuracy-canvas').getContext('2d')"
        ".getImageData(0, 0, 2000, 400).data]"
        ".filter((x, at, all) => at % 4 === 2 && x > 150 && all[at - 2] < 40 && all[at + 1]).length"
    )
    page.click("#epoch")
    assert page.evaluate(count) > 10


def test_why_it_moved_is_told(opened: Callable[..., Any]) -> None:
    """The samples of the last batch and what else pushed; the step stands above them."""
    page = opened(link="#optimiser=SGD&momentum=0.5&l2=0.01&batch=20")
    page.click("#step")
    page.click("#step")
    page.click("text=the first weight")
    rows = page.locator("#opened-body table >> nth=-1").locator("tbody tr")
    words = [" ".join(row.split()) for row in rows.all_inner_texts()]
    assert words[0].startswith("the step")
    assert words[1].startswith("what was kept of earlier steps")
    assert words[2].startswith("the penalty l2")
    assert len(words) == 23
    moved = [float(line.split()[-1]) for line in words]
    assert sum(moved[1:]) == pytest.approx(moved[0], abs=1e-4)


def test_the_run_that_was_kept(opened: Callable[..., Any]) -> None:
    """It stays beside the next one, with its curves and its plane, until it is forgotten."""
    page = opened()
    page.click("#epoch")
    page.click("#keep")
    assert "8-8-1" in text(page, "#kept-words")
    page.click("#reset")
    page.click("#epoch")
    assert "the run that was kept" in text(page, "#lines")
    page.click("#forget")
    assert not page.locator("#kept-plane").is_visible()


def test_another_batch_size_begins_an_epoch(lab: Any) -> None:
    """What was left of the epoch before is not counted in its loss."""
    first, told = lab.evaluate(
        """() => {
            const given = {
                layers: [4], activations: ["tanh", "linear"], init: "uniform", loss: "hinge",
                optimiser: {name: "SGD", lr: 0.05, momentum: 0}, schedule: {name: "constant"},
                epochs: 10, batch: 16, l2: 0, seed: 0, share: 0,
            };
            const run = new lab.Run(given, lab.DATA.sets[0]);
            run.step();
            run.change({...given, batch: 0});
            const loss = run.evaluate(run.training).loss;
            run.step();
            return [loss, run.curves.loss.numbers[0]];
        }"""
    )
    assert told == pytest.approx(first, abs=1e-12)


def test_numbers_beside_formulas_are_short(opened: Callable[..., Any]) -> None:
    """They are written as in the formulas; a hint has every digit."""
    page = opened()
    page.click("#step")
    page.click("text=the first weight")
    first = MLP(2, [8, 8, 1], seed=0).layers[0].neurons[0].w[0].data
    moved = page.locator("#opened-body p", has_text="In the last step it went from").locator("span")
    assert moved.nth(0).inner_text() == f"{first:.4f}"
    assert moved.nth(0).get_attribute("title") == repr(first)
    for told in page.locator("#opened-body p span").all():
        assert len(told.inner_text()) < 10
        assert float(told.get_attribute("title")) == pytest.approx(
            float(told.inner_text()), rel=5e-4, abs=5e-5
        )
