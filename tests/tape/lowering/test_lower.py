"""Statements keep what is added, and in which order."""

from typing import Any

import pytest

from micrograd_plus import Value, record, rule
from micrograd_plus.engine import ops
from micrograd_plus.tape.lowering.statements import Store
from micrograd_plus.tape.lowering.templates import NoStatement
from tests.tape.lowering.helpers import Statement, in_order, statements_of


def labels(tape: Any, statement: Statement) -> list[str]:
    return [tape.nodes[node].label for node in statement.operands]


def test_a_sum_of_products_is_one_statement() -> None:
    """Its terms stand in the order in which they are added; the products have no place."""
    w, u, b = Value(1.0, label="w"), Value(2.0, label="u"), Value(3.0, label="b")
    tape = record(lambda x, y: b + w * x + u * y, 1.0, 2.0)
    (only,) = in_order(statements_of(tape).forward[Store.VALUE])
    assert labels(tape, only) == ["b", "w", "x", "u", "y"]
    assert [len(term.stores) for term in only.form.terms] == [1, 2, 2]


def test_a_sum_inside_a_sum_has_its_place() -> None:
    """(a + b) + c is one sum from left to right; a + (b + c) is not."""
    a, b, c = (
        Value(number, label=label) for number, label in zip((1.0, 2.0, 3.0), "abc", strict=True)
    )
    left = record(lambda x: (a * x + b * x) + c * x, 1.0)
    right = record(lambda x: a * x + (b * x + c * x), 1.0)
    assert len(in_order(statements_of(left).forward[Store.VALUE])) == 1
    assert len(in_order(statements_of(right).forward[Store.VALUE])) == 2


def test_what_rows_share_is_computed_once() -> None:
    """Unless a row is alone: then all is in the order of the engine."""
    w = Value(1.0, label="w")
    tape = record(lambda x: x * w + ops.exp(w), 1.0)
    together, alone = statements_of(tape), statements_of(tape, alone=True)
    assert [len(in_order(together.forward[store])) for store in (Store.SHARED, Store.VALUE)] == [
        1,
        1,
    ]
    assert [len(in_order(alone.forward[store])) for store in (Store.SHARED, Store.VALUE)] == [0, 2]
    stores = (Store.TOTAL, Store.SHARED_GRADIENT)
    totals, shared = [in_order(together.backward[store]) for store in stores]
    assert [statement.form.adds_to for statement in totals] == [False, False]
    assert [statement.form.adds_to for statement in shared] == [True]
    assert len(in_order(alone.backward[Store.SHARED_GRADIENT])) == 1


def test_a_gradient_is_added_up_in_the_order_of_the_engine() -> None:
    """The consumers of w from the last to the first, as `backward` goes through them."""
    w = Value(0.5, label="w")

    def f(x: Any) -> Value:
        p, q, r = ops.sin(w * x), ops.cos(w + x), ops.exp(w)
        return ops.tanh(p * q) * r

    tape = record(f, 1.0)
    statements = statements_of(tape, alone=True)
    (only,) = in_order(statements.backward[Store.SHARED_GRADIENT])
    sent: list[int] = []
    for node in reversed(tape.plan.graph.nodes):
        sent += [tape.nodes.index(node) for operand in node.operands if operand is w]
    first = [only.operands[0]]
    for term, _ in zip(only.form.terms[:-1], only.form.terms[1:], strict=True):
        first.append(
            only.operands[len(first) and sum(len(t.stores) for t in only.form.terms[: len(first)])]
        )
        assert term.stores[0] == Store.GRADIENT
    reached = [int(statements.same[node]) for node in sent]
    assert first == reached


def test_a_gradient_that_is_sent_on_as_it_is_has_no_statement() -> None:
    w, u = Value(0.5), Value(0.25)
    tape = record(lambda x: ops.tanh(w * x) + ops.sin(u * x), 1.0)
    statements = statements_of(tape)
    shared = [int(other) for node, other in enumerate(statements.same) if other != node]
    assert shared == [statements.root] * 2


def test_rows_that_cannot_be_written() -> None:
    """A partial over all of any number of operands, a domain of each of them."""
    spread = rule("spread", "*xs", "prod(xs)", "prod(xs) / x + 0 * sum(xs)", check=False)
    inside = rule("inside", "*xs", "sum(xs)", "1", domain="x > 0")
    w = Value(1.5)
    for own in (spread, inside):
        with pytest.raises(NoStatement, match=own.__name__):
            statements_of(record(lambda x, own=own: own(w, x), 1.0))


def test_what_can_leave_its_domain() -> None:
    w = Value(0.5)
    safe = record(lambda x: ops.maximum(ops.tanh(w * x), abs(x) - w), 1.0)
    risky = record(lambda x: ops.exp(w * x), 1.0)
    assert not statements_of(safe).may_raise
    assert statements_of(risky).may_raise
