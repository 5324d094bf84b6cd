"""Module: the base of everything that has parameters, and the walk that finds them."""

import functools
from collections.abc import Callable, Iterator, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeVar

from ..aligned import aligned_lines
from ..engine.core import CORE
from ..engine.scopes import Scope
from ..engine.state import State, current, enter
from ..engine.value import Constant, Number, Value
from ..files.saving import write_document
from ..higher import higher

if TYPE_CHECKING:
    from ..arrays import np

Found = TypeVar("Found")


class Module:
    """The base of everything that has parameters.

    Parameters are found by themselves: every leaf Value, module, list, tuple or dict of these that
    is an attribute, in the order in which the attributes were set.

    Attributes:
        task: what it was trained for: `"classification"`, `"regression"`, or None if it was not.
        classes: the label that each output stands for, of a classifier.
        columns: the names of the columns that it learned from, if it learned from a data frame.
        table: how the columns of a table become inputs; plain data.
    """

    task: str | None = None
    classes: list[Any] | None = None
    columns: list[str] | None = None
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
        return {_path(place): parameter for parameter, place in _parameters(self).items()}

    def parameters(self) -> list[Value]:
        """Return the parameters as a list, in the order of `named_parameters`."""
        return list(_parameters(self))

    def zero_grad(self) -> None:
        """Clear the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.grad = None

    def fit(self, X: Any, y: Any, *arguments: Any, **options: Any) -> Any:
        """Train the model on rows of data: `micrograd_plus.fit(model, X, y, ...)`."""
        return higher("fit")(self, X, y, *arguments, **options)

    def outputs(self, X: Any) -> "np.ndarray":
        """Return the outputs for rows of inputs X (n, columns), by replay: (n,) or (n, outputs).

        X may be a data frame. A model that learned from one takes its columns by their names,
        whatever order they have and whatever others there are.

        A model that cannot be recorded computes row by row. One that can is recorded once, and anew
        when it is made of other parameters, parts, functions or plain attributes.

        Raises:
            TypeError, ValueError: for inputs that do not fit.
        """
        from . import rows

        return rows.outputs(self, X)

    def predict(self, X: Any) -> "np.ndarray":
        """Return what the model says for rows of inputs X (n, columns), or a data frame.

        Returns:
            The label of each row (n,) of a classifier, numbers (n,) or (n, outputs) of a
            regressor.

        Raises:
            ValueError: if the model was not trained by `fit`, which sets its `task`; if a
                classifier gives nan, or ends in a sigmoid, whose outputs are no scores.
        """
        from . import rows

        return rows.predict(self, X)

    def score(self, X: Any, y: Any) -> float:
        """Return how well the model does: accuracy of a classifier, R² of a regressor.

        R² is 1 - (sum of squared errors) / (sum of squared deviations from the mean of y).

        Raises:
            ValueError: if the model was not trained, or X and y differ in length, or are of
                pandas and have different indices.
        """
        from . import rows

        return rows.score(self, X, y)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the model to a file that a person can read; `nn.load` reads it back.

        An older file is replaced at once: whatever happens, the old or the new one is there whole.

        Raises:
            TypeError: for a class of one's own, and for parameters that are computed or shared.
            ValueError: for parts that do not fit together.
            OSError: if the file cannot be written; a file that was there is untouched.
        """
        from .model_file import to_document

        write_document(path, to_document(self))

    def _repr_html_(self) -> Any:
        return higher("model_html")(self)

    def label_parameters(self) -> None:
        """Give each parameter its path as its label."""
        for path, parameter in self.named_parameters().items():
            parameter.label = path

    def summary(self) -> str:
        """Return a table of the parts with their activations and numbers of parameters."""
        rows = [("part", "what it is", "parameters")]
        for name, part in [*parts_of(self), ("in all", None)]:
            what = "" if part is None else part.described()
            rows.append((name, what, str(len((part or self).parameters()))))
        lines = aligned_lines(rows, "llr")
        return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])

    def described(self) -> str:
        """Return what the model is, as `summary` shows it."""
        return type(self).__name__


def parts_of(module: Module) -> list[tuple[str, Module]]:
    """Return the modules that one is directly made of, or itself if there are none."""
    return list(_modules(module)) or [("", module)]


class _Running:
    """A module whose call is running; it knows the names of those that it is made of."""

    __slots__ = ("_names", "module")

    def __init__(self, module: Module) -> None:
        self.module = module
        self._names: dict[int, str] | None = None

    def name_of(self, part: Module) -> str:
        if self._names is None or id(part) not in self._names:
            self._names = {}
            # A part that stands in two places has its first name, as its parameters have.
            for name, found in reversed(list(_modules(self.module))):
                self._names[id(found)] = name
        return self._names.get(id(part), type(part).__name__)


if CORE is not None:
    # There what is running is the module itself.
    CORE.set_names(lambda module, part: _Running(module).name_of(part))


def _scoped(call: Callable[..., Any]) -> Callable[..., Any]:
    """Let the nodes that a module makes when it is called belong to a scope of its name."""
    if CORE is not None:
        scoped_by_core: Callable[..., Any] = CORE.scoped(call)
        return scoped_by_core

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
            running = _Running(self)
            enter(State(scope, running, before.recording, before.observers, before.lenient, before))
            return call(self, *arguments, **options)
        finally:
            enter(before)

    return scoped


# Where something stands: in what, whether as an attribute, and under which name, number or key.
_Place = tuple[Any, bool, object]


def _path(place: _Place | None) -> str:
    """How a place is written; most are never asked for."""
    text = ""
    while place is not None:
        place, attribute, key = place
        text = f".{key}{text}" if attribute else f"[{key!r}]{text}"
    return text[1:]


def _members(place: _Place | None, thing: object) -> list[tuple[_Place, object]]:
    """What a module or a container holds, each with its place."""
    if isinstance(thing, Module):
        return [((place, True, name), member) for name, member in vars(thing).items()]
    if isinstance(thing, _SEQUENCES):
        return [((place, False, index), member) for index, member in enumerate(thing)]
    if isinstance(thing, dict):
        return [((place, False, key), member) for key, member in thing.items()]
    return []


# A tuple of classes is looked at in a fifth of the time of `list | tuple`.
_SEQUENCES = (list, tuple)


def _walk(module: Module, kind: type[Found]) -> Iterator[tuple[_Place, Found]]:
    """Every Value or module below a module, in order, with its place; nothing inside of these."""
    stack = [iter(_members(None, module))]
    seen = {id(module)}
    while stack:
        for place, thing in stack[-1]:
            if isinstance(thing, kind):
                yield place, thing
            elif id(thing) not in seen:
                seen.add(id(thing))
                stack.append(iter(_members(place, thing)))
                break
        else:
            stack.pop()


def _modules(module: Module) -> Iterator[tuple[str, Module]]:
    for place, found in _walk(module, Module):
        yield _path(place), found


def _parameters(module: Module) -> dict[Value, _Place]:
    """The parameters of a module, each with the first place where it stands."""
    found: dict[Value, _Place] = {}
    for place, thing in _walk(module, Value):
        if thing.operation is None and not isinstance(thing, Constant) and thing not in found:
            found[thing] = place
    return found
