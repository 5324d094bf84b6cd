"""Pictures of training, each by one call that returns a matplotlib Figure."""

from .activation_curves import activations as activations
from .boundary import decision_boundary as decision_boundary
from .classification import (
    confusion_matrix as confusion_matrix,
    misclassified as misclassified,
    predicted_against_true as predicted_against_true,
)
from .curves import history_curves as history_curves, loss_curve as loss_curve
from .figures import figure_class as figure_class
from .flow import gradient_flow as gradient_flow
from .surface import cost_surface as cost_surface
from .weight_images import weights as weights
