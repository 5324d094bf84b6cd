"""Links: what a page is set to stands in the address, and what does not fit is told."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.viz.playground.test_page import text
from tests.viz.test_playground_page import HOSTILE


def told(page: Any) -> str:
    return text(page, "#told") if page.locator("#told").is_visible() else ""


def test_a_link_opens_the_same_page(opened: Callable[..., Any]) -> None:
    """Settings, points that were added and removed, and what is hidden."""
    link = (
        "#data=circles&layers=3-5&activations=relu-silu-linear&loss=hinge&optimiser=SGD&lr=0.25"
        "&momentum=0.5&schedule=cosine&end=0.1&epochs=40&batch=10&l2=0.001&seed=7&share=0.2"
        "&noise=0.1&init=xavier&add=0.5,0.25,1;1,1,0&remove=3,7&hide=lessons"
    )
    page = opened(link=link)
    assert told(page) == ""
    page.click("#link")
    again = page.input_value("#text")
    assert again.startswith("file:")
    for _ in range(3):
        page.click("#epoch")
    other = opened(link=f"#{again.split('#')[1]}")
    for _ in range(3):
        other.click("#epoch")
    assert text(page, "#numbers") == text(other, "#numbers")
    assert not other.locator("#lessons").is_visible()
    assert text(other, "#data-fields").count("80 points to learn from, 20 held out") == 1


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("lr=-3", "The link has lr=-3: it is a number of at least 0. It stays as it was."),
        ("lr=fast", "The link has lr=fast"),
        ("lr=1e999", "it is a number of at least 0"),
        ("data=nothing", "it is one of moons, circles"),
        ("optimiser=toString", "it is one of SGD, RMSProp, Adam, AdamW"),
        ("schedule=__proto__", "it is one of constant"),
        ("__proto__=1", "The link names __proto__, which there is not here"),
        ("layers=99", "units from 1 to 64"),
        ("layers=1-1-1-1-1-1-1-1-1", "at most 8 hidden layers"),
        ("activations=tanh-relu", "2 activations for 2 layers and the output"),
        ("activations=tanh-evil", "it is one of linear, relu"),
        ("loss=mse", "The loss mse does not fit these data: binary_cross_entropy is taken"),
        ("momentum=0.5", "neither the optimiser nor the schedule has it"),
        ("hide=everything", "it is one of lessons"),
        ("seed=0.5", "it is a whole number of at least 0"),
        ("add=1,2", "have no place among these data"),
        ("add=1,2,7", "have no place among these data"),
        ("add=" + ";".join(["1,1,1"] * 201), "there are at most 200 points"),
        ("lesson=none", "There is no lesson none here"),
        ("batch=2&batch=x&nonsense", "which there is not here"),
    ],
)
def test_links_that_do_not_fit(link: str, said: str, opened: Callable[..., Any]) -> None:
    """What fits is taken, and of the rest a sentence says why it is not."""
    page = opened(link=f"#seed=3&{link}" if not link.startswith("seed") else f"#{link}")
    assert said in told(page)
    page.click("#step")
    assert "step 1" in text(page, "#numbers")


def test_a_hostile_link(opened: Callable[..., Any]) -> None:
    """Its text is shown as text."""
    page = opened(link=f"#data={HOSTILE}&{HOSTILE}=1")
    assert "<img src=x" in told(page)
    assert page.title() == "Playground"
    assert page.locator("img").count() == 0


def test_a_part_is_taken_away(opened: Callable[..., Any]) -> None:
    """By hide= a teacher takes controls away; a lesson leaves them where they are."""
    page = opened(link="#hide=network,training,share&lesson=linear")
    for part in ("network", "training", "share"):
        assert not page.locator(f"#{part}").is_visible()
    assert page.locator("#data").is_visible()
    assert "weighted sum again" in text(page, "#lesson-text")


def test_every_lesson_opens(opened: Callable[..., Any]) -> None:
    """Its settings fit, and it trains."""
    page = opened()
    count = page.locator("#lesson option").count()
    assert count == 10
    for place in range(count - 1):
        page.select_option("#lesson", str(place))
        assert told(page) == ""
        page.click("#step")
        assert "step 1" in text(page, "#numbers")
        assert text(page, "#lesson-question").endswith("?")
