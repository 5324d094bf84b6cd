"""What the playground trains with, as JavaScript: activations by their rows, losses as recorded.

No derivative is written here: those of activations come from the rows of the table, and a loss is
recorded from its formula in `losses` and gone back over by the rows of its operations.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from micrograd_plus.engine import Value
from micrograd_plus.engine.staleness import ordered
from micrograd_plus.losses import SAMPLE_LOSSES
from micrograd_plus.rules.expression import Expression, names
from micrograd_plus.rules.inlining import forward_of, partial_of
from micrograd_plus.rules.javascript import UNCHOSEN, chosen, source
from micrograd_plus.rules.table import BUILT_IN, Rule

# A page has at most so many outputs, one for each class.
MOST_OUTPUTS = 10
ONE_OUTPUT = ("hinge", "binary_cross_entropy")
_LEAVES = ("x", "t", "#")

# A loss as a list of nodes, operands before results: ["x", i] is output i, ["t", i] target i,
# ["#", number] a number, and ["name of a rule", place, ...] an operation of nodes before it.
Recorded = list[list[Any]]


def activations_code(rules: Iterable[Rule], keys: Mapping[Rule, str]) -> str:
    """Return an object with the loops of each rule of one argument, over arrays of numbers.

    `forward(z, a, from, to)` computes a of z, `backward(z, a, d, from, to)` multiplies d by the
    slope. Where no gradient flows, none does, as in the engine. `bends` tells whether the slope is
    not the same everywhere.

    Arguments:
        rules: the rows.
        keys: where the page has each of them among its rules.
    """
    entries = [f"{json.dumps(rule.name)}:{_activation(rule, keys[rule])}" for rule in rules]
    return "{" + ",\n".join(entries) + "}"


def _activation(rule: Rule, key: str) -> str:
    (name,) = rule.arguments
    partial = partial_of(rule, 0, {})
    slope = UNCHOSEN
    if partial is not None:
        slope = chosen(partial, lambda part: source(part, {name: "x", "out": "o"}))
    loop = "for(let i=from;i<to;i++)"
    bends = json.dumps(partial is not None and bool(names(partial)))
    return (
        f"{{key:{json.dumps(key)},bends:{bends},\n"
        f"forward(z,a,from,to){{{loop}{{const x=z[i];"
        f"a[i]={source(forward_of(rule, {}), {name: 'x'})};}}}},\n"
        f"backward(z,a,d,from,to){{{loop}{{const x=z[i],o=a[i];d[i]=sent(d[i],{slope});}}}}}}"
    )


def losses_code() -> str:
    """Return an object with each loss for each number of outputs that it takes.

    A loss is `{nodes, sample}`: the recorded formula, and `sample(x, t, d)`, which returns the loss
    of the outputs x for the targets t and puts its slope by each output into d.
    """
    entries = []
    for known in SAMPLE_LOSSES:
        name = known.__name__
        counts = [1] if name in ONE_OUTPUT else range(1, MOST_OUTPUTS + 1)
        if name == "cross_entropy":
            counts = range(2, MOST_OUTPUTS + 1)
        forms = ",\n".join(f"{count}:{_loss(recorded_loss(name, count))}" for count in counts)
        entries.append(f"{name}:{{{forms}}}")
    return "{" + ",\n".join(entries) + "}"


def recorded_loss(name: str, outputs: int) -> Recorded:
    """Return the formula of a loss for so many outputs, recorded from `losses`.

    >>> recorded_loss("mse", 1)
    [['x', 0], ['t', 0], ['sub', 0, 1], ['#', 2.0], ['pow', 2, 3]]
    """
    (sample,) = [form for known, form in SAMPLE_LOSSES.items() if known.__name__ == name]
    x = [Value(0.5 + place) for place in range(outputs)]
    t = [Value(1.0) for _ in range(outputs)]
    several = outputs > 1
    loss = sample(x if several else x[0], t if several else t[0])
    known = {node: ["x", place] for place, node in enumerate(x)}
    known |= {node: ["t", place] for place, node in enumerate(t)}
    place: dict[Value, int] = {}
    nodes: Recorded = []
    for node in ordered(loss):
        place[node] = len(nodes)
        if node.rule is not None:
            nodes.append([node.rule.name, *(place[operand] for operand in node.operands)])
        else:
            nodes.append(known.get(node) or ["#", node.data])
    return nodes


def _loss(nodes: Recorded) -> str:
    root = len(nodes) - 1
    lines = [f"const v{place}={_forward(node)};" for place, node in enumerate(nodes)]
    lines.append(f"let {','.join(f'd{place}=0' for place in range(root))},d{root}=1;")
    for place in range(root, -1, -1):
        lines += _backward(place, nodes)
    lines += [f"d[{node[1]}]=d{place};" for place, node in enumerate(nodes) if node[0] == "x"]
    return f"{{nodes:{json.dumps(nodes)},sample(x,t,d){{{''.join(lines)}return v{root};}}}}"


def _forward(node: list[Any]) -> str:
    kind, *places = node
    if kind in _LEAVES:
        return repr(places[0]) if kind == "#" else f"{kind}[{places[0]}]"
    rule = BUILT_IN[kind]
    return source(forward_of(rule, {}), *_operands(rule, places))


def _backward(place: int, nodes: Recorded) -> list[str]:
    """The lines that send the gradient of a node on to its operands."""
    kind, *places = nodes[place]
    if kind in _LEAVES:
        return []
    rule = BUILT_IN[kind]
    values, sequence = _operands(rule, places)
    # What is known shortens a formula: the power rule of a square.
    numbers = {
        name: nodes[operand][1]
        for name, operand in zip(rule.arguments, places, strict=False)
        if nodes[operand][0] == "#" and not rule.variadic
    }
    lines = []
    for slot, operand in enumerate(places):
        partial = partial_of(rule, slot, numbers)
        if partial is None or nodes[operand][0] in ("#", "t"):
            continue
        known = values | {"out": f"v{place}"} | ({rule.member: f"v{operand}"} if sequence else {})
        slope = chosen(partial, _writer(known, sequence))
        lines.append(f"d{operand}+=sent(d{place},{slope});")
    return lines


def _operands(rule: Rule, places: list[int]) -> tuple[dict[str, str], str]:
    """What stands for the arguments of a rule, and which of them stands for a list."""
    written = [f"v{place}" for place in places]
    if rule.variadic:
        return {rule.arguments[0]: f"[{','.join(written)}]"}, rule.arguments[0]
    return dict(zip(rule.arguments, written, strict=True)), ""


def _writer(values: Mapping[str, str], sequence: str) -> Callable[[Expression], str]:
    return lambda part: source(part, values, sequence)
