"""A graph as arrays says what its lists say; operations that are written alike are one family."""

from typing import Any

import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.nn import MLP
from micrograd_plus.tape import Tape
from micrograd_plus.tape.lowering.families import Arrays
from micrograd_plus.tape.lowering.statements import Store
from tests.tape.lowering.helpers import recurrence


def tapes() -> list[Tape]:
    model = MLP(3, [4, 1], seed=0)
    w = Value(0.5)
    return [
        record(lambda *x: (1 - model(x)).relu(), 0.1, 0.2, 0.3),
        record(recurrence(), [0.1] * 6),
        record(lambda x: ops.logsumexp([w * x, x**2, x**3, ops.exp(w), x / 4 + x / 3]), 0.5),
    ]


@pytest.mark.parametrize("alone", [False, True])
def test_every_computed_node_is_in_one_family_or_a_sum(alone: bool) -> None:
    for tape in tapes():
        graph = tape.plan.graph
        arrays = Arrays(graph, alone)
        members = [node for family in arrays.families for node in family.nodes.tolist()]
        sums = [node for node, is_sum in enumerate(arrays.is_sum.tolist()) if is_sum]
        computed = [node for node, operation in enumerate(graph.operations) if operation]
        assert sorted(members + sums) == computed
        for family in arrays.families:
            for node, operands in zip(family.nodes.tolist(), family.operands.tolist(), strict=True):
                assert tuple(operands) == graph.parents[node]
                assert tuple(map(Store, arrays.store[operands].tolist())) == family.stores


def test_known_numbers_make_families_of_their_own() -> None:
    """A square, a cube and half of something have formulas of their own; thirds have not."""
    x, y = Value(0.5), Value(0.25)
    tape = record(lambda: ops.sum([x**2, y**2, x**3, x / 2, x / 3, x / 5]))
    sizes = sorted(len(family.nodes) for family in Arrays(tape.plan.graph, True).families)
    assert sizes == [1, 1, 2, 2]


def test_what_is_folded_has_one_taker() -> None:
    w = Value(0.5)

    def f(x: Any) -> Value:
        used_twice = w * x
        return ops.exp(used_twice + w * 2.0) + used_twice

    tape = record(f, 1.0)
    arrays = Arrays(tape.plan.graph, True)
    folded = [tape.nodes[node] for node, inside in enumerate(arrays.folded.tolist()) if inside]
    assert [node.data for node in folded] == [1.0]
