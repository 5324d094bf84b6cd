"""What if, predict, break it: each mode of the page does what it says."""

from typing import Any

import pytest

from micrograd_plus import Value, optim, tanh
from micrograd_plus.explanation.player_data import player_data
from tests.helpers import neuron
from tests.viz.player.pages import cells, count, text
from viz.player_page import examples


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

    def test_names_of_constants_and_functions(self, opened) -> None:
        """A leaf called e stays one, as on the command line."""
        e, sin = Value(3.0, label="e"), Value(2.0, label="sin")
        page = opened(e * sin)
        page.click("[data-mode=whatif]")
        page.get_by_label("formula of v1").fill("e * sin * 2 + pi")
        page.keyboard.press("Enter")
        assert cells(page)["e"][0] == "3.0000"
        assert cells(page)["v1"][0] == f"{12 + 3.141592653589793:.4f}"

    def test_renaming_never_merges(self, opened) -> None:
        """A name that stands already is refused."""
        page = opened(neuron())
        page.click("[data-mode=whatif]")
        page.get_by_label("name of line 1").fill("b")
        page.keyboard.press("Enter")
        assert "b stands already" in text(page, "#refused")
        assert set(cells(page)) == {"x", "w", "q", "b", "v1", "L"}

    def test_outside_of_the_domain(self, opened) -> None:
        """It says what is not defined where, and what it needs; new leaves are told."""
        page = opened(neuron())
        page.click("[data-mode=whatif]")
        page.get_by_label("formula of L").fill("log(q)")
        page.keyboard.press("Enter")
        assert "log(q) is not defined at log(-6.0000): it needs x > 0" in text(page, "#trouble")
        page.get_by_label("formula of L").fill("q + zz")
        page.keyboard.press("Enter")
        assert "new here, with the number 1: zz" in text(page, "#trouble")
        page.click("[data-mode=steps]")
        assert not page.locator("#trouble").is_visible()

    def test_a_graph_that_grows_too_large(self, opened) -> None:
        """It is refused before it would lock the formulas."""
        page = opened(neuron())
        page.click("[data-mode=whatif]")
        page.get_by_label("formula of L").fill(" + ".join(["q"] * 90))
        page.keyboard.press("Enter")
        assert "up to 60 can be changed" in text(page, "#refused")
        assert page.get_by_label("formula of L").count() == 1

    def test_infinite_numbers(self, opened) -> None:
        """They are taken, and the slider stays one."""
        page = opened(neuron())
        page.click("[data-mode=whatif]")
        field = page.locator("[data-leaf=x] input[type=text]")
        for number in ("inf", "1.5"):
            field.fill(number)
            page.keyboard.press("Enter")
        slider = page.locator("[data-leaf=x] input[type=range]")
        assert slider.get_attribute("max") == "6"
        assert slider.input_value() == "1.5"

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
        page.click("#run")
        page.click("[data-mode=steps]")
        before = cells(page)
        page.wait_for_timeout(300)
        assert cells(page) == before

    def test_a_run_that_diverges(self, opened) -> None:
        """It stops, and says so; a wrong rate takes no step."""
        page = opened(neuron())
        page.click("[data-mode=whatif]")
        page.get_by_label("formula of L").fill("q**2 + b**4")
        page.keyboard.press("Enter")
        page.locator("[data-leaf=b] input[type=checkbox]").check()
        page.locator("#rate").fill("often")
        for _ in range(2):
            page.click("#descend")
            assert "often is no learning rate" in text(page, "#trouble")
        assert "after 0 steps" in text(page, "#loss")
        page.locator("#rate").fill("1")
        page.click("#run")
        page.wait_for_function("document.getElementById('run').textContent === 'Run'")
        assert "take a smaller learning rate" in text(page, "#trouble")


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

    def test_rounded_guesses(self, opened) -> None:
        """Two digits that count are enough, rounded rightly; a link gives nothing away."""
        page = opened(neuron())
        page.click("[data-mode=predict]")
        page.evaluate("location.hash = '#step=6'")
        page.wait_for_timeout(100)
        assert cells(page)["q"] == ("—", "—")
        page.select_option("#kind", "local")
        page.locator("#guess").fill("0.51")
        page.click("#answer")
        assert text(page, "#verdict").startswith("✗")
        page.locator("#guess").fill("0.50")
        page.click("#answer")
        assert "Right" in text(page, "#verdict")

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
