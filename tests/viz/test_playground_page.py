"""The page of the playground as a file: what is in it, and what is refused."""

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest

import viz
from micrograd_plus import datasets, optim, rule
from micrograd_plus.nn import MLP
from viz.playground_page import MOST_LAYERS, MOST_UNITS, PARTS, known, playground, programs

HOSTILE = '</script><img src=x onerror="document.title=1">{{code}}'


def code(page: str) -> str:
    """The program of a page, unpacked."""
    (found,) = re.findall(r'<script type="text/plain" id="code">(.*?)</script>', page)
    return zlib.decompress(base64.b64decode(found)).decode()


def data(made: Any) -> Any:
    """What a page knows."""
    return json.loads(code(made.page).split("const DATA = ")[1].split(";\n")[0])


def test_a_page_in_one_file(tmp_path: Path) -> None:
    """It asks for nothing, and says so to the browser."""
    made = playground(path=tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page == made.page
    assert "default-src 'none'" in page
    assert not re.search(r'(src|href)="(?!data:)', page)
    assert len(page) < 200_000
    assert repr(made).startswith("Playground('Playground', ")


def test_hostile_texts_are_no_markup() -> None:
    """Titles are escaped, and names are packed."""
    X, y = datasets.moons(20)
    made = playground(
        X, ["a" if label else HOSTILE for label in y], names=[HOSTILE, "b"], title=HOSTILE
    )
    assert made.page.count("<script") == playground().page.count("<script")
    assert "<img" not in made.page
    assert data(made)["sets"][0]["inputs"] == [HOSTILE, "b"]


def test_a_model_is_gone_on_with() -> None:
    """Its layers, activations and every digit of its weights."""
    X, y = datasets.moons(20)
    model = MLP(2, [3, 1], activation="silu", output="tanh", seed=5)
    found = data(
        playground(X, y, model=model, loss="hinge", optimizer=optim.SGD(0.2, momentum=0.5))
    )
    assert found["state"]["layers"] == [3]
    assert found["state"]["activations"] == ["silu", "tanh"]
    assert found["state"]["optimiser"] == {"name": "SGD", "lr": 0.2, "momentum": 0.5}
    neurons = [neuron for layer in model.layers for neuron in layer.neurons]
    assert found["given"]["parameters"] == [p.data for n in neurons for p in [*n.w, n.b]]


def test_rules_of_ones_own_are_offered() -> None:
    """With what the file of a model has to say of them."""
    rule("squared", "x", "x * x", "2 * x")
    found = data(playground())
    assert "squared" in found["activations"]
    assert found["own_rules"]["squared"]["squared"]["forward"] == "x * x"


def test_a_cell_of_a_notebook() -> None:
    """A frame that may run programs and save files, and words for where it is not trusted."""
    shown = playground()._repr_mimebundle_()
    assert 'sandbox="allow-scripts allow-modals allow-downloads"' in shown["text/html"]
    assert "open the file in a browser" in shown["text/html"]
    assert shown["text/plain"].startswith("Playground(")


def test_lessons_of_ones_own() -> None:
    """They take the place of those that come with it."""
    lesson = {"name": "a", "title": "b", "settings": "lr=1", "text": "c", "question": "d"}
    assert data(playground(lessons=[lesson]))["lessons"] == [lesson]
    assert len(data(playground())["lessons"]) >= 7
    with pytest.raises(ValueError, match="question is missing in"):
        playground(lessons=[{key: lesson[key] for key in ("name", "title", "settings", "text")}])


def wrong(**settings: Any) -> Any:
    X, y = datasets.moons(20)
    return lambda: viz.playground(X, y, **settings)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: playground([[1.0]]), "X and y come together"),
        (lambda: playground(title=3), "the title of a page is a text"),
        (wrong(loss="mean"), "loss is one of"),
        (wrong(loss="cross_entropy", model=MLP(2, [1])), "2 inputs and 1 outputs, the data need"),
        (wrong(model=MLP(3, [1])), "make it by MLP"),
        (wrong(model=MLP(2, [65, 1])), "has room for 8 hidden layers of 64 units"),
        (wrong(model=MLP(2, [1]).layers[0]), "a page trains an MLP"),
        (wrong(names=["a"]), "X has 2 columns, here are 1 names"),
        (wrong(optimizer=0.1), "write optimizer=optim.Adam"),
        (wrong(optimizer=optim.SGD(maximize=True)), "without maximize"),
        (wrong(hide=["curves", "nothing"]), "each of hide"),
        (wrong(validation=1.5), "a share below 1"),
        (wrong(batch_size=0), "batch_size"),
    ],
)
def test_what_does_not_fit(make: Any, said: str) -> None:
    """Errors name the setting, its value and the cure."""
    with pytest.raises((TypeError, ValueError), match=said):
        make()


def test_a_loss_that_does_not_fit_the_labels() -> None:
    """Three classes need a score each."""
    X, y = datasets.blobs(30)
    with pytest.raises(ValueError, match="y holds 3 classes: the loss is one of cross_entropy"):
        playground(X, y, loss="hinge")


def test_layers_of_mixed_units() -> None:
    """A page has one activation for each layer."""
    model = MLP(2, [2, 1], seed=0)
    model.layers[0].neurons[1] = MLP(2, [1], output="tanh").layers[0].neurons[0]
    with pytest.raises(ValueError, match="layer 0 have different activations, relu, tanh"):
        wrong(model=model)()


def test_a_model_that_has_diverged() -> None:
    """What is not finite cannot be gone on with."""
    model = MLP(2, [1], seed=0)
    model.layers[0].neurons[0].b.data = float("nan")
    with pytest.raises(ValueError, match="weights that are not finite"):
        wrong(model=model)()


def test_the_programs_are_short_files() -> None:
    """None is longer than what one reads at a time."""
    assert all(len(program.splitlines()) <= 400 for program in programs())
    assert "const R = " in known({})


def test_limits_are_the_same_in_the_page() -> None:
    """The parts that can be hidden, and how large a network may be."""
    source = "\n".join(programs())
    parts = re.search(r"const PARTS = \[(.*?)\];", source, re.DOTALL)
    assert parts is not None
    assert tuple(re.findall(r'"(\w+)"', parts[1])) == PARTS
    assert f"const MOST_LAYERS = {MOST_LAYERS};" in source
    assert f"const MOST_UNITS = {MOST_UNITS};" in source


def test_nothing_is_declared_twice() -> None:
    """A later function of the same name would silently take the place of an earlier one."""
    found = re.findall(
        r"^(?:async )?(?:function|class|const|let) (\w+)", "\n".join(programs()), re.M
    )
    assert len(found) > 100
    assert sorted(found) == sorted(set(found))
