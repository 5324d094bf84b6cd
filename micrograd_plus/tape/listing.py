"""A tape as text: which program runs, why, and what each of its lines stands for."""

from collections.abc import Mapping, Sequence

from .lowering.repeats import Piece
from .lowering.statements import Store
from .lowering.text import parts_of
from .plan import Plan
from .scalars.program import Line

# As many lines as a person reads at the beginning and at the end of a long part.
SHOWN = 60
# As many characters of a line, which may be a sum of thousands of terms.
WIDEST = 160


def listing(plan: Plan, rows: int, pieces: Mapping[Store, Sequence[Piece]] | None = None) -> str:
    """Return the program that runs for a batch of so many rows, with a remark on each line.

    Arguments:
        plan: of the tape.
        rows: the size of the batch.
        pieces: what runs as machine code, if that does.
    """
    if pieces is not None:
        title = f"a batch of {rows} row{'s' if rows != 1 else ''} runs as machine code: "
        title += f"{plan.operations} operations a row, in the order of the scalar engine"
        parts = parts_of(pieces, plan.graph)
        return "\n".join([title, *[line for part in parts for line in _part(*part)]])
    parts = _array_parts(plan) if plan.by_arrays(rows) else _scalar_parts(plan)
    body = [line for title, lines in parts for line in _part(title, lines)]
    return "\n".join([_reason(plan, rows), *body])


def _reason(plan: Plan, rows: int) -> str:
    groups, operations = len(plan.schedule), plan.operations
    each = operations / max(1, groups)
    batch = f"a batch of {rows} row{'s' if rows != 1 else ''}"
    if plan.by_arrays(rows):
        return (
            f"{batch} runs by arrays: {operations} operations a row make {groups} groups, "
            f"each computed at once for all rows"
        )
    return (
        f"{batch} runs by plain Python: {operations} operations a row make {groups} groups "
        f"of about {each:.0f}, too few for numpy calls to pay"
    )


def _array_parts(plan: Plan) -> list[tuple[str, list[tuple[str, str]]]]:
    program, layout = plan.array_program, plan.layout
    names = [
        (f"values ({layout.values}, n)", "v...: numbers that differ from row to row"),
        (f"shared ({layout.shared},)", f"s...: {len(layout.parameters)} parameters and constants"),
        ("gradients, shared_gradients", "gv..., gs...: of the mean result, by each of these"),
        ("v3_16x2", "16 by 2 rows of values from row 3 on"),
        ("t..., i..., c0_5", "arrays in between; places; the number 0.5"),
    ]
    return [
        ("names", names),
        ("forward", [(line.text, line.meaning) for line in program.forward]),
        ("backward", [(line.text, line.meaning) for line in program.backward]),
    ]


def _scalar_parts(plan: Plan) -> list[tuple[str, list[tuple[str, str]]]]:
    program, graph = plan.scalar_program, plan.graph
    written = {line.node for line in program.forward}

    def folded(node: int) -> int:
        """How many other operations stand in the line of a node."""
        count = 0
        waiting = list(graph.parents[node])
        while waiting:
            inner = waiting.pop()
            if graph.operations[inner] is not None and inner not in written:
                count += 1
                waiting += graph.parents[inner]
        return count

    def meaning(node: int, inside: int) -> str:
        operation, label = graph.operations[node], graph.nodes[node].label
        name = operation.rule.name if operation else "leaf"
        more = f" and {inside} folded into it" if inside else ""
        return f"{name}{more}: node {node}" + (f' "{label}"' if label else "")

    def text(line: Line) -> str:
        return f"{line.target} = {line.expression}"

    return [
        ("forward", [(text(x), meaning(x.node, folded(x.node))) for x in program.forward]),
        ("backward", [(text(x), meaning(x.node, 0)) for x in program.backward]),
    ]


def _part(title: str, lines: list[tuple[str, str]]) -> list[str]:
    if len(lines) > SHOWN:
        left_out = len(lines) - SHOWN
        half = SHOWN // 2
        lines = [*lines[:half], (f"... {left_out} more lines ...", ""), *lines[-half:]]
    lines = [(_shortened(text), remark) for text, remark in lines]
    width = min(72, max([len(text) for text, _ in lines], default=0))
    written = [
        f"  {text:<{width}}  # {remark}" if remark else f"  {text}" for text, remark in lines
    ]
    return ["", title, *written]


def _shortened(text: str) -> str:
    """Leave out the middle of a line that is too long to read."""
    half = WIDEST // 2
    return text if len(text) <= WIDEST else f"{text[:half]} ... {text[-half:]}"
