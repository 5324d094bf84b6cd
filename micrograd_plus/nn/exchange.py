"""Models from PyTorch and for it, number by number the same."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..inputs import shown
from .layers import MLP, Layer, Neuron, neuron_of
from .module import Module

if TYPE_CHECKING:
    import torch

# From here on Softplus of PyTorch is its input itself: by then the two differ by less than 1e-15.
_THRESHOLD = 40.0

# What stands behind a layer of PyTorch for each of our activations, and the settings that it needs.
ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "relu": ("ReLU", {}),
    "tanh": ("Tanh", {}),
    "sigmoid": ("Sigmoid", {}),
    "leaky_relu": ("LeakyReLU", {"negative_slope": 0.01}),
    "elu": ("ELU", {"alpha": 1.0}),
    "silu": ("SiLU", {}),
    "softplus": ("Softplus", {"beta": 1.0, "threshold": _THRESHOLD}),
}
_OURS = {theirs: (ours, settings) for ours, (theirs, settings) in ACTIVATIONS.items()}
# What changes nothing in a model that is used and not trained.
_NOTHING = ("Identity", "Dropout", "Flatten")


def to_torch(model: Module) -> "torch.nn.Sequential":
    """Return a network as one of PyTorch, in float64, with equal outputs and gradients.

    Arguments:
        model: an `MLP`, a `Layer` or a `Neuron`.

    Returns:
        A `torch.nn.Sequential` that takes rows (n, inputs) and gives (n, outputs).

    Raises:
        TypeError: for another kind of model.
        ValueError: for an activation that PyTorch has not, or several in one layer.
    """
    theirs = _torch()
    parts: list[Any] = []
    for neurons, kind in layers_of(model, "to_torch"):
        nin = len(neurons[0].w)
        linear = theirs.nn.Linear(nin, len(neurons), dtype=theirs.float64)
        rows = [[weight.data for weight in neuron.w] for neuron in neurons]
        with theirs.no_grad():
            linear.weight.copy_(theirs.tensor(rows, dtype=theirs.float64))
            biases = [neuron.b.data for neuron in neurons]
            linear.bias.copy_(theirs.tensor(biases, dtype=theirs.float64))
        parts.append(linear)
        if kind == "linear":
            continue
        if kind not in ACTIVATIONS:
            raise ValueError(
                f"PyTorch has no activation {kind} of ours: it has {', '.join(ACTIVATIONS)}"
            )
        name, settings = ACTIVATIONS[kind]
        parts.append(getattr(theirs.nn, name)(**settings))
    made: torch.nn.Sequential = theirs.nn.Sequential(*parts)
    return made


def from_torch(module: "torch.nn.Module") -> MLP:
    """Return a trained network of PyTorch as an `MLP`, to be explained scalar by scalar.

    Arguments:
        module: a `torch.nn.Linear`, or a `torch.nn.Sequential` of such and of activations: ReLU,
            Tanh, Sigmoid, LeakyReLU, ELU, SiLU and Softplus. Identity, Flatten and Dropout are
            passed over: a model is used here as it is when it is not trained.

    Raises:
        TypeError: for another kind of module.
        ValueError: for a part, or a setting of one, that there is none of here.
    """
    theirs = _torch().nn
    if not isinstance(module, theirs.Linear | theirs.Sequential):
        raise TypeError(
            "from_torch takes a torch.nn.Sequential of Linear and activations, here is "
            f"{shown(module)}"
        )
    layers: list[tuple[list[list[float]], list[float], str]] = []
    for place, part in _parts(module, theirs.Sequential):
        kind = type(part).__name__
        if isinstance(part, theirs.Linear):
            weight = part.weight.detach().double().tolist()
            bias = (
                [0.0] * len(weight) if part.bias is None else part.bias.detach().double().tolist()
            )
            layers.append((weight, bias, "linear"))
        elif kind in _OURS and layers and layers[-1][2] == "linear":
            layers[-1] = (*layers[-1][:2], _activation(part, place))
        elif kind not in _NOTHING:
            cure = "an activation stands behind a Linear" if kind in _OURS else _KNOWN
            raise ValueError(f"part {place} is {part}: {cure}")
    if not layers:
        raise ValueError("the module has no Linear: there is nothing to explain")
    model = MLP.__new__(MLP)
    model.layers = []
    for weight, bias, activation in layers:
        layer = Layer.__new__(Layer)
        layer.neurons = [neuron_of(activation, w, b) for w, b in zip(weight, bias, strict=True)]
        model.layers.append(layer)
    model.label_parameters()
    return model


_KNOWN = f"there are Linear, {', '.join(_OURS)}, and {', '.join(_NOTHING)}"


def _activation(part: Any, place: str) -> str:
    """The name of ours, if a part of PyTorch has its settings."""
    ours, settings = _OURS[type(part).__name__]
    for name, needed in settings.items():
        found = getattr(part, name)
        # Where Softplus turns into its input is a matter of rounding.
        if name != "threshold" and found != needed:
            raise ValueError(f"part {place} is {part}: {ours} here has {name}={needed}")
    return ours


def _parts(module: Any, sequence: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """The parts of nested sequences in order, each with its place."""
    if not isinstance(module, sequence):
        yield before or "0", module
        return
    for name, part in module.named_children():
        yield from _parts(part, sequence, f"{before}.{name}".lstrip("."))


def layers_of(model: Any, asking: str) -> list[tuple[list[Neuron], str]]:
    """Return the neurons of each layer of a network, and the activation that all of them have.

    Arguments:
        model: the network.
        asking: the function that needs one, for the message.

    Raises:
        TypeError: for what is no network.
        ValueError: for a layer with several activations, which other formats do not have.
    """
    return [(neurons, _one_activation(neurons)) for neurons in _neurons(model, asking)]


def _one_activation(neurons: list[Neuron]) -> str:
    kinds = {neuron.activation for neuron in neurons}
    if len(kinds) > 1:
        raise ValueError(
            f"a layer has the activations {', '.join(sorted(kinds))}: elsewhere a layer has one "
            "for all of its units"
        )
    return kinds.pop()


def _neurons(model: Any, asking: str) -> list[list[Neuron]]:
    kinds: dict[type, Callable[[Any], list[list[Neuron]]]] = {
        MLP: lambda mlp: [layer.neurons for layer in mlp.layers],
        Layer: lambda layer: [layer.neurons],
        Neuron: lambda neuron: [[neuron]],
    }
    for kind, read in kinds.items():
        if isinstance(model, kind):
            return read(model)
    raise TypeError(f"{asking} takes an MLP, a Layer or a Neuron, here is {shown(model)}")


def _torch() -> Any:
    try:
        import torch
    except ImportError:
        raise ImportError("models of PyTorch need it: pip install torch") from None
    return torch
