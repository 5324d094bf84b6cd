"""Sums of products: folded, shared, biased or not, they are what the scalar engine computes."""

from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from tests.tape.helpers import columns, drawn, weights

Agrees = Callable[..., None]
W = weights(40)
total = ops.sum


def dot(ws: Any, xs: Any) -> list[Value]:
    """The terms of a dot product."""
    return [w * x for w, x in zip(ws, xs, strict=False)]


# ------------------------------------------------------------------------- one sum by itself


@pytest.mark.parametrize("terms", [1, 2, 3, 4, 10])
@pytest.mark.parametrize(
    "f",
    {
        "dot": lambda x: total(dot(W, x)),
        "one bias": lambda x: total([W[-1], *dot(W, x)]),
        "two biases": lambda x: total([W[-1], W[-2], *dot(W, x)]),
        "written with +": lambda x: sum(dot(W, x), W[-1]),
        "row by row": lambda x: total([a * a for a in x]),
        "three factors": lambda x: total([a * W[0] * a for a in x]),
        "weights alone": lambda x: total(dot(W, W[5 : 5 + len(x)])) * x[0],
        "a number in it": lambda x: total([3.0, *dot(W, x), -1.0]),
    }.values(),
)
def test_dots(agrees: Agrees, terms: int, f: Callable[..., Any]) -> None:
    """Dots of any length, with and without biases, and of any kind of factors."""
    agrees(f, drawn(5, terms))


def _product_twice(x: Any) -> Value:
    product = x[0] * W[0]
    return total(product, product, x[1] * W[1], product)


def _sum_twice(x: Any) -> Value:
    inner = total(x[0] * W[0], x[1] * W[1], W[2])
    return total(inner, inner * W[3], x[0]) * inner


def _product_of_two_sums(x: Any) -> Value:
    product = x[0] * W[0]
    return total(product, x[1] * W[1], W[2]) * total(product, x[1] * W[3], W[4])


def _output_in_a_sum(x: Any) -> list[Value]:
    inner = total(x[0] * W[0], x[1] * W[1], W[2])
    product = x[0] * W[0]
    return [total(inner, x[1] * W[3], product), inner, product, inner]


SUMS: dict[str, Callable[..., Any]] = {
    "an equal term twice": lambda x: total(x[0] * W[0], x[0] * W[0], x[1] * W[1], x[0] * W[0]),
    "one product as three terms": _product_twice,
    "squares": lambda x: x[0] * x[0] + W[0] * x[0] * x[0] + x[0] * W[1] + x[0] * x[0],
    "squares of weights": lambda x: W[0] * W[0] + W[0] * W[0] * x[0] + W[1] * W[0] + W[1],
    "sums of sums": lambda x: total(
        total(x[0], W[0] * x[1]), total(total(x[1] * W[1], x[0]), W[3])
    ),
    "a sum used three times": _sum_twice,
    "a product in two sums": _product_of_two_sums,
    "results inside a sum": _output_in_a_sum,
    "constants alone": lambda x: total(1.0, 2.0, 3.0) * x[0] * W[0],
    "nothing": lambda x: total() * x[0] + W[0] + total([]),
    "nothing, as the result": lambda x: total(),
    "one operand": lambda x: total(x[0]) + total(W[0]) + total(2.0),
    "an own term": lambda x: total(x[0], x[1], x[0]) + total(x[1] * W[0], x[0]),
    "minus": lambda x: x[0] - W[0] - (x[1] - W[1]) - (2 - x[0]),
    "negative products": lambda x: -(x[0] * W[0]) + -(x[1] * W[1]) + -W[3],
    "equal factors in a row": lambda x: total(x[0] * W[0], x[1] * W[0], x[0] * W[0], W[0]),
    "every pair": lambda x: total([a * b * w for w, (a, b) in zip(W, [x, x[::-1]], strict=False)]),
    "a penalty": lambda x: x[0] * W[0] + 0.1 * total([w * w for w in W]),
}


@pytest.mark.parametrize("name", SUMS)
@pytest.mark.parametrize("rows", [1, 7])
def test_one_sum(agrees: Agrees, name: str, rows: int) -> None:
    """What a sum is made of may be used elsewhere, may come twice, or may be missing."""
    agrees(SUMS[name], drawn(rows, 2))


# ----------------------------------------------------------------------- sums side by side

THREE = [weights(3, seed) for seed in (5, 6, 7)]
TWO = [weights(4, seed) for seed in (5, 6)]
KERNEL, SQUARE, START = weights(3, 9), weights(4, 10), weights(3, 41)
INTO = [weights(2, seed) for seed in (21, 22, 23)]


def layer(matrix: Any, x: Any, bias: Any = ()) -> list[Value]:
    """A product of a matrix and a vector."""
    biases = [[b] for b in bias] or [[]] * len(matrix)
    return [total([*dot(row, x), *b]) for row, b in zip(matrix, biases, strict=True)]


def turned(matrix: list[list[Value]]) -> list[list[Value]]:
    """The transposed matrix."""
    return [list(column) for column in zip(*matrix, strict=True)]


def tanh(xs: Any) -> list[Value]:
    return [ops.tanh(x) for x in xs]


def slid(kernel: list[Value], x: Any, step: int = 1) -> list[Value]:
    """A convolution in one dimension."""
    return [total(dot(kernel, x[at:])) for at in range(0, len(x) - len(kernel) + 1, step)]


def slid_over_square(x: Any) -> list[Value]:
    """A convolution of 4 by 4 numbers by 2 by 2."""
    corners = [4 * i + j for i in range(3) for j in range(3)]
    return [total(dot(SQUARE, [x[at], x[at + 1], x[at + 4], x[at + 5]])) for at in corners]


def recurrent(x: Any) -> Value:
    """A state of three numbers, over five steps of two inputs."""
    state: Any = START
    for step in range(5):
        both = zip(THREE, INTO, W, strict=False)
        seen = x[2 * step : 2 * step + 2]
        state = tanh([total([*dot(h, state), *dot(i, seen), b]) for h, i, b in both])
    return total(state)


def attention(x: Any) -> Value:
    """Three tokens of three numbers that look at one another."""
    tokens = [x[0:3], x[3:6], x[6:9]]
    queries = [layer(THREE, token) for token in tokens]
    keys = [layer(turned(THREE), token) for token in tokens]
    mixed = []
    for query in queries:
        shares = ops.softmax([total(dot(query, key)) for key in keys])
        mixed += [total(dot(shares, column)) for column in zip(*tokens, strict=True)]
    return total([w * m * m for w, m in zip(W, mixed, strict=False)])


def mixed_activations(x: Any) -> Value:
    kinds = [ops.relu, ops.tanh, ops.sigmoid, lambda v: v]
    hidden = [kinds[i % 4](total([*dot(W[i:], x), W[-i - 1]])) for i in range(9)]
    return total(dot(W, hidden))


def largest(x: Any) -> Value:
    """A running maximum."""
    result = x[0]
    for number in x[1:]:
        result = ops.maximum(result, number * W[0])
    return result


ORDERS = ([2, 0, 3, 1], [1, 3, 0, 2], [3, 2, 1, 0], [0, 1, 2, 3], [1, 0, 3, 2])
NETWORKS: dict[str, tuple[Callable[..., Any], int]] = {
    "a shared bias": (lambda x: total(tanh(total(W[0], *dot(W[i:], x)) for i in range(5))), 2),
    "a weight as bias": (lambda x: total(tanh(total(W[i], *dot(W[i:], x)) for i in range(5))), 2),
    "some biases": (
        lambda x: total(tanh(total(dot(W[i:], x) + W[20 : 20 + i % 2]) for i in range(5))),
        2,
    ),
    "softmax of weights": (lambda x: total(dot(ops.softmax(W[:4]), x)), 4),
    "a product of matrices": (
        lambda x: total(tanh(layer([layer(turned(THREE), row) for row in THREE], x))),
        3,
    ),
    "one matrix three times": (lambda x: total(tanh(layer(THREE, tanh(layer(THREE, x))))), 3),
    "a matrix and its transpose": (
        lambda x: total(dot(layer(turned(TWO), tanh(layer(TWO, x, W[:2]))), x)),
        4,
    ),
    "a convolution": (lambda x: total(tanh(slid(KERNEL, tanh(slid(KERNEL, x))))), 9),
    "a convolution in steps": (lambda x: total(tanh(slid(KERNEL, x, 2))), 9),
    "a convolution in a square": (lambda x: total(tanh(slid_over_square(x))), 16),
    "a recurrence": (recurrent, 10),
    "what goes around a layer": (
        lambda x: total([a + b for a, b in zip(x, tanh(layer(THREE, x)), strict=True)]),
        3,
    ),
    "attention": (attention, 9),
    "several activations": (mixed_activations, 3),
    "terms in any order": (
        lambda x: total(
            tanh(total([x[j] * W[4 * i + j] for j in o]) for i, o in enumerate(ORDERS))
        ),
        4,
    ),
    "terms left out": (
        lambda x: total(
            tanh(total([x[j] * W[4 * i + j] for j in o[:2]]) for i, o in enumerate(ORDERS))
        ),
        4,
    ),
    "every second input": (lambda x: total(tanh(total(dot(W[i:], x[::2])) for i in range(3))), 6),
    "inputs backwards": (lambda x: total(dot(W, x[::-1])), 5),
    "squared distances": (
        lambda x: ops.minimum(
            total([(a - b) ** 2 for a, b in zip(x, W, strict=False)]),
            total([(a - b) ** 2 for a, b in zip(x, W[3:], strict=False)]),
        ),
        3,
    ),
    "a running maximum": (largest, 9),
    "a quadratic form": (
        lambda x: total([a * total(dot(row, x)) for a, row in zip(x, THREE, strict=True)]),
        3,
    ),
    "logsumexp of all kinds": (
        lambda x: total(ops.logsumexp(W[i + 1], x[i % 2] * W[i], 1.0 * i, x[1]) for i in range(6)),
        2,
    ),
    "logsumexp of equals": (lambda x: ops.logsumexp(x[0], x[0], W[0], W[0], 2.0, 2.0), 1),
    "logsumexp of weights": (lambda x: ops.logsumexp(W[:5]) * x[0] + ops.logsumexp(x[0]), 1),
}


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("rows", [1, 6])
def test_networks(agrees: Agrees, name: str, rows: int) -> None:
    """Whatever a network looks like, its values and gradients are the scalar engine's."""
    f, width = NETWORKS[name]
    agrees(f, drawn(rows, width))


# ----------------------------------------------------------------------------- what is folded


def test_a_layer_is_one_product_of_matrices() -> None:
    """Sums side by side become a single dot, and the products in them are nodes no more."""
    tape = record(lambda x: total(tanh(layer(THREE, x, W[:3]))), [0.1, 0.2, 0.3])
    tape.plan.by_arrays = lambda rows: True  # type: ignore[method-assign]
    forward = str(tape).split("\nforward\n")[1].split("\nbackward\n")[0].strip().splitlines()
    assert len(forward) == 3
    assert forward[0].strip().startswith("dot(")
    assert "3 sum and 9 folded into them" in forward[0]


def test_what_is_used_twice_is_not_folded_away() -> None:
    """A product in two sums is computed once, and stands in the program for itself."""
    tape = record(_product_of_two_sums, [0.1, 0.2])
    tape.plan.by_arrays = lambda rows: True  # type: ignore[method-assign]
    # Both sums, with one product folded into each, and their product.
    assert "2 sum and 2 folded into them" in str(tape)
    assert str(tape).count("# 1 mul") >= 2


def test_a_parameter_that_is_not_reached_has_no_gradient(agrees: Agrees, taped: Any) -> None:
    """Weights behind detach are parameters whose gradient stays 0."""
    kept, held = Value(2.0), Value(3.0)

    def f(x: Value) -> Value:
        return ops.detach(x * held) * kept + ops.detach(held)

    agrees(f, drawn(3, None))
    tape = taped(f, 0.5)
    tape.backward(*columns(drawn(3, None)))
    assert set(tape.parameters) == {kept, held}
    assert held.grad == 0.0
    assert kept.grad != 0.0
