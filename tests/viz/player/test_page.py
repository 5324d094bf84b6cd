"""The page in a browser, from the file system, without a network."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus import Value, explain, scope, tanh
from micrograd_plus.nn import MLP
from viz.player_page import examples, make_player, player

HOSTILE = "</script><img src=x onerror=\"document.title='broken'\">`${1}`'\u202e"


def neuron() -> Value:
    x, w, b = Value(2.0, label="x"), Value(-3.0, label="w"), Value(6.88, label="b")
    q = x * w
    q.label = "q"
    result = tanh(q + b)
    result.label = "L"
    return result


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens the page of a result; nothing may be printed on its console or fetched."""
    contexts, troubles = [], []

    def open_page(y: Any, address: str = "", **settings: Any) -> Any:
        made = y if hasattr(y, "page") else make_player(y)
        path = made.save(tmp_path / f"page{len(contexts)}.html")
        context = browser.new_context(offline=True, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(error.stack))
        page.on(
            "request",
            lambda request: (
                request.url.startswith(("file:", "data:", "blob:")) or troubles.append(request.url)
            ),
        )
        page.goto(path.as_uri() + address)
        page.wait_for_selector("html[data-ready=yes]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles


def text(page: Any, selector: str) -> str:
    return " ".join(page.locator(selector).inner_text().split())


def count(page: Any) -> str:
    return text(page, "#count")


def cells(page: Any) -> dict[str, tuple[str, ...]]:
    """The rows of the table of values, by name."""
    rows = page.eval_on_selector_all(
        "#values tr", "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    )
    return {name.strip("▶◁ "): tuple(rest) for name, *rest in rows}


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
        assert page.locator("#formula math").count() == 1
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
        from micrograd_plus.engine.source_lines import source_lines

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


class TestWhatIf:
    def test_numbers_follow(self, opened) -> None:
        """A slider and a field: values and gradients at once, as in Python."""
        page = opened(neuron())
        page.click("[data-mode=whatif]")
        page.locator("[data-leaf=x] input[type=text]").fill("1.5")
        page.keyboard.press("Enter")
        x, w, b = Value(1.5), Value(-3.0), Value(6.88)
        result = tanh(x * w + b)
        result.backward()
        assert cells(page)["x"] == (
            "1.5000",
            f"{x.grad:.6f}"[:7] if abs(x.grad) < 0.1 else f"{x.grad:.4f}",
        )
        assert cells(page)["L"][0] == f"{result.data:.4f}"
        page.locator("[data-leaf=w] input[type=range]").focus()
        page.keyboard.press("ArrowRight")
        assert cells(page)["w"][0] != "-3.0000"
        page.click("#back")
        assert cells(page)["x"][0] == "2.0000"
        assert cells(page)["w"][0] == "-3.0000"

    def test_wrong_numbers(self, opened) -> None:
        """What is no number is refused, and the old one stays."""
        page = opened(neuron())
        page.click("[data-mode=whatif]")
        field = page.locator("[data-leaf=x] input[type=text]")
        field.fill("two")
        page.keyboard.press("Enter")
        assert "two is no number" in text(page, "#trouble")
        assert field.input_value() == "2"

    def test_formulas(self, opened) -> None:
        """A formula becomes a new graph; values are added, renamed and removed."""
        page = opened(neuron())
        page.click("[data-mode=whatif]")
        page.get_by_label("formula of L").fill("sigmoid(v1) * q + c")
        page.keyboard.press("Enter")
        assert {"x", "w", "q", "b", "v1", "c", "L"} <= set(cells(page))
        assert page.locator("#drawing svg.own").count() == 1
        page.get_by_label("name of line 1").fill("product")
        page.keyboard.press("Enter")
        assert "product" in cells(page)
        assert page.get_by_label("formula of L").input_value() == "sigmoid(v1) * product + c"
        page.click("#add")
        assert "n1" in cells(page)
        page.get_by_label("Remove product").click()
        assert cells(page)["product"][0] == "-6.0000"
        page.click("[data-mode=steps]")
        page.keyboard.press("End")
        assert "tanh" in text(page, "#steps")
        page.click("[data-mode=whatif]")
        page.click("#back")
        assert set(cells(page)) == {"x", "w", "q", "b", "v1", "L"}

    @pytest.mark.parametrize(
        "formula", ["x +", "L + 1", "q.y", "alert(1)", "x = 2", "9" * 400, "<b>"]
    )
    def test_refused_formulas(self, formula: str, opened) -> None:
        """With a sentence; the graph stays as it was."""
        page = opened(neuron())
        page.click("[data-mode=whatif]")
        page.get_by_label("formula of L").fill(formula)
        page.keyboard.press("Enter")
        assert len(text(page, "#refused")) > 10
        assert set(cells(page)) == {"x", "w", "q", "b", "v1", "L"}

    @pytest.mark.parametrize("name", examples())
    def test_examples(self, name: str, opened) -> None:
        """Each can be begun from; its gradients agree with differences."""
        page = opened(neuron())
        page.click("[data-mode=whatif]")
        page.select_option("#example", name)
        assert set(examples()[name]["leaves"]) <= set(cells(page))
        page.click("#check")
        assert "agree with their slopes" in text(page, "#checked")

    @pytest.mark.parametrize("optimizer", ["SGD", "momentum", "Adam"])
    def test_descent(self, optimizer: str, opened) -> None:
        """Steps are those of optim, and each is told with its numbers."""
        from micrograd_plus import optim

        page = opened(neuron())
        page.click("[data-mode=whatif]")
        page.select_option("#optimizer", optimizer)
        page.locator("#rate").fill("0.05")
        page.locator("[data-leaf=w] input[type=checkbox]").check()
        for _ in range(3):
            page.click("#descend")
        w = Value(-3.0)
        recipe = {
            "SGD": optim.SGD(lr=0.05),
            "momentum": optim.SGD(lr=0.05, momentum=0.9),
            "Adam": optim.Adam(lr=0.05),
        }[optimizer]
        for _ in range(3):
            w.zero_grad()
            tanh(2.0 * w + 6.88).backward()
            recipe.step([w])
        field = page.locator("[data-leaf=w] input[type=text]")
        assert float(field.input_value()) == pytest.approx(w.data, rel=1e-12)
        assert (
            page.locator("#updates math").count() == {"SGD": 1, "momentum": 2, "Adam": 3}[optimizer]
        )
        assert "after 3 steps" in text(page, "#loss")
        assert page.locator("#curve polyline").count() == 1
        page.click("#back")
        assert field.input_value() == "-3"

    def test_running(self, opened) -> None:
        """It descends until it is stopped; without a parameter it says what to do."""
        page = opened(neuron())
        page.click("[data-mode=whatif]")
        page.click("#run")
        assert "parameter" in text(page, "#trouble")
        page.locator("[data-leaf=b] input[type=checkbox]").check()
        page.click("#run")
        page.wait_for_function(
            "/after [5-9]|\\d\\d/.test(document.getElementById('loss').textContent)"
        )
        page.click("#run")
        assert text(page, "#run") == "Run"


class TestPredict:
    def test_the_score(self, opened) -> None:
        """Numbers are hidden until they are guessed; at the end it says how many were right."""
        page = opened(neuron())
        page.click("[data-mode=predict]")
        page.select_option("#kind", "value")
        assert cells(page)["q"] == ("—", "—")
        page.locator("#guess").fill("-6")
        page.click("#answer")
        assert "Right" in text(page, "#verdict")
        page.click("#onwards")
        page.locator("#guess").fill("1")
        page.keyboard.press("Enter")
        assert text(page, "#verdict").startswith("✗")
        page.locator("#guess").fill("0.88")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.click("#reveal")
        assert "It is" in text(page, "#verdict")
        page.click("#onwards")
        assert text(page, "#score") == "Score: 1 of 3 at the first guess, 2 of 3 found."

    def test_what_a_wrong_guess_looks_like(self, lab: Any) -> None:
        """Each mistake is recognised by its number."""
        from micrograd_plus.explanation.player_data import player_data

        x, y = Value(3.0, label="x"), Value(-4.0, label="y")
        data, _ = player_data(tanh(x * y * 0.1) * y + x)
        found = lab.evaluate(
            """data => {
                const graph = lab.graphOf(data);
                lab.page.graph = graph;
                lab.page.list = new lab.StepList(graph);
                return lab.questionsOf(lab.page.list).map(question => [
                    question.asks, question.answer, lab.mistakesOf(question)]);
            }""",
            data,
        )
        told = {
            words for _, _, mistakes in found for words, number in mistakes if number is not None
        }
        for part in (
            "upstream gradient is forgotten",
            "other operand",
            "overwrites",
            "sign",
            "wrong point",
            "local gradient is forgotten",
            "not added",
        ):
            assert any(part in words for words in told), part
        kinds = [asks for asks, _, _ in found]
        assert {"value", "local", "contribution", "sum"} == set(kinds)

    def test_wrong_input(self, opened) -> None:
        """What is no number is not counted as a guess."""
        page = opened(neuron())
        page.click("[data-mode=predict]")
        page.locator("#guess").fill("six")
        page.keyboard.press("Enter")
        assert "is no number" in text(page, "#verdict")


class TestBroken:
    def test_it_stops_where_the_pass_goes_wrong(self, opened) -> None:
        """The first node that fires too early, with a sentence, beside the right numbers."""
        a = Value(1.0, label="a")
        b = a + a
        b.label = "b"
        c = b + b
        c.label = "c"
        page = opened(c)
        page.click("[data-mode=broken]")
        assert "Play" in text(page, "#sentence")
        page.click("#play")
        page.wait_for_function(
            "document.getElementById('verb').textContent === 'Play'", timeout=10000
        )
        assert count(page) == "step 2 of 6"
        assert text(page, "#sentence").startswith(
            "Step 2: b sent its gradient on as soon as 1 of 2"
        )
        page.keyboard.press("End")
        assert cells(page)["a"] == ("1.0000", "6.0000", "4.0000")
        page.select_option("#mistake", "overwrite")
        page.click("#last")
        assert cells(page)["a"] == ("1.0000", "1.0000", "4.0000")
        page.click("[data-mode=steps]")
        page.keyboard.press("End")
        assert cells(page)["a"] == ("1.0000", "4.0000")

    def test_harmless_and_refused(self, opened) -> None:
        """It says so where a mistake does no harm, and where it would take forever."""
        page = opened(neuron())
        page.click("[data-mode=broken]")
        assert "does no harm" in text(page, "#sentence")
        a = Value(1.0)
        for _ in range(30):
            a = a + a
        page = opened(a)
        page.click("[data-mode=broken]")
        assert "take a smaller graph" in text(page, "#sentence")


class TestShown:
    def test_checking_by_one_key(self, opened) -> None:
        """C holds every gradient against differences."""
        page = opened(neuron())
        page.keyboard.press("c")
        assert text(page, "#checked p") == "All 3 gradients agree with their slopes by differences."

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
