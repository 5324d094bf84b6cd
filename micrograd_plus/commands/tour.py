"""One go through everything: an explanation, a drawing, a trained classifier, on one page."""

import math
import time
from collections.abc import Iterator
from pathlib import Path

from ..display.pictures import draw_dot, pictures
from ..engine.gradient import grad
from ..engine.ops import mean
from ..engine.value import Value
from ..explanation.text import explain
from ..files.saving import write_whole
from ..graph import toposort
from ..nn.layers import MLP, Neuron
from ..rules.reference import operations_table
from .page import drawing, image, page, preformatted, section
from .typed import compute

MARKER = ".micrograd_plus_tour"
_EXPRESSION, _BINDINGS = "tanh(q + b)", ("q=x*w", "x=2", "w=-3", "b=6.88")
_EPOCHS, _ROWS = 60, 50
# Sharp on fine screens, and when it is opened by itself.
_DPI = 160
_CAPTIONS = {
    "boundary": "where the classifier changes its mind, and the points that it learned from",
    "curves": "loss and accuracy over the epochs",
    "gradients": "how large the gradient of each layer was, epoch by epoch",
    "cost": "the loss over two of the weights, and the way that training took",
    "activations": "activations, and below each its derivative",
}


def tour(folder: Path) -> Iterator[str]:
    """Write the tour into a folder, and yield a line about each thing that was done.

    Arguments:
        folder: made if it is missing; written again only if an earlier tour wrote it.

    Raises:
        FileExistsError: if the folder holds anything that is not a tour.
    """
    start = time.monotonic()
    _claim(folder)
    sections = []
    for part in (_explained, _drawn, _neuron, _batch, _second, _trained, _reference):
        title, body, line = part(folder)
        sections.append(section(title, body))
        yield line
    index = folder / "index.html"
    title = "Backpropagation in which every number explains itself"
    write_whole(index, page(title, sections, width="76rem"))
    yield f"open {index} ({time.monotonic() - start:.0f} s)"


def _claim(folder: Path) -> None:
    """Take a folder that is new, empty or an earlier tour's."""
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file: name a folder for the tour, such as tour")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise FileExistsError(
            f"the folder {folder} holds something else than a tour, and stays as it is: "
            "name another one, such as micrograd-plus tour my_tour"
        )
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / MARKER, "This folder was written by micrograd-plus tour.\n")


def _shell(command: str) -> str:
    return preformatted(f"$ micrograd-plus {command}")


def _explained(folder: Path) -> tuple[str, str, str]:
    result, _ = compute(_EXPRESSION, _BINDINGS)
    quoted = f'"{_EXPRESSION}" "q=x*w" x=2 w=-3 b=6.88'
    body = (
        "<p>Each step names its rule of calculus and has the numbers put in.</p>"
        + _shell(f"explain {quoted}")
        + preformatted(str(explain(result)))
    )
    return "An expression explained", body, f"explained {_EXPRESSION}"


def _drawing(
    root: Value,
    path: Path,
    caption: str,
    theme: str = "flow",
    level: str | None = None,
    rankdir: str = "LR",
) -> str:
    """Draw a graph into a file and return what shows it, with its titles for those who point."""
    made = draw_dot(root, theme=theme, level=level, rankdir=rankdir)
    made.render(outfile=str(path), cleanup=True)
    return drawing(path.name, path.read_text(encoding="utf-8"), caption)


def _drawn(folder: Path) -> tuple[str, str, str]:
    title = "Its graph"
    result, _ = compute(_EXPRESSION, _BINDINGS)
    result.backward()
    try:
        figures = [
            _drawing(result, folder / f"graph_{theme}.svg", caption, theme=theme)
            for theme, caption in (
                ("flow", "flow: the gradient that goes back over every edge"),
                ("circuit", "circuit: values above the wires, gradients below"),
                ("classic", "classic: label, data and gradient of every number"),
            )
        ]
    except (ImportError, RuntimeError) as error:
        return title, preformatted(str(error)), f"no drawing: {error}"
    return title, "\n".join(figures), "drew its graph in three themes"


def _neuron(folder: Path) -> tuple[str, str, str]:
    title = "A neuron"
    neuron = Neuron(2, activation="tanh", seed=3)
    out = neuron([1.0, -2.0])
    out.label = "out"
    out.backward()
    body = "<p>A neuron adds its bias and its weighted inputs, and bends the sum.</p>"
    try:
        figure = _drawing(out, folder / "neuron.svg", repr(neuron), rankdir="TB")
    except (ImportError, RuntimeError) as error:
        return title, body + preformatted(str(explain(out))), f"no drawing of a neuron: {error}"
    return title, body + figure, "drew a neuron"


def _batch(folder: Path) -> tuple[str, str, str]:
    title = "Thousands of values in one picture"
    model = MLP(2, [8, 8, 1], activation="tanh", seed=0)
    rows = [[math.cos(turn), math.sin(turn)] for turn in range(_ROWS)]
    loss = mean([(model(row) - row[0] * row[1]) ** 2 for row in rows])
    loss.label = "loss"
    loss.backward()
    count = len(toposort(loss, lambda node: node.parents))
    body = (
        f"<p>The loss of a network over {_ROWS} points is computed from {count:,} values. Each "
        "neuron is a box, and equal samples are drawn once, with their number.</p>"
    )
    try:
        figure = _drawing(
            loss,
            folder / "batch.svg",
            "by neuron: point at a box to read what it holds",
            level="neuron",
            rankdir="TB",
        )
    except (ImportError, RuntimeError) as error:
        return title, body + preformatted(str(error)), f"no drawing of a batch: {error}"
    return title, body + figure, f"drew {count:,} values in one picture"


def _second(folder: Path) -> tuple[str, str, str]:
    result, leaves = compute("sin(x)**2", ["x=0.5"])
    x = leaves["x"]
    first = grad(result, x, create_graph=True)
    second = grad(first, x)
    text = (
        f"sin(x)**2 at x = 0.5   {result:.4f}\n"
        f"its derivative         {first:.4f}   (2 sin x cos x)\n"
        f"its second derivative  {second:.4f}   (2 cos 2x)"
    )
    return "Derivatives of derivatives", preformatted(text), "took a second derivative"


def _trained(folder: Path) -> tuple[str, str, str]:
    title = "A classifier trained on two moons"
    try:
        from .moons import learn_moons
    except ImportError as error:
        return title, preformatted(str(error)), f"no training: {error}"
    watch = ["boundary", "gradients", "units", "weights"]
    X, y, model, history = learn_moons(_EPOCHS, watch=watch)
    line = (
        f"trained {len(model.parameters())} parameters on two moons: "
        f"accuracy {history.accuracy[-1]:.0%} after {history.epochs} epochs"
    )
    body = _shell(f"train moons --epochs {_EPOCHS} -o boundary.png") + preformatted(model.summary())
    pair = [path for path in model.named_parameters() if path.startswith("layers[2]")][:2]
    try:
        viz = pictures()
        figures = {
            "boundary": viz.decision_boundary(model, X, y, title="two moons"),
            "curves": viz.history_curves(history),
            "gradients": viz.gradient_flow(history),
            "cost": viz.cost_surface(model, X, y, pair, loss="hinge", history=history),
            "activations": viz.activations(),
        }
        viz.film(history, folder / "film.html", title="Two moons, epoch by epoch")
    except ImportError as error:
        return title, body + preformatted(str(error)), f"{line}; no picture: {error}"
    body += '<p><a href="film.html">The same as a film</a>, with a slider over the epochs.</p>'
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png", dpi=_DPI)
        body += image(f"{name}.png", _CAPTIONS[name])
    return title, body, line


def _reference(folder: Path) -> tuple[str, str, str]:
    table = operations_table()
    return "Every operation", _shell("ops") + preformatted(table), "listed every operation"
