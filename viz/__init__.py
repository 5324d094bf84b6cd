"""Pictures: the graph of a computation, training, and what a trained model gets right and wrong."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .film import film as film
from .plots import (
    activations as activations,
    confusion_matrix as confusion_matrix,
    cost_surface as cost_surface,
    decision_boundary as decision_boundary,
    gradient_flow as gradient_flow,
    history_curves as history_curves,
    loss_curve as loss_curve,
    misclassified as misclassified,
    predicted_against_true as predicted_against_true,
    weights as weights,
)

if TYPE_CHECKING:
    from .drawing import Drawing as Drawing
    from .picture import draw_dot as draw_dot
    from .render import LayoutError as LayoutError, NoGraphvizError as NoGraphvizError

# By this the core knows that it has found this package, and not a viz.py of the user's own.
PART_OF = "micrograd_plus"

# What needs graphviz comes when it is asked for: plots do without.
_DRAWING = {
    "Drawing": ".drawing",
    "draw_dot": ".picture",
    "LayoutError": ".render",
    "NoGraphvizError": ".render",
}


def __getattr__(name: str) -> Any:
    if name not in _DRAWING:
        raise AttributeError(f"module 'viz' has no attribute {name!r}")
    try:
        import graphviz
    except ModuleNotFoundError:
        raise ImportError(
            "drawings need the package graphviz: pip install graphviz pygraphviz"
        ) from None
    return getattr(import_module(_DRAWING[name], __name__), name)
