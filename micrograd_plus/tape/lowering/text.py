"""Statements as lines to read: what becomes machine code, each with what it stands for."""

import math
from collections.abc import Iterator, Mapping, Sequence

from ...rules.inlining import renamed
from ...rules.notation import to_text
from ..trace import Graph
from .alike import Access, Loop, Run
from .repeats import Piece
from .statements import Store

NAMES = {
    Store.ROW: "x",
    Store.SHARED: "s",
    Store.VALUE: "v",
    Store.GRADIENT: "gv",
    Store.TOTAL: "gs",
    Store.SHARED_GRADIENT: "gs",
}
MEANT = [
    ("x[0], s[0], v[0]", "numbers of the row, numbers that all rows share, values of the row"),
    ("gv[0], gs[0]", "the gradients by these"),
    ("i, j, k, t", "count from 0 on; t is the turn of the loop around"),
]
FORWARD = (Store.SHARED, Store.VALUE)
BACKWARD = (Store.GRADIENT, Store.TOTAL, Store.SHARED_GRADIENT)

# So many places that are not evenly spaced are listed.
LISTED = 8

Lines = list[tuple[str, str]]


def lines(pieces: Sequence[Piece], graph: Graph) -> Lines:
    """Return pieces of a program as lines, each with what it stands for."""
    found: Lines = []
    for piece in pieces:
        if isinstance(piece, Loop):
            found.append((_line(piece, (0,) * len(piece.accesses())), _meaning(piece, graph)))
            continue
        found.append((f"for t in range({piece.count}):", "found again"))
        for loop, moves in zip(piece.body, piece.moves, strict=True):
            found.append((f"    {_line(loop, moves)}", f"{_meaning(loop, graph)}, and on"))
    return found


def _line(loop: Loop, moves: Sequence[int]) -> str:
    """One loop as one line."""
    where = iter(moves)
    target = _place(loop.target, next(where), (*loop.dims, 1))
    terms = [_term(run, where, loop.dims) for run in loop.runs]
    sign = "+=" if loop.adds_to or loop.target.store == Store.TOTAL else "="
    text = f"{target} {sign} {' + '.join(terms) or '0'}"
    names = [name for name, count in zip("ij", loop.dims, strict=False) if count > 1]
    counts = [f"range({count})" for count in loop.dims if count > 1]
    if len(names) > 1:
        return f"for {', '.join(names)} in product({', '.join(counts)}): {text}"
    return f"for {names[0]} in {counts[0]}: {text}" if names else text


def _term(run: Run, moves: Iterator[int], dims: tuple[int, ...]) -> str:
    given = [_place(access, next(moves), (*dims, run.length)) for access in run.accesses]
    if run.term.members:
        return f"{to_text(run.term.formula)} with {run.term.members} = {', '.join(given)}"
    names = {str(slot): place for slot, place in enumerate(given)}
    text = to_text(renamed(run.term.formula, names))
    return f"sum({text} for k in range({run.length}))" if run.length > 1 else text


def _place(access: Access, move: int, dims: tuple[int, ...]) -> str:
    """A place such as v[3 + 2*i + t]."""
    letters = [*"ij"[: len(dims) - 1], "k"]
    if access.steps is None:
        listed = ", ".join([str(access.base + place) for place in access.places[:LISTED]])
        listed += ", ..." if len(access.places) > LISTED else ""
        sizes = [math.prod(dims[axis:]) // size for axis, size in enumerate(dims)]
        turns = [stride if size > 1 else 0 for size, stride in zip(dims, sizes, strict=True)]
        place = _sum(f"({listed})[{_sum(0, letters, turns)}]", ["t"], [move])
        return f"{NAMES[access.store]}[{place}]"
    return f"{NAMES[access.store]}[{_sum(access.base, [*letters, 't'], [*access.steps, move])}]"


def _sum(start: int | str, letters: Sequence[str], steps: Sequence[int]) -> str:
    """A sum such as 3 + 2*i - t, without what is 0."""
    text = str(start) if start else ""
    for letter, step in zip(letters, steps, strict=True):
        if step:
            size = letter if abs(step) == 1 else f"{abs(step)}*{letter}"
            sign = "-" if step < 0 else "+" if text else ""
            text += f" {sign} {size}" if text else f"{sign}{size}"
    return text or "0"


def _meaning(loop: Loop, graph: Graph) -> str:
    first, last = loop.nodes[0], loop.nodes[-1]
    operation, label = graph.operations[first], graph.nodes[first].label
    name = operation.rule.name if operation else "leaf"
    text = f"{len(loop.nodes)} {name}: node {first}" + (f" to {last}" if last != first else "")
    return text + (f' "{label}"' if label and last == first else "")


def parts_of(pieces: Mapping[Store, Sequence[Piece]], graph: Graph) -> list[tuple[str, Lines]]:
    """Return a program as titled parts."""
    return [
        ("names", MEANT),
        ("forward", [line for store in FORWARD for line in lines(pieces[store], graph)]),
        ("backward", [line for store in BACKWARD for line in lines(pieces[store], graph)]),
    ]
