"""Which lookups add to a list on the way back: those whose values nothing else uses."""

from ...rules.lookup import LOOKUPS
from ..trace import Graph

Table = tuple[int, ...]


def own_tables(graph: Graph) -> dict[int, Table]:
    """Return the table of each lookup that can add its gradient to a list of its table's.

    The values of such a table have no other gradient, so that each sum is added up in the engine's
    own order. A lookup with a fixed index has no need of a list.
    """
    number_of: dict[int, int] = {}
    numbers: dict[Table, int] = {}
    # The one table in which a value stands; -1 if something else uses it, too.
    place: dict[int, int] = dict.fromkeys(graph.outputs, -1)
    for node, operands in enumerate(graph.parents):
        number = -1
        if _looks_up(graph, node) and len(set(operands)) == len(operands):
            number = number_of[node] = numbers.setdefault(operands[1:], len(numbers))
        for operand in operands:
            if place.setdefault(operand, number) != number:
                place[operand] = -1
    mixed = {
        number
        for table, number in numbers.items()
        if any(place[value] != number for value in table)
    }
    return {
        node: graph.parents[node][1:] for node, number in number_of.items() if number not in mixed
    }


def _looks_up(graph: Graph, node: int) -> bool:
    operation = graph.operations[node]
    if operation is None or operation.rule not in LOOKUPS:
        return False
    return not graph.constant[graph.parents[node][0]]
