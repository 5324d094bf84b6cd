"""Sums of products become one unit each, unless something else needs what was folded."""

from micrograd_plus import Value, sum as total, tanh
from micrograd_plus.tape.folding import PLAIN, fold_sums
from tests.tape.test_trace import traced

W = [Value(0.5), Value(-1.5), Value(2.0)]


def units(compute, *inputs):
    graph, _ = traced(compute, *inputs)
    return graph, fold_sums(graph)


def test_a_dot_product_is_one_unit() -> None:
    """Products and partial sums are folded; the bias is a term that is no product."""
    graph, (unit,) = units(lambda x, y: W[0] * x + W[1] * y + W[2], Value(1.0), Value(2.0))
    assert unit.node == graph.outputs[0]
    assert unit.folded == 3
    first, second, bias = zip(unit.operands, unit.factors, strict=True)
    assert [graph.nodes[place] for place in (first[1], second[1], bias[0])] == W
    assert bias[1] == PLAIN


def test_the_factor_that_varies_comes_first() -> None:
    """In whichever order the product was written."""
    graph, (unit,) = units(lambda x: total([W[0] * x, x * W[1], x]), Value(1.0))
    assert all(graph.batched[operand] for operand in unit.operands)


def test_two_terms_stay_single_operations() -> None:
    """Folding would not pay."""
    _, found = units(lambda x: W[0] * x + W[1], Value(1.0))
    assert [unit.factors for unit in found] == [None, None]


def test_what_is_used_twice_or_is_a_result_is_a_unit() -> None:
    """Its number is needed by itself."""

    def twice(x, y):
        product = W[0] * x
        return total([product, W[1] * y, x]) + tanh(product)

    graph, found = units(twice, Value(1.0), Value(2.0))
    names = [graph.operations[unit.node].rule.name for unit in found]
    assert names.count("mul") == 1

    def several(x, y):
        product = W[0] * x
        return [total([product, W[1] * y, x]), product]

    graph, found = units(several, Value(1.0), Value(2.0))
    assert {unit.node for unit in found} == set(graph.outputs)
