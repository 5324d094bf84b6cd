"""Pictures: the graph of a computation, training, and what a trained model gets right and wrong."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import plots as plots
    from .drawing import Drawing as Drawing
    from .exports import (
        to_graphml as to_graphml,
        to_json as to_json,
        to_mermaid as to_mermaid,
        to_networkx as to_networkx,
    )
    from .film_page import film as film
    from .picture import draw_dot as draw_dot
    from .player_page import Player as Player, player as player
    from .playground_page import Playground as Playground, playground as playground
    from .plots.activation_curves import activations as activations
    from .plots.boundary import decision_boundary as decision_boundary
    from .plots.classification import (
        confusion_matrix as confusion_matrix,
        misclassified as misclassified,
        predicted_against_true as predicted_against_true,
    )
    from .plots.curves import history_curves as history_curves, loss_curve as loss_curve
    from .plots.flow import gradient_flow as gradient_flow
    from .plots.surface import cost_surface as cost_surface
    from .plots.weight_images import weights as weights
    from .render import LayoutError as LayoutError, NoGraphvizError as NoGraphvizError

# By this the core knows that it has found this package, and not a viz.py of the user's own.
PART_OF = "micrograd_plus"

# The file of each name, which is loaded when the name is first used: graphs are drawn without
# numpy and matplotlib, training without graphviz.
_FILES = {
    "Drawing": "drawing",
    "LayoutError": "render",
    "NoGraphvizError": "render",
    "Player": "player_page",
    "Playground": "playground_page",
    "activations": "plots.activation_curves",
    "confusion_matrix": "plots.classification",
    "cost_surface": "plots.surface",
    "decision_boundary": "plots.boundary",
    "draw_dot": "picture",
    "film": "film_page",
    "gradient_flow": "plots.flow",
    "history_curves": "plots.curves",
    "loss_curve": "plots.curves",
    "misclassified": "plots.classification",
    "player": "player_page",
    "playground": "playground_page",
    "predicted_against_true": "plots.classification",
    "to_graphml": "exports",
    "to_json": "exports",
    "to_mermaid": "exports",
    "to_networkx": "exports",
    "weights": "plots.weight_images",
}

__all__ = [
    "Drawing",
    "LayoutError",
    "NoGraphvizError",
    "Player",
    "Playground",
    "activations",
    "confusion_matrix",
    "cost_surface",
    "decision_boundary",
    "draw_dot",
    "film",
    "gradient_flow",
    "history_curves",
    "loss_curve",
    "misclassified",
    "player",
    "playground",
    "predicted_against_true",
    "to_graphml",
    "to_json",
    "to_mermaid",
    "to_networkx",
    "weights",
]


def __getattr__(name: str) -> Any:
    if name == "plots":
        return import_module(".plots", __name__)
    if name not in _FILES:
        raise AttributeError(f"module 'viz' has no attribute {name!r}")
    try:
        found = getattr(import_module(f".{_FILES[name]}", __name__), name)
    except ModuleNotFoundError as error:
        if error.name != "graphviz":
            raise
        raise ImportError(
            "drawings need the package graphviz: pip install graphviz pygraphviz"
        ) from None
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_FILES, "plots"})
