"""The same page in Firefox, driven by its own protocol."""

import json
import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus import explain
from micrograd_plus.rules.arithmetic import IEEE
from tests.helpers import neuron
from tests.viz.player.lab import as_json, lab_script
from viz.player_page import make_player

PROGRAM = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Firefox of the machine."""
    driver = pytest.importorskip("marionette_driver.marionette", reason="no marionette_driver")
    if PROGRAM is None:
        pytest.skip("there is no Firefox: it comes with the operating system's packages")
    log = str(tmp_path_factory.mktemp("firefox") / "log")
    client = driver.Marionette(bin=PROGRAM, headless=True, gecko_log=log)
    try:
        client.start_session()
        client.set_window_rect(width=1280, height=900)
        yield client
    finally:
        client.quit()


def opened(firefox: Any, path: Path, address: str = "") -> None:
    show(firefox, make_player(neuron()).save(path / "page.html").as_uri() + address)


def show(firefox: Any, address: str) -> None:
    """Open a page, and wait until its programs say that they are ready."""
    firefox.navigate("about:blank")
    firefox.navigate(address)
    firefox.timeout.script = 10
    ready = firefox.execute_async_script(
        """const [done] = arguments;
        const look = () => document.documentElement.dataset.ready === "yes"
            ? done(true) : setTimeout(look, 20);
        look();"""
    )
    assert ready


def run(firefox: Any, script: str) -> Any:
    return firefox.execute_script(script)


def text(firefox: Any, identity: str) -> str:
    return " ".join(run(firefox, f"return document.getElementById('{identity}').innerText").split())


def click(firefox: Any, selector: str) -> None:
    run(firefox, f"document.querySelector({as_json(selector)}).click()")


def press(firefox: Any, key: str) -> None:
    body = firefox.find_element("css selector", "body")
    body.send_keys(getattr(__import__("marionette_driver.keys", fromlist=["Keys"]).Keys, key))


def test_steps(firefox: Any, tmp_path: Path) -> None:
    """A link to a step, keys, and the list of explain."""
    opened(firefox, tmp_path, "#step=6")
    assert text(firefox, "count") == "step 6 of 9"
    assert "contribution, to q 0.5010" in text(firefox, "factors")
    press(firefox, "ARROW_RIGHT")
    assert text(firefox, "count") == "step 7 of 9"
    press(firefox, "HOME")
    assert text(firefox, "count") == "step 0 of 9"
    lines = run(firefox, "return [...document.querySelectorAll('#steps li')].map(e => e.innerText)")
    assert [line.split(maxsplit=1)[1] for line in lines] == [
        " ".join(str(step).split()) for step in explain(neuron()).steps
    ]
    height = run(
        firefox, "return document.querySelector('#formula').getBoundingClientRect().height"
    )
    press(firefox, "END")
    assert run(firefox, "return document.querySelectorAll('#formula math mfrac').length") > 2
    assert height > 20


def test_modes(firefox: Any, tmp_path: Path) -> None:
    """What if, predict, break it, check: each does what it says, without an error."""
    opened(firefox, tmp_path)
    click(firefox, "[data-mode=whatif]")
    run(
        firefox,
        """const field = document.querySelector('[data-leaf=x] input[type=text]');
        field.value = '0'; field.dispatchEvent(new Event('change'));""",
    )
    assert "0.0000" in text(firefox, "values")
    click(firefox, "[data-leaf=w] input[type=checkbox]")
    click(firefox, "#descend")
    assert "after 1 step" in text(firefox, "loss")
    run(
        firefox,
        """const field = document.querySelector('#formulas .long');
        field.value = 'x * w + sin(x)'; field.dispatchEvent(new Event('change'));""",
    )
    assert run(firefox, "return document.querySelectorAll('#drawing svg.own .node').length") > 5
    click(firefox, "[data-mode=predict]")
    assert "1 of" in text(firefox, "question")
    click(firefox, "[data-mode=broken]")
    run(
        firefox,
        """const mistake = document.getElementById('mistake');
        mistake.value = 'overwrite'; mistake.dispatchEvent(new Event('change'));""",
    )
    click(firefox, "#last")
    assert "+= and not =" in text(firefox, "sentence")
    click(firefox, "#check")
    assert "agree" in text(firefox, "checked")
    assert run(firefox, "return document.getElementById('trouble').hidden")


@pytest.mark.parametrize("width", [360, 1280])
def test_accessible(width: int, firefox: Any, tmp_path: Path) -> None:
    """Nothing serious or critical in any mode, and nothing wider than the window."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-core comes with it")
    (script,) = Path(package.__file__).parent.glob("axe*.min.js")
    firefox.set_window_rect(width=width, height=800)
    opened(firefox, tmp_path, "#step=6")
    for mode in ("steps", "whatif", "predict", "broken"):
        click(firefox, f"[data-mode={mode}]")
        found = firefox.execute_async_script(
            """const [axe, done] = arguments;
            const script = document.createElement("script");
            script.textContent = axe;
            document.body.append(script);
            window.wrappedJSObject.axe.run().then(found => done(JSON.stringify(
                found.violations.map(each => [each.id, each.impact]))));""",
            [script.read_text(encoding="utf-8")],
        )
        assert [each for each in json.loads(found) if each[1] in ("serious", "critical")] == []
        root = "document.documentElement"
        assert run(firefox, f"return {root}.scrollWidth <= {root}.clientWidth")
    firefox.set_window_rect(width=1280, height=900)


def test_functions(firefox: Any, tmp_path: Path) -> None:
    """The functions of its Math are within two units in the last place of Python's."""
    opened(firefox, tmp_path)
    names = ["exp", "expm1", "log1p", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "asinh"]
    points = [x / 7 + 0.01 for x in range(-25, 30) if x / 7 > -1]
    run_in_page = (
        f"{lab_script()}; JSON.stringify({as_json(names)}.map(name => "
        f"{as_json(points)}.map(x => lab.M[name](x))))"
    )
    found = firefox.execute_script(
        "return window.wrappedJSObject.eval(arguments[0])",
        [run_in_page.replace('"use strict";', "", 1)],
    )
    for name, numbers in zip(names, json.loads(found), strict=True):
        for point, number in zip(points, numbers, strict=True):
            expected = IEEE[name](point)
            assert abs(number - expected) <= 2 * math.ulp(expected), (name, point)
