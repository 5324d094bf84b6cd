"""A tape's plan as machine code, made once and then found again."""

import hashlib
import json
from functools import cached_property

from ...arrays import np
from ...rules.inlining import inlined
from ...rules.notation import to_text
from ...rules.table import BUILT_IN, Rule
from ..layout import Layout
from ..lowering.alike import Loops, find_alike
from ..lowering.lower import lower
from ..lowering.repeats import Piece, find_repeats
from ..lowering.statements import Store
from ..lowering.templates import known_numbers
from ..plan import Plan
from ..trace import Graph
from .cache import kept, key_of
from .host import flags
from .machine import Machine, gains_by_care, object_code
from .module import Module, Program, print_module

# Numbers of a block that stay in the fast memory next to the processor.
NEAR = 40_000
MOST, FEWEST = 16, 4


class Compiled:
    """A tape as machine code, with all that its replays share.

    Arguments:
        plan: of the tape.
        lanes: how many rows are computed at once, or fewer if they need too much; 1 where all
            sums are in the engine's own order.
        fast: whether the last bit of a number may differ from the engine's.
        with_care: whether it may take several times as long to compile, to run faster.

    Attributes:
        sizes: of the stores.
        table: the places that are not evenly spaced.
        machine: the code.
        in_haste: whether the code would be faster with care.

    Raises:
        NoStatement: if the graph cannot be written so.
    """

    def __init__(self, plan: Plan, lanes: int, fast: bool = False, with_care: bool = False) -> None:
        self.graph: Graph = plan.graph
        self.layout: Layout = plan.layout
        self.fast: bool = fast
        self._asked, self._with_care = lanes, with_care
        key = key_of(f"tape {lanes} {fast} {with_care}", fingerprint(plan))
        content = kept(key, self._made)
        head, _, rest = content.partition(b"\n")
        known = json.loads(head)
        self.lanes: int = known["lanes"]
        self.in_haste: bool = known["in_haste"]
        self.sizes: dict[Store, int] = {store: known["sizes"][store] for store in Store}
        self.table: np.ndarray = np.frombuffer(rest[: known["table"]], np.int32).copy()
        self.machine: Machine = Machine(rest[known["table"] :], known["functions"])

    def _made(self) -> bytes:
        """All of it as bytes: a line of JSON, the table, the code."""
        module = self.module
        head = {
            "lanes": self._program.lanes,
            "in_haste": gains_by_care(module.text) and not self._with_care,
            "sizes": [self._program.sizes[store] for store in Store],
            "table": module.table.nbytes,
            "functions": sorted(module.functions),
        }
        table, code = module.table.tobytes(), object_code(module.text, self._with_care)
        return json.dumps(head).encode() + b"\n" + table + code

    @cached_property
    def _program(self) -> Program:
        graph, layout, lanes = self.graph, self.layout, self._asked
        statements = lower(graph, lanes == 1)
        stores, gradients = statements.store.tolist(), statements.gradient.tolist()
        parameters = len(layout.parameters)
        is_shared = (graph.kinds < 0) & (statements.store == Store.SHARED)
        shared = np.where(is_shared, layout.place, -1)
        found = find_alike(statements, graph.inputs, shared, parameters + len(layout.constants))
        numbers = found.sizes[Store.VALUE] + found.sizes[Store.GRADIENT]
        while lanes > FEWEST and lanes * numbers > NEAR:
            lanes //= 2
        root = statements.root
        return Program(
            pieces={store: find_repeats(loops) for store, loops in found.loops.items()},
            lanes=lanes,
            sizes=found.sizes,
            parameters=parameters,
            outputs=[_at(found, Store(stores[node]), node) for node in graph.outputs],
            root=_at(found, Store(gradients[root]), root) if graph.active[root] else None,
            flags=(flags() or 0) if statements.may_raise else 0,
            fast=self.fast,
        )

    @property
    def pieces(self) -> dict[Store, list[Piece]]:
        """The program as loops, by the store that they write to."""
        return self._program.pieces

    @cached_property
    def module(self) -> Module:
        """The program as a module."""
        return print_module(self._program)


def lanes(rows: int) -> int:
    """Return how many rows of a batch are computed at once."""
    if rows == 1:
        return 1
    lanes = MOST
    while lanes > FEWEST and lanes >= 2 * rows:
        lanes //= 2
    return lanes


def fingerprint(plan: Plan) -> bytes:
    """Return what tells a plan from all whose machine code is another."""
    graph, layout = plan.graph, plan.layout
    kinds = graph.kinds
    known = list(known_numbers(graph).items())
    texts = [_text(operation.rule) for operation in graph.distinct]
    written = (texts, known, graph.inputs, graph.outputs, len(layout.parameters))
    digest = hashlib.blake2b(repr((written, len(layout.constants), len(kinds))).encode())
    for flags_of in (graph.batched, graph.active, graph.constant):
        digest.update(bytes(flags_of))
    for column in (kinds, graph.edges.starts, graph.edges.operand, layout.place):
        digest.update(column.tobytes())
    return digest.digest()


def _text(rule: Rule) -> tuple[object, ...]:
    """All that the code of an operation is made of, whatever other rows it is written with."""
    formulas = [rule.forward, *rule.partials, *rule.domain]
    written = [to_text(inlined(formula, rule)) if formula else None for formula in formulas]
    return rule.name, rule.arguments, rule.variadic, BUILT_IN.get(rule.name) is rule, written


def _at(found: Loops, store: Store, node: int) -> tuple[Store, int]:
    return store, int(found.place[store][node])
