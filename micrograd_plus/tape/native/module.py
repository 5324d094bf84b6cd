"""The whole program as a module for LLVM: forward and backward, block of rows by block of rows.

A block is as many rows as there are lanes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ...arrays import np
from ..lowering.fusing import Part, fuse, mark_passing
from ..lowering.repeats import Piece
from ..lowering.statements import Store
from .code import Code, helpers, library_functions
from .index import Index
from .noted import Noted
from .printer import BUFFERS, FINITE, FLAGS, MEAN, POINTERS, SUMS, Printer, read

# What all rows share is computed once.
_ONCE = (Store.SHARED, Store.SHARED_GRADIENT)
# What stands behind the pointers in the context.
NUMBERS = ["rows", "padded", "blocks"]


@dataclass(frozen=True)
class Program:
    """What is to be printed.

    Attributes:
        pieces: by the store that they write to.
        lanes: how many rows are computed at once.
        sizes: of the stores.
        parameters: how many of them come first in `shared`.
        outputs: for each result where it lives.
        root: where the gradient is that is 1, or None if there is none.
        flags: the processor's own for a number outside a domain; 0 if no operation has one.
        fast: whether the last bit may differ.
    """

    pieces: dict[Store, list[Piece]]
    lanes: int
    sizes: dict[Store, int]
    parameters: int
    outputs: list[tuple[Store, int]]
    root: tuple[Store, int] | None
    flags: int
    fast: bool


@dataclass(frozen=True)
class Module:
    """A module as text, and what it needs to run.

    Attributes:
        text: of the module.
        table: the places that are not evenly spaced.
        functions: those of the C library that it calls.
    """

    text: str
    table: "np.ndarray"
    functions: frozenset[str]


def print_module(program: Program) -> Module:
    """Return a module with two functions, `forward` and `both`."""
    printer = Printer(program.lanes, program.fast)
    parts = _parts(program)
    calls = {
        store: printer.print_pieces(BUFFERS[store], own, 1 if store in _ONCE else program.lanes)
        for store, own in parts.items()
    }
    _print_ends(program, printer)
    used = library_functions(printer.functions)
    noted = Noted(program.flags, used)
    texts = [_entry(program, printer, calls, noted, backward) for backward in (False, True)]
    declared = [_DECLARED, noted.declared, helpers(printer.functions)]
    text = "\n".join([*declared, *printer.texts, *texts, ""])
    return Module(text, np.array([*printer.table, 0], np.int32), frozenset(used | noted.functions))


def _parts(program: Program) -> dict[Store, Sequence[Part]]:
    """The program as it is printed: with loops fused, of which a row alone gains nothing."""
    pieces = dict(program.pieces)
    # What rows send on belongs to the loops that compute it.
    pieces[Store.GRADIENT] = [*pieces[Store.GRADIENT], *pieces.pop(Store.TOTAL)]
    parts: dict[Store, Sequence[Part]] = {**pieces}
    if program.lanes > 1:
        parts = {store: fuse(own) for store, own in pieces.items()}
        kept = [*program.outputs, *filter(None, [program.root])]
        mark_passing(parts.values(), program.sizes, kept)
    return parts


def _print_ends(program: Program, printer: Printer) -> None:
    """Print what begins the gradients of a block, and what writes its results."""
    lanes = program.lanes
    code = Code(lanes, printer.functions)
    for number, (store, place) in enumerate(program.outputs):
        value = read(code, store, Index(place))
        begin = code.let(f"mul i64 {number}, %padded")
        code.store(value, "out", Index(0, ((begin, 1), ("%r", 1))))
    printer.define("end", code)
    if program.root and program.root[0] == Store.GRADIENT:
        code = Code(lanes, printer.functions)
        seed = code.load("seed", Index(0, (("%r", 1),)))
        code.store(seed, "gradient", Index(program.root[1] * lanes))
        printer.define("begin", code)


def _entry(
    program: Program,
    printer: Printer,
    calls: dict[Store, list[str]],
    noted: Noted,
    backward: bool,
) -> str:
    """A function that the replay calls."""
    code = Code(1, printer.functions)
    code.unpack("context", POINTERS, NUMBERS)
    code.write("%count = uitofp i64 %rows to double")
    noted.prepare(code)
    size = 8 * program.parameters
    code.write(
        f"call void @llvm.memcpy.p0.p0.i64(ptr %shared, ptr %parameters, i64 {size}, i1 false)"
    )
    totals = backward and bool(program.pieces[Store.TOTAL])
    if totals:
        size = 8 * program.sizes[Store.TOTAL] * printer.sums
        code.write(f"call void @llvm.memset.p0.i64(ptr %total, i8 0, i64 {size}, i1 false)")

    def noting(names: Sequence[str], row: str) -> None:
        guarded = bool(names and program.flags)
        if guarded:
            noted.clear(code)
        for name in names:
            printer.call(code, name, row)
        if guarded:
            noted.keep(code)

    noting(calls[Store.SHARED], "0")
    with code.loop("%blocks") as block:
        row = code.let(f"mul i64 {block}, {program.lanes}")
        noting(calls[Store.VALUE], row)
        printer.call(code, "end", row)
        if backward:
            begin = ["begin"] if program.root and program.root[0] == Store.GRADIENT else []
            for name in (*begin, *calls[Store.GRADIENT]):
                printer.call(code, name, row)
    if backward:
        if totals:
            _add_up(program, printer, code)
        if program.root and program.root[0] == Store.SHARED_GRADIENT:
            code.store("%count", "shared_gradient", Index(program.root[1]))
        for name in calls[Store.SHARED_GRADIENT]:
            printer.call(code, name, "0")
        _divide(program, code)
    _mean(code)
    seen = code.let(f"uitofp i32 {code.let('load i32, ptr %flags')} to double")
    code.store(seen, "results", Index(FLAGS))
    name = "both" if backward else "forward"
    head = f"define void @{name}(ptr %context) {{"
    return "\n".join([head, "entry:", *code.lines, "  ret void", "}"])


def _add_up(program: Program, printer: Printer, code: Code) -> None:
    """The sums side by side into one, for everything that rows share."""
    count = printer.sums
    with code.loop(program.sizes[Store.TOTAL]) as place:
        sums = [code.load("total", Index(lane, ((place, count),))) for lane in range(count)]
        while len(sums) > 1:
            pairs = zip(sums[::2], sums[1::2], strict=True)
            sums = [code.operate("add", a, b) for a, b in pairs]
        code.store(sums[0], "shared_gradient", Index(0, ((place, 1),)))


def _divide(program: Program, code: Code) -> None:
    """From the sum over rows to the mean; what is finite times 0 is 0, and nothing else is."""
    if not program.parameters:
        code.store(code.number(0.0), "results", Index(FINITE))
        return
    whole, rest = divmod(program.parameters, SUMS)
    found = code.number(0.0)
    for lanes, first, turns in ((SUMS, 0, whole), (1, whole * SUMS, rest)):
        if turns:
            with code.wide(lanes):
                parts = _divide_some(code, first, turns)
            for part in parts:
                found = code.operate("add", found, part)
    code.store(found, "results", Index(FINITE))


def _divide_some(code: Code, first: int, turns: int) -> list[str]:
    """Divide from the first on; return what is 0 if all are finite, lane by lane."""
    count, nothing = code.spread("%count"), code.number(0.0)
    with code.adding(turns, nothing) as (turn, so_far, after):
        at = Index(first, ((turn, code.lanes),))
        mean = code.operate("div", code.load("shared_gradient", at), count)
        code.store(mean, "shared_gradient", at)
        after.append(code.operate("add", so_far, code.operate("mul", mean, nothing)))
    return code.apart(after[-1])


def _mean(code: Code) -> None:
    """The mean of the first result, added up from the first row to the last."""
    with code.adding("%rows", code.number(-0.0)) as (row, so_far, after):
        after.append(code.operate("add", so_far, code.load("out", Index(0, ((row, 1),)))))
    code.store(code.operate("div", after[-1], "%count"), "results", Index(MEAN))


_DECLARED = """\
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
"""
