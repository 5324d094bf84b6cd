"""The playground: a page that trains a network as one looks, and opens its every gradient."""

import html
import json
import math
import os
from collections.abc import Mapping, Sequence
from typing import Any

from micrograd_plus.inputs import choice, shown, to_finite, to_number, to_whole
from micrograd_plus.nn.layers import ACTIVATIONS, MLP
from micrograd_plus.nn.model_file import to_document
from micrograd_plus.optim import SGD, Adam, AdamW, Optimizer, RMSProp
from micrograd_plus.rules.javascript import to_javascript
from micrograd_plus.rules.table import BUILT_IN, TABLE, Rule
from micrograd_plus.training.targets import LOSSES

from .class_marks import CLASS_SHAPES, class_colours
from .pages import Page, asset, code_of, filled, style_of
from .playground_code import activations_code, losses_code
from .playground_data import Set, own_set, toy_sets

# The programs of the page: some of the player's, then its own, in the order in which they are put
# together.
_OF_THE_PLAYER = (
    "arithmetic.js",
    "numbers.js",
    "notation.js",
    "engine.js",
    "steps.js",
    "elements.js",
)
_PROGRAMS = (
    "random.js",
    "network.js",
    "optimisers.js",
    "run.js",
    "scales.js",
    "state.js",
    "sample.js",
    "python.js",
    "table_code.js",
    "canvas.js",
    "plane.js",
    "units.js",
    "charts.js",
    "parts.js",
    "fields.js",
    "controls.js",
    "opened.js",
    "shown.js",
    "main.js",
    "start.js",
)
# The parts of the page that can be taken away.
PARTS = (
    "lessons",
    "data",
    "network",
    "training",
    "plane",
    "curves",
    "layers",
    "opened",
    "share",
)
MOST_LAYERS, MOST_UNITS = 8, 64

_KINDS: tuple[type[Optimizer], ...] = (SGD, RMSProp, Adam, AdamW)
_DEFAULTS: dict[str, Any] = {
    "noise": 0,
    "share": 0,
    "columns": [0, 1],
    "add": [],
    "remove": [],
    "layers": [8, 8],
    "activations": ["tanh", "tanh", "linear"],
    "init": "uniform",
    "loss": None,
    "optimiser": {"name": "Adam", "lr": 0.03, "b1": 0.9, "b2": 0.999, "eps": 1e-8},
    "schedule": {"name": "constant"},
    "epochs": 200,
    "batch": 0,
    "l2": 0,
    "seed": 0,
    "hide": [],
}
_LESSON = ("name", "title", "settings", "text", "question")


class Playground(Page):
    """A page that trains a network, made by `playground`; a notebook shows it as a cell.

    Attributes:
        title: what stands above.
        page: the page as text, to be served or saved.
        told: sentences about what was taken of the data.
    """

    def __init__(self, title: str, page: str, told: list[str]) -> None:
        super().__init__(title, page)
        self.told: list[str] = told

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        words = f"{self!r}: save it, and open the file in a browser"
        # What is not trusted loses its frame: the words that it covers are seen.
        frame = self._frame("allow-scripts allow-modals allow-downloads")
        seen = (
            '<div style="position: relative; height: 900px; overflow: auto">'
            f"<p>{html.escape(words)}</p>{frame}</div>"
        )
        return {"text/plain": repr(self), "text/html": seen}


def playground(
    X: Any = None,
    y: Any = None,
    path: str | os.PathLike[str] | None = None,
    *,
    model: MLP | None = None,
    loss: str | None = None,
    optimizer: Optimizer | None = None,
    batch_size: int | None = None,
    l2: float = 0.0,
    seed: int = 0,
    validation: float = 0.0,
    names: Sequence[str] | None = None,
    title: str = "Playground",
    hide: Sequence[str] = (),
    lessons: Sequence[Mapping[str, str]] | None = None,
) -> Playground:
    """Make a page that trains a network as one looks, in which every number can be opened.

    It is one file that needs no network. It trains as `fit` does, to the same numbers up to
    rounding; a click on a unit, a weight or a point shows the chain rule for it.

    Arguments:
        X: inputs (n, columns), an array or a frame; None begins with the toy sets alone.
        y: labels, up to ten classes, or numbers (n,).
        path: the HTML file to write, if any.
        model: to go on with, from its weights; None draws one from the seed.
        loss: as for `fit`; None takes one that fits y.
        optimizer: a recipe from `optim`; None is `Adam(lr=0.03)`.
        batch_size: how many rows a step takes; None is all of them.
        l2: as for `fit`.
        seed: for the weights, the batches, and the rows that are held out.
        validation: the share of rows to hold out.
        names: of the inputs; None takes those of a frame.
        title: what to write above.
        hide: parts of the page to take away: `"lessons"`, `"data"`, `"network"`, `"training"`,
            `"plane"`, `"curves"`, `"layers"`, `"opened"` or `"share"`.
        lessons: a list of your own in place of those that come with it: each has a name, a title,
            settings as a link has them, a text and a question.

    Returns:
        A `Playground`: the last line of a notebook cell shows it, `save(path)` writes it.

    Raises:
        TypeError, ValueError: for data, a model and settings that do not fit, with the cure.
        OSError: if the file cannot be written.

    >>> playground()
    Playground('Playground', ... characters)
    """
    if not isinstance(title, str):
        raise TypeError(f"the title of a page is a text, here is {shown(title)}")
    if (X is None) != (y is None):
        raise TypeError("X and y come together: write playground(X, y), or playground() for toys")
    sets = toy_sets()
    told: list[str] = []
    if X is not None:
        classifies = None if loss is None else LOSSES[choice("loss", loss, LOSSES)].classifies
        own, told = own_set(X, y, classifies=classifies, names=names)
        sets.insert(0, own)
    return make_playground(
        sets,
        told,
        path,
        model=model,
        settings={
            "loss": loss,
            "optimiser": _DEFAULTS["optimiser"] if optimizer is None else _optimiser(optimizer),
            "batch": 0 if batch_size is None else to_whole("batch_size", batch_size, 1),
            "l2": to_finite("l2", l2, "at least 0", lambda x: x >= 0),
            "seed": to_whole("seed", seed, 0),
            "share": to_number("validation", validation, "a share below 1", lambda x: 0 <= x < 1),
            "hide": [choice("each of hide", part, PARTS) for part in _listed(hide)],
        },
        title=title,
        lessons=lessons,
    )


def make_playground(
    sets: list[Set],
    told: list[str],
    path: str | os.PathLike[str] | None,
    *,
    settings: Mapping[str, Any],
    title: str,
    model: MLP | None = None,
    lessons: Sequence[Mapping[str, str]] | None = None,
) -> Playground:
    """Make the page of some data sets, the first of which it begins with.

    Arguments:
        sets: as `playground_data` gives them.
        told: sentences to stand above.
        path: the file to write, if any.
        settings: what is set otherwise than by default.
        title, model, lessons: as for `playground`.
    """
    first = sets[0]
    state = {**_DEFAULTS, "data": first["name"], **settings}
    state["loss"] = _loss_for(first, state["loss"])
    given = None
    if model is not None:
        given = _given(model, first, state["loss"])
        state |= {"layers": given["sizes"][1:-1], "activations": given["activations"]}
    data = {
        "sets": sets,
        "told": told,
        "state": state,
        "given": given,
        "lessons": _lessons(lessons),
        "colours": class_colours(),
        "shapes": CLASS_SHAPES,
    }
    made = Playground(title, _page(title, data), told)
    if path is not None:
        made.save(path)
    return made


def _listed(names: Any) -> list[Any]:
    return [names] if isinstance(names, str) else list(names)


def _optimiser(optimizer: Any) -> dict[str, Any]:
    """The recipe as the page has it."""
    kind = type(optimizer)
    if kind not in _KINDS or optimizer.maximize:
        names = ", ".join(known.__name__ for known in _KINDS)
        raise TypeError(
            f"a page has {names} without maximize, here is {shown(optimizer)}: write "
            "optimizer=optim.Adam(lr=0.03)"
        )
    settings = {"name": kind.__name__, "lr": optimizer.lr}
    for name in ("momentum", "decay", "betas", "eps", "weight_decay"):
        if name == "betas" and hasattr(optimizer, name):
            settings |= dict(zip(("b1", "b2"), optimizer.betas, strict=True))
        elif hasattr(optimizer, name):
            settings[name] = getattr(optimizer, name)
    return settings


def _loss_for(data: Set, wanted: str | None) -> str:
    """The loss that was wanted if it fits the data, else one that does."""
    classes = data["classes"]
    if classes is None:
        fitting = ["mse", "mae", "huber"]
    elif len(classes) == 2:
        fitting = ["binary_cross_entropy", "hinge", "cross_entropy"]
    else:
        fitting = ["cross_entropy"]
    if wanted is None:
        return fitting[0]
    if wanted not in fitting:
        kind = "numbers" if classes is None else f"{len(classes)} classes"
        raise ValueError(f"y holds {kind}: the loss is one of {', '.join(fitting)}, not {wanted}")
    return wanted


def _given(model: Any, data: Set, loss: str) -> dict[str, Any]:
    """The layers and numbers of a model that the page goes on with."""
    if type(model) is not MLP:
        raise TypeError(
            f"a page trains an MLP, here is {shown(model)}: write model=MLP(2, [16, 1])"
        )
    sizes = [len(model.layers[0].neurons[0].w), *(len(layer.neurons) for layer in model.layers)]
    inputs, outputs = len(data["inputs"]), 1
    if loss == "cross_entropy":
        outputs = len(data["classes"])
    if sizes[0] != inputs or sizes[-1] != outputs:
        raise ValueError(
            f"the model has {sizes[0]} inputs and {sizes[-1]} outputs, the data need {inputs} and "
            f"{outputs} for {loss}: make it by MLP({inputs}, [16, {outputs}])"
        )
    if len(sizes) - 2 > MOST_LAYERS or max(sizes[1:]) > MOST_UNITS:
        raise ValueError(
            f"a page has room for {MOST_LAYERS} hidden layers of {MOST_UNITS} units, the model has "
            f"{sizes[1:-1]}: train it by fit"
        )
    activations, numbers = [], []
    for place, layer in enumerate(model.layers):
        kinds = sorted({neuron.document()["activation"] for neuron in layer.neurons})
        if len(kinds) > 1:
            raise ValueError(
                f"the units of layer {place} have different activations, {', '.join(kinds)}: a "
                "page has one for each layer"
            )
        activations += kinds
        for neuron in layer.neurons:
            numbers += [*(weight.data for weight in neuron.w), neuron.b.data]
    if not all(map(math.isfinite, numbers)):
        raise ValueError(
            "the model has weights that are not finite, as training that diverged leaves them: "
            "make it anew, or load one that was saved before"
        )
    return {"sizes": sizes, "activations": activations, "parameters": numbers}


def _lessons(given: Sequence[Mapping[str, str]] | None) -> list[dict[str, str]]:
    """The lessons of the page; those of the user's own are looked at."""
    if given is None:
        found: list[dict[str, str]] = json.loads(_asset("lessons.json"))
        return found
    for lesson in given:
        missing = [key for key in _LESSON if not isinstance(lesson.get(key), str)]
        if missing:
            raise ValueError(
                f"a lesson has the texts {', '.join(_LESSON)}; {missing[0]} is missing in "
                f"{shown(dict(lesson))}"
            )
    return [{key: lesson[key] for key in _LESSON} for lesson in given]


def programs() -> list[str]:
    """Return the programs of the page, in their order."""
    theirs = [asset("player", name) for name in _OF_THE_PLAYER]
    return [*theirs, *map(_asset, _PROGRAMS)]


def known(data: Mapping[str, Any]) -> str:
    """Return what the programs know: the rules, activations and losses as code, and the data."""
    source, keys = to_javascript([*TABLE.values(), *BUILT_IN.values()])
    unary = [rule for rule in TABLE.values() if len(rule.arguments) == 1 and not rule.variadic]
    usual = [rule for rule in unary if rule.name in ACTIVATIONS]
    usual.sort(key=lambda rule: ACTIVATIONS.index(rule.name))
    offered = [*usual, *(rule for rule in unary if rule not in usual)]
    written = dict(data) | {
        "activations": ["linear", *(rule.name for rule in offered)],
        "own_rules": {rule.name: _declared(rule) for rule in offered if _is_own(rule)},
    }
    places = {name: keys[rule] for name, rule in BUILT_IN.items()}
    return "\n".join(
        [
            f"const R = {source};",
            f"const KEYS = {json.dumps(places)};",
            f"const ACTIVATIONS = {activations_code(offered, keys)};",
            f"const LOSSES = {losses_code()};",
            f"const DATA = {json.dumps(written, allow_nan=False, separators=(',', ':'))};",
        ]
    )


def _is_own(rule: Rule) -> bool:
    return BUILT_IN.get(rule.name) is not rule


def _declared(rule: Rule) -> Any:
    """What the file of a model says of the rules behind an activation."""
    return to_document(MLP(1, [1], output=rule.name, seed=0))["rules"]


def _page(title: str, data: Mapping[str, Any]) -> str:
    put = {
        "title": html.escape(title),
        "style": style_of(_asset("style.css")),
        "code": code_of(known(data), programs()),
    }
    return filled(_asset("page.html"), put)


def _asset(name: str) -> str:
    return asset("playground", name)
