"""A recorded function as a file of ONNX: the nodes of its rows' formulas, in the order of the tape.

Every number of a row is a column (n, 1), and every number that all rows share a scalar.
"""

from os import PathLike

from ..rules.expression import Call, Expression, Name
from ..rules.inlining import inlined
from ..rules.onnx_nodes import End, Nodes
from ..rules.table import Rule
from .recorder import Recorded

# What ONNX Runtime takes some ten seconds to load.
MOST_NODES = 100_000


def write_onnx(recorded: Recorded, path: str | PathLike[str]) -> None:
    """Write a recorded function as a file; `Tape.to_onnx` says what it is like.

    Raises:
        ValueError: if it has too many operations.
        OSError: if the file cannot be written.
    """
    nodes = Nodes([argument.name for argument in recorded.arguments])
    columns = [_column(recorded, nodes, result) for result in _computed(recorded, nodes)]
    if recorded.single:
        results = nodes.node("Squeeze", columns[0], nodes.whole(1))
    else:
        results = nodes.node("Concat", *columns, axis=1)
    name, rows = nodes.free("results"), "n" if recorded.arguments else 1
    nodes.output(name, results)
    shape = (rows,) if recorded.single else (rows, len(columns))
    inputs = [End(each.name, "DOUBLE", ("n", *each.shape)) for each in recorded.arguments]
    nodes.write(path, inputs, [End(name, "DOUBLE", shape)])


def _computed(recorded: Recorded, nodes: Nodes) -> list[str]:
    """The names of the results."""
    graph = recorded.graph
    names = dict(zip(graph.inputs, _inputs(recorded, nodes), strict=True))
    formulas: dict[tuple[Rule, int], tuple[list[str], Expression]] = {}
    for index, operation in enumerate(graph.operations):
        if index in names:
            continue
        if operation is None:
            names[index] = nodes.constant(graph.nodes[index].number)
            continue
        operands = [names[operand] for operand in graph.parents[index]]
        key = operation.rule, len(operands)
        if key not in formulas:
            formulas[key] = _formula(*key)
        arguments, formula = formulas[key]
        names[index] = nodes.compute(formula, dict(zip(arguments, operands, strict=True)))
        if len(nodes.nodes) > MOST_NODES:
            raise ValueError(
                f"{recorded.name} is too deep for a file of ONNX: {index + 1:,} of its "
                f"{len(graph.nodes):,} numbers have {MOST_NODES:,} nodes already; record a part of "
                "it, such as one turn of its loop"
            )
    return [names[index] for index in graph.outputs]


def _inputs(recorded: Recorded, nodes: Nodes) -> list[str]:
    """A column for each number that a row has."""
    found = []
    for argument in recorded.arguments:
        # A 0 keeps the number of rows.
        shape = nodes.whole(0, argument.count)
        matrix = nodes.node("Reshape", argument.name, shape)
        found += nodes.split(matrix, argument.count) if argument.shape else [matrix]
    return found


def _formula(rule: Rule, operands: int) -> tuple[list[str], Expression]:
    """The formula of a row of basic functions, with the names of its operands."""
    if not rule.variadic:
        return list(rule.arguments), inlined(rule.forward, rule)
    names = [f"x{place}" for place in range(operands)]
    return names, inlined(Call(rule.name, tuple(map(Name, names)), variadic=True), rule)


def _column(recorded: Recorded, nodes: Nodes, result: str) -> str:
    """A result as a column; what all rows share is repeated for each of them."""
    if not recorded.arguments:
        return nodes.node("Reshape", result, nodes.whole(1, 1))
    rows = nodes.node("Shape", recorded.arguments[0].name, start=0, end=1)
    return nodes.node("Expand", result, nodes.node("Concat", rows, nodes.whole(1), axis=0))
