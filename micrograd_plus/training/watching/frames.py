"""What was recorded of a training run, and what records it: a frame after each epoch."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...arrays import np
from ...engine.value import Value
from ..objective import Objective
from ..step_engines import StepEngine


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

    X: np.ndarray
    y: np.ndarray
    classes: list[Any]
    across: np.ndarray
    up: np.ndarray
    outputs: np.ndarray
    probability: bool


@dataclass
class Units:
    """Which units do not learn. A unit is the output of a neuron with an activation.

    For each row the slope of its activation says how much of a gradient passes a unit. It is *dead*
    if that slope is exactly 0 for every training row: no gradient passes, so that its weights stay
    as they are. It is *saturated* if it is not dead, but for at least 95 % of the rows the slope is
    below 5 % of the steepest one of this activation for inputs from -10 to 10. If a neuron is
    called several times for a row, every call counts as a row.

    Attributes:
        layers: the names of the layers that have activations.
        sizes: how many units each has.
        dead: how many of them are dead (epochs + 1, layers): before training, and after each epoch.
        saturated: how many are saturated, likewise.
    """

    layers: list[str]
    sizes: list[int]
    dead: np.ndarray
    saturated: np.ndarray


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
    frames: list[np.ndarray] = field(default_factory=list)

    def after(self, epochs: int) -> np.ndarray:
        """Return the frames of so many epochs as one array."""
        count = epochs + self.start
        return np.reshape(self.frames[:count], (count, *self.shape))


class Run(NamedTuple):
    """A training run as it is before its first step.

    Attributes:
        paths: the path of each parameter.
        objective: what is to be learned.
        engine: computes the steps, and has the latest parameters.
    """

    paths: dict[Value, str]
    objective: Objective
    engine: StepEngine


class Source(ABC):
    """Something to watch in a run.

    Attributes:
        watched: what was recorded of it, at first without frames.
    """

    watched: Watched

    @abstractmethod
    def __init__(self, run: Run) -> None: ...

    def note_step(self) -> None:
        """Take note of a step that was just computed, where a frame is about all steps."""
        return

    @abstractmethod
    def frame(self) -> np.ndarray:
        """Return what is to be seen now."""
