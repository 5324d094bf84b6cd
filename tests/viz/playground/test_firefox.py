"""The same page in Firefox, driven by its own protocol."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.viz.player.test_firefox import click, firefox as firefox, press, run, show, text
from viz.playground_page import playground


def opened(firefox: Any, path: Path, link: str = "") -> None:
    show(firefox, playground().save(path / "page.html").as_uri() + link)


def test_it_trains_and_opens(firefox: Any, tmp_path: Path) -> None:
    """By keys and clicks: step, epoch, back, a unit, its weight, why it moved, and the script."""
    opened(firefox, tmp_path, "#batch=30&share=0.2")
    press(firefox, "TAB")
    body = firefox.find_element("css selector", "body")
    for key, told in (("s", "step 1"), ("e", "step 3"), ("b", "step 2"), ("r", "step 0")):
        body.send_keys(key)
        assert told in text(firefox, "numbers")
    body.send_keys("e")
    click(firefox, "[aria-label='Open unit 3 of layer 1']")
    assert text(firefox, "opened-title") == "Opened: h1_3"
    buttons = "[...document.querySelectorAll('#opened-body td button')]"
    run(firefox, f"{buttons}.find(button => button.innerText === 'w1_3_2').click()")
    assert text(firefox, "opened-title") == "Opened: w1_3_2"
    assert "Why did it move?" in text(firefox, "opened-body")
    assert run(firefox, "return document.querySelectorAll('#opened-body math mfrac').length") > 3
    click(firefox, "#as-python")
    assert "epochs=1," in run(firefox, "return document.getElementById('text').value")
    assert run(firefox, "return document.getElementById('trouble').hidden")


def test_it_plays(firefox: Any, tmp_path: Path) -> None:
    """It goes on by itself, and stops."""
    opened(firefox, tmp_path)
    click(firefox, "#play")
    done = firefox.execute_async_script(
        """const [done] = arguments;
        const look = () => +document.querySelector("#numbers b").innerText > 10
            ? done(true) : setTimeout(look, 20);
        look();"""
    )
    assert done
    click(firefox, "#play")
    assert text(firefox, "verb") == "Play"


@pytest.mark.parametrize("width", [450, 1280])
def test_accessible(width: int, firefox: Any, tmp_path: Path) -> None:
    """axe-core finds nothing, and nothing is wider than the window."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-core comes with it")
    (script,) = Path(package.__file__).parent.glob("axe*.min.js")
    firefox.set_window_rect(width=width, height=800)
    opened(firefox, tmp_path, "#data=iris&share=0.2")
    click(firefox, "#epoch")
    click(firefox, "[aria-label='Open unit 3 of layer 1']")
    found = firefox.execute_async_script(
        """const [axe, done] = arguments;
        const script = document.createElement("script");
        script.textContent = axe;
        document.body.append(script);
        window.wrappedJSObject.axe.run().then(found => done(JSON.stringify(
            found.violations.map(each => [each.id, each.nodes.map(node => node.html)]))));""",
        [script.read_text(encoding="utf-8")],
    )
    assert json.loads(found) == []
    root = "document.documentElement"
    assert run(firefox, f"return {root}.scrollWidth <= {root}.clientWidth")
    firefox.set_window_rect(width=1280, height=900)
