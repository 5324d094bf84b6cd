"""Models as documents: what a file says of an MLP, a Layer or a Neuron."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..files.document import Part
from ..graph import toposort
from ..rules.table import BUILT_IN, TABLE, Rule

FORMAT, VERSION = "micrograd_plus model", 1

_HEAD = ("format", "version", "kind", "sizes", "task", "classes", "table", "rules")
# Of a model that learned from a data frame alone.
_COLUMNS = "columns"
_TASKS = ("classification", "regression")


# ---------------------------------------------------------------------------------- to a document


def to_document(model: Any) -> dict[str, Any]:
    """Return all that a file says of a model.

    Raises:
        TypeError: for a model of another kind, or one whose parameters are not all its own.
        ValueError: for parts that do not fit together.
    """
    if not hasattr(model, "document"):
        raise _no_place(model)
    content = model.document()
    kind = type(model)
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind.__name__,
        "sizes": _sizes(_layers(content)),
        "task": model.task,
        "classes": model.classes,
        "table": model.table,
        "rules": {rule.name: _declaration(rule) for rule in _own_rules(_layers(content))},
    } | content
    if model.columns is not None:
        document[_COLUMNS] = model.columns
    copy = from_document(Part("this model", document), {kind.__name__: kind})
    _check_parameters(model, copy)
    return document


def _layers(content: dict[str, Any]) -> list[list[Any]]:
    """What a document says of the neurons of each layer."""
    return [layer.get("neurons", [layer]) for layer in content.get("layers", [content])] or [[]]


def _sizes(layers: list[list[Any]]) -> list[int]:
    return [len(neuron["w"]) for neuron in layers[0][:1]] + [len(layer) for layer in layers]


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


def _check_parameters(model: Any, copy: Any) -> None:
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


def from_document(part: Part, kinds: Mapping[str, Any]) -> Any:
    """Return the model of which a document tells.

    Raises:
        ValueError: with the place, for anything that does not fit.
    """
    name = part["kind"].choice(kinds)
    kind = kinds[name]
    framed = [_COLUMNS] if _COLUMNS in part.names() else []
    part.check_keys(*_HEAD, *framed, *kind.file_keys)
    _check_rules(part["rules"])
    sizes = [size.count() for size in part["sizes"].members(kind.file_sizes, f"a {name}")]
    model = kind.from_part(part, sizes)
    _check_used(part["rules"], _layers(part.content))
    model.label_parameters()
    model.task = None if part["task"].content is None else part["task"].choice(_TASKS)
    model.classes = _read_classes(part["classes"])
    if framed:
        model.columns = [column.text() for column in part[_COLUMNS].members()]
    model.table = part["table"].content
    if model.table is not None:
        part["table"].names()
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


# ------------------------------------------------------------------------------------------ rules


def _own_rules(layers: list[list[Any]]) -> list[Rule]:
    """The rules of one's own behind the activations, each after those that it uses."""
    names = dict.fromkeys(neuron["activation"] for layer in layers for neuron in layer)
    tops = [TABLE[name] for name in names if name != "linear"]
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


def _check_used(part: Part, layers: list[list[Any]]) -> None:
    """Raise if the activations of a model use a rule here that its document does not tell."""
    for rule in _own_rules(layers):
        declared = _declaration(rule)
        if part.content.get(rule.name) != declared:
            raise part.wrong(
                f"does not have {rule.name!r} as the activations use it here, "
                f"{_call(rule.name, Part('here', declared))}: declare the rules anew as the model "
                "needs them, or enter this one in the file if it is meant"
            )
