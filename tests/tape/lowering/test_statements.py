"""What is known of a graph's statements as a whole."""

import pytest

from micrograd_plus import Value, exp, log, tanh
from micrograd_plus.tape.lowering.lower import lower
from tests.tape.test_trace import traced


@pytest.mark.parametrize(
    ("compute", "may_raise"),
    [
        (lambda x: x * x + 1.0, False),
        (tanh, False),
        (log, True),
        (lambda x: tanh(exp(x)), True),
        (lambda x: 1.0 / x, True),
    ],
)
@pytest.mark.parametrize("alone", [False, True])
def test_whether_something_may_be_outside_its_domain(compute, may_raise: bool, alone) -> None:
    """By the operations of its terms: then the flags of the processor are looked at."""
    graph, _ = traced(compute, Value(0.5))
    assert lower(graph, alone).may_raise is may_raise
