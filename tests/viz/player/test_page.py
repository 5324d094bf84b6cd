"""The page in a browser, from the file system, without a network: its steps, and its looks."""

import re

import pytest

from micrograd_plus import Value, explain, scope, source_lines
from micrograd_plus.nn import MLP
from tests.helpers import neuron
from tests.viz.player.pages import HOSTILE, cells, count, text
from viz.player_page import make_player, player


class TestSteps:
    def test_by_mouse(self, opened) -> None:
        """Next, previous, first, last, and the slider."""
        page = opened(neuron())
        assert count(page) == "step 0 of 9"
        for button, expected in [
            ("next", 1),
            ("next", 2),
            ("previous", 1),
            ("last", 9),
            ("first", 0),
        ]:
            page.click(f"#{button}")
            assert count(page) == f"step {expected} of 9"
        page.locator("#slider").fill("6")
        assert count(page) == "step 6 of 9"
        assert page.url.endswith("#step=6")
        page.locator("#steps li").nth(7).click()
        assert count(page) == "step 8 of 9"

    def test_by_keyboard_alone(self, opened) -> None:
        """Arrow keys, Home, End; Tab reaches every control."""
        page = opened(neuron())
        for key, expected in [("ArrowRight", 1), ("End", 9), ("ArrowLeft", 8), ("Home", 0)]:
            page.keyboard.press(key)
            assert count(page) == f"step {expected} of 9"
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(page.evaluate("document.activeElement.id"))
        assert {
            "check",
            "present",
            "drawing",
            "play",
            "next",
            "last",
            "slider",
            "formula",
        } <= reached

    def test_playing(self, opened) -> None:
        """It goes on by itself, stops at the end, and can be stopped."""
        page = opened(neuron(), "#step=7")
        page.keyboard.press("Space")
        assert text(page, "#play") == "Pause"
        page.wait_for_function("document.getElementById('count').textContent === 'step 9 of 9'")
        page.wait_for_function("document.getElementById('verb').textContent === 'Play'")
        page.click("#play")
        page.wait_for_function("document.getElementById('count').textContent === 'step 1 of 9'")
        page.click("#play")
        assert text(page, "#play") == "Play"

    def test_what_a_step_shows(self, opened) -> None:
        """Formula, factors by word, law; numbers that are known, and no others."""
        page = opened(neuron(), "#step=6")
        assert count(page) == "step 6 of 9"
        factors = text(page, "#factors")
        assert factors == (
            "upstream gradient, of v1 0.5010 × local gradient 1.0000 = contribution, to q 0.5010"
        )
        assert text(page, "#law") == "sum rule: add distributes: ∂(q + b)/∂q = 1"
        # The formula, and the local gradient on a line of its own.
        assert page.locator("#formula math").count() == 2
        assert cells(page)["q"] == ("-6.0000", "0.5010")
        assert cells(page)["b"] == ("6.8800", "—")
        drawn = text(page, "#drawing")
        assert "grad 0.5010" in drawn
        page.keyboard.press("Home")
        assert cells(page)["q"] == ("—", "—")
        assert "0.5010" not in text(page, "#drawing")

    def test_the_list_is_that_of_explain(self, opened) -> None:
        """Step for step, word for word."""
        result = neuron()
        page = opened(result)
        lines = page.eval_on_selector_all("#steps li", "all => all.map(each => each.innerText)")
        expected = [f"{step.number}  {step}" for step in explain(result).steps]
        assert [re.sub(r"^(\d+)\s+", r"\1  ", line) for line in lines] == expected

    def test_links_to_a_step(self, opened) -> None:
        """Also one that is followed later; a step that there is not ends at the last."""
        page = opened(neuron(), "#step=4")
        assert count(page) == "step 4 of 9"
        page.evaluate("location.hash = '#step=2'")
        page.wait_for_function("document.getElementById('count').textContent === 'step 2 of 9'")
        assert count(opened(neuron(), "#step=400")) == "step 9 of 9"
        assert count(opened(neuron(), "#other")) == "step 0 of 9"

    def test_pointing(self, opened) -> None:
        """Every digit, the formula, the scope and the line that made a value."""
        with source_lines(), scope("head"):
            x = Value(1 / 3, label="x")
            y = x * x
        page = opened(y, "#step=9")
        page.locator("#values button").first.click()
        assert "value = 0.3333333333333333" in text(page, "#pointed")
        page.locator("#values button").last.click()
        pointed = text(page, "#pointed")
        assert "v1 = x * x" in pointed
        assert "in head" in pointed
        assert "test_page.py:" in pointed
        assert "y = x * x" in pointed

    def test_a_large_graph_is_opened_by_a_click(self, opened) -> None:
        """A box of many values shows them below the drawing."""
        page = opened(player(MLP(2, [16, 16, 1], seed=0), row=[0.3, 0.7]))
        box = page.locator("#drawing .part", has_text="layers[1]").first
        box.click()
        assert "values of this box" in text(page, "#inside")
        assert page.locator("#inside svg .node").count() > 5
        page.keyboard.press("End")
        assert "grad —" not in text(page, "#inside")
        page.locator("#inside button").click()
        assert not page.locator("#inside").is_visible()
        box.focus()
        page.keyboard.press("Enter")
        assert page.locator("#inside").is_visible()

    def test_the_drawing_follows_the_step(self, opened) -> None:
        """Across and down, also where it is larger than its place."""
        page = opened(player(MLP(2, [3, 3], seed=0), row=[1.0, -2.0]))
        seen = """() => {
            const around = document.getElementById("drawing").getBoundingClientRect();
            const current = [...document.querySelectorAll("#drawing .node.current")];
            return current.map(each => each.getBoundingClientRect()).some(at =>
                at.bottom > around.top && at.top < around.bottom && at.left < around.right);
        }"""
        for step in range(1, 61):
            page.keyboard.press("ArrowRight")
            assert page.evaluate(seen), step

    def test_a_theme_gives_nothing_away(self, opened) -> None:
        """No edge is coloured or thick before its gradient has come."""
        page = opened(make_player(neuron(), theme="flow"))
        assert page.locator("#drawing .positive, #drawing .negative").count() == 0
        assert page.locator("#drawing [stroke-width]").count() == 0
        page.keyboard.press("End")
        assert page.locator("#drawing .edge.positive").count() > 0
        assert page.locator("#drawing .edge.negative").count() > 0


class TestShown:
    def test_checking_by_one_key(self, opened) -> None:
        """C holds every gradient against differences."""
        page = opened(neuron())
        page.keyboard.press("c")
        assert text(page, "#checked p") == "All 3 gradients agree with their slopes by differences."

    def test_checking_what_is_not_finite(self, opened) -> None:
        """Where there is nothing to compare, nothing is accused."""
        page = opened(Value(float("nan"), label="x") * 2)
        page.keyboard.press("c")
        assert "1 cannot be checked" in text(page, "#checked p")
        assert "differ" not in text(page, "#checked p").replace("by differences", "")

    def test_presenter(self, opened) -> None:
        """Large type, no controls until the mouse moves."""
        page = opened(neuron())
        page.keyboard.press("p")
        page.wait_for_function(
            "getComputedStyle(document.getElementById('controls')).opacity === '0'"
        )
        page.mouse.move(200, 300)
        page.mouse.move(210, 310)
        page.wait_for_function(
            "getComputedStyle(document.getElementById('controls')).opacity === '1'"
        )
        page.keyboard.press("ArrowRight")
        assert count(page) == "step 1 of 9"
        page.keyboard.press("Escape")
        assert not page.evaluate("document.body.classList.contains('presenter')")

    def test_paper(self, opened) -> None:
        """One step a sheet, and the page as it was afterwards."""
        page = opened(neuron(), "#step=3")
        pdf = page.pdf()
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 9
        assert count(page) == "step 3 of 9"
        assert page.locator(".sheet").count() == 0
        page.click("[data-mode=broken]")
        page.select_option("#mistake", "inner_kept")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        sheets = page.eval_on_selector_all(".sheet", "all => all.map(each => each.textContent)")
        assert all("inner gradients kept" in sheet for sheet in sheets)
        assert any("inner gradients belong to one pass" in sheet for sheet in sheets)
        assert page.locator(".sheet svg style").count() == 0

    @pytest.mark.parametrize("width", [360, 1280])
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_accessible(self, width: int, scheme: str, opened) -> None:
        """Nothing serious or critical in any mode, and nothing wider than the window."""
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        page = opened(
            neuron(),
            "#step=6",
            viewport={"width": width, "height": 740},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        for mode in ("steps", "whatif", "predict", "broken"):
            page.click(f"[data-mode={mode}]")
            found = axe.run(page).response["violations"]
            bad = [each for each in found if each["impact"] in ("serious", "critical")]
            assert not bad, [(e["id"], [n["html"] for n in e["nodes"]]) for e in bad]
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_hostile_names(self, opened) -> None:
        """Labels, titles, scopes and lines are text wherever they are shown."""

        with scope(HOSTILE):
            x, y = Value(2.0, label=HOSTILE), Value(3.0, label="<b>&amp;</b>")
            result = x * y + x
            result.label = "{{data}}</style>"
        page = opened(make_player(result, title=HOSTILE))
        for mode in ("steps", "whatif", "predict", "broken"):
            page.click(f"[data-mode={mode}]")
            page.keyboard.press("End")
        for button in page.locator("#values button").all():
            button.click()
        page.click("[data-mode=whatif]")
        page.get_by_label("name of line 1").fill("<i>x</i>")
        page.keyboard.press("Enter")
        page.pdf()
        assert page.title() == HOSTILE
        assert page.locator("img, b, i").count() == 0

    def test_size(self) -> None:
        """A graph of a thousand values has a page of at most 80 kB beside its drawing."""
        model = MLP(2, [20, 20, 1], seed=0)
        made = player(model, row=[0.3, 0.7])
        nodes = explain(model([0.3, 0.7])).size()[0]
        assert nodes > 1000
        assert len(made.page.encode()) - len(made.picture.encode()) <= 80_000
