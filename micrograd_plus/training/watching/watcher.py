"""What `fit` records of a training run while it goes on: only what was asked for."""

from collections.abc import Iterable, Sequence
from typing import Any

from ...engine.value import Value
from ...inputs import shown
from ...nn.module import Module
from .boundary import Plane
from .frames import Run, Source, Watched
from .parameters import Gradients, Weights
from .units import UnitCounts

SOURCES: dict[str, type[Source]] = {
    "weights": Weights,
    "gradients": Gradients,
    "units": UnitCounts,
    "boundary": Plane,
}


def check_watch(watch: Any) -> list[str]:
    """Return the names of what to watch as a list.

    Raises:
        TypeError, ValueError: for anything else than the names that there are.
    """
    choices = ", ".join(f'"{name}"' for name in SOURCES)
    if not isinstance(watch, Iterable) or isinstance(watch, bytes):
        raise TypeError(f"watch is one of {choices}, or a list of these; here is {shown(watch)}")
    found = [watch] if isinstance(watch, str) else list(watch)
    for name in found:
        if name not in SOURCES:
            raise ValueError(f"watch is one of {choices}, or a list of these; here is {name!r}")
    return [name for name in SOURCES if name in found]


class Watcher:
    """Records what is watched: the model as it is at once, then a frame after each epoch.

    Arguments:
        names: what to watch.
        run: in what.

    Attributes:
        watched: what was recorded, by name.

    Raises:
        ValueError: if there is nothing of the kind to watch.
    """

    def __init__(self, names: Sequence[str], run: Run) -> None:
        self._engine = run.engine
        self._sources = [SOURCES[name](run) for name in names]
        self.watched: dict[str, Watched] = {
            name: source.watched for name, source in zip(names, self._sources, strict=True)
        }
        for source in self._sources:
            if source.watched.start:
                source.watched.frames.append(source.frame())

    def note_step(self) -> None:
        """Let all that is watched take note of a step."""
        for source in self._sources:
            source.note_step()

    def note_epoch(self) -> None:
        """Add a frame to all that is watched."""
        self._engine.sync()
        frames = [source.frame() for source in self._sources]
        for source, frame in zip(self._sources, frames, strict=True):
            source.watched.frames.append(frame)


def paths_of(model: Any, parameters: Sequence[Value]) -> dict[Value, str]:
    """Return the path of each parameter, or its place where a model has no paths."""
    named = model.named_parameters() if isinstance(model, Module) else {}
    known = {parameter: path for path, parameter in named.items()}
    return {
        parameter: known.get(parameter, f"parameters[{place}]")
        for place, parameter in enumerate(parameters)
    }
