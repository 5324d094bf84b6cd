"""Writing an array program line by line: operands by name, temporaries, gradients that add up."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ...arrays import np
from ..folding import PLAIN
from ..layout import Layout
from ..places import evenly_spaced
from ..schedule import Group
from ..trace import Graph
from .views import (
    Columns,
    Operand,
    Reshaped,
    Spec,
    Temporary,
    Turned,
    View,
    contiguous,
)


class Line(NamedTuple):
    """A line of a program, and what it stands for."""

    text: str
    meaning: str


class Writer:
    """Writes lines into `lines`, and notes what their names stand for in `specs` and `fixed`.

    Attributes:
        lines: those of the part that is being written.
        specs: what to bind each name to when the size of the batch is known.
        fixed: the names that stand for index arrays.
        meaning: what the lines being written stand for.
    """

    def __init__(self, graph: Graph, layout: Layout, groups: Sequence[Group]) -> None:
        self.graph = graph
        self.layout = layout
        self.lines: list[Line] = []
        self.specs: dict[str, Spec] = {}
        self.fixed: dict[str, Any] = {}
        self.meaning = ""
        self._place = layout.place
        # Where the gradient of each node is: at its own place, or with one that it equals.
        self._gradient_place = self._place.copy()
        self._contributions = _contributions(graph, groups)
        self._groups = {int(group.nodes[0]): group.nodes for group in groups}
        self._names: dict[Spec, str] = {}
        self._free: dict[Temporary, list[str]] = {}
        self._lent: list[tuple[Temporary, str]] = []
        self._gathered: dict[Any, Operand] = {}
        # Which gradients hold something already, so that more is added to it.
        self._written = {
            wide: np.zeros(size + 1, bool)
            for wide, size in ((True, layout.values), (False, layout.shared))
        }
        root = graph.outputs[0]
        self._written[graph.batched[root]][layout.place[root]] = True

    def write(self, text: str) -> None:
        """Add a line."""
        self.lines.append(Line(text, self.meaning))

    def take_lines(self) -> list[Line]:
        """Return the lines written so far, and begin with none; their temporaries are free."""
        lines, self.lines = self.lines, []
        for spec, name in self._lent:
            self._free.setdefault(spec, []).append(name)
        self._lent.clear()
        return lines

    # ------------------------------------------------------------------------------------ names

    def name(self, spec: Spec, wish: str) -> str:
        """Return the name of a view, the same for the same view."""
        if spec not in self._names:
            self._names[spec] = wish
            self.specs[wish] = spec
        return self._names[spec]

    def temporary(
        self,
        dims: tuple[int, ...],
        wide: bool,
        type: str = "float",
        keep: bool = False,
        matrix: bool = False,
    ) -> Operand:
        """Return an array to write into, free again after this part unless it is kept.

        A matrix goes without a last axis for the batch.
        """
        spec = Temporary(dims, wide, type, matrix)
        waiting = self._free.get(spec)
        if waiting and not keep:
            name = waiting.pop()
        else:
            name = f"t{len(self.specs)}"
            self.specs[name] = spec
        if not keep:
            self._lent.append((spec, name))
        return Operand(name, dims, wide)

    def index(self, places: np.ndarray) -> str:
        """Return a name for an array of places."""
        name = f"i{len(self.fixed)}"
        self.fixed[name] = places
        return name

    def number(self, number: float) -> str:
        """Return a name for a number, such as c0_5: numpy takes an array faster than a float."""
        name = "c" + repr(number).replace(".", "_").replace("-", "m").replace("+", "")
        self.fixed[name] = np.array(number)
        return name

    def reshaped(self, operand: Operand, dims: tuple[int, ...], wide: bool) -> str:
        """Return a name for an operand in another shape."""
        suffix = "x".join(map(str, dims)) or "flat"
        return self.name(Reshaped(operand.name, dims, wide), f"{operand.name}_as_{suffix}")

    # ----------------------------------------------------------------------------------- values

    def places(self, nodes: np.ndarray) -> np.ndarray:
        """Return the places of nodes, in the same shape."""
        places: np.ndarray = self._place[nodes]
        return places

    def view(
        self, buffer: str, places: np.ndarray, broadcast: bool = True, matrix: bool = False
    ) -> Operand | None:
        """Return evenly spaced places of a buffer as one operand; None if they are not.

        Arguments:
            buffer: which one.
            places: the rows that are wanted.
            broadcast: whether an axis along which nothing changes may have length 1.
            matrix: whether a part of a vector goes without a last axis for the batch.
        """
        spaced = evenly_spaced(places)
        if spaced is None:
            return None
        offset, strides = spaced
        dims = tuple(
            1 if broadcast and step == 0 else size
            for size, step in zip(places.shape, strides, strict=True)
        )
        spec = View(buffer, offset, dims, _tidy(dims, strides), matrix)
        return Operand(self.name(spec, _view_name(spec)), dims, buffer in WIDE)

    def is_whole(self, operand: Operand) -> bool:
        """Whether the numbers of an operand follow one another in memory."""
        spec = self.specs[operand.name]
        return spec.is_whole if isinstance(spec, View) else not isinstance(spec, Columns)

    def load(
        self, nodes: np.ndarray, keep: bool = True, broadcast: bool = True, matrix: bool = False
    ) -> Operand:
        """Return the numbers of nodes as one operand: a view, or else gathered."""
        wide = self.graph.batched[int(nodes.flat[0])]
        return self.load_places(self.places(nodes), wide, keep, broadcast, matrix)

    def load_places(
        self,
        places: np.ndarray,
        wide: bool,
        keep: bool = True,
        broadcast: bool = True,
        matrix: bool = False,
    ) -> Operand:
        """Return the numbers at places of `values` (if wide) or `shared`.

        What has been gathered once is found again if it was kept.
        """
        buffer = "values" if wide else "shared"
        operand = self.view(buffer, places, broadcast, matrix)
        if operand is not None:
            return operand
        key = (buffer, matrix, places.shape, places.tobytes())
        if key in self._gathered:
            return self._gathered[key]
        result = self.temporary(places.shape, wide, keep=keep or matrix, matrix=matrix)
        index = self.index(places if wide or matrix else places[..., None])
        self.write(f'{buffer}.take({index}, 0, {result.name}, "clip")')
        if keep:
            self._gathered[key] = result
        return result

    def columns(self, operand: Operand, start: int, stop: int) -> Operand:
        """Return some columns of an operand, along its second axis."""
        name = self.name(Columns(operand.name, start, stop), f"{operand.name}_from_{start}")
        dims = (operand.dims[0], stop - start, *operand.dims[2:])
        return Operand(name, dims, operand.wide)

    def turned(self, operand: Operand) -> str:
        """Return a name for an operand with its last two axes swapped."""
        return self.name(Turned(operand.name), f"{operand.name}_T")

    # -------------------------------------------------------------------------------- gradients

    def gradient(self, nodes: np.ndarray, matrix: bool = False) -> Operand:
        """Return the gradients of the nodes of a group, which stand side by side."""
        wide = self.graph.batched[int(nodes.flat[0])]
        operand = self.view(_gradients(wide), self._gradient_place[nodes], not matrix, matrix)
        assert operand is not None
        return operand

    def fresh_matrix(self, nodes: np.ndarray) -> Operand | None:
        """Return the gradients of shared nodes as a matrix to be set, if it is their first time."""
        places = self.places(nodes)
        target = self.view("shared_gradients", places, broadcast=False, matrix=True)
        if target is None or not self.is_whole(target) or self._written[False][places].any():
            return None
        self._written[False][places] = True
        return target

    def pass_on(self, sources: np.ndarray, nodes: np.ndarray) -> bool:
        """Let the gradients of a whole group be those of its only results; say whether they can.

        Arguments:
            sources: the results, whose slope by each node is 1.
            nodes: the operands, in the same order.
        """
        flat, batched = nodes.ravel(), self.graph.batched
        group = self._groups.get(int(flat[0]))
        whole = group is not None and np.array_equal(group, flat)
        alone = (self._contributions[flat] == 1).all()
        same = batched[int(flat[0])] == batched[int(sources.flat[0])]
        if whole and alone and same:
            self._gradient_place[flat] = self._gradient_place[sources.ravel()]
            return True
        return False

    def send(
        self, nodes: np.ndarray, wide: bool, compute: Callable[[Operand | None], Operand]
    ) -> None:
        """Add contributions to the gradients of nodes.

        Arguments:
            nodes: whose gradients; one may stand several times.
            wide: whether the contributions differ over the batch.
            compute: writes the lines that compute the contributions, into the operand given to it
                if there is one, and returns the operand that holds them; it may be smaller along
                an axis, to be broadcast.
        """
        to_wide = self.graph.batched[int(nodes.flat[0])]
        places = self._gradient_place[nodes]
        buffer = _gradients(to_wide)
        distinct = np.unique(places).size == places.size
        target = self.view(buffer, places) if distinct else None
        # Where nothing has been sent yet, the contributions are computed in place.
        room = None if self._written[to_wide][places].any() else target
        if wide and not to_wide:
            whole = room is not None and self.is_whole(room)
            result = self.over_batch(compute(room), room if whole else None)
        else:
            result = compute(room if wide == to_wide else None)
        if not distinct:
            result, places = self._combined(result, places, buffer)
            target = self.view(buffer, places)
        self._accumulate(buffer, places, target, result)
        self._written[to_wide][places] = True

    def room_to_add(self, nodes: np.ndarray) -> np.ndarray:
        """Return the places of the gradients of nodes, ready to be added to here and there."""
        wide = self.graph.batched[int(nodes.flat[0])]
        places: np.ndarray = self._gradient_place[nodes]
        self._clear(_gradients(wide), np.unique(places))
        self._written[wide][places] = True
        return places

    def over_batch(self, operand: Operand, out: Operand | None = None) -> Operand:
        """Return the sum of an operand over the batch, written into `out` if that fits."""
        if not operand.wide:
            return operand
        if out is None or out.dims != operand.dims:
            out = self.temporary(operand.dims, False)
        if self.is_whole(operand):
            size = int(np.prod(operand.dims))
            rows = self.reshaped(operand, (size,), True)
            self.write(f"dot({rows}, ones, out={self.reshaped(out, (size,), False)})")
        else:
            self.write(f"add.reduce({operand.name}, axis=-1, keepdims=True, out={out.name})")
        return out

    def _combined(
        self, operand: Operand, places: np.ndarray, buffer: str
    ) -> tuple[Operand, np.ndarray]:
        """Add up the contributions that go to the same place of a buffer."""
        for axis, size in enumerate(places.shape):
            same = (places == places.take([0], axis)).all()
            if size > 1 and same and operand.dims[axis] == size:
                dims = (*operand.dims[:axis], 1, *operand.dims[axis + 1 :])
                result = self.temporary(dims, operand.wide)
                self.write(
                    f"add.reduce({operand.name}, axis={axis}, keepdims=True, out={result.name})"
                )
                operand, places = result, places.take([0], axis)
        if np.unique(places).size == places.size:
            return operand, places
        if operand.dims != places.shape or not self.is_whole(operand):
            full = self.temporary(places.shape, operand.wide)
            self.write(f"copyto({full.name}, {operand.name})")
            operand = full
        flat = places.ravel()
        order = np.argsort(flat, kind="stable")
        found, starts = np.unique(flat[order], return_index=True)
        rows = self.reshaped(
            operand, (flat.size,) if operand.wide else (flat.size, 1), operand.wide
        )
        ordered = self.temporary((flat.size,), operand.wide)
        self.write(f'{rows}.take({self.index(order)}, 0, {ordered.name}, "clip")')
        room = None if self._written[buffer in WIDE][found].any() else self.view(buffer, found)
        if room is None or not self.is_whole(room) or operand.wide != (buffer in WIDE):
            room = self.temporary((found.size,), operand.wide)
        self.write(f"add.reduceat({ordered.name}, {self.index(starts)}, 0, out={room.name})")
        return room, found

    def _accumulate(
        self, buffer: str, places: np.ndarray, target: Operand | None, operand: Operand
    ) -> None:
        """Set or add gradients, whichever is due at each place."""
        written = self._written[buffer in WIDE][places]
        if written.any():
            self._clear(buffer, places)
        if target is not None:
            if written.any():
                self.write(f"add({target.name}, {operand.name}, out={target.name})")
            elif operand.name != target.name:
                self.write(f"copyto({target.name}, {operand.name})")
            return
        if not operand.wide:
            places = places[..., None]
        into = "+=" if written.any() else "="
        self.write(f"{buffer}[{self.index(places)}] {into} {operand.name}")

    def _clear(self, buffer: str, places: np.ndarray) -> None:
        """Set the gradients to 0 to which nothing has been sent yet."""
        rest = places[~self._written[buffer in WIDE][places]]
        if rest.size:
            view = self.view(buffer, rest)
            self.write(f"{view.name}.fill(0.0)" if view else f"{buffer}[{self.index(rest)}] = 0.0")


def _contributions(graph: Graph, groups: Sequence[Group]) -> np.ndarray:
    """How many contributions the gradient of each node has, at most."""
    active = [group for group in groups if group.active]
    used = [group.operands.ravel() for group in active]
    used += [group.factors[group.factors != PLAIN] for group in active if group.factors is not None]
    together = np.concatenate([np.zeros(0, np.int64), *used])
    return np.bincount(together, minlength=len(graph.nodes))


WIDE = frozenset({"values", "gradients"})


def _gradients(wide: bool) -> str:
    return "gradients" if wide else "shared_gradients"


def _tidy(dims: tuple[int, ...], strides: tuple[int, ...]) -> tuple[int, ...]:
    """Give axes of length 1 the stride that they would have in one piece."""
    whole = contiguous(dims)
    return tuple(
        w if size == 1 else step for size, step, w in zip(dims, strides, whole, strict=True)
    )


_LETTERS = {"values": "v", "gradients": "gv", "shared": "s", "shared_gradients": "gs"}


def _view_name(spec: View) -> str:
    """Such as v3_16 for sixteen rows of values from row 3."""
    name = f"{_LETTERS[spec.buffer]}{spec.offset}_{'x'.join(map(str, spec.dims))}"
    if not spec.is_whole:
        name += "_by_" + "x".join(str(step).replace("-", "m") for step in spec.strides)
    return name + ("_matrix" if spec.matrix else "")
