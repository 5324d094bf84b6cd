"""Back to Python: the script that rebuilds a run, and the file of a model."""

import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus import datasets, nn, optim, rule
from micrograd_plus.commands.cli import main
from micrograd_plus.nn import MLP
from tests.commands.tables.examples import IRIS
from tests.pages import quiet_pages
from tests.viz.playground.test_page import text
from viz.playground_page import playground

LINKS = {
    "as it opens": "",
    "mixed": "#layers=5-4&activations=relu-tanh-linear&loss=hinge&optimiser=SGD&momentum=0.5",
    "init": "#layers=5&activations=silu-tanh&init=he&data=sine&optimiser=RMSProp&seed=4",
    "equal": "#layers=3&init=equal&data=xor&optimiser=AdamW",
    "mixed equal": "#layers=3-3&activations=tanh-silu-linear&init=equal&data=xor&l2=0.01",
    "batches": "#data=blobs&batch=30&share=0.2&l2=0.001&seed=11",
    "schedule": "#schedule=cosine&epochs=12&lr=0.1",
    "schedule over": "#schedule=linear&epochs=4&lr=0.1&end=0.5",
    "no layer": "#layers=&data=iris",
    "points": "#add=0.5,0.25,1;0.125,1,0&remove=3,7",
    "noise": "#noise=0.2&data=circles",
}


def script_after(page: Any, epochs: int) -> str:
    """What a page gives as Python after some epochs."""
    for _ in range(epochs):
        page.click("#epoch")
    page.click("#as-python")
    source: str = page.input_value("#text")
    return source


def run_script(source: str) -> tuple[float, dict[str, Any]]:
    """The number that a script prints, and what it has made."""
    space: dict[str, Any] = {}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(source, space)
    return float(out.getvalue()), space


def loss_told(source: str) -> float:
    """The loss that the page has, by the last line of its script."""
    return float(source.rsplit("# the page has ", 1)[1])


@pytest.mark.parametrize("link", LINKS)
def test_the_script_rebuilds_the_run(link: str, opened: Callable[..., Any]) -> None:
    """Four epochs in the page are four epochs in Python, to 1e-9."""
    source = script_after(opened(link=LINKS[link]), 4)
    found, space = run_script(source)
    assert found == pytest.approx(loss_told(source), abs=1e-9, rel=1e-9)
    assert space["history"].epochs == 4


def test_changes_on_the_way_are_told(opened: Callable[..., Any]) -> None:
    """No script rebuilds a run whose rate was another at first; after a reset one does."""
    page = opened(link="#batch=40")
    page.click("#step")
    page.fill("#training-fields input >> nth=0", "0.5")
    page.press("#training-fields input >> nth=0", "Enter")
    page.click("#as-python")
    source = page.input_value("#text")
    assert source.startswith("# Settings were changed on the way")
    assert "# The page is 40 rows into the next epoch" in source
    page.click("#reset")
    page.click("#as-python")
    assert not page.input_value("#text").startswith("#")


def saved(page: Any, path: Path) -> Path:
    with page.expect_download() as download:
        page.click("#save-model")
    download.value.save_as(path)
    return path


def test_a_model_goes_to_the_page_and_back(opened: Callable[..., Any], tmp_path: Path) -> None:
    """To the last bit, without a step; and trained, it gives what the page says."""
    X, y = datasets.moons(60, seed=1)
    model = MLP(2, [3, 4, 1], activation="silu", seed=2)
    page = opened(playground(X, y, model=model, loss="hinge", optimizer=optim.SGD(lr=0.1)))
    back = nn.load(saved(page, tmp_path / "model.json"))
    assert [p.data for p in back.parameters()] == [p.data for p in model.parameters()]
    page.click("#epoch")
    trained = nn.load(saved(page, tmp_path / "trained.json"))
    model.fit(X, y, "hinge", optim.SGD(lr=0.1), epochs=1, progress=False)
    ours, theirs = ([p.data for p in each.parameters()] for each in (model, trained))
    assert theirs == pytest.approx(ours, abs=1e-12)
    assert trained.score(X, y) == model.score(X, y)


def test_the_script_of_a_model_that_was_given(opened: Callable[..., Any], tmp_path: Path) -> None:
    """It loads the file of the weights with which the page began."""
    X, y = datasets.moons(60, seed=1)
    page = opened(playground(X, y, model=MLP(2, [3, 1], seed=2)))
    path = saved(page, tmp_path / "model.json")
    page.click("#epoch")
    page.click("#epoch")
    page.click("#as-python")
    source = page.input_value("#text").replace("model.json", str(path))
    found, _ = run_script(source)
    assert found == pytest.approx(loss_told(source), abs=1e-9)


def test_a_saved_model_opens(opened: Callable[..., Any], tmp_path: Path) -> None:
    """With rules of one's own, too, if the page knows them."""
    rule("squared", "x", "x * x", "2 * x")
    model = MLP(2, [3, 1], activation="squared", output="tanh", seed=2)
    model.save(tmp_path / "model.json")
    page = opened(playground())
    page.set_input_files("#open-model", tmp_path / "model.json")
    page.wait_for_selector("#told li")
    assert "is open" in text(page, "#told")
    back = nn.load(saved(page, tmp_path / "again.json"))
    assert [p.data for p in back.parameters()] == [p.data for p in model.parameters()]
    again = json.loads((tmp_path / "again.json").read_text(encoding="utf-8"))
    assert again["rules"]["squared"]["forward"] == "x * x"


def test_files_keep_their_names(opened: Callable[..., Any], tmp_path: Path) -> None:
    """The script loads the file that was opened, and trained weights are saved under another."""
    path = tmp_path / 'it\'s "mine".json'
    MLP(2, [3, 1], seed=2).save(path)
    page = opened()
    page.set_input_files("#open-model", path)
    page.wait_for_selector("#told li")
    page.click("#link")
    assert "are not in it" in text(page, "#text-words")
    page.click("#epoch")
    page.click("#as-python")
    source = page.input_value("#text")
    assert f"nn.load({json.dumps(path.name)})" in source
    assert "# The mean loss while the epoch was trained" in source
    page.click("#save-model")
    assert "The file trained.json" in text(page, "#text-words")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nothing", "no file of a model"),
        ('{"format": "micrograd_plus model", "kind": "Neuron"}', "no file of an MLP"),
        ("[1, 2]", "no file of an MLP"),
        (
            '{"format": "micrograd_plus model", "version": 1, "kind": "MLP", "sizes": [2, 1], '
            '"layers": [{"neurons": [{"activation": "<b>", "w": [1, 2], "b": 0}]}]}',
            "the activation <b> is not known here",
        ),
        (
            '{"format": "micrograd_plus model", "version": 1, "kind": "MLP", "sizes": [3, 1], '
            '"layers": [{"neurons": [{"activation": "tanh", "w": [1, 2, 3], "b": 0}]}]}',
            "the model has 3 inputs, these data have 2",
        ),
        (
            '{"format": "micrograd_plus model", "version": 1, "kind": "MLP", "sizes": [2, 1], '
            '"layers": [{"neurons": [{"activation": "tanh", "w": [1], "b": 0}]}]}',
            "its weights are not as its sizes say",
        ),
    ],
)
def test_a_file_that_is_no_model(
    content: str, said: str, opened: Callable[..., Any], tmp_path: Path
) -> None:
    """A sentence says what is wrong, and the page is as it was."""
    path = tmp_path / "model.json"
    path.write_text(content)
    page = opened()
    before = text(page, "#numbers")
    page.set_input_files("#open-model", path)
    page.wait_for_selector("#told li")
    assert said in text(page, "#told")
    assert text(page, "#numbers") == before


def test_predict_reads_what_a_page_has_saved(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that learned from a table in the page knows its columns, scales and classes."""
    monkeypatch.chdir(tmp_path)
    Path("iris.csv").write_text(IRIS)
    assert main(["playground", "iris.csv", "--target", "species"]) == 0
    with quiet_pages(browser) as open_address:
        page = open_address(Path("playground.html").absolute().as_uri())
        page.wait_for_selector("html[data-ready=yes]")
        for _ in range(60):
            page.keyboard.press("e")
        saved(page, Path("model.json"))
    assert main(["predict", "model.json", "iris.csv", "-o", "out.csv"]) == 0
    _, *rows = [line.split(",") for line in Path("out.csv").read_text().splitlines()]
    right = sum(row[4] == row[5] for row in rows)
    assert right > 135
