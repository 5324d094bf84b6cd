"""Neurons, layers and multi-layer perceptrons made of Values."""

import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .engine import Number, Value, operand
from .generate import OPERATIONS
from .ops import sum as total
from .rules import TABLE

# The half-width of the interval from which the weights of a layer are drawn.
INITIALISATIONS: dict[str, Callable[[int, int], float]] = {
    "uniform": lambda nin, nout: 1.0,
    "xavier": lambda nin, nout: math.sqrt(6 / (nin + nout)),
    "he": lambda nin, nout: math.sqrt(6 / nin),
}


class Module:
    """The base of everything that has parameters.

    Parameters are found by themselves: every leaf Value, module, list, tuple or dict of these that
    is an attribute, in the order in which the attributes were set.
    """

    if TYPE_CHECKING:

        def __call__(self, x: Sequence[Value | Number]) -> Any: ...

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

    def _label_parameters(self) -> None:
        for path, parameter in self.named_parameters().items():
            parameter.label = path

    def summary(self) -> str:
        """Return a table of the parts with their activations and numbers of parameters."""
        rows = [("part", "what it is", "parameters")]
        rows += [
            (name, repr(part) if isinstance(part, Neuron) else part._described(), str(_size(part)))
            for name, part in self._parts()
        ]
        rows.append(("in all", "", str(_size(self))))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            f"{name:<{widths[0]}}  {what:<{widths[1]}}  {count:>{widths[2]}}"
            for name, what, count in rows
        ]
        return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])

    def _parts(self) -> "list[tuple[str, Module]]":
        """The modules that this one is directly made of, or itself if there are none."""
        return [(name, part) for name, part in _modules(self)] or [("", self)]

    def _described(self) -> str:
        return type(self).__name__


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
    while stack:
        path, thing = stack.pop()
        if isinstance(thing, Module):
            yield path.lstrip("."), thing
        elif isinstance(thing, list | tuple | dict):
            inner = [(path + step, member) for step, member in _members(thing)]
            stack.extend(reversed(inner))


def _size(module: Module) -> int:
    return len(module.parameters())


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

    def __init__(
        self,
        nin: int,
        nonlin: bool = True,
        activation: str = "relu",
        seed: int | None = None,
        init: str = "uniform",
    ) -> None:
        activation = activation if nonlin else "linear"
        self._build(_count("nin", nin), 1, activation, _stream(seed), init)
        self._label_parameters()

    def _build(
        self, nin: int, nout: int, activation: str, draw: Callable[[], float], init: str
    ) -> None:
        half = _choose("init", init, INITIALISATIONS)(nin, nout)
        self.activation = activation
        self.nonlin = activation != "linear"
        self._activate = _activation(activation)
        self.w = [Value(-half + 2 * half * draw()) for _ in range(nin)]
        self.b = Value(0.0)

    def __call__(self, x: Sequence[Value | Number]) -> Value:
        """Return the output for one row of inputs.

        Raises:
            ValueError: if the row has another length than the weights.
        """
        row = _row(x, len(self.w), repr(self))
        weighted = [w * xi for w, xi in zip(self.w, row, strict=True)]
        result = total([self.b, *weighted])
        return self._activate(result) if self.nonlin else result

    def __repr__(self) -> str:
        names = {"relu": "ReLU", "linear": "Linear", "elu": "ELU", "silu": "SiLU"}
        shown = names.get(self.activation, self.activation.title().replace("_", ""))
        return f"{shown}Neuron({len(self.w)})"

    def __getstate__(self) -> dict[str, Any]:
        # The activation is found again by its name: a generated function has no address.
        return {name: value for name, value in vars(self).items() if name != "_activate"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._activate = _activation(self.activation)


class Layer(Module):
    """A row of neurons that share their inputs.

    Arguments:
        nin: how many inputs each neuron has.
        nout: how many neurons there are.
        nonlin, activation, seed, init: as for `Neuron`.
    """

    def __init__(
        self,
        nin: int,
        nout: int,
        nonlin: bool = True,
        activation: str = "relu",
        seed: int | None = None,
        init: str = "uniform",
    ) -> None:
        activation = activation if nonlin else "linear"
        self._build(_count("nin", nin), _count("nout", nout), activation, _stream(seed), init)
        self._label_parameters()

    def _build(
        self, nin: int, nout: int, activation: str, draw: Callable[[], float], init: str
    ) -> None:
        self.neurons = [Neuron.__new__(Neuron) for _ in range(nout)]
        for neuron in self.neurons:
            neuron._build(nin, nout, activation, draw, init)

    def __call__(self, x: Sequence[Value | Number]) -> Any:
        """Return the outputs for one row of inputs: a Value if there is one neuron, else a list."""
        row = _row(x, len(self.neurons[0].w), "the layer")
        inputs = [xi if isinstance(xi, Value) else operand(xi) for xi in row]
        outputs = [neuron(inputs) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(repr, self.neurons))}]"

    def _described(self) -> str:
        nin = len(self.neurons[0].w)
        return f"Layer {nin} -> {len(self.neurons)}, {self.neurons[0].activation}"


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
            raise TypeError(f"nouts lists the layers, such as [16, 16, 1]; here is {nouts!r}")
        # A name is checked also where there is no layer to use it.
        for name in (activation, output):
            _activation(name)
        sizes = [_count("nin", nin), *(_count("nouts", nout) for nout in nouts)]
        draw = _stream(seed)
        self.layers = [Layer.__new__(Layer) for _ in nouts]
        for place, layer in enumerate(self.layers):
            last = place == len(self.layers) - 1
            kind = output if last else activation
            layer._build(sizes[place], sizes[place + 1], kind, draw, init)
        self._label_parameters()

    def __call__(self, x: Sequence[Value | Number]) -> Any:
        """Return the outputs for one row of inputs: a Value if there is one, else a list.

        Raises:
            ValueError: if the row has another length than `nin`.
        """
        outputs: Any = _row(x, len(self.layers[0].neurons[0].w), "the model")
        for layer in self.layers:
            outputs = layer([outputs] if isinstance(outputs, Value) else outputs)
        return outputs

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(repr, self.layers))}]"


def _row(x: Any, nin: int, taker: str) -> list[Any]:
    """Return a row of inputs as a list, once it is sure that it is one of the right length."""
    if not isinstance(x, Iterable):
        raise TypeError(f"{taker} takes a row of {nin} inputs, here is {x!r}: write [{x!r}]")
    row = list(x)
    if len(row) != nin:
        text = repr(row) if len(repr(row)) <= 60 else repr(row)[:57] + "..."
        raise ValueError(f"{taker} takes {nin} inputs, here are {len(row)}: {text}")
    return row


def _stream(seed: int | None) -> Callable[[], float]:
    if seed is None:
        return random.random
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(f"seed is a whole number or None, here is {seed!r}")
    return random.Random(seed).random


def _count(name: str, number: int) -> int:
    if isinstance(number, bool) or not hasattr(number, "__index__"):
        raise TypeError(f"{name} is a whole number, here is {number!r}")
    if number < 1:
        raise ValueError(f"{name} must be at least 1, here is {number}")
    return int(number)


def _choose(name: str, choice: str, among: dict[str, Any]) -> Any:
    if choice not in among:
        raise ValueError(f"{name} is one of {', '.join(among)}; here is {choice!r}")
    return among[choice]


def _activation(name: str) -> Callable[[Value], Value]:
    """The operation of one argument that has this name; for linear, nothing happens."""
    if name == "linear":
        return operand
    unary = {rule.name: rule for rule in TABLE.values() if len(rule.arguments) == 1}
    rule = _choose("activation", name, {"linear": None} | unary)
    return OPERATIONS[rule].apply
