"""The parameters, watched."""

from ...arrays import np
from .frames import Run, Source, Watched


class Weights(Source):
    """Every parameter."""

    def __init__(self, run: Run) -> None:
        self._paths = run.paths

    def about(self) -> Watched:
        """See `Source`."""
        return Watched(list(self._paths.values()), (len(self._paths),), 1, [])

    def frame(self) -> np.ndarray:
        """See `Source`."""
        return np.array([parameter.data for parameter in self._paths])
