"""Films of training: the file, and the page as a browser shows it with the network off."""

import base64
import json
import math
import re
import zlib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from micrograd_plus import datasets, optim
from micrograd_plus.nn import MLP
from micrograd_plus.training.history import History
from micrograd_plus.training.watching.frames import Boundary, Watched
from viz.film_page import MOST, NO_CLASS, SUREST, _planes, film

X, Y = datasets.moons(30, 0.1, seed=0)
ALL = ("boundary", "gradients", "units")
# How many colours there are on a canvas.
COLOURS = """canvas => new Set(new Uint32Array(canvas.getContext("2d").getImageData(
    0, 0, canvas.width, canvas.height).data.buffer)).size"""
HOSTILE = "</script><script>document.title = 'broken'</script><b>&amp; {{data}} \U0001f600"


def trained(watch: Any, epochs: int = 12, **settings: Any) -> History:
    model = MLP(2, [4, 4, 1], activation="relu", seed=1)
    settings = {"loss": "binary_cross_entropy", "optimizer": optim.Adam(lr=0.05)} | settings
    return model.fit(X, Y, epochs=epochs, watch=watch, **settings)


def made(outputs: np.ndarray, classes: list[Any], probability: bool = True) -> History:
    """The history of a boundary (epochs + 1, outputs, g, g) that nobody has learned."""
    epochs, axis = len(outputs) - 1, np.linspace(-1.0, 1.0, outputs.shape[-1])
    labels = np.array([classes[0], classes[-1]])
    about = Boundary(np.eye(2) - 0.5, labels, classes, axis, axis, outputs[:0], probability)
    watched = Watched(about, outputs.shape[1:], 1, list(outputs))
    return History(loss=[1.0] * epochs, lr=[0.1] * epochs, watched={"boundary": watched})


def data_of(path: Path) -> Any:
    """What the page knows."""
    page = path.read_text(encoding="utf-8")
    (found,) = re.findall(r'<script type="application/json" id="film">(.*?)</script>', page)
    return json.loads(found)


def planes_of(path: Path) -> bytes:
    """What the page knows of the plane."""
    page = path.read_text(encoding="utf-8")
    (found,) = re.findall(r'<script type="text/plain" id="planes">(.*?)</script>', page)
    return zlib.decompress(base64.b64decode(found))


class Elements(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


class TestFile:
    def test_one_file_that_needs_no_other(self, tmp_path: Path) -> None:
        """Folders are made, the path is returned, and nothing in the page points elsewhere."""
        path = film(trained(ALL), tmp_path / "new" / "film.html")
        assert path == tmp_path / "new" / "film.html"
        assert [each.name for each in path.parent.iterdir()] == ["film.html"]
        page = path.read_text(encoding="utf-8")
        assert not re.search(r"https?:|@import|url\(|\bfetch\(|XMLHttp", page)
        for tag, attributes in Elements(page).found:
            assert "src" not in attributes, tag
            assert (attributes.get("href") or "data:").startswith("data:"), tag

    def test_strings_stay_strings(self, tmp_path: Path) -> None:
        """A title or a class that looks like the page's own code is only text."""
        history = made(np.zeros((2, 2, 5, 5)), [HOSTILE, "</style>"])
        path = film(history, tmp_path / "film.html", title=HOSTILE)
        page = path.read_text(encoding="utf-8")
        tags = [tag for tag, _ in Elements(page).found]
        assert (tags.count("script"), tags.count("style"), tags.count("b")) == (3, 1, 0)
        assert data_of(path)["boundary"]["classes"] == [HOSTILE, "</style>"]

    @pytest.mark.parametrize(
        ("epochs", "shown"), [(1, 2), (MOST - 1, MOST), (MOST, MOST), (500, MOST)]
    )
    def test_many_epochs_are_thinned_and_the_page_says_so(
        self, tmp_path: Path, epochs: int, shown: int
    ) -> None:
        """The first and the last are there, steps differ by one at most, curves are whole."""
        outputs = np.random.default_rng(0).normal(size=(epochs + 1, 1, 3, 3))
        path = film(made(outputs, [0, 1]), tmp_path / "film.html")
        data = data_of(path)
        assert planes_of(path) == _planes(outputs[data["epochs"]]).tobytes()
        assert (data["epochs"][0], data["epochs"][-1]) == (0, epochs)
        steps = set(np.diff(data["epochs"]).tolist())
        assert max(steps) - min(steps) <= 1
        assert min(steps) > 0
        assert len(data["epochs"]) == shown
        assert len(data["curves"]["loss"]) == epochs
        said = f"The slider has {MOST} of the epochs" in path.read_text(encoding="utf-8")
        assert said == (shown < epochs + 1)

    def test_gradients_alone_begin_with_the_first_epoch(self, tmp_path: Path) -> None:
        """Before training there is none; where more was watched, their first frame is empty."""
        alone = data_of(film(trained("gradients", 3), tmp_path / "film.html"))
        both = data_of(film(trained(["gradients", "units"], 3), tmp_path / "film.html"))
        assert alone["epochs"] == [1, 2, 3]
        assert both["epochs"] == [0, 1, 2, 3]
        assert both["gradients"]["values"] == [[None] * 3, *alone["gradients"]["values"]]

    @pytest.mark.parametrize("outputs", [1, 3, 10])
    def test_a_hundred_epochs_are_small(self, tmp_path: Path, outputs: int) -> None:
        """Less than a megabyte, even where neighbouring points have nothing in common."""
        noise = np.random.default_rng(0).normal(size=(101, outputs, 60, 60))
        path = film(made(noise, list(range(max(2, outputs)))), tmp_path / "film.html")
        assert path.stat().st_size < 1_000_000

    @pytest.mark.parametrize(
        ("scores", "kind", "lead"),
        [
            ([0.0], 0, 0.0),
            ([2.0], 1, math.tanh(1.0)),
            ([-2.0], 0, math.tanh(1.0)),
            ([math.inf], 1, 1.0),
            ([-math.inf], 0, 1.0),
            ([math.nan], NO_CLASS, 0.0),
            ([0.0, math.log(3.0)], 1, 0.5),
            ([1e300, -1e300, 0.0], 0, 1.0),
            ([-math.inf, -math.inf, 0.0], 2, 1.0),
            ([0.0, math.nan], NO_CLASS, 0.0),
        ],
    )
    def test_class_and_lead(self, scores: list[float], kind: int, lead: float) -> None:
        """The lead is the difference of the two largest probabilities; nan belongs to no class."""
        found = _planes(np.array(scores)[None, :, None, None])
        assert found.ravel().tolist() == [kind, round(SUREST * lead)]

    @pytest.mark.parametrize(
        ("make", "error", "message"),
        [
            (lambda: trained(()), ValueError, 'watch=."boundary", "gradients", "units".'),
            (lambda: trained("weights"), ValueError, "a film shows what was watched"),
            (lambda: trained(ALL, epochs=0), ValueError, "no epochs"),
            (lambda: [1.0, 0.5], TypeError, "takes the History that fit returns"),
        ],
    )
    def test_what_makes_no_film(
        self, tmp_path: Path, make: Callable[[], Any], error: type[Exception], message: str
    ) -> None:
        """The error says what to do; no file is written."""
        with pytest.raises(error, match=message):
            film(make(), tmp_path / "film.html")
        assert list(tmp_path.iterdir()) == []

    def test_what_is_no_title_and_no_place(self) -> None:
        """The error names what was given."""
        history, untitled = trained("units", epochs=1), cast(str, None)
        with pytest.raises(TypeError, match="a text, here is None"):
            film(history, "film.html", untitled)
        with pytest.raises(IsADirectoryError, match=r"cannot write \.: it is a folder"):
            film(history, "")


class TestPage:
    @pytest.fixture
    def shown(self, browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
        """Open the film of a history with the network off; at the end there was no error."""
        errors: list[str] = []
        contexts: list[Any] = []

        def show(history: History, title: str = "A film", **settings: Any) -> Any:
            settings = {"viewport": {"width": 640, "height": 480}} | settings
            context = browser.new_context(offline=True, **settings)
            contexts.append(context)
            page = context.new_page()
            page.on("console", lambda message: errors.append(message.text))
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("request", lambda request: errors.extend(_elsewhere(request.url)))
            page.goto(film(history, tmp_path / "film.html", title=title).as_uri())
            page.wait_for_selector("html[data-ready]", timeout=10_000)
            return page

        yield show
        for context in contexts:
            context.close()
        assert errors == []

    def test_slider_keys_and_button(self, shown: Callable[..., Any]) -> None:
        """Each moves the epoch: numbers, every drawing and the table follow."""
        history = trained(ALL)
        page = shown(history)
        seen = {}
        keys = {"Home": 0, "ArrowRight": 1, "End": 12, "ArrowLeft": 11}
        for key, epoch in keys.items():
            page.keyboard.press(key)
            seen[epoch] = _seen(page)
            assert _epoch(page) == epoch
        for part in seen[0]:
            different = {state[part] for state in seen.values()}
            assert len(different) == len(keys), part
        numbers = page.inner_text("#numbers").split("\n")
        assert numbers == [
            "epoch 11 of 12",
            f"loss {history.loss[10]:.4g}".ljust(11, "0"),
            f"accuracy {history.accuracy[10]:.1%}".replace("%", " %"),
        ]
        assert page.inner_text("#numbers").replace("\n", ", ") == page.get_attribute(
            "#slider", "aria-valuetext"
        )
        page.focus("#slider")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        assert _epoch(page) == 1, "one step also where the slider itself has the keys"
        page.fill("#slider", "5")
        assert _epoch(page) == 5
        table = page.inner_text("#rows").split("\n")
        units = history.units
        assert table[0].split("\t") == [
            "layers[0]",
            f"{history.gradients[4, 0]:.4g}".ljust(7, "0"),
            f"{units.dead[5, 0]} of 4",
            f"{units.saturated[5, 0]} of 4",
        ]

    def test_play_and_pause(self, shown: Callable[..., Any]) -> None:
        """The button and the space bar start and stop; the film ends with the last epoch."""
        page = shown(trained("gradients", 4))
        assert page.inner_text("#play").split() == ["▶", "Play"]
        page.keyboard.press("ArrowLeft")
        assert _epoch(page) == 3
        page.click("#play")
        assert page.inner_text("#play").split() == ["⏸", "Pause"]
        page.wait_for_function("timer === null", timeout=10_000)
        assert _epoch(page) == 4
        assert "Play" in page.inner_text("#play")
        page.keyboard.press(" ")
        assert _epoch(page) == 1, "from the end it begins anew"
        assert "Pause" in page.inner_text("#play")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(" ")
        assert "Play" in page.inner_text("#play")

    @pytest.mark.parametrize(
        ("watch", "parts"),
        [
            (ALL, {"plane", "curves", "accuracy-part", "layers", "gradient-part", "unit-part"}),
            ("boundary", {"plane", "curves", "accuracy-part"}),
            ("gradients", {"curves", "layers", "accuracy-part", "gradient-part"}),
            ("units", {"curves", "layers", "accuracy-part", "unit-part"}),
        ],
    )
    def test_only_what_was_watched_is_there(
        self, shown: Callable[..., Any], watch: Any, parts: set[str]
    ) -> None:
        """Each part alone makes a film, which fits a telephone, and whose canvases have names."""
        page = shown(trained(watch, 2, validation=0.2), viewport={"width": 360, "height": 640})
        every = ("plane", "curves", "accuracy-part", "layers", "gradient-part", "unit-part")
        assert {part for part in every if page.is_visible(f"#{part}")} == parts
        assert page.is_visible("#table") == ("layers" in parts)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        for canvas in page.query_selector_all("canvas"):
            assert len(canvas.get_attribute("aria-label")) > 5
            if canvas.is_visible():
                assert canvas.evaluate(COLOURS) > 1, canvas.get_attribute("id")

    def test_light_and_dark(self, shown: Callable[..., Any]) -> None:
        """A page follows the scheme of its reader, drawings too, and when that changes."""
        page = shown(trained("boundary", 2), color_scheme="light")
        light = _seen(page), _paper(page)
        page.emulate_media(color_scheme="dark")
        dark = _seen(page), _paper(page)
        assert light[0]["boundary"] != dark[0]["boundary"]
        assert light[0]["loss"] != dark[0]["loss"]
        assert (light[1], dark[1]) == ("rgb(255, 255, 255)", "rgb(20, 22, 26)")

    def test_the_plane_is_what_the_model_said(self, shown: Callable[..., Any]) -> None:
        """The browser unpacks the very bytes; each point of the grid has its class's colour."""
        outputs = 10 * np.random.default_rng(0).normal(size=(2, 3, 4, 4))
        outputs[1, :, 2, 1] = math.nan
        page = shown(made(outputs, ["a", "b", "c"]), reduced_motion="reduce")
        assert page.evaluate("Array.from(planes)") == _planes(outputs).ravel().tolist()
        # In a picture this fine every hundredth pixel lies on a point of the grid; up is up.
        seen = page.evaluate(
            "() => { const [kinds] = regions(1, 301, 301); return [300, 200, 100, 0].map((y) => "
            "[0, 100, 200, 300].map((x) => kinds[301 * y + x])); }"
        )
        assert seen == _planes(outputs)[1, 0].tolist()
        assert "not defined" in page.inner_text("#shades")
        assert page.inner_text("#classes").split("\n") == ["class a", "class b", "class c"]

    def test_many_layers(self, shown: Callable[..., Any]) -> None:
        """Their map is no higher than a window, so that the plane is seen beside it."""
        names = [f"layers[{place}]" for place in range(300)]
        frames = [np.full(300, epoch + 1.0) for epoch in range(3)]
        gradients = Watched(names, (300,), 0, frames)
        page = shown(History(loss=[1.0] * 3, watched={"gradients": gradients}))
        assert page.query_selector("#gradients").bounding_box()["height"] < 600
        assert page.evaluate(COLOURS, page.query_selector("#gradients")) > 3

    def test_hostile_strings(self, shown: Callable[..., Any]) -> None:
        """They are shown letter by letter, and nothing of them runs."""
        history = made(np.zeros((2, 2, 3, 3)), [HOSTILE, "</ul>"])
        page = shown(history, title=HOSTILE)
        assert page.title() == HOSTILE
        assert page.inner_text("h1") == HOSTILE
        assert page.inner_text("#classes").split("\n") == [f"class {HOSTILE}", "class </ul>"]

    def test_numbers_that_are_none(self, shown: Callable[..., Any]) -> None:
        """A loss or a gradient that is not finite leaves a gap, a zero is marked as such."""
        history = trained("gradients", 3)
        history.loss[1] = math.nan
        frames = history.watched["gradients"].frames
        frames[0][0], frames[1][1], frames[2][2] = math.inf, math.nan, 0.0
        page = shown(history)
        assert page.inner_text("#bar").split("\n")[-2:] == ["exactly 0", "not finite"]
        page.keyboard.press("ArrowLeft")
        assert page.inner_text("#numbers").split("\n")[:2] == ["epoch 2 of 3", "loss –"]


def _elsewhere(url: str) -> list[str]:
    return [] if url.startswith(("file:", "data:", "blob:")) else [url]


def _epoch(page: Any) -> int:
    return int(page.inner_text("#numbers b >> nth=0").split()[0])


def _seen(page: Any) -> dict[str, str]:
    """All drawings, and the table."""
    drawings = {
        canvas.get_attribute("id"): canvas.evaluate("canvas => canvas.toDataURL()")
        for canvas in page.query_selector_all("canvas")
        if canvas.is_visible()
    }
    return drawings | ({"table": page.inner_text("#table")} if page.is_visible("#table") else {})


def _paper(page: Any) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
