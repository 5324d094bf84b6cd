"""Loops printed as functions: what is alike as loops, what is short written out.

Long programs are cut into functions, since compilers take more than twice the time for twice the
length.
"""

from collections.abc import Sequence

from ..lowering.alike import Access, Loop, Run
from ..lowering.fusing import Fused, Part
from ..lowering.repeats import Repeat
from ..lowering.statements import Store
from .code import Code
from .formulas import compute
from .index import Index

# What rows send to something shared is added up in so many sums side by side, everywhere.
SUMS = 4
# A function has so many operands; loops of so few turns, and sums of so few terms, are written out.
LENGTH, WRITTEN_OUT, TERMS_WRITTEN_OUT = 400, 2, 8
# Of one row, so many statements that are alike are computed at once.
ABREAST, TERMS_ABREAST = 4, 16

BUFFERS = {
    Store.ROW: "row",
    Store.SHARED: "shared",
    Store.VALUE: "value",
    Store.GRADIENT: "gradient",
    Store.TOTAL: "total",
    Store.SHARED_GRADIENT: "shared_gradient",
}
POINTERS = [*BUFFERS.values(), "table", "out", "seed", "parameters", "results"]
# The places of `results`.
MEAN, FLAGS, FINITE, OUTSIDE = range(4)

_TAKEN = ", ".join([f"ptr noalias %{name}" for name in POINTERS])
_GIVEN = ", ".join([f"ptr %{name}" for name in POINTERS])

# Where a loop over statements stands: a variable, or a number where it is written out.
Turn = str | int


def read(code: Code, store: Store, index: Index) -> str:
    """Read a number of a store, for all rows that are computed at once."""
    if store == Store.ROW:
        return code.load_row(index)
    if store in (Store.SHARED, Store.SHARED_GRADIENT):
        return code.load_shared(BUFFERS[store], index)
    return code.load(BUFFERS[store], index.times(code.lanes))


class Printer:
    """Prints functions, and collects what they need.

    Attributes:
        texts: the functions.
        functions: the functions of the C library that they call: name, operands, lanes.
        table: the places that are not evenly spaced.
    """

    def __init__(self, lanes: int, fast: bool = False) -> None:
        self.fast = fast
        self.sums: int = min(SUMS, lanes)
        self.texts: list[str] = []
        self.functions: set[tuple[str, int, int]] = set()
        self.table: list[int] = []
        self._tables: dict[tuple[int, ...], int] = {}

    def define(self, name: str, code: Code) -> None:
        """Make a function of some code."""
        head = f"define internal void @{name}({_TAKEN}, i64 %padded, i64 %r) noinline {{"
        self.texts.append("\n".join([head, "entry:", *code.lines, "  ret void", "}"]))

    def call(self, code: Code, name: str, row: str) -> None:
        """Call a function for the rows from `row` on."""
        code.write(f"call void @{name}({_GIVEN}, i64 %padded, i64 {row})")

    def print_pieces(self, name: str, pieces: Sequence[Part], lanes: int) -> list[str]:
        """Print pieces as functions; return their names, in order."""
        names: list[str] = []
        waiting: list[Part] = []
        length = 0
        for piece in pieces:
            waiting.append(piece)
            length += _length(piece)
            if length >= LENGTH:
                names.append(self._function(f"{name}_{len(names)}", waiting, lanes))
                waiting, length = [], 0
        if waiting:
            names.append(self._function(f"{name}_{len(names)}", waiting, lanes))
        return names

    def _function(self, name: str, pieces: list[Part], lanes: int) -> str:
        code = Code(lanes, self.functions, self.fast)
        for piece in pieces:
            if isinstance(piece, Repeat):
                with code.loop(piece.count) as turn:
                    for loop, moves in zip(piece.body, piece.moves, strict=True):
                        body = _Body(self, code, loop, moves, turn)
                        _loops(code, loop.dims, [body], ())
            else:
                group = piece if isinstance(piece, Fused) else Fused(piece.dims, [piece])
                bodies = [
                    _Body(self, code, loop, (0,) * len(loop.accesses()), "", at in group.passing)
                    for at, loop in enumerate(group.loops)
                ]
                _loops(code, group.dims, bodies, ())
        self.define(name, code)
        return name

    def places(self, places: tuple[int, ...]) -> int:
        """Where the places of an access begin in the one table of all."""
        if places not in self._tables:
            self._tables[places] = len(self.table)
            self.table += places
        return self._tables[places]


class _Body:
    """Prints the statements of one loop.

    Arguments:
        printer: has the table.
        code: takes the instructions.
        loop: what to print.
        moves: how far each access moves with each turn of the repeat around.
        turn: the variable of that repeat, if there is one.
        passing: whether the results need not be stored.
    """

    def __init__(
        self,
        printer: Printer,
        code: Code,
        loop: Loop,
        moves: Sequence[int],
        turn: str,
        passing: bool = False,
    ) -> None:
        self.printer, self.code, self.loop, self.turn = printer, code, loop, turn
        self.passing = passing
        self.moves = dict(zip(map(id, loop.accesses()), moves, strict=True))
        self.abreast = False

    def can_be_abreast(self) -> bool:
        """Whether several turns of the innermost loop can be computed side by side, and gain."""
        if self.loop.target.store == Store.TOTAL or self._step(self.loop.target) != 1:
            return False
        operands = [(run, access) for run in self.loop.runs for access in run.accesses]
        return all(
            access.store != Store.ROW
            and self._step(access) is not None
            # To read numbers one by one pays in a long sum.
            and (self._is_near(access) or run.length > TERMS_WRITTEN_OUT)
            for run, access in operands
        )

    def _is_near(self, access: Access) -> bool:
        """Whether turns side by side read one number, or numbers next to each other."""
        return self._step(access) in (-1, 0, 1)

    def _step(self, access: Access) -> int | None:
        """How far an access moves with the innermost loop, if it moves evenly."""
        return None if access.steps is None else access.steps[len(self.loop.dims) - 1]

    def _read(self, access: Access, index: Index) -> str:
        """Read an operand, for all rows or statements that are computed at once."""
        code, buffer = self.code, BUFFERS[access.store]
        if not self.abreast:
            return read(code, access.store, index)
        step = self._step(access)
        if step == 0:
            return code.load_shared(buffer, index)
        if step == 1:
            return code.load(buffer, index)
        if step == -1:
            return code.reversed(code.load(buffer, index.moved(1 - code.lanes, 1)))
        assert step is not None, "or it is not computed side by side"
        return code.load_apart(buffer, index, step)

    def statement(self, at: tuple[Turn, ...]) -> None:
        code, loop, store = self.code, self.loop, self.loop.target.store
        index = self._index(loop.target, (*at, 0), (*loop.dims, 1))
        result = ""
        if loop.adds_to:
            result = code.load(BUFFERS[store], index)
        elif store in (Store.GRADIENT, Store.SHARED_GRADIENT) and not code.fast:
            # As the engine does: a gradient is never -0.0.
            result = code.number(0.0)
        # What has only just been computed is added last: the rest need not wait for it.
        for run in sorted(loop.runs, key=_of_rows) if code.fast else loop.runs:
            result = self._run(run, at, result)
        result = result or code.number(0.0)
        if store == Store.TOTAL:
            sums = self.printer.sums
            code.add_to(result, "total", index.times(sums), sums)
        else:
            by_row = store in (Store.VALUE, Store.GRADIENT) and not self.abreast
            scale = code.lanes if by_row else 1
            code.store(result, BUFFERS[store], index.times(scale), self.passing)

    def _run(self, run: Run, at: tuple[Turn, ...], result: str) -> str:
        """Add the terms of a run to what there is; return the sum."""
        code = self.code
        together = self.abreast and all(map(self._is_near, run.accesses))
        if run.length <= (TERMS_ABREAST if together else TERMS_WRITTEN_OUT):
            for place in range(run.length):
                term = self._term(run, (*at, place))
                result = code.operate("add", result, term) if result else term
            return result
        # Adding to -0.0 changes nothing, not even the sign of a zero.
        with code.adding(run.length, result or code.number(-0.0)) as (variable, so_far, after):
            after.append(code.operate("add", so_far, self._term(run, (*at, variable))))
        return after[-1]

    def _term(self, run: Run, at: tuple[Turn, ...]) -> str:
        dims = (*self.loop.dims, run.length)
        given = [self._read(access, self._index(access, at, dims)) for access in run.accesses]
        term = run.term
        names = {str(slot): name for slot, name in enumerate(given)}
        several = {term.members: given} if term.members else {}
        for condition in term.domain:
            inside = compute(self.code, condition, names, several)
            self.code.note_unless(inside, "results", Index(OUTSIDE))
        return compute(self.code, term.formula, names, several)

    def _index(self, access: Access, at: tuple[Turn, ...], dims: tuple[int, ...]) -> Index:
        """The place of an operand in this turn of all loops."""
        index = Index(access.base)
        if access.steps is not None:
            for place, step in zip(at, access.steps, strict=True):
                index = index.moved(place, step)
        else:
            inside, stride = Index(self.printer.places(access.places)), 1
            for place, size in zip(reversed(at), reversed(dims), strict=True):
                inside = inside.moved(place, stride)
                stride *= size
            if inside.steps:
                index = index.moved(self.code.place("table", inside), 1)
            else:
                index = index.moved(self.printer.table[inside.constant], 1)
        return index.moved(self.turn, self.moves[id(access)]) if self.turn else index


def _of_rows(run: Run) -> bool:
    """Whether a term has an operand that is computed for each row."""
    return any(access.store == Store.VALUE for access in run.accesses)


def _loops(code: Code, dims: tuple[int, ...], bodies: list[_Body], at: tuple[Turn, ...]) -> None:
    """Print the loops over statements, from the outermost in."""
    if len(at) == len(dims):
        for body in bodies:
            body.statement(at)
        return
    count = dims[len(at)]
    if count <= WRITTEN_OUT:
        for place in range(count):
            _loops(code, dims, bodies, (*at, place))
        return
    done = 0
    if code.lanes == 1 and len(at) + 1 == len(dims) and all(b.can_be_abreast() for b in bodies):
        done = _abreast(code, count, bodies, at)
    if count - done <= WRITTEN_OUT:
        for place in range(done, count):
            _loops(code, dims, bodies, (*at, place))
        return
    with code.loop(count - done) as variable:
        turn = code.let(f"add i64 {variable}, {done}") if done else variable
        _loops(code, dims, bodies, (*at, turn))


def _abreast(code: Code, count: int, bodies: list[_Body], at: tuple[Turn, ...]) -> int:
    """Print the innermost loop with several turns side by side; return how many are done."""
    whole = count // ABREAST
    if not whole:
        return 0
    with code.wide(ABREAST), code.loop(whole) as variable:
        place = code.let(f"mul i64 {variable}, {ABREAST}")
        for body in bodies:
            body.abreast = True
            body.statement((*at, place))
            body.abreast = False
    return whole * ABREAST


def _length(piece: Part) -> int:
    """How many operands are written for a piece."""
    if isinstance(piece, (Repeat, Fused)):
        return sum(map(_length, piece.body if isinstance(piece, Repeat) else piece.loops))
    times = 1
    for count in piece.dims:
        times *= count if count <= WRITTEN_OUT else 1
    written = [run.length if run.length <= TERMS_WRITTEN_OUT else 1 for run in piece.runs]
    return times * sum(
        count * (1 + len(run.accesses)) for count, run in zip(written, piece.runs, strict=True)
    )
