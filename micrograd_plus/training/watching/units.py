"""Units that do not learn: dead and saturated ones, told by the slopes of their activations."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ...arrays import np
from ...engine.scopes import Scope
from ...engine.value import Value
from ...graph import toposort
from ...nn.layers import Neuron
from ...nn.rows import as_list, as_values
from ...rules.expression import Expression, Number, evaluate, names
from ...rules.inlining import forward_of, partial_of
from ...rules.on_arrays import ON_ARRAYS
from ...rules.table import Rule
from ..step_engines import TapeEngine
from .frames import Run, Source, Watched
from .layers import layer_at, layer_names
from .rows import RowFunction

# A slope counts as flat below this share of the steepest one that the activation has at inputs
# from -REACH to REACH; a unit that is flat for so many per cent of the rows is saturated.
FLAT, MOSTLY, REACH = 0.05, 95, 10.0


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


class UnitCounts(Source):
    """How many units of each layer are dead, how many saturated.

    Raises:
        ValueError: if no neuron has an activation.
    """

    def __init__(self, run: Run) -> None:
        self._inputs, self._model = run.objective.training.inputs, run.objective.model
        self._layer_of = layer_names(self._model)
        self._recorded: list[Activation] = []
        self._rows: RowFunction | None = None
        if isinstance(run.engine, TapeEngine):
            self._rows = RowFunction(self._around, self._inputs[0], run.engine)
        found = self._recorded if self._rows is not None else self._by_hand()
        if not found:
            raise ValueError(
                'watch="units" finds no neuron with an activation in this model: leave "units" '
                'out, or give the model one, such as activation="relu"'
            )
        units = {each.unit: each.layer for each in found}
        layers = list(dict.fromkeys(units.values()))
        self._place = {unit: place for place, unit in enumerate(units)}
        self._layer = np.array([layers.index(name) for name in units.values()])
        self._steepest: dict[Rule, float] = {}
        self.watched: Watched = Watched(
            (layers, np.bincount(self._layer).tolist()), (2, len(layers)), 1
        )

    def frame(self) -> np.ndarray:
        units = len(self._place)
        rows, zero, flat = np.zeros((3, units))
        for rule, (places, inputs, outputs) in self._runs().items():
            steepness = abs(slopes(rule, inputs, outputs))
            limit = FLAT * self._limit(rule)
            for total, counted in (
                (rows, np.ones(steepness.shape)),
                (zero, steepness == 0),
                (flat, steepness < limit),
            ):
                total += np.bincount(places, counted.sum(axis=1), minlength=units)
        dead = zero == rows
        saturated = (100 * flat >= MOSTLY * rows) & ~dead
        layers = self._layer.max() + 1
        counts = [np.bincount(self._layer, chosen, layers) for chosen in (dead, saturated)]
        return np.array(counts).astype(int)

    def _runs(self) -> dict[Rule, tuple[list[int], np.ndarray, np.ndarray]]:
        """For each activation the places of units, and their inputs and outputs (units, rows)."""
        if self._rows is not None:
            found = self._recorded
            inputs, outputs = np.split(self._rows(self._inputs, 2 * len(found)), 2)
        else:
            # What was not called at the start belongs to none of the layers that are counted.
            found = [each for each in self._by_hand() if each.unit in self._place]
            numbers = [[each.node.parents[0].data, each.node.data] for each in found]
            inputs, outputs = np.reshape(numbers, (-1, 2)).T[:, :, None]
        rules: dict[Rule, list[int]] = {}
        for index, each in enumerate(found):
            assert each.node.rule is not None
            rules.setdefault(each.node.rule, []).append(index)
        return {
            rule: ([self._place[found[i].unit] for i in chosen], inputs[chosen], outputs[chosen])
            for rule, chosen in rules.items()
        }

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

    def _limit(self, rule: Rule) -> float:
        """The steepest slope that an activation has."""
        if rule not in self._steepest:
            inputs = np.linspace(-REACH, REACH, 2001)
            found = abs(slopes(rule, inputs))
            finite = found[np.isfinite(found)]
            self._steepest[rule] = float(finite.max()) if finite.size else math.nan
        return self._steepest[rule]


def slopes(rule: Rule, inputs: np.ndarray, outputs: np.ndarray | None = None) -> np.ndarray:
    """Return the slope of an operation of one argument at many inputs, by the row of the table.

    Arguments:
        rule: the row.
        inputs: where.
        outputs: the results there, if they are known.

    >>> import numpy as np
    >>> from micrograd_plus.rules.table import TABLE
    >>> slopes(TABLE["relu"], np.array([-1.0, 0.0, 2.0]))
    array([0., 0., 1.])
    """
    partial = partial_of(rule, 0, {})

    def compute(formula: Expression, values: dict[str, Any]) -> np.ndarray:
        found = evaluate(formula, values, ON_ARRAYS)
        return np.broadcast_to(np.asarray(found, dtype=float), inputs.shape)

    with np.errstate(all="ignore"):
        values = {rule.arguments[0]: inputs}
        if outputs is None:
            outputs = compute(forward_of(rule, {}), values)
        return compute(partial or Number(0.0), values | {"out": outputs})


def activations(outputs: Sequence[Value], layer_of: Mapping[str, str]) -> list[Activation]:
    """Return the activations of the neurons in a graph.

    A neuron is a call of a module that calls no other one; its activation is the operation of one
    argument, and not a linear one, that made its result, or that its result goes into right away.

    Arguments:
        outputs: what a model gave for a row.
        layer_of: the layers of its modules, by path.
    """

    def parents(node: Value | None) -> Sequence[Value]:
        return outputs if node is None else node.parents

    last: dict[Scope, Value] = {}
    calls: dict[Value, Scope] = {}
    holding: set[Scope] = set()
    nodes = [node for node in toposort(None, parents) if node is not None]
    computed = [node for node in nodes if node.rule is not None]
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
                layer = layer_of.get(unit) or layer_at(unit, call.kind == Neuron.__name__)
                found.append(Activation(unit, layer or call.kind, node))
                break
    return found


def _bends(rule: Rule | None) -> bool:
    """Whether a row has one argument, and a slope that is not the same everywhere."""
    if rule is None or len(rule.arguments) != 1 or rule.variadic:
        return False
    partial = rule.partial(0)
    return partial is not None and bool(names(partial))
