"""Statements that are alike become loops, over places that are evenly spaced or listed."""

from typing import Any

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.nn import MLP
from micrograd_plus.tape.lowering.alike import Access, Loop
from micrograd_plus.tape.lowering.statements import Store
from tests.tape.lowering.helpers import loops_of


def places(loop: Loop, access: Access, count: int) -> list[int]:
    """Every place that an access goes through."""
    found = []
    dims = (*loop.dims, count)
    for turn in range(len(loop.nodes) * count):
        place, rest, listed = access.base, turn, turn
        if access.steps is None:
            found.append(place + access.places[listed])
            continue
        for size, step in zip(reversed(dims), reversed(access.steps), strict=True):
            place += step * (rest % size)
            rest //= size
        found.append(place)
    return found


def test_a_layer_is_a_loop_over_its_neurons() -> None:
    model = MLP(3, [5, 4, 1], activation="tanh", seed=0)
    loops = loops_of(record(model, [0.1, 0.2, 0.3]))
    layers = [loop for loop in loops.loops[Store.VALUE] if len(loop.runs) == 2]
    assert [(loop.dims, loop.runs[1].length) for loop in layers] == [
        ((5,), 3),
        ((4,), 5),
        ((1,), 4),
    ]
    assert all(access.steps is not None for loop in layers for access in loop.accesses())
    weights = [loop.dims for loop in loops.loops[Store.TOTAL] if len(loop.dims) == 2]
    assert weights == [(4, 5), (5, 3)]


def test_places_are_those_of_the_operands() -> None:
    """Evenly spaced or not: each turn reads what its statement reads."""
    w = [Value(float(number)) for number in range(6)]
    order = [0, 3, 1, 4, 2, 5]

    def f(x: Any) -> list[Value]:
        return [ops.sin(w[place] * x[place]) for place in order]

    tape = record(f, [0.5] * 6)
    loops = loops_of(tape)
    products, sines = loops.loops[Store.VALUE]
    factors = products.runs[0].accesses
    assert places(products, factors[0], 1) == [tape.parameters.index(w[place]) for place in order]
    assert places(products, factors[1], 1) == order
    assert places(sines, sines.runs[0].accesses[0], 1) == places(products, products.target, 1)


def test_every_number_has_a_place_of_its_own() -> None:
    model = MLP(2, [3, 1], seed=0)
    loops = loops_of(record(model, [0.1, 0.2]))
    for store in (Store.VALUE, Store.TOTAL):
        written = [place for loop in loops.loops[store] for place in places(loop, loop.target, 1)]
        assert len(set(written)) == len(written)
        assert max(written) < loops.sizes[store]


def test_alone_or_in_company_the_places_are_the_same() -> None:
    """A short statement is read without arrays, a long one with them."""
    w = [Value(1.0) for _ in range(30)]
    short = loops_of(record(lambda x: ops.sum([p * x for p in w[:4]]), 1.0))
    long = loops_of(record(lambda x: ops.sum([p * x for p in w]), 1.0))
    for loops in (short, long):
        ((run,),) = [loop.runs for loop in loops.loops[Store.VALUE]]
        assert [access.steps for access in run.accesses] == [(0, 1), (0, 0)]
