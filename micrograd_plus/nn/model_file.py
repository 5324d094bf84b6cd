"""Models as documents: what a file says of an MLP, a Layer or a Neuron."""

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, ClassVar, Protocol, Self, TypeVar, runtime_checkable

from ..engine.value import Value
from ..files.document import Part
from ..files.saving import read_document, write_document
from ..graph import toposort
from ..rules.table import BUILT_IN, TABLE, Rule

FORMAT, VERSION = "micrograd_plus model", 1

_HEAD = ("format", "version", "kind", "sizes", "task", "classes", "table", "rules")
_TASKS = ("classification", "regression")


@runtime_checkable
class Saved(Protocol):
    """A module whose class says what a file holds of it.

    Attributes:
        file_keys: the keys of its own part of a file.
        file_sizes: how many sizes a file gives of it; None for as many as there are.
    """

    file_keys: ClassVar[tuple[str, ...]]
    file_sizes: ClassVar[int | None]
    task: str | None
    classes: list[Any] | None
    table: dict[str, Any] | None

    def sizes(self) -> list[int]:
        """Return the number of inputs, then the outputs of each layer."""
        ...

    def activations(self) -> list[str]:
        """Return what a file calls the activation of each neuron."""
        ...

    def document(self) -> dict[str, Any]:
        """Return its own part of a file."""
        ...

    @classmethod
    def from_part(cls, part: Part, sizes: Sequence[int]) -> Self:
        """Return what such a part tells of."""
        ...

    def named_parameters(self) -> dict[str, Value]:
        """Return the parameters by their paths."""
        ...

    def label_parameters(self) -> None:
        """Give each parameter its path as its label."""


Kind = TypeVar("Kind", bound=Saved)


def write_model(path: str | PathLike[str], model: Any) -> None:
    """Write a model to a file; see `Module.save`."""
    write_document(path, to_document(model))


def read_model(path: str | PathLike[str], kinds: Mapping[str, type[Kind]]) -> Kind:
    """Return the model that is in a file, of one of several classes; see `nn.load`."""
    return from_document(read_document(path, FORMAT, VERSION), kinds)


# ---------------------------------------------------------------------------------- to a document


def to_document(model: Any) -> dict[str, Any]:
    """Return all that a file says of a model.

    Raises:
        TypeError: for a model of another kind, or one whose parameters are not all its own.
        ValueError: for parts that do not fit together.
    """
    if not isinstance(model, Saved):
        raise _no_place(model)
    content = model.document()
    kind = type(model)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind.__name__,
        "sizes": model.sizes(),
        "task": model.task,
        "classes": model.classes,
        "table": model.table,
        "rules": {rule.name: _declaration(rule) for rule in _own_rules(model)},
    } | content
    copy = from_document(Part("this model", document), {kind.__name__: kind})
    _check_parameters(model, copy)
    return document


def check_kind(whole: Any, kind: type, parts: Iterable[Any] = (), inner: type = object) -> None:
    """Raise unless a module is of this very class, and its parts of that one."""
    for part, wanted in [(whole, kind), *((part, inner) for part in parts)]:
        if type(part) is not wanted:
            raise _no_place(part)


def _no_place(part: object) -> TypeError:
    return TypeError(
        f"{type(part).__qualname__} cannot be saved here: a file holds an MLP of Layers of "
        "Neurons, or one of these alone, and no class made from them, since it holds numbers "
        "and no code. Save such parts one by one, or keep the numbers by name: "
        "{path: p.data for path, p in model.named_parameters().items()}"
    )


def _check_parameters(model: Saved, copy: Saved) -> None:
    """Raise unless the parameters of a model are those of the copy that a file gives."""
    ours, theirs = model.named_parameters(), copy.named_parameters()
    for path, parameter in theirs.items():
        if path not in ours:
            raise TypeError(
                f"{path} is not a parameter by itself: it is a plain number, computed, or the same "
                f"as another. Put a Value of its own there, such as Value({parameter.data})"
            )
    for path in ours:
        if path not in theirs:
            raise TypeError(
                f"{path} is a parameter for which the file of this {type(model).__name__} has no "
                "place: keep it elsewhere"
            )


# -------------------------------------------------------------------------------- from a document


def from_document(part: Part, kinds: Mapping[str, type[Kind]]) -> Kind:
    """Return the model of which a document tells.

    Raises:
        ValueError: with the place, for anything that does not fit.
    """
    name = part["kind"].choice(kinds)
    kind = kinds[name]
    part.check_keys(*_HEAD, *kind.file_keys)
    _check_rules(part["rules"])
    sizes = [size.count() for size in part["sizes"].members(kind.file_sizes, f"a {name}")]
    model = kind.from_part(part, sizes)
    _check_used(part["rules"], model)
    model.label_parameters()
    model.task = None if part["task"].content is None else part["task"].choice(_TASKS)
    model.classes = _read_classes(part["classes"])
    model.table = _read_table(part["table"])
    return model


def _read_classes(part: Part) -> list[Any] | None:
    if part.content is None:
        return None
    for label in part.members():
        if type(label.content) not in (str, int, float, bool):
            raise label.wrong(
                f"is {label.content!r}: a label is text or a plain number (for an array, "
                ".tolist() gives these)"
            )
    return list(part.content)


def _read_table(part: Part) -> dict[str, Any] | None:
    if part.content is not None:
        part.names()
    return part.content  # type: ignore[no-any-return]


# ------------------------------------------------------------------------------------------ rules


def _own_rules(model: Saved) -> list[Rule]:
    """The rules of one's own behind the activations, each after those that it uses."""
    tops = [TABLE[name] for name in dict.fromkeys(model.activations()) if name != "linear"]
    used = [rule for top in tops for rule in toposort(top, lambda rule: tuple(rule.uses.values()))]
    return [rule for rule in used if BUILT_IN.get(rule.name) is not rule]


def _declaration(rule: Rule) -> dict[str, Any]:
    _, arguments, forward, *partials, domain = rule.text
    return {
        "arguments": arguments,
        "forward": forward,
        "partials": partials,
        "domain": domain,
        "check": not rule.surrogate,
    }


def _call(name: str, part: Part) -> str:
    """The call that declares a rule; text from a file appears in it only between quotes."""
    part.check_keys("arguments", "forward", "partials", "domain", "check")
    texts = [part["arguments"], part["forward"], *part["partials"].members()]
    words = [repr(name), *(repr(text.text()) for text in texts)]
    if domain := part["domain"].text():
        words.append(f"domain={domain!r}")
    if not part["check"].truth():
        words.append("check=False")
    return f"rule({', '.join(words)})"


def _check_rules(part: Part) -> None:
    """Raise unless the rules of one's own that a model needs are declared here as they were."""
    for name in part.names():
        needed = _call(name, part[name])
        if name not in TABLE:
            raise part[name].wrong(f"is not declared here: write {needed} before loading")
        declared = _declaration(TABLE[name])
        if part[name].content != declared:
            raise part[name].wrong(
                f"means something else here: the model needs {needed}, but "
                f"{_call(name, Part('here', declared))} is declared"
            )


def _check_used(part: Part, model: Saved) -> None:
    """Raise if the activations of a model use a rule here that its document does not tell."""
    for rule in _own_rules(model):
        declared = _declaration(rule)
        if part.content.get(rule.name) != declared:
            raise part.wrong(
                f"does not have {rule.name!r} as the activations use it here, "
                f"{_call(rule.name, Part('here', declared))}: declare the rules anew as the model "
                "needs them, or enter this one in the file if it is meant"
            )
