"""Groups of lookups: one gather forward, one scattered addition backward, however long the tables.

Each unit has a table, the places of its values, all in one array of places; where a unit looks in
it is the beginning of its table and the index.
"""

from ...arrays import np
from ...rules.lookup import LOOKUPS
from ..places import rectangle
from ..schedule import Group
from ..trace import Graph
from .views import Operand
from .writer import Writer


def is_lookup(group: Group, graph: Graph) -> bool:
    """Return whether the units of a group are lookups, each among values of one kind."""
    if group.operation.rule not in LOOKUPS:
        return False
    _, *values = group.operands[0].tolist()
    return len({graph.batched[value] for value in values}) == 1


class Lookups:
    """Writes one group of lookups, forward and backward.

    Arguments:
        writer: takes the lines.
        graph: the recorded graph.
        group: the group.
    """

    def __init__(self, writer: Writer, graph: Graph, group: Group) -> None:
        self.writer = writer
        operands = group.operands
        dims = rectangle([writer.places(operands[:, 0])])
        self.nodes: np.ndarray = group.nodes.reshape(dims)
        self.indices: np.ndarray = operands[:, 0].reshape(dims)
        self.values: np.ndarray = operands[:, 1:]
        self.of_rows: bool = graph.batched[int(self.values.flat[0])]
        self.out: Operand = writer.load(self.nodes, broadcast=False)
        self.index: Operand = writer.load(self.indices)
        self.wide: bool = self.index.wide
        # Where each unit looks in the array of all tables; kept for the way back.
        self.at: Operand = writer.temporary(dims, self.wide, "intp", keep=True)

    def forward(self) -> None:
        """Write the lines that look the results up."""
        writer, index, at = self.writer, self.index, self.at
        count = self.values.shape[1]
        whole = writer.temporary(index.dims, self.wide, "intp")
        inside = writer.temporary(index.dims, self.wide, "bool")
        writer.write(f'copyto({whole.name}, {index.name}, "unsafe")')
        writer.write(f"maximum({whole.name}, 0, out={whole.name})")
        writer.write(f"minimum({whole.name}, {count - 1}, out={whole.name})")
        # Only a place is still what it was.
        writer.write(f"equal({whole.name}, {index.name}, out={inside.name})")
        writer.write(f"check({inside.name})")
        begins = np.arange(len(self.values)) * count
        begin = writer.index(begins.reshape(*self.nodes.shape, 1))
        writer.write(f"add({whole.name}, {begin}, out={at.name})")
        place = self._found_in(writer.places(self.values))
        if self.of_rows:
            writer.write(f"{self.out.name}[...] = values[{place.name}, columns]")
        else:
            writer.write(f'shared.take({place.name}, 0, {self.out.name}, "clip")')

    def backward(self) -> None:
        """Write the lines that send each gradient to what was looked up."""
        writer, values = self.writer, self.values
        upstream = writer.gradient(self.nodes)
        if self.of_rows:
            place = self._found_in(writer.room_to_add(values))
            writer.write(f"add.at(gradients, ({place.name}, columns), {upstream.name})")
            return
        places, first, numbers = np.unique(
            writer.places(values), return_index=True, return_inverse=True
        )
        writer.send(
            values.ravel()[first],
            False,
            lambda out: self._added_up(upstream, numbers, len(places), out),
        )

    def _added_up(
        self, upstream: Operand, numbers: np.ndarray, count: int, out: Operand | None
    ) -> Operand:
        """What is sent to each of the distinct values, which are numbered."""
        writer = self.writer
        if upstream.dims != self.nodes.shape:
            full = writer.temporary(self.nodes.shape, upstream.wide)
            writer.write(f"copyto({full.name}, {upstream.name})")
            upstream = full
        number = self._found_in(numbers)
        out = out or writer.temporary((count,), False)
        added = f"bincount({number.name}.ravel(), {upstream.name}.ravel(), {count})"
        writer.write(f"{out.name}[:, 0] = {added}")
        return out

    def _found_in(self, table: np.ndarray) -> Operand:
        """What stands in a table of whole numbers at the place where each unit looks."""
        writer = self.writer
        found = writer.temporary(self.nodes.shape, self.wide, "intp")
        entries = writer.index(table.ravel().astype(np.intp))
        writer.write(f'{entries}.take({self.at.name}, 0, {found.name}, "clip")')
        return found
