"""Statements in groups: every statement once, operands before what reads them."""

from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape.lowering.groups import Columns, Groups, Shape
from micrograd_plus.tape.lowering.statements import Store
from tests.tape.lowering.helpers import in_order, recurrence, statements_of


def f(x: Any) -> Value:
    """Some of one form side by side, and sums of several lengths."""
    w = [Value(0.1 * number) for number in range(4)]
    first = [ops.tanh(a * x) for a in w]
    return ops.sum([a * b for a, b in zip(w, first, strict=True)]) + ops.exp(first[0] - x)


@pytest.mark.parametrize("alone", [False, True])
def test_a_group_is_of_one_depth_and_one_form(alone: bool) -> None:
    for tape in (record(f, 0.5), record(recurrence(), [0.1] * 5)):
        statements = statements_of(tape, alone)
        for batches in (*statements.forward.values(), *statements.backward.values()):
            groups = Groups(batches)
            of_node = {each.node: each for each in in_order(batches)}
            assert sorted(groups.in_program().tolist()) == sorted(of_node)
            depths = []
            for begin, size in zip(groups.begin.tolist(), groups.sizes.tolist(), strict=True):
                own = [of_node[node] for node in groups.nodes[begin : begin + size].tolist()]
                assert len({(each.level, each.form) for each in own}) == 1
                depths.append(own[0].level)
            assert depths == sorted(depths)


def test_operands_are_found_by_their_numbers() -> None:
    batches = statements_of(record(f, 0.5)).forward[Store.VALUE]
    groups = Groups(batches)
    of_node = {each.node: each for each in in_order(batches)}
    for statement, node in enumerate(groups.nodes.tolist()):
        wanted = [node, *of_node[node].operands]
        which = np.arange(len(wanted))
        assert groups.node(np.full(len(wanted), statement), which).tolist() == wanted


def test_columns_go_along_the_terms_of_a_run() -> None:
    batches = statements_of(record(f, 0.5)).forward[Store.VALUE]
    shapes = [Shape(Store.VALUE, batch.form) for batch in batches]
    columns = Columns(shapes)
    for number, (shape, batch) in enumerate(zip(shapes, batches, strict=True)):
        own = slice(*columns.first[number : number + 2].tolist())
        assert sorted(columns.order[own].tolist()) == list(range(1 + batch.operands.shape[1]))
        for access, places in enumerate(shape.columns):
            chosen = columns.access[own] == access
            assert columns.order[own][chosen].tolist() == list(places)
            assert columns.along[own][chosen].tolist() == list(range(len(places)))
            assert set(columns.store[own][chosen].tolist()) == {shape.kept[access]}
