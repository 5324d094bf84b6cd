"""The boundary that a classifier draws in the plane, watched."""

from ...arrays import np
from ...nn.rows import as_list
from .frames import Boundary, Run, Source, Watched
from .rows import RowFunction

# So many values of either input are tried for a boundary.
STEPS = 60

# The losses whose scores turn into probabilities, by sigmoid or softmax.
_PROBABLE = ("binary_cross_entropy", "cross_entropy")


class Plane(Source):
    """What the model gives for a grid of inputs.

    Raises:
        ValueError: if the rows make no plane, or the loss tells no classes.
    """

    def __init__(self, run: Run) -> None:
        objective, rows = run.objective, run.objective.training
        columns = rows.inputs.shape[1]
        if columns != 2:
            raise ValueError(
                f'watch="boundary" needs rows of 2 inputs, which make a plane; here are {columns}: '
                'leave "boundary" out, or choose two columns of X'
            )
        if objective.classes is None:
            raise ValueError(
                'watch="boundary" needs a loss that tells classes: hinge, binary_cross_entropy or '
                'cross_entropy; leave "boundary" out, or choose one of these'
            )
        across, up = axes_of(rows.inputs, STEPS)
        labels = np.array(objective.classes)[objective.labels(rows).astype(int)]
        outputs = 1 if rows.targets.ndim == 1 else rows.targets.shape[1]
        self._shape = (outputs, len(up), len(across))
        boundary = Boundary(
            X=rows.inputs.copy(),
            y=labels,
            classes=objective.classes,
            across=across,
            up=up,
            outputs=np.empty((0, *self._shape)),
            probability=objective.loss in _PROBABLE,
        )
        self.watched: Watched = Watched(boundary, self._shape, 1)
        self._grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
        self._rows = RowFunction(lambda x: as_list(objective.model(x)), rows.inputs[0], run.engine)

    def frame(self) -> np.ndarray:
        return self._rows(self._grid, self._shape[0]).reshape(self._shape)


def axes_of(points: np.ndarray, steps: int = STEPS) -> tuple[np.ndarray, np.ndarray]:
    """Return evenly spaced numbers for each axis of a plot, from a little below the points on.

    Arguments:
        points: (n, 2).
        steps: how many numbers there are for an axis.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    longest = (high - low).max() or 2.0
    # Both axes have one scale, so a short one gets room, or the plot would be a thin stripe.
    half = np.maximum(high - low, longest / 2) / 2 + 0.1 * longest
    middle = (low + high) / 2
    # Far from 0 numbers that differ are further apart.
    half = np.maximum(half, steps * np.spacing(abs(middle)))
    across, up = np.linspace(middle - half, middle + half, steps).T
    return across, up
