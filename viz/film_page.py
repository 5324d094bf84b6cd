"""A film of training: one page for a browser, with a slider over the epochs."""

import html
import json
import os
from pathlib import Path
from typing import Any

from micrograd_plus.arrays import np
from micrograd_plus.inputs import shown
from micrograd_plus.nn.rows import told_classes
from micrograd_plus.training.history import History
from micrograd_plus.training.watching.frames import Boundary

from .class_marks import CLASS_SHAPES, class_colours
from .files import write
from .pages import asset, filled, packed
from .plots.figures import check_history

# A page shows at most so many epochs: more would make a large file, and no eye can follow.
MOST = 121

# The parts of the page, in assets/film; its programs run in this order.
_PARTS = ("page.html", "style.css", "sheet.js", "plane.js", "charts.js", "controls.js")

# For each point of the plane, the number of the class that the model sees there, and how far it
# leads, in one byte each.
NO_CLASS, SUREST = 255, 254

# From small to large: dark blue to yellow, which differ in lightness too.
_RAMP = ("#1B0C41", "#3B528B", "#21918C", "#5EC962", "#FDE725")


def film(
    history: History, path: str | os.PathLike[str], title: str = "Training, epoch by epoch"
) -> Path:
    """Write a page that shows a training run epoch by epoch, with a slider and a play button.

    It shows what was watched: the boundary of a classifier, the gradients of the layers, the units
    that do not learn; with the loss and the accuracy. It is one file that needs no network.

    Arguments:
        history: of `fit(..., watch=["boundary", "gradients", "units"])`, or of some of these.
        path: the HTML file to write.
        title: what to write above.

    Returns:
        The path.

    Raises:
        TypeError: if it is not a History, or the title is no text.
        ValueError: if it has no epochs, or nothing that makes a film was watched.
        OSError: if the file cannot be written.

    >>> import tempfile
    >>> from micrograd_plus import datasets
    >>> from micrograd_plus.nn import MLP
    >>> X, y = datasets.moons(20, seed=0)
    >>> history = MLP(2, [4, 1], seed=0).fit(X, y, "hinge", epochs=5, watch="boundary")
    >>> film(history, tempfile.mkdtemp() + "/film.html").name
    'film.html'
    """
    check_history("film", history)
    if not isinstance(title, str):
        raise TypeError(f"the title of a film is a text, here is {shown(title)}")
    boundary = getattr(history, "boundary", None)
    units = getattr(history, "units", None)
    gradients = getattr(history, "gradients", None)
    if boundary is None and units is None and gradients is None:
        raise ValueError(
            "a film shows what was watched, and that is nothing here: train with "
            'fit(..., watch=["boundary", "gradients", "units"]), or some of these'
        )
    # Gradients are those of an epoch; all else was seen before the first one too.
    epochs = _shown(1 if boundary is None and units is None else 0, history.epochs)
    data: dict[str, Any] = {"epochs": epochs, "total": history.epochs, "ramp": _RAMP}
    data["curves"] = {
        name: [_number(number) for number in getattr(history, name)]
        for name in ("loss", "accuracy", "validation_loss", "validation_accuracy")
    }
    planes = b""
    if boundary is not None:
        seen = _planes(boundary.outputs[epochs])
        planes = seen.tobytes()
        data["boundary"] = _plane(boundary) | {"gaps": bool((seen[:, 0] == NO_CLASS).any())}
    if gradients is not None:
        rows = [gradients[epoch - 1] if epoch else [None] * len(history.layers) for epoch in epochs]
        values = [[_number(number) for number in row] for row in rows]
        data["gradients"] = {"layers": history.layers, "values": values}
    if units is not None:
        data["units"] = {"layers": units.layers, "sizes": units.sizes}
        data["units"]["dead"] = units.dead[epochs].tolist()
        data["units"]["saturated"] = units.saturated[epochs].tolist()
    target = Path(path)
    write(target, _page(title, _about(history, epochs), data, planes))
    return target


def _shown(first: int, last: int) -> list[int]:
    """The epochs that are shown: all, or some that are evenly spread, with the first and last."""
    count = min(MOST, last - first + 1)
    return [first + round(k * (last - first) / max(1, count - 1)) for k in range(count)]


def _about(history: History, epochs: list[int]) -> str:
    plural = "" if history.epochs == 1 else "s"
    told = [f"{history.epochs} epoch{plural}: {history.summary()}."]
    if history.stopped:
        told.append(f"Training {history.stopped}.")
    if len(epochs) <= history.epochs - (epochs[0] or 0):
        told.append(
            f"The slider has {len(epochs)} of the epochs, evenly spread; the curves have all."
        )
    return " ".join(told)


def _number(number: Any) -> float | None:
    """A number with the digits that are shown; JSON knows neither nan nor infinity."""
    if number is None or not abs(number) < float("inf"):
        return None
    return float(f"{float(number):.6g}")


def _plane(boundary: Boundary) -> dict[str, Any]:
    """What of a boundary does not change; points count from 0 to 1 across and up."""
    across, up = boundary.across, boundary.up
    corner = np.array([across[0], up[0]])
    size = np.array([across[-1], up[-1]]) - corner
    places = ((boundary.X - corner) / size).round(5).tolist()
    number_of = {label: number for number, label in enumerate(boundary.classes)}
    kinds = [number_of[label] for label in boundary.y.tolist()]
    signs = boundary.classes == [-1, 1]
    return {
        "columns": len(across),
        "rows": len(up),
        "x": [float(across[0]), float(across[-1])],
        "y": [float(up[0]), float(up[-1])],
        "points": [[*place, kind] for place, kind in zip(places, kinds, strict=True)],
        "classes": ["−1", "+1"] if signs else [str(label) for label in boundary.classes],
        "probability": boundary.probability,
        "colours": class_colours(),
        "shapes": CLASS_SHAPES,
    }


def _planes(outputs: np.ndarray) -> np.ndarray:
    """Return bytes (frames, 2, g, g): the class at each point, and how far it leads.

    The lead is the difference of the two largest probabilities; of 0 and 1 for two classes.
    """
    unknown = np.isnan(outputs).any(axis=1)
    # Infinite scores would leave no difference.
    scores = np.nan_to_num(outputs, nan=0.0, posinf=1e300, neginf=-1e300)
    kinds = told_classes(scores, 1).astype(np.uint8)
    if scores.shape[1] == 1:
        leads = abs(np.tanh(scores[:, 0] / 2))
    else:
        with np.errstate(under="ignore"):
            powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        largest = np.sort(powers / powers.sum(axis=1, keepdims=True), axis=1)
        leads = largest[:, -1] - largest[:, -2]
    kinds[unknown], leads[unknown] = NO_CLASS, 0.0
    return np.stack([kinds, np.rint(SUREST * leads).astype(np.uint8)], axis=1)


def _page(title: str, about: str, data: dict[str, Any], planes: bytes) -> bytes:
    """Put the page together from its parts, each of which stays what it is: text, data, program."""
    part = {name: asset("film", name) for name in _PARTS}
    # No < in it can be the beginning of an end tag; in JSON it is written so as well.
    written = json.dumps(data, allow_nan=False, separators=(",", ":")).replace("<", r"\u003c")
    put = {
        "title": html.escape(title),
        "about": html.escape(about),
        "style": part["style.css"],
        "data": written,
        "planes": packed(planes),
        "script": "\n".join(part[name] for name in _PARTS if name.endswith(".js")),
    }
    page = filled(part["page.html"], put)
    return page.encode("utf-8", errors="replace")
