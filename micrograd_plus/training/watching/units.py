"""Units that do not learn: dead and saturated ones, told by the slopes of their activations."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from ...engine.scopes import Scope
from ...engine.value import Value
from ...graph import toposort
from ...inputs import numpy_for
from ...nn.layers import Neuron
from ...nn.module import Module
from ...rules.expression import Expression, Number, evaluate, names
from ...rules.inlining import BASIC, forward_of, partial_of
from ...rules.on_arrays import UFUNCS
from ...rules.table import Rule

if TYPE_CHECKING:
    import numpy as np

# A slope counts as flat below this share of the steepest one that the activation has at inputs
# from -REACH to REACH; a unit that is flat for so many per cent of the rows is saturated.
FLAT, MOSTLY, REACH = 0.05, 95, 10.0


@dataclass
class Units:
    """Which units do not learn. A unit is the output of a neuron with an activation.

    For each row the slope of its activation says how much of a gradient passes a unit. It is *dead*
    if that slope is exactly 0 for every training row: no gradient passes, so that its weights stay
    as they are. It is *saturated* if it is not dead, but for at least 95 % of the rows the slope is
    below 5 % of the steepest one of this activation for inputs from -10 to 10. If a neuron is
    called several times for a row, every call counts as a row.

    Attributes:
        layers: the names of the layers that have activations.
        sizes: how many units each has.
        dead: how many of them are dead (epochs + 1, layers): before training, and after each epoch.
        saturated: how many are saturated, likewise.
    """

    layers: list[str]
    sizes: list[int]
    dead: "np.ndarray"
    saturated: "np.ndarray"


class Activation(NamedTuple):
    """One run of the activation of a unit.

    Attributes:
        unit: the path of the neuron in the model.
        layer: the name of its layer.
        node: the Value that came out.
    """

    unit: str
    layer: str
    node: Value


class Counter:
    """Counts the dead and the saturated ones among known units.

    Arguments:
        activations: those of the rows by which the units are known.
    """

    def __init__(self, activations: Sequence[Activation]) -> None:
        self._numpy = numpy_for("training")
        layer_of = {found.unit: found.layer for found in activations}
        self.place = {unit: place for place, unit in enumerate(layer_of)}
        self.layers = list(dict.fromkeys(layer_of.values()))
        self._layer = self._numpy.array([self.layers.index(name) for name in layer_of.values()])
        self.sizes = self._numpy.bincount(self._layer).tolist()
        self._steepest: dict[Rule, float] = {}

    def count(
        self, runs: "Mapping[Rule, tuple[Sequence[int], np.ndarray, np.ndarray]]"
    ) -> "np.ndarray":
        """Count from what went into each activation, and what came out.

        Arguments:
            runs: for each activation the places of units, and an array (units, rows) each of inputs
                and of outputs.

        Returns:
            An array (2, layers): how many units are dead, how many saturated.
        """
        numpy, units = self._numpy, len(self.place)
        rows, zero, flat = numpy.zeros((3, units))
        for rule, (places, inputs, outputs) in runs.items():
            steepness = abs(slopes(rule, inputs, outputs))
            limit = FLAT * self._limit(rule)
            for total, counted in (
                (rows, numpy.ones(steepness.shape)),
                (zero, steepness == 0),
                (flat, steepness < limit),
            ):
                total += numpy.bincount(places, counted.sum(axis=1), minlength=units)
        dead = zero == rows
        saturated = (100 * flat >= MOSTLY * rows) & ~dead
        counts = [
            numpy.bincount(self._layer, chosen, minlength=len(self.layers))
            for chosen in (dead, saturated)
        ]
        found: np.ndarray = numpy.array(counts).astype(int)
        return found

    def _limit(self, rule: Rule) -> float:
        """The steepest slope that an activation has."""
        if rule not in self._steepest:
            numpy = self._numpy
            inputs = numpy.linspace(-REACH, REACH, 2001)
            found = abs(slopes(rule, inputs))
            finite = found[numpy.isfinite(found)]
            self._steepest[rule] = float(finite.max()) if finite.size else math.nan
        return self._steepest[rule]


def slopes(rule: Rule, inputs: "np.ndarray", outputs: "np.ndarray | None" = None) -> "np.ndarray":
    """Return the slope of an operation of one argument at many inputs, by the row of the table.

    Arguments:
        rule: the row.
        inputs: where.
        outputs: the results there, if they are known.

    >>> import numpy
    >>> from micrograd_plus.rules.table import TABLE
    >>> slopes(TABLE["relu"], numpy.array([-1.0, 0.0, 2.0]))
    array([0., 0., 1.])
    """
    numpy = numpy_for("slopes")
    partial = partial_of(rule, 0, {})
    functions = _functions(numpy)

    def compute(formula: Expression, values: dict[str, Any]) -> "np.ndarray":
        found = evaluate(formula, values, functions)
        whole: np.ndarray = numpy.broadcast_to(numpy.asarray(found, dtype=float), inputs.shape)
        return whole

    with numpy.errstate(all="ignore"):
        values = {rule.arguments[0]: inputs}
        if outputs is None:
            outputs = compute(forward_of(rule, {}), values)
        return compute(partial or Number(0.0), values | {"out": outputs})


def _functions(numpy: Any) -> dict[str, Callable[..., Any]]:
    """The basic functions of formulas, on arrays."""
    joined = {"sum": numpy.add, "prod": numpy.multiply, "logsumexp": numpy.logaddexp}
    found = {name: getattr(numpy, UFUNCS.get(name, name)) for name in BASIC if name not in joined}
    return found | {
        name: lambda *terms, pair=pair: reduce(pair, terms) for name, pair in joined.items()
    }


# ------------------------------------------------------------------------- units and their layers


def layer_names(model: Any) -> dict[str, str]:
    """Return the layer that each module inside of a model counts to, by the module's path.

    A list of neurons is one layer, called by the path of what holds it; any other module is a layer
    by itself, and so is a model of another kind.

    >>> from micrograd_plus.nn import MLP
    >>> layer_names(MLP(2, [1, 1]))["layers[1].neurons[0]"]
    'layers[1]'
    """
    found: dict[str, str] = {}
    seen: set[int] = set()
    stack: list[tuple[str, Any]] = [("", model)]
    while stack:
        path, module = stack.pop()
        if id(module) in seen:
            continue
        seen.add(id(module))
        found[path] = _layer(path, isinstance(module, Neuron)) or type(model).__name__
        parts = module.named_children() if isinstance(module, Module) else []
        stack += [(f"{path}.{name}".lstrip("."), part) for name, part in parts]
    return found


def _layer(path: str, is_neuron: bool) -> str:
    return re.sub(r"(?:(?:^|\.)neurons)?\[[^\[\]]*\]$", "", path) if is_neuron else path


def activations(outputs: Sequence[Value], layer_of: Mapping[str, str]) -> list[Activation]:
    """Return the activations of the neurons in a graph.

    A neuron is a call of a module that calls no other one; its activation is the operation of one
    argument, and not a linear one, that made its result, or that its result goes into right away.

    Arguments:
        outputs: what a model gave for a row.
        layer_of: the layers of its modules, by path.
    """
    last: dict[Scope, Value] = {}
    calls: dict[Value, Scope] = {}
    holding: set[Scope] = set()
    computed = [node for node in _ordered(outputs) if node.rule is not None]
    for node in computed:
        modules = [scope for scope in node.scope.chain() if scope.kind] if node.scope else []
        if modules:
            calls[node] = modules[-1]
            last[modules[-1]] = node
            holding.update(modules[:-1])
    found = []
    for node in computed:
        if not _bends(node.rule):
            continue
        for result in (node, node.parents[0]):
            call = calls.get(result)
            if call is not None and call not in holding and last[call] is result:
                names_of_calls = [scope.name for scope in call.chain() if scope.kind]
                unit = ".".join(names_of_calls[1:])
                layer = layer_of.get(unit) or _layer(unit, call.kind == Neuron.__name__)
                found.append(Activation(unit, layer or call.kind, node))
                break
    return found


def _ordered(outputs: Sequence[Value]) -> list[Value]:
    """All nodes below some outputs, operands first."""

    def parents(node: Value | None) -> Sequence[Value]:
        return outputs if node is None else node.parents

    return [node for node in toposort(None, parents) if node is not None]


def _bends(rule: Rule | None) -> bool:
    """Whether a row has one argument, and a slope that is not the same everywhere."""
    if rule is None or len(rule.arguments) != 1 or rule.variadic:
        return False
    partial = rule.partial(0)
    return partial is not None and bool(names(partial))
