"""The parameters and their gradients, watched."""

from ...arrays import np
from .frames import Run, Source, Watched
from .layers import layer_names


class Weights(Source):
    """Every parameter."""

    def __init__(self, run: Run) -> None:
        self._parameters = list(run.paths)
        self.watched: Watched = Watched(list(run.paths.values()), (len(run.paths),), 1)

    def frame(self) -> np.ndarray:
        return np.array([parameter.data for parameter in self._parameters])


class Gradients(Source):
    """The root mean square of the gradient in each layer, over its parameters and the steps."""

    def __init__(self, run: Run) -> None:
        self._engine = run.engine
        layer_of = layer_names(run.objective.model)
        layers = {each: layer_of[_holder(path, layer_of)] for each, path in run.paths.items()}
        names = list(dict.fromkeys(layers.values()))
        self.watched: Watched = Watched(names, (len(names),), 0)
        self._sizes = np.bincount([names.index(name) for name in layers.values()])
        # The vector of an engine has an order of its own, and only what the loss depends on.
        self._places = [names.index(layers[each]) for each in run.engine.parameters]
        self._total, self._steps = np.zeros(len(names)), 0

    def note_step(self) -> None:
        gradient = self._engine.gradient
        # The square of a large or tiny number may not be a float, while its root is.
        scale = float(abs(gradient).max(initial=0.0)) or 1.0
        # What is lost here is none of the business of the engine, which takes note of such things.
        with np.errstate(all="ignore"):
            squares = np.bincount(self._places, (gradient / scale) ** 2, minlength=len(self._sizes))
            self._total = np.hypot(self._total, scale * np.sqrt(squares / self._sizes))
        self._steps += 1

    def frame(self) -> np.ndarray:
        found: np.ndarray = self._total / max(1, self._steps) ** 0.5
        self._total, self._steps = np.zeros(len(self._sizes)), 0
        return found


def _holder(path: str, modules: dict[str, str]) -> str:
    """The path of the module that a parameter belongs to."""
    while path not in modules:
        path = path.rpartition(".")[0]
    return path
