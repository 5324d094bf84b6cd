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
    graph, found = units(lambda x, y: W[0] * x + W[1] * y + W[2], Value(1.0), Value(2.0))
    assert found.nodes.tolist() == graph.outputs
    assert found.is_sum.tolist() == [True]
    assert found.folded.tolist() == [3]
    x, y = graph.inputs
    first, second, bias = [graph.nodes.index(value) for value in W]
    terms = zip(found.operands.tolist(), found.factors.tolist(), strict=True)
    assert sorted(terms) == sorted([(x, first), (y, second), (bias, PLAIN)])


def test_the_factor_that_varies_comes_first() -> None:
    """In whichever order the product was written."""
    graph, found = units(lambda x: total([W[0] * x, x * W[1], x]), Value(1.0))
    assert len(found.nodes) == 1
    assert found.operands.tolist() == graph.inputs * 3


def test_two_terms_stay_single_operations() -> None:
    """Folding would not pay."""
    graph, found = units(lambda x: W[0] * x + W[1], Value(1.0))
    assert found.is_sum.tolist() == [False, False]
    owned = [found.operands[found.owner == unit].tolist() for unit in range(2)]
    assert owned == [list(graph.parents[node]) for node in found.nodes]
    assert (found.factors == PLAIN).all()


def test_what_is_used_twice_or_is_a_result_is_a_unit() -> None:
    """Its number is needed by itself."""

    def twice(x, y):
        product = W[0] * x
        return total([product, W[1] * y, x]) + tanh(product)

    graph, found = units(twice, Value(1.0), Value(2.0))
    names = [graph.operations[node].rule.name for node in found.nodes]
    assert names.count("mul") == 1

    def several(x, y):
        product = W[0] * x
        return [total([product, W[1] * y, x]), product]

    graph, found = units(several, Value(1.0), Value(2.0))
    assert found.nodes.tolist() == sorted(graph.outputs)


def test_sums_of_nothing_are_sums() -> None:
    """They leave the additions around them without enough terms, one after the other."""

    def compute():
        return (total([]) + total([])) + (total(W[:1]) + total([]))

    graph, found = units(compute)
    names = [graph.operations[node].rule.name for node in found.nodes]
    assert sorted(names) == ["add"] * 3 + ["sum"] * 4
    assert found.is_sum.tolist() == [name == "sum" for name in names]
    assert not found.folded.any()
