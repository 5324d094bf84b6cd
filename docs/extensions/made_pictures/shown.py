"""The pictures of the other pages: drawings and figures of `viz`, as the pages' code draws them."""

import io
from collections.abc import Iterator
from typing import Any

from matplotlib import rc_context

import viz
from micrograd_plus import Value, datasets, draw_dot, fit, losses, optim, tanh
from micrograd_plus.nn import MLP, Neuron

# What the figures of matplotlib are on a dark page; there the page shows no white.
_INK, _PAPER = "#EDEDED", "#131416"
_DARK: Any = dict.fromkeys(
    ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), _INK
) | dict.fromkeys(("figure.facecolor", "axes.facecolor", "savefig.facecolor"), _PAPER)


def pictures() -> Iterator[tuple[str, bytes]]:
    """Yield the name of each file, and what is in it."""
    yield from _neuron_by_hand()
    yield from _first_graphs()
    yield from _lecture()


def _svg(name: str, value: Value, **options: Any) -> tuple[str, bytes]:
    return f"{name}.svg", draw_dot(value, **options).pipe("svg")


def _leaves() -> tuple[Value, Value, Value]:
    return Value(2.0, label="x"), Value(-3.0, label="w"), Value(6.88, label="b")


def _neuron_by_hand() -> Iterator[tuple[str, bytes]]:
    x, w, b = _leaves()
    z = w * x + b
    z.label = "z"
    y = tanh(z)
    y.label = "y"
    y.backward()
    yield _svg("flow", y, theme="flow", rankdir="TB")
    x, w, b = _leaves()
    q = x * w
    q.label = "q"
    L = tanh(q + b)
    L.label = "L"
    L.backward()
    yield _svg("draw_flow", L, theme="flow", rankdir="TB")
    yield _svg("draw_circuit", L, theme="circuit", rankdir="TB")


def _first_graphs() -> Iterator[tuple[str, bytes]]:
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(10.0, label="c")
    q = a * b
    q.label = "q"
    z = q + c
    z.label = "z"
    yield _svg("lecture_graph", z, rankdir="TB")
    z.backward()
    yield _svg("lecture_flow", z, theme="flow", rankdir="TB")
    neuron = Neuron(2, activation="tanh", seed=3)
    out = neuron([Value(2.0, label="x1"), Value(-1.0, label="x2")])
    out.label = "out"
    out.backward()
    yield _svg("lecture_neuron", out, rankdir="TB")


def _lecture() -> Iterator[tuple[str, bytes]]:
    X, y = datasets.moons(100, noise=0.1, seed=0)
    model = MLP(2, [8, 8, 1], activation="tanh", seed=0)
    yield from _both("lecture_before", viz.decision_boundary, model, X, y, title="before training")
    loss = losses.binary_cross_entropy([model(point) for point in X], y)
    yield _svg("lecture_layers", loss, level="layer", rankdir="TB")
    history = fit(
        model,
        X,
        y,
        loss="binary_cross_entropy",
        optimizer=optim.Adam(lr=0.02),
        epochs=100,
        batch_size=20,
        validation=0.2,
        progress=False,
        watch=["gradients", "units"],
    )
    after = {"title": "after training", "probability": True}
    yield from _both("lecture_after", viz.decision_boundary, model, X, y, **after)
    yield from _both("lecture_gradients", viz.gradient_flow, history)


def _both(name: str, plot: Any, *given: Any, **options: Any) -> Iterator[tuple[str, bytes]]:
    """A figure for light pages and one for dark pages."""
    for scheme, colours in (("light", {}), ("dark", _DARK)):
        file = io.BytesIO()
        with rc_context(colours):
            figure = plot(*given, **options)
            # What stands inside of a picture stands on its colours, which are light.
            for text in (text for axes in figure.axes for text in axes.texts):
                text.set_color("black")
            figure.savefig(file, format="png", dpi=110, metadata={"Software": None})
        yield f"{name}_{scheme}.png", file.getvalue()
