"""Groups of sums of products: products of matrices where factors are shared, else term by term."""

from ...arrays import np
from ..layout import Layout
from ..schedule import OWN, OWN_TIMES_OWN, SHARED, SHARED_TIMES_OWN, Group
from ..trace import Graph
from .grids import GridProduct, find_grid, send_product
from .views import Operand
from .writer import Writer


class Sums:
    """Writes one group of sums, forward and backward.

    Arguments:
        writer: takes the lines.
        graph: the recorded graph.
        layout: where its numbers are.
        number: which group it is, as the layout knows it.
        group: the group.
    """

    def __init__(
        self, writer: Writer, graph: Graph, layout: Layout, number: int, group: Group
    ) -> None:
        self.writer: Writer = writer
        self.graph: Graph = graph
        self.group: Group = group
        self.nodes: np.ndarray = group.nodes
        assert group.factors is not None
        operands, factors = group.operands, group.factors
        of_kind = {
            kind: np.equal(group.kinds, kind)
            for kind in (SHARED_TIMES_OWN, SHARED, OWN_TIMES_OWN, OWN)
        }
        self.operands: dict[int, np.ndarray] = {
            kind: operands[:, slots] for kind, slots in of_kind.items()
        }
        self.factors: dict[int, np.ndarray] = {
            kind: factors[:, slots] for kind, slots in of_kind.items()
        }
        self.grid: GridProduct | None = self._find_grid()
        self.product: MatrixProduct | None = None
        if self.operands[SHARED_TIMES_OWN].size:
            own, shared = self.operands[SHARED_TIMES_OWN], self.factors[SHARED_TIMES_OWN]
            one = None
            if number in layout.one_of and (own == own[0]).all():
                # The bias becomes one more column, multiplied by a row of ones.
                one = layout.one_of[number]
                shared = np.concatenate([shared, self.operands[SHARED]], axis=1)
                self.operands[SHARED] = self.operands[SHARED][:, :0]
            self.product = MatrixProduct(writer, graph, self.nodes, own, shared, one)

    def _find_grid(self) -> GridProduct | None:
        """The products of what no row changes, if they stand in a grid; they are taken out."""
        first, second = self.operands[OWN_TIMES_OWN], self.factors[OWN_TIMES_OWN]
        # Squares are simpler, and what a gradient flows to has to be all of a factor.
        simpler = self.group.batched or not first.size or (first == second).all()
        active = [np.array(self.graph.active)[nodes] for nodes in (first, second)]
        grid = None if simpler else find_grid(first, second)
        if grid is None or not all(each.all() or not each.any() for each in active):
            return None
        self.operands[OWN_TIMES_OWN] = self.factors[OWN_TIMES_OWN] = first[:, :0]
        return GridProduct(self.writer, self.graph, self.nodes, grid)

    def forward(self) -> None:
        """Write the lines that compute the sums."""
        writer = self.writer
        out = writer.load(self.nodes)
        empty = True
        if self.grid is not None:
            self.grid.forward()
            empty = False
        if self.product is not None:
            self.product.forward()
            empty = False
        pairs = self.operands[OWN_TIMES_OWN]
        if pairs.size:
            first, second = writer.load(pairs), writer.load(self.factors[OWN_TIMES_OWN])
            products = writer.temporary(pairs.shape, self.group.batched)
            writer.write(f"multiply({first.name}, {second.name}, out={products.name})")
            self._add_up(products, out, empty)
            empty = False
        for kind in (OWN, SHARED):
            nodes = self.operands[kind]
            if nodes.size:
                self._add_up(writer.load(nodes, keep=False, broadcast=False), out, empty)
                empty = False
        if empty:
            writer.write(f"{out.name}.fill(0.0)")

    def backward(self) -> None:
        """Write the lines that send the gradients of the sums to their terms."""
        writer, batched = self.writer, self.group.batched
        column = writer.gradient(self.nodes[:, None])
        if self.grid is not None:
            self.grid.backward()
        if self.product is not None:
            self.product.backward()
        self._backward_of_pairs(column)
        for kind in (OWN, SHARED):
            nodes = self.operands[kind]
            slots = _active(self.graph, nodes)
            if slots:
                writer.send(nodes[:, slots], batched, lambda out: column)

    def _backward_of_pairs(self, column: Operand) -> None:
        first, second = self.operands[OWN_TIMES_OWN], self.factors[OWN_TIMES_OWN]
        pairs = [(first, second), (second, first)]
        if first.size and (first == second).all():
            # Squares: both factors get the same.
            writer = self.writer
            twice = writer.temporary(column.dims, column.wide)
            writer.write(f"multiply({column.name}, {writer.number(2.0)}, out={twice.name})")
            pairs, column = pairs[:1], twice
        for nodes, others in pairs:
            slots = _active(self.graph, nodes)
            if slots:
                self._send_products(nodes[:, slots], others[:, slots], column)

    def _send_products(self, nodes: np.ndarray, other: np.ndarray, column: Operand) -> None:
        writer, batched = self.writer, self.group.batched
        factor = writer.load(other, keep=False)

        def compute(out: Operand | None) -> Operand:
            target = out or writer.temporary(nodes.shape, batched)
            writer.write(f"multiply({column.name}, {factor.name}, out={target.name})")
            return target

        writer.send(nodes, batched, compute)

    def _add_up(self, terms: Operand, out: Operand, first: bool) -> None:
        """Add the terms along their second axis into `out`, or set it if they come first.

        They begin with -0.0, to which numbers are added without a change, the sign of a 0 included.
        """
        writer = self.writer
        if first and terms.wide == out.wide:
            writer.write(f"add.reduce({terms.name}, axis=1, initial=-0.0, out={out.name})")
            return
        part = writer.temporary(out.dims, terms.wide)
        writer.write(f"add.reduce({terms.name}, axis=1, initial=-0.0, out={part.name})")
        if first:
            writer.write(f"copyto({out.name}, {part.name})")
        else:
            writer.write(f"add({out.name}, {part.name}, out={out.name})")


class MatrixProduct:
    """The part of a group of sums in which something shared is multiplied by something own.

    If every sum has the same own factors it is one product of a matrix with a block of rows; if
    runs of sums have, one for each run.

    Arguments:
        nodes: the sums (m,).
        own: the factors that vary with the row (m, terms).
        shared: those that do not (m, terms), with one more column for a bias.
        one: the row of ones that the bias is multiplied by, if there is one.
    """

    def __init__(
        self,
        writer: Writer,
        graph: Graph,
        nodes: np.ndarray,
        own: np.ndarray,
        shared: np.ndarray,
        one: int | None,
    ) -> None:
        self.writer: Writer = writer
        self.graph: Graph = graph
        runs, length = _runs(own)
        self.single: bool = runs == 1
        self.times = "dot" if self.single else "matmul"
        dims = (length,) if self.single else (runs, length)
        self.nodes: np.ndarray = nodes.reshape(dims)
        own_dims = (own.shape[1],) if self.single else (runs, own.shape[1])
        self.own: np.ndarray = own[::length].reshape(own_dims)
        self.shared: np.ndarray = shared.reshape(*dims, shared.shape[1])
        self.places: np.ndarray = writer.places(self.own)
        if one is not None:
            self.places = np.append(self.places, one)

    def forward(self) -> None:
        """Write the product."""
        writer = self.writer
        matrix = writer.load(self.shared, broadcast=False, matrix=True)
        rows = writer.load_places(self.places, True, broadcast=False)
        out = writer.load(self.nodes, broadcast=False)
        writer.write(f"{self.times}({matrix.name}, {rows.name}, out={out.name})")

    def backward(self) -> None:
        """Write the products that give the gradients of both sides."""
        upstream = self.writer.gradient(self.nodes)
        columns = _active(self.graph, self.shared)
        if columns:
            self._to_shared(columns, upstream)
        own_columns = _active(self.graph, self.own)
        if own_columns:
            self._to_own(own_columns, upstream)

    def _to_shared(self, columns: list[int], upstream: Operand) -> None:
        writer = self.writer
        rows = writer.load_places(self.places[..., columns], True, keep=False, broadcast=False)
        nodes = self.shared[..., columns]
        send_product(writer, nodes, f"{self.times}({upstream.name}, {writer.turned(rows)}")

    def _to_own(self, columns: list[int], upstream: Operand) -> None:
        writer = self.writer
        shared, nodes = self.shared[..., columns], self.own[..., columns]

        def compute(out: Operand | None) -> Operand:
            whole = out is not None and writer.is_whole(out)
            target = out if out and whole else writer.temporary(nodes.shape, True)
            if not self.single and shared.shape[1] == 1:
                # One sum for each block: every term gets its factor times the upstream gradient.
                factor = writer.load(shared[:, 0], keep=False)
                writer.write(f"multiply({factor.name}, {upstream.name}, out={target.name})")
            else:
                matrix = writer.load(shared, keep=False, broadcast=False, matrix=True)
                factors = f"{writer.turned(matrix)}, {upstream.name}"
                writer.write(f"{self.times}({factors}, out={target.name})")
            return target

        writer.send(nodes, True, compute)


def _active(graph: Graph, nodes: np.ndarray) -> list[int]:
    """The columns to whose nodes a gradient flows: the same in every row of a group."""
    first = nodes[(0,) * (nodes.ndim - 1)]
    return [slot for slot, node in enumerate(first) if graph.active[int(node)]]


def _runs(own: np.ndarray) -> tuple[int, int]:
    """How many runs of equal rows there are, and their common length; else one for each row."""
    changes = np.flatnonzero((own[1:] != own[:-1]).any(axis=1)) + 1
    bounds = np.concatenate([[0], changes, [len(own)]])
    lengths = np.diff(bounds)
    if (lengths == lengths[0]).all():
        return len(lengths), int(lengths[0])
    return len(own), 1
