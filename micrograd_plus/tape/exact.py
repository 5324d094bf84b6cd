"""A recorded graph computed once more by the scalar engine, for a single row.

This is what a replay has to agree with, and what answers where a replay meets a number that is not
finite: it raises the engine's own errors, and keeps to its rule that a zero gradient sends nothing.
"""

from collections.abc import Sequence
from contextlib import nullcontext

from ..arrays import np
from ..engine.comparison import Condition
from ..engine.gradient import grad
from ..engine.operands import compare
from ..engine.staleness import set_numbers
from ..engine.state import during
from ..engine.value import Value
from .trace import Graph

# Nothing to enter: to change the state for each node takes longer than the node.
_AS_IT_IS = nullcontext()


def replay_row(graph: Graph, row: Sequence[float], number: int = 0) -> list[Value]:
    """Return the results for one row, computed by the scalar engine.

    Arguments:
        graph: the recorded graph.
        row: a number for each row argument.
        number: which row of the data it is, for messages.

    Raises:
        ValueError, ZeroDivisionError, OverflowError: the engine's own, with the graph's labels.
    """
    try:
        return _computed(graph, row)
    except (ArithmeticError, ValueError) as error:
        if graph.inputs:
            error.add_note(f"in row {number}")
        raise


def _computed(graph: Graph, row: Sequence[float]) -> list[Value]:
    results: list[Value] = []
    inputs = dict(zip(graph.inputs, row, strict=True))
    for index, node in enumerate(graph.nodes):
        operation = graph.operations[index]
        if operation is None:
            data = inputs.get(index)
            results.append(node if data is None else Value(data, label=node.name))
            continue
        operands: list[Value | Condition | bool] = [results[o] for o in graph.parents[index]]
        if operation.rule.name == "where":
            operands[0] = _condition(graph, graph.parents[index][0], results)
        with during(lenient=True) if graph.lenient[index] else _AS_IT_IS:
            result: Value = operation.apply(*operands)
        result.name = node.name
        results.append(result)
    return [results[index] for index in graph.outputs]


def _condition(graph: Graph, index: int, results: list[Value]) -> Condition | bool:
    operation = graph.operations[index]
    if operation is None:
        return bool(results[index].number)
    left, right = (results[operand] for operand in graph.parents[index])
    return compare(operation.rule.name, left, right)


def gradient_of_row(graph: Graph, row: Sequence[float], parameters: Sequence[int]) -> list[float]:
    """Return the derivative of the first result by each of some parameters, for one row."""
    result = replay_row(graph, row)[0]
    return grad(result, [graph.nodes[index] for index in parameters])


def give_back(graph: Graph, parameters: Sequence[int], numbers: np.ndarray) -> None:
    """Set the parameters to numbers that a replay has changed."""
    nodes = [graph.nodes[index] for index in parameters]
    pairs = zip(nodes, numbers.tolist(), strict=True)
    # nan that was nan is no change: setting it would make earlier results stale.
    changed = [
        (node, number)
        for node, number in pairs
        if node.number != number and (number == number or node.number == node.number)
    ]
    if changed:
        set_numbers(*zip(*changed, strict=True))
