"""What `fit` records of a training run while it goes on: only what was asked for."""

import contextlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from .arrays import numpy_for
from .conversion import shown
from .engine import Value
from .module import Module, as_list, as_values
from .problem import Problem
from .rules import Rule
from .step_engines import StepEngine, TapeEngine
from .tape.recorder import run_once
from .tape.tape import Tape
from .units import Activation, Counter, activations, layer_names

if TYPE_CHECKING:
    import numpy as np

NAMES = ("weights", "gradients", "units", "boundary")

# So many values of either input are tried for a boundary.
STEPS = 60

# The losses whose scores turn into probabilities, by sigmoid or softmax.
_PROBABLE = ("binary_cross_entropy", "cross_entropy")


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


def check_watch(watch: Any) -> list[str]:
    """Return the names of what to watch as a list.

    Raises:
        TypeError, ValueError: for anything else than the names that there are.
    """
    choices = ", ".join(f'"{name}"' for name in NAMES)
    if not isinstance(watch, Iterable) or isinstance(watch, bytes):
        raise TypeError(f"watch is one of {choices}, or a list of these; here is {shown(watch)}")
    found = [watch] if isinstance(watch, str) else list(watch)
    for name in found:
        if name not in NAMES:
            raise ValueError(f"watch is one of {choices}, or a list of these; here is {name!r}")
    return [name for name in NAMES if name in found]


def axes_of(points: "np.ndarray", steps: int = STEPS) -> "tuple[np.ndarray, np.ndarray]":
    """Return evenly spaced numbers for each axis of a plot, from a little below the points on.

    Arguments:
        points: (n, 2).
        steps: how many numbers there are for an axis.
    """
    numpy = numpy_for("training")
    low, high = points.min(axis=0), points.max(axis=0)
    longest = (high - low).max() or 2.0
    # Both axes have one scale, so a short one gets room, or the plot would be a thin stripe.
    half = numpy.maximum(high - low, longest / 2) / 2 + 0.1 * longest
    middle = (low + high) / 2
    # Far from 0 numbers that differ are further apart.
    half = numpy.maximum(half, steps * numpy.spacing(abs(middle)))
    across, up = numpy.linspace(middle - half, middle + half, steps).T
    return across, up


class Source(Protocol):
    """Something to watch."""

    def about(self) -> Watched:
        """Return what stays, without frames."""
        ...

    def frame(self) -> "np.ndarray":
        """Return what is to be seen now."""
        ...


class Watcher:
    """Records what is watched: the model as it is at once, then a frame after each epoch.

    Arguments:
        names: what to watch.
        model: what is trained.
        parameters: what of it.
        problem: what it is to learn.
        engine: computes the steps, and has the latest parameters.

    Attributes:
        watched: what was recorded, by name.

    Raises:
        ValueError: if there is nothing of the kind to watch.
    """

    def __init__(
        self,
        names: Sequence[str],
        model: Module,
        parameters: Sequence[Value],
        problem: Problem,
        engine: StepEngine,
    ) -> None:
        self._engine = engine
        paths = _paths(model, parameters)
        self._gradients: _Gradients | None = None
        self._sources: dict[str, Source] = {}
        for name in names:
            if name == "weights":
                self._sources[name] = _Weights(paths)
            elif name == "gradients":
                self._sources[name] = self._gradients = _Gradients(model, paths, engine)
            elif name == "units":
                self._sources[name] = _Units(model, problem, engine)
            else:
                self._sources[name] = _Plane(model, problem, engine)
        self.watched = {name: source.about() for name, source in self._sources.items()}
        for name, watched in self.watched.items():
            if watched.start:
                watched.frames.append(self._sources[name].frame())

    def note_step(self) -> None:
        """Note the gradient of a step."""
        if self._gradients is not None:
            self._gradients.add(self._engine.gradient)

    def note_epoch(self) -> None:
        """Add a frame to all that is watched."""
        self._engine.sync()
        frames = [source.frame() for source in self._sources.values()]
        for watched, frame in zip(self.watched.values(), frames, strict=True):
            watched.frames.append(frame)


class _Weights:
    """Every parameter."""

    def __init__(self, paths: dict[Value, str]) -> None:
        self._paths = paths

    def about(self) -> Watched:
        return Watched(list(self._paths.values()), (len(self._paths),), 1, [])

    def frame(self) -> "np.ndarray":
        numbers = [parameter.data for parameter in self._paths]
        found: np.ndarray = numpy_for("training").array(numbers)
        return found


class _Gradients:
    """The root mean square of the gradient in each layer, over its parameters and the steps."""

    def __init__(self, model: Module, paths: dict[Value, str], engine: StepEngine) -> None:
        self._numpy = numpy_for("training")
        layer_of = layer_names(model)
        layers = {parameter: layer_of[_holder(path, layer_of)] for parameter, path in paths.items()}
        self._names = list(dict.fromkeys(layers.values()))
        self._sizes = self._numpy.bincount([self._names.index(name) for name in layers.values()])
        # The vector of an engine has an order of its own, and only what the loss depends on.
        self._places = [self._names.index(layers[each]) for each in engine.parameters]
        self._total, self._steps = self._numpy.zeros(len(self._names)), 0

    def about(self) -> Watched:
        return Watched(self._names, (len(self._names),), 0, [])

    def add(self, gradient: "np.ndarray") -> None:
        """Add the gradient of a step."""
        numpy = self._numpy
        # The square of a large or tiny number may not be a float, while its root is.
        scale = float(abs(gradient).max(initial=0.0)) or 1.0
        # What is lost here is none of the business of the engine, which takes note of such things.
        with numpy.errstate(all="ignore"):
            squares = numpy.bincount(
                self._places, (gradient / scale) ** 2, minlength=len(self._names)
            )
            step = scale * numpy.sqrt(squares / self._sizes)
            self._total = numpy.hypot(self._total, step)
        self._steps += 1

    def frame(self) -> "np.ndarray":
        found: np.ndarray = self._total / max(1, self._steps) ** 0.5
        self._total, self._steps = self._numpy.zeros(len(self._names)), 0
        return found


class _Units:
    """How many units of each layer are dead, how many saturated."""

    def __init__(self, model: Module, problem: Problem, engine: StepEngine) -> None:
        self._numpy = numpy_for("training")
        self._inputs, self._model = problem.training.inputs, model
        self._layer_of = layer_names(model)
        self._recorded: list[Activation] = []
        self._rows: _Rows | None = None
        if isinstance(engine, TapeEngine):
            self._rows = _Rows(self._around, self._inputs[0], engine)
        found = self._recorded if self._rows is not None else self._by_hand()
        if not found:
            raise ValueError(
                'watch="units" finds no neuron with an activation in this model: leave "units" '
                'out, or give the model one, such as activation="relu"'
            )
        self._counter = Counter(found)

    def about(self) -> Watched:
        counter = self._counter
        return Watched((counter.layers, counter.sizes), (2, len(counter.layers)), 1, [])

    def frame(self) -> "np.ndarray":
        place = self._counter.place
        if self._rows is not None:
            found = self._recorded
            inputs, outputs = self._numpy.split(self._rows(self._inputs, 2 * len(found)), 2)
        else:
            # What was not called at the start belongs to none of the layers that are counted.
            found = [each for each in self._by_hand() if each.unit in place]
            numbers = [[each.node.parents[0].data, each.node.data] for each in found]
            inputs, outputs = self._numpy.reshape(numbers, (-1, 2)).T[:, :, None]
        rules: dict[Rule, list[int]] = {}
        for index, each in enumerate(found):
            assert each.node.rule is not None
            rules.setdefault(each.node.rule, []).append(index)
        return self._counter.count(
            {
                rule: ([place[found[i].unit] for i in chosen], inputs[chosen], outputs[chosen])
                for rule, chosen in rules.items()
            }
        )

    def _around(self, x: list[Value]) -> list[Value]:
        """What goes into each activation, then what comes out."""
        self._recorded = activations(as_list(self._model(x)), self._layer_of)
        nodes = [each.node for each in self._recorded]
        # A recorded function has to return something, also where nothing was found.
        return [node.parents[0] for node in nodes] + nodes or x

    def _by_hand(self) -> list[Activation]:
        """The activations for all rows, by the scalar engine."""
        found = []
        for row in self._inputs.tolist():
            try:
                found += activations(as_list(self._model(as_values(row))), self._layer_of)
            except (ArithmeticError, ValueError):
                # The next step says that training diverged.
                continue
        return found


class _Plane:
    """What the model gives for a grid of inputs."""

    def __init__(self, model: Module, problem: Problem, engine: StepEngine) -> None:
        numpy = numpy_for("training")
        rows = problem.training
        columns = rows.inputs.shape[1]
        if columns != 2:
            raise ValueError(
                f'watch="boundary" needs rows of 2 inputs, which make a plane; here are {columns}: '
                'leave "boundary" out, or choose two columns of X'
            )
        if problem.classes is None:
            raise ValueError(
                'watch="boundary" needs a loss that tells classes: hinge, binary_cross_entropy or '
                'cross_entropy; leave "boundary" out, or choose one of these'
            )
        across, up = axes_of(rows.inputs, STEPS)
        labels = numpy.array(problem.classes)[problem.truth(rows).astype(int)]
        outputs = 1 if rows.targets.ndim == 1 else rows.targets.shape[1]
        self._shape = (outputs, len(up), len(across))
        self._boundary = Boundary(
            X=rows.inputs.copy(),
            y=labels,
            classes=problem.classes,
            across=across,
            up=up,
            outputs=numpy.empty((0, *self._shape)),
            probability=problem.loss in _PROBABLE,
        )
        self._grid = numpy.stack(numpy.meshgrid(across, up), axis=-1).reshape(-1, 2)
        self._rows = _Rows(lambda x: as_list(model(x)), rows.inputs[0], engine)

    def about(self) -> Watched:
        return Watched(self._boundary, self._shape, 1, [])

    def frame(self) -> "np.ndarray":
        return self._rows(self._grid, self._shape[0]).reshape(self._shape)


class _Rows:
    """A function of a row, computed for many rows in the way of an engine.

    Arguments:
        function: takes a row as Values, and returns a list of Values.
        example: a row to record it from.
        engine: by replay for a `TapeEngine`, else row by row.
    """

    def __init__(
        self,
        function: Callable[[list[Value]], list[Value]],
        example: "np.ndarray",
        engine: StepEngine,
    ) -> None:
        self._function = function
        self._tape: Tape | None = None
        if isinstance(engine, TapeEngine):
            self._tape = Tape(run_once(function, [example.tolist()], engine.parameters))

    def __call__(self, rows: "np.ndarray", outputs: int) -> "np.ndarray":
        """Return the results (outputs, n) for rows (n, columns); nan where there are none."""
        if self._tape is not None:
            self._tape.load()
            with contextlib.suppress(ArithmeticError, ValueError):
                return self._tape.run(rows.T)
        # Some row leaves the domain of an operation, or the scalar engine is wanted.
        found: np.ndarray = numpy_for("training").full((outputs, len(rows)), math.nan)
        for place, row in enumerate(rows):
            with contextlib.suppress(ArithmeticError, ValueError):
                found[:, place] = self._one(row)
        return found

    def _one(self, row: "np.ndarray") -> "np.ndarray | list[float]":
        if self._tape is not None:
            return self._tape.run(row[:, None])[:, 0]
        return [value.data for value in self._function(as_values(row.tolist()))]


def _paths(model: Any, parameters: Sequence[Value]) -> dict[Value, str]:
    """The path of each parameter, or its place where a model of some other kind has no paths."""
    named = model.named_parameters() if isinstance(model, Module) else {}
    known = {parameter: path for path, parameter in named.items()}
    return {
        parameter: known.get(parameter, f"parameters[{place}]")
        for place, parameter in enumerate(parameters)
    }


def _holder(path: str, modules: dict[str, str]) -> str:
    """The path of the module that a parameter belongs to."""
    while path not in modules:
        path = path.rpartition(".")[0]
    return path
