"""What was recorded of a training run: plain data, which a `History` holds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...inputs import numpy_for

if TYPE_CHECKING:
    import numpy as np


@dataclass
class Boundary:
    """How a classifier of two inputs sees the plane, epoch by epoch.

    Attributes:
        X: the points to learn from (n, 2).
        y: the class of each (n,).
        classes: every class, in the order of the outputs; if there is one output, first the class
            of the scores below 0, then that of those above.
        across: the values of the first input that are tried (g,).
        up: those of the second input (g,).
        outputs: what the model gives there (epochs + 1, outputs, g, g), before training and after
            each epoch: a row for each of `up`, a column for each of `across`; nan where the model
            is not defined.
        probability: whether the outputs turn into probabilities, by sigmoid or softmax.
    """

    X: "np.ndarray"
    y: "np.ndarray"
    classes: list[Any]
    across: "np.ndarray"
    up: "np.ndarray"
    outputs: "np.ndarray"
    probability: bool


@dataclass
class Watched:
    """The frames of one thing that was watched.

    Attributes:
        about: what stays: the names of the columns, with the numbers of units if it is these, or a
            `Boundary` without outputs.
        shape: that of a frame.
        start: how many frames show what was before training: 1 or 0.
        frames: those, and one for each epoch.
    """

    about: Any
    shape: tuple[int, ...]
    start: int
    frames: "list[np.ndarray]"

    def after(self, epochs: int) -> "np.ndarray":
        """Return the frames of so many epochs as one array."""
        count = epochs + self.start
        whole: np.ndarray
        whole = numpy_for("training").reshape(self.frames[:count], (count, *self.shape))
        return whole
