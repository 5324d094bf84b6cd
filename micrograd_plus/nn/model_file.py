"""Models as documents: what a file says of an MLP, a Layer or a Neuron."""

from itertools import pairwise
from os import PathLike
from typing import Any

from ..engine.operands import operand
from ..files.document import Part, number_to_plain
from ..files.saving import read_document, write_document
from ..graph import toposort
from ..rules.table import BUILT_IN, TABLE, Rule
from .layers import MLP, Layer, Neuron, activation_named
from .module import Module

FORMAT, VERSION = "micrograd_plus model", 1

_HEAD = ("format", "version", "kind", "sizes", "task", "classes", "table", "rules")
_NEURON = ("activation", "w", "b")
_CONTENT = {"MLP": ("layers",), "Layer": ("neurons",), "Neuron": _NEURON}
_TASKS = ("classification", "regression")


def write_model(path: str | PathLike[str], model: Module) -> None:
    """Write a model to a file; see `Module.save`."""
    write_document(path, to_document(model))


def read_model(path: str | PathLike[str]) -> Module:
    """Return the model that is in a file; see `nn.load`."""
    return from_document(read_document(path, FORMAT, VERSION))


# ---------------------------------------------------------------------------------- to a document


def to_document(model: Module) -> dict[str, Any]:
    """Return all that a file says of a model.

    Raises:
        TypeError: for a model of another kind, or one whose parameters are not all its own.
        ValueError: for parts that do not fit together.
    """
    layers = _layers(model)
    content = [{"neurons": [_neuron_document(neuron) for neuron in layer]} for layer in layers]
    document = {
        "format": FORMAT,
        "version": VERSION,
        "kind": type(model).__name__,
        "sizes": [len(neuron.w) for neuron in layers[0][:1]] + [len(layer) for layer in layers],
        "task": model.task,
        "classes": model.classes,
        "table": model.table,
        "rules": {rule.name: _declaration(rule) for rule in _own_rules(layers)},
    }
    if isinstance(model, MLP):
        document["layers"] = content
    else:
        document |= content[0] if isinstance(model, Layer) else content[0]["neurons"][0]
    _check_parameters(model, from_document(Part("this model", document)))
    return document


def _layers(model: Module) -> list[list[Neuron]]:
    """The neurons of each layer, once it is sure that the model is made of nothing else."""
    if type(model) is Neuron:
        return [[model]]
    layers: list[Any] = list(model.layers) if type(model) is MLP else [model]
    for layer in layers:
        _check_kind(layer, Layer)
        for neuron in layer.neurons:
            _check_kind(neuron, Neuron)
    return [layer.neurons for layer in layers] or [[]]


def _check_kind(part: Any, kind: type[Module]) -> None:
    if type(part) is not kind:
        raise TypeError(
            f"{type(part).__qualname__} cannot be saved here: a file holds an MLP of Layers of "
            "Neurons, or one of these alone, and no class made from them, since it holds numbers "
            "and no code. Save such parts one by one, or keep the numbers by name: "
            "{path: p.data for path, p in model.named_parameters().items()}"
        )


def _neuron_document(neuron: Neuron) -> dict[str, Any]:
    name = _activation(neuron)
    if name != "linear" and neuron._activate is not activation_named(name):
        raise ValueError(
            f"this neuron was made with another operation than the one that is called {name} now: "
            "a file holds only the name, so make the model anew"
        )
    w = [number_to_plain(operand(weight).data) for weight in neuron.w]
    return {"activation": name, "w": w, "b": number_to_plain(operand(neuron.b).data)}


def _activation(neuron: Neuron) -> str:
    return neuron.activation if neuron.nonlin else "linear"


def _check_parameters(model: Module, copy: Module) -> None:
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


def from_document(part: Part) -> Module:
    """Return the model of which a document tells.

    Raises:
        ValueError: with the place, for anything that does not fit.
    """
    kind = part["kind"].choice(_CONTENT)
    part.check_keys(*_HEAD, *_CONTENT[kind])
    _check_rules(part["rules"])
    count = None if kind == "MLP" else 2
    sizes = [size.count() for size in part["sizes"].members(count, f"a {kind}")]
    model: Module
    if kind == "MLP":
        model = _read_mlp(part, sizes)
    elif kind == "Layer":
        model = _read_layer(part, *sizes)
    else:
        if sizes[1] != 1:
            raise part["sizes"].wrong("must end with 1: a neuron has one output")
        model = _read_neuron(part, sizes[0])
    _check_used(part["rules"], model)
    model._label_parameters()
    model.task = None if part["task"].content is None else part["task"].choice(_TASKS)
    model.classes = _read_classes(part["classes"])
    model.table = _read_table(part["table"])
    return model


def _read_mlp(part: Part, sizes: list[int]) -> MLP:
    if len(sizes) < 2:
        raise part["sizes"].wrong("is too short: it lists the inputs and each layer's neurons")
    layers = part["layers"].members(len(sizes) - 1, "sizes")
    model = MLP.__new__(MLP)
    model.layers = []
    for layer, (nin, nout) in zip(layers, pairwise(sizes), strict=True):
        layer.check_keys("neurons")
        model.layers.append(_read_layer(layer, nin, nout))
    return model


def _read_layer(part: Part, nin: int, nout: int) -> Layer:
    layer = Layer.__new__(Layer)
    layer.neurons = []
    for neuron in part["neurons"].members(nout, "sizes"):
        neuron.check_keys(*_NEURON)
        layer.neurons.append(_read_neuron(neuron, nin))
    return layer


def _read_neuron(part: Part, nin: int) -> Neuron:
    name = part["activation"].text()
    w = [weight.number() for weight in part["w"].members(nin, "sizes")]
    b = part["b"].number()
    neuron = Neuron.__new__(Neuron)
    try:
        neuron._set(name, w, b)
    except ValueError:
        raise part["activation"].wrong(
            f"is {name!r}, but no operation of one argument has that name here: write linear, relu "
            "or another that `micrograd-plus ops` lists, or declare it with rule(...)"
        ) from None
    return neuron


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


def _own_rules(layers: list[list[Neuron]]) -> list[Rule]:
    """The rules of one's own behind the activations, each after those that it uses."""
    names = dict.fromkeys(_activation(neuron) for layer in layers for neuron in layer)
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


def _check_used(part: Part, model: Module) -> None:
    """Raise if the activations of a model use a rule here that its document does not tell."""
    for rule in _own_rules(_layers(model)):
        declared = _declaration(rule)
        if part.content.get(rule.name) != declared:
            raise part.wrong(
                f"does not have {rule.name!r} as the activations use it here, "
                f"{_call(rule.name, Part('here', declared))}: declare the rules anew as the model "
                "needs them, or enter this one in the file if it is meant"
            )
