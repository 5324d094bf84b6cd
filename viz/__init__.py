"""Pictures: the graph of a computation, the boundary that a model draws, the loss as it falls."""

from .drawing import Drawing as Drawing
from .drawing import draw_dot as draw_dot
from .plots import decision_boundary as decision_boundary
from .plots import loss_curve as loss_curve
from .render import LayoutError as LayoutError
from .render import NoGraphvizError as NoGraphvizError

# By this the core knows that it has found this package, and not a viz.py of the user's own.
PART_OF = "micrograd_plus"
