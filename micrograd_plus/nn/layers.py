"""Neurons, layers and multi-layer perceptrons made of Values."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from os import PathLike
from typing import Any, ClassVar, Self

from ..engine.generate import OPERATIONS
from ..engine.operands import operand
from ..engine.ops import weighted
from ..engine.value import Number, Value
from ..files.document import Part, number_to_plain
from ..files.saving import read_document
from ..inputs import choice, meant, shown, to_whole
from ..rules.table import BUILT_IN, TABLE
from .model_file import FORMAT, VERSION, check_kind, from_document
from .module import Module as Module
from .refusals import check_nonlin, check_one_row, check_weights, row_of, with_cures

# The half-width of the interval from which the weights of a layer are drawn.
INITIALISATIONS: dict[str, Callable[[int, int], float]] = {
    "uniform": lambda nin, nout: 1.0,
    "xavier": lambda nin, nout: math.sqrt(6 / (nin + nout)),
    "he": lambda nin, nout: math.sqrt(6 / nin),
}


# The operations that are of use between layers; others are taken too, such as sin.
ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "silu", "softplus")
_ELSEWHERE = {
    **dict.fromkeys(("identity", "none"), "linear"),
    **dict.fromkeys(("logistic", "sigm", "expit"), "sigmoid"),
    **dict.fromkeys(("swish",), "silu"),
    **dict.fromkeys(("hyperbolic_tangent", "hardtanh"), "tanh"),
    **dict.fromkeys(("rectifier", "relu6"), "relu"),
}


class Neuron(Module):
    """A neuron: the activation of b + w1 x1 + w2 x2 + ...

    Arguments:
        nin: how many inputs it has.
        nonlin: False leaves the activation out, as in micrograd.
        activation: the name of an operation of one argument, or `"linear"`.
        seed: None draws from Python's `random`, in micrograd's order; an integer starts a stream
            of its own.
        init: `"uniform"` between -1 and 1 as in micrograd, `"xavier"` or `"he"` (both uniform).

    Sources: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward
    neural networks" (2010); K. He et al., "Delving deep into rectifiers" (2015).

    >>> neuron = Neuron(2, activation="tanh", seed=0)
    >>> neuron
    TanhNeuron(2)
    >>> f"{neuron([1.0, -2.0]):.4f}"
    '-0.3301'
    """

    file_keys: ClassVar[tuple[str, ...]] = ("activation", "w", "b")
    file_sizes: ClassVar[int | None] = 2

    activation: str
    nonlin: bool
    w: list[Value]
    b: Value

    def __init__(
        self,
        nin: int,
        nonlin: bool = True,
        activation: str = "relu",
        seed: int | None = None,
        init: str = "uniform",
    ) -> None:
        activation = check_nonlin("Neuron", f"{nin}", nonlin, activation)
        (drawn,) = _drawn(to_whole("nin", nin, 1), 1, activation, _stream(seed), init)
        self.__setstate__(vars(drawn))
        self.label_parameters()

    def __call__(self, x: Sequence[Value | Number], *others: Any) -> Value:
        """Return the output for one row of inputs.

        Raises:
            ValueError: if the row has another length than the weights.
        """
        row: Any = x
        # Most rows are as they should be: a call less for each neuron.
        if others or type(x) is not list or len(x) != len(self.w):
            row = row_of(x, len(self.w), self, others)
        try:
            result = weighted(self.b, self.w, row)
        except TypeError:
            check_one_row(row, len(self.w), self)
            raise
        return self._activate(result) if self.nonlin else result

    def __setattr__(self, name: str, given: Any) -> None:
        if name in ("w", "b"):
            check_weights(name, given)
        super().__setattr__(name, given)

    def __repr__(self) -> str:
        names = {"relu": "ReLU", "linear": "Linear", "elu": "ELU", "silu": "SiLU"}
        shown = names.get(self.activation, self.activation.title().replace("_", ""))
        return f"{shown}Neuron({len(self.w)})"

    def described(self) -> str:
        return repr(self)

    def document(self) -> dict[str, Any]:
        """Return what a file says of a neuron."""
        check_kind(self, Neuron)
        name = self.activation if self.nonlin else "linear"
        if name != "linear" and self._activate is not activation_named(name):
            raise ValueError(
                f"this neuron was made with another operation than the one that is called {name} "
                "now: a file holds only the name, so make the model anew"
            )
        w = [number_to_plain(operand(weight).data) for weight in self.w]
        return {"activation": name, "w": w, "b": number_to_plain(operand(self.b).data)}

    @classmethod
    def from_part(cls, part: Part, sizes: Sequence[int]) -> "Neuron":
        """Return the neuron of so many inputs that a part of a file tells of."""
        nin, nout = sizes
        if nout != 1:
            raise part["sizes"].wrong("must end with 1: a neuron has one output")
        name = part["activation"].text()
        w = [weight.number() for weight in part["w"].members(nin, "sizes")]
        b = part["b"].number()
        try:
            return neuron_of(name, w, b)
        except ValueError:
            raise part["activation"].wrong(
                f"is {name!r}, but no operation of one argument has that name here: write linear, "
                "relu or another that `micrograd-plus ops` lists, or declare it with rule(...)"
            ) from None

    def __getstate__(self) -> dict[str, Any]:
        # The activation is found again by its name: a generated function has no address.
        return {name: value for name, value in vars(self).items() if name != "_activate"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._activate = activation_named(self.activation)


class Layer(Module):
    """A row of neurons that share their inputs.

    Arguments:
        nin: how many inputs each neuron has.
        nout: how many neurons there are.
        nonlin, activation, seed, init: as for `Neuron`.
    """

    file_keys: ClassVar[tuple[str, ...]] = ("neurons",)
    file_sizes: ClassVar[int | None] = 2

    def __init__(
        self,
        nin: int,
        nout: int,
        nonlin: bool = True,
        activation: str = "relu",
        seed: int | None = None,
        init: str = "uniform",
    ) -> None:
        activation = check_nonlin("Layer", f"{nin}, {nout}", nonlin, activation)
        sizes = to_whole("nin", nin, 1), to_whole("nout", nout, 1)
        self.neurons: list[Neuron] = _drawn(*sizes, activation, _stream(seed), init)
        self.label_parameters()

    def __call__(self, x: Sequence[Value | Number], *others: Any) -> Any:
        """Return the outputs for one row of inputs: a Value if there is one neuron, else a list."""
        row = row_of(x, len(self.neurons[0].w), "the layer", others)
        try:
            inputs = [xi if isinstance(xi, Value) else operand(xi) for xi in row]
        except TypeError:
            check_one_row(row, len(self.neurons[0].w), "the layer")
            raise
        outputs = [neuron(inputs) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(repr, self.neurons))}]"

    def described(self) -> str:
        nin = len(self.neurons[0].w)
        return f"Layer {nin} -> {len(self.neurons)}, {self.neurons[0].activation}"

    def document(self) -> dict[str, Any]:
        """Return what a file says of a layer."""
        check_kind(self, Layer, self.neurons, Neuron)
        return {"neurons": [neuron.document() for neuron in self.neurons]}

    @classmethod
    def from_part(cls, part: Part, sizes: Sequence[int]) -> Self:
        """Return the layer of these sizes that a part of a file tells of."""
        nin, nout = sizes
        layer = cls.__new__(cls)
        layer.neurons = []
        for neuron in part["neurons"].members(nout, "sizes"):
            neuron.check_keys(*Neuron.file_keys)
            layer.neurons.append(Neuron.from_part(neuron, [nin, 1]))
        return layer


class MLP(Module):
    """A multi-layer perceptron: layers one after the other.

    Arguments:
        nin: how many inputs it has.
        nouts: how many neurons each layer has, the outputs last.
        activation: of the hidden layers: the name of an operation of one argument, or `"linear"`.
        output: the activation of the last layer.
        seed: None draws from Python's `random`, in micrograd's order, so that `random.seed(1337)`
            gives micrograd's very weights; an integer starts a stream of its own.
        init: `"uniform"`, `"xavier"` or `"he"`.

    >>> model = MLP(2, [3, 1], activation="tanh", seed=0)
    >>> print(model.summary())
    part       what it is            parameters
    -------------------------------------------
    layers[0]  Layer 2 -> 3, tanh             9
    layers[1]  Layer 3 -> 1, linear           4
    in all                                   13
    """

    file_keys: ClassVar[tuple[str, ...]] = ("layers",)
    file_sizes: ClassVar[int | None] = None

    @with_cures
    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        activation: str = "relu",
        output: str = "linear",
        seed: int | None = None,
        init: str = "uniform",
    ) -> None:
        if isinstance(nouts, int) or not list(nouts):
            cure = f": write MLP({nin!r}, [{nouts!r}, 1])" if isinstance(nouts, int) else ""
            raise TypeError(f"nouts lists the layers, such as [16, 16, 1]; here is {nouts!r}{cure}")
        # A name is checked also where there is no layer to use it.
        for name in (activation, output):
            activation_named(name)
        sizes = [to_whole("nin", nin, 1), *(to_whole("nouts", nout, 1) for nout in nouts)]
        draw = _stream(seed)
        self.layers: list[Layer] = [Layer.__new__(Layer) for _ in nouts]
        for place, layer in enumerate(self.layers):
            last = place == len(self.layers) - 1
            kind = output if last else activation
            layer.neurons = _drawn(sizes[place], sizes[place + 1], kind, draw, init)
        self.label_parameters()

    def __call__(self, x: Sequence[Value | Number], *others: Any) -> Any:
        """Return the outputs for one row of inputs: a Value if there is one, else a list.

        Raises:
            ValueError: if the row has another length than `nin`.
        """
        nin = len(self.layers[0].neurons[0].w)
        outputs: Any = row_of(x, nin, "the model", others)
        # What is in it is looked at by the first layer, but for what only the model can say.
        if isinstance(outputs[0], Iterable):
            check_one_row(outputs, nin, "the model")
        for layer in self.layers:
            outputs = layer([outputs] if isinstance(outputs, Value) else outputs)
        return outputs

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(repr, self.layers))}]"

    def document(self) -> dict[str, Any]:
        """Return what a file says of a model."""
        check_kind(self, MLP, self.layers, Layer)
        return {"layers": [layer.document() for layer in self.layers]}

    @classmethod
    def from_part(cls, part: Part, sizes: Sequence[int]) -> Self:
        """Return the model of these sizes that a file tells of."""
        if len(sizes) < 2:
            raise part["sizes"].wrong("is too short: it lists the inputs and each layer's neurons")
        model = cls.__new__(cls)
        model.layers = []
        layers = part["layers"].members(len(sizes) - 1, "sizes")
        for layer, ends in zip(layers, pairwise(sizes), strict=True):
            layer.check_keys(*Layer.file_keys)
            model.layers.append(Layer.from_part(layer, ends))
        return model


def load(path: str | PathLike[str]) -> Module:
    """Return the model that `model.save(path)` has written, to the last bit the same.

    Raises:
        OSError: if there is no such file, or it cannot be read.
        ValueError: for a file that holds something else, was cut or wrongly changed, or that needs
            a rule which is not declared here.
    """
    kinds = {kind.__name__: kind for kind in (MLP, Layer, Neuron)}
    model: Module = from_document(read_document(path, FORMAT, VERSION), kinds)
    return model


def neuron_of(activation: str, w: list[float], b: float) -> Neuron:
    """A neuron of these numbers."""
    neuron = Neuron.__new__(Neuron)
    state = {"activation": activation, "nonlin": activation != "linear"}
    neuron.__setstate__(state | {"w": [Value(number) for number in w], "b": Value(b)})
    return neuron


def _drawn(
    nin: int, nout: int, activation: str, draw: Callable[[], float], init: str
) -> list[Neuron]:
    """The neurons of a layer, their weights drawn one after the other."""
    half = INITIALISATIONS[choice("init", init, INITIALISATIONS)](nin, nout)
    return [
        neuron_of(activation, [-half + 2 * half * draw() for _ in range(nin)], 0.0)
        for _ in range(nout)
    ]


def _stream(seed: int | None) -> Callable[[], float]:
    if seed is None:
        return random.random
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(f"seed is a whole number or None, here is {seed!r}")
    return random.Random(seed).random


def activation_named(name: str) -> Callable[[Value], Value]:
    """The operation of one argument that has this name; for linear, nothing happens."""
    if name == "linear":
        return operand
    unary = {rule.name: rule for rule in TABLE.values() if len(rule.arguments) == 1}
    if not isinstance(name, str) or name not in unary:
        raise ValueError(_wrong_activation(name, [each for each in unary if each not in BUILT_IN]))
    return OPERATIONS[unary[name]].apply


def _wrong_activation(given: Any, declared: list[str]) -> str:
    names = [*ACTIVATIONS, *declared]
    said = f"activation is one of {', '.join(names)}; here is {shown(given)}"
    called = given if isinstance(given, str) else getattr(given, "__name__", "")
    if called == "softmax":
        return f'{said}: softmax is a part of loss="cross_entropy", the last layer stays linear'
    here = "linear" if given is None else meant(called, names, _ELSEWHERE)
    return f"{said}: did you mean {here!r}?" if here else said
