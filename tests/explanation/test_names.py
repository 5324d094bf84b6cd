"""What nodes are called."""

import math

from micrograd_plus import Value, explain
from micrograd_plus.explanation.names import node_names


def test_pi_and_e_keep_their_names() -> None:
    """In symbols a constant is pi, with numbers 3.1416."""
    x = Value(2.0, label="x")
    steps = explain(math.pi * x + math.e).steps
    assert steps[0].symbols == "v1 = pi * x"
    assert steps[0].numbers == "3.1416 * 2.0000"
    assert steps[1].symbols == "v2 = v1 + e"
    assert steps[-1].local_text == "∂(pi * x)/∂x = pi"
    assert r"\pi \cdot x" in steps[0].latex


def test_a_label_comes_before_a_constant() -> None:
    """Where something is called e, the number is written out."""
    e = Value(1.0, label="e")
    y = e * math.e
    assert explain(y).steps[0].symbols == "v1 = e * 2.718281828459045"


def test_names_are_all_different() -> None:
    """Nodes of one label are numbered."""
    assert node_names([Value(1.0, label="a"), Value(2.0, label="a")]) == ["a", "a_2"]
