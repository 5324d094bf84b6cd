"""What can be watched while a model is trained: each makes a frame when it is asked for one."""

import contextlib
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from ...engine.value import Value
from ...inputs import numpy_for
from ...nn.module import Module, as_list, as_values
from ...rules.table import Rule
from ...tape.recorder import run_once
from ...tape.tape import Tape
from ..objective import Problem
from ..step_engines import StepEngine, TapeEngine
from .frames import Boundary, Watched
from .units import Activation, Counter, activations, layer_names

if TYPE_CHECKING:
    import numpy as np

# So many values of either input are tried for a boundary.
STEPS = 60

# The losses whose scores turn into probabilities, by sigmoid or softmax.
_PROBABLE = ("binary_cross_entropy", "cross_entropy")


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


class Weights:
    """Every parameter.

    Arguments:
        paths: the path of each.
    """

    def __init__(self, paths: dict[Value, str]) -> None:
        self._paths = paths

    def about(self) -> Watched:
        """See `Source`."""
        return Watched(list(self._paths.values()), (len(self._paths),), 1, [])

    def frame(self) -> "np.ndarray":
        """See `Source`."""
        numbers = [parameter.data for parameter in self._paths]
        found: np.ndarray = numpy_for("training").array(numbers)
        return found


class Gradients:
    """The root mean square of the gradient in each layer, over its parameters and the steps.

    Arguments:
        model: has the layers.
        paths: the path of each parameter.
        engine: computes the gradients.
    """

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
        """See `Source`."""
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
        """See `Source`."""
        found: np.ndarray = self._total / max(1, self._steps) ** 0.5
        self._total, self._steps = self._numpy.zeros(len(self._names)), 0
        return found


class UnitCounts:
    """How many units of each layer are dead, how many saturated.

    Arguments:
        model: has the units.
        problem: has the rows that the model learns from.
        engine: says how to compute these.

    Raises:
        ValueError: if no neuron has an activation.
    """

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
        """See `Source`."""
        counter = self._counter
        return Watched((counter.layers, counter.sizes), (2, len(counter.layers)), 1, [])

    def frame(self) -> "np.ndarray":
        """See `Source`."""
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


class Plane:
    """What the model gives for a grid of inputs.

    Arguments:
        model: takes rows of two inputs.
        problem: has the rows that it learns from, and its classes.
        engine: says how to compute the grid.

    Raises:
        ValueError: if the rows make no plane, or the loss tells no classes.
    """

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
        """See `Source`."""
        return Watched(self._boundary, self._shape, 1, [])

    def frame(self) -> "np.ndarray":
        """See `Source`."""
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


def _holder(path: str, modules: dict[str, str]) -> str:
    """The path of the module that a parameter belongs to."""
    while path not in modules:
        path = path.rpartition(".")[0]
    return path
