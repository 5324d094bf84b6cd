"""Module: the base of everything that has parameters, and the walk that finds them."""

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from ..aligned import aligned_lines
from ..engine.scopes import Scope
from ..engine.state import State, current, enter
from ..engine.value import Number, Value, operand
from ..errors import RecordingError
from ..higher import higher
from ..inputs import numpy_for, shown

if TYPE_CHECKING:
    import numpy as np


class Module:
    """The base of everything that has parameters.

    Parameters are found by themselves: every leaf Value, module, list, tuple or dict of these that
    is an attribute, in the order in which the attributes were set.

    Attributes:
        task: what it was trained for: `"classification"`, `"regression"`, or None if it was not.
        classes: the label that each output stands for, of a classifier.
        table: how the columns of a table become inputs; plain data.
    """

    task: str | None = None
    classes: list[Any] | None = None
    table: dict[str, Any] | None = None

    if TYPE_CHECKING:

        def __call__(self, x: Sequence[Value | Number]) -> Any: ...

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__call__" in vars(cls):
            # By setattr, since to a type checker __call__ is what a class says it is.
            setattr(cls, "__call__", _scoped(vars(cls)["__call__"]))  # noqa: B010

    def named_parameters(self) -> dict[str, Value]:
        """Return the parameters by their path from here, such as `layers[0].neurons[1].w[2]`."""
        found: dict[str, Value] = {}
        seen: set[Value] = set()
        for path, thing in _walk(self):
            if thing not in seen:
                found[path] = thing
                seen.add(thing)
        return found

    def parameters(self) -> list[Value]:
        """Return the parameters as a list, in the order of `named_parameters`."""
        return list(self.named_parameters().values())

    def zero_grad(self) -> None:
        """Clear the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.grad = None

    def fit(self, X: Any, y: Any, *arguments: Any, **options: Any) -> Any:
        """Train the model on rows of data: `micrograd_plus.fit(model, X, y, ...)`."""
        return higher("fit")(self, X, y, *arguments, **options)

    def outputs(self, X: Any) -> "np.ndarray":
        """Return the outputs for rows of inputs X (n, columns), by replay: (n,) or (n, outputs).

        A model that cannot be recorded computes row by row.

        Raises:
            TypeError, ValueError: for inputs that do not fit.
        """
        from ..arrays import to_array
        from ..tape import record

        inputs = to_array("X", X, 2)
        if len(inputs) == 0:
            raise ValueError(f"X has the shape {inputs.shape}: give at least one row")

        def compute(x: Sequence[Value | Number]) -> list[Value]:
            return as_list(self(x))

        rows = inputs.tolist()
        try:
            found = record(compute, rows[0])(inputs)
        except RecordingError:
            numbers = [[output.data for output in compute(as_values(row))] for row in rows]
            found = numpy_for("outputs").array(numbers)
        return found[:, 0] if found.shape[1] == 1 else found

    def predict(self, X: Any) -> "np.ndarray":
        """Return what the model says for rows of inputs X (n, columns).

        Returns:
            The label of each row (n,) of a classifier, numbers (n,) or (n, outputs) of a
            regressor.

        Raises:
            ValueError: if the model was not trained by `fit`, which sets its `task`; if a
                classifier gives nan.
        """
        if self.task is None:
            raise ValueError(
                "what the outputs mean is known after training: call fit before, set model.task to "
                '"classification" or "regression", or take model.outputs(X)'
            )
        if self.task not in ("classification", "regression"):
            raise ValueError(
                f'model.task is "classification" or "regression", here is {self.task!r}'
            )
        outputs = self.outputs(X)
        if self.task == "regression":
            return outputs
        numpy = numpy_for("predictions")
        if numpy.isnan(outputs).any():
            row = numpy.argwhere(numpy.isnan(outputs))[0][0]
            raise ValueError(f"row {row} of X gives nan, which tells no class: is it complete?")
        chosen = outputs.argmax(axis=1) if outputs.ndim == 2 else (outputs > 0).astype(int)
        classes = self.classes or list(range(outputs.shape[1] if outputs.ndim == 2 else 2))
        labels: np.ndarray = numpy.array(classes)[chosen]
        return labels

    def score(self, X: Any, y: Any) -> float:
        """Return how well the model does: accuracy of a classifier, R² of a regressor.

        R² is 1 - (sum of squared errors) / (sum of squared deviations from the mean of y).

        Raises:
            ValueError: if the model was not trained, or X and y differ in length.
        """
        from ..arrays import to_array

        predicted = self.predict(X)
        wanted = to_array("y", y, numpy_for("scores").ndim(y))
        if wanted.ndim == 2 and predicted.ndim == 1:
            # One column is as good as none, as it is for fit.
            wanted = wanted[:, 0] if wanted.shape[1] == 1 else wanted
        if wanted.shape != predicted.shape:
            raise ValueError(f"y has the shape {wanted.shape}; for X it needs {predicted.shape}")
        if self.task == "classification":
            strange = set(wanted.tolist()) - set(self.classes or predicted.tolist())
            if self.classes and strange:
                raise ValueError(
                    f"y has the label {min(strange):g}; the model knows {shown(self.classes)}"
                )
            return float((predicted == wanted).mean())
        errors = float(((predicted - wanted) ** 2).sum())
        spread = float(((wanted - wanted.mean(axis=0)) ** 2).sum())
        if spread == 0:
            raise ValueError("R² is not defined where all of y is the same number")
        return 1.0 - errors / spread

    def save(self, path: str | PathLike[str]) -> None:
        """Write the model to a file that a person can read; `nn.load` reads it back.

        An older file is replaced at once: whatever happens, the old or the new one is there whole.

        Raises:
            TypeError: for a class of one's own, and for parameters that are computed or shared.
            ValueError: for parts that do not fit together.
            OSError: if the file cannot be written; a file that was there is untouched.
        """
        from .model_file import write_model

        write_model(path, self)

    def _repr_html_(self) -> Any:
        return higher("model_html")(self)

    def _label_parameters(self) -> None:
        for path, parameter in self.named_parameters().items():
            parameter.label = path

    def summary(self) -> str:
        """Return a table of the parts with their activations and numbers of parameters."""
        rows = [("part", "what it is", "parameters")]
        rows += [(name, what, str(size)) for name, what, size in self.summary_rows()]
        lines = aligned_lines(rows, "llr")
        return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])

    def summary_rows(self) -> list[tuple[str, str, int]]:
        """Return for each part its path, what it is, and its number of parameters; then in all."""
        parts = self.named_children() or [("", self)]
        rows = [(name, part._described(), _size(part)) for name, part in parts]
        return [*rows, ("in all", "", _size(self))]

    def named_children(self) -> "list[tuple[str, Module]]":
        """Return the modules that this one is directly made of, with their paths from here."""
        return list(_modules(self))

    def _described(self) -> str:
        return type(self).__name__


class _Running:
    """A module whose call is running; it knows the names of those that it is made of."""

    __slots__ = ("_names", "module")

    def __init__(self, module: Module) -> None:
        self.module = module
        self._names: dict[int, str] | None = None

    def name_of(self, part: Module) -> str:
        if self._names is None:
            self._names = {}
            for name, found in _modules(self.module):
                # A part that stands in two places has its first name, as its parameters have.
                self._names.setdefault(id(found), name)
        return self._names.get(id(part), type(part).__name__)


def _scoped(call: Callable[..., Any]) -> Callable[..., Any]:
    """Let the nodes that a module makes when it is called belong to a scope of its name."""

    @functools.wraps(call)
    def scoped(self: Module, *arguments: Any, **options: Any) -> Any:
        before = current()
        outer: _Running | None = before.call
        if outer is not None and outer.module is self:
            # A class that calls what it overrides is one module still.
            return call(self, *arguments, **options)
        kind = type(self).__name__
        scope = Scope(kind if outer is None else outer.name_of(self), kind, before.scope)
        try:
            enter(State(scope, _Running(self), before.recording, before.observers, before.lenient))
            return call(self, *arguments, **options)
        finally:
            enter(before)

    return scoped


def as_values(numbers: Iterable[float]) -> list[Value]:
    """Return numbers as Values without a gradient, as a model gets a row of data."""
    return [operand(number) for number in numbers]


def as_list(outputs: Any) -> list[Value]:
    """Return what a model gave for a row as a list.

    Raises:
        TypeError: if it is not a Value or a sequence of Values.
    """
    found = list(outputs) if isinstance(outputs, Iterable) else [outputs]
    strange = [output for output in found if not isinstance(output, Value)]
    if strange or not found:
        raise TypeError(
            "a model returns a Value or a list of Values for a row of inputs, here is "
            f"{shown(strange[0] if strange else outputs)}"
        )
    return found


def _members(thing: object) -> Iterator[tuple[str, object]]:
    """What a module or a container holds, each with its step of the path."""
    if isinstance(thing, Module):
        yield from ((f".{name}", member) for name, member in vars(thing).items())
    elif isinstance(thing, list | tuple):
        yield from ((f"[{index}]", member) for index, member in enumerate(thing))
    elif isinstance(thing, dict):
        yield from ((f"[{key!r}]", member) for key, member in thing.items())


def _walk(module: Module) -> Iterator[tuple[str, Value]]:
    """Every leaf Value below a module, in order, with its path."""
    stack: list[tuple[str, object]] = [("", module)]
    seen: set[int] = set()
    while stack:
        path, thing = stack.pop()
        if isinstance(thing, Value):
            if thing.rule is None and not thing.is_constant:
                yield path.lstrip("."), thing
        elif id(thing) not in seen:
            seen.add(id(thing))
            inner = [(path + step, member) for step, member in _members(thing)]
            stack.extend(reversed(inner))


def _modules(module: Module) -> Iterator[tuple[str, Module]]:
    stack = list(reversed(list(_members(module))))
    seen: set[int] = set()
    while stack:
        path, thing = stack.pop()
        if isinstance(thing, Module):
            yield path.lstrip("."), thing
        elif isinstance(thing, list | tuple | dict) and id(thing) not in seen:
            seen.add(id(thing))
            inner = [(path + step, member) for step, member in _members(thing)]
            stack.extend(reversed(inner))


def _size(module: Module) -> int:
    return len(module.parameters())
