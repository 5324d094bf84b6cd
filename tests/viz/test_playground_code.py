"""Activations and losses as code: that it computes right is tried in a page."""

import pytest

from micrograd_plus import rule
from micrograd_plus.rules.table import TABLE, Rule
from viz.playground_code import MOST_OUTPUTS, activations_code, losses_code, recorded_loss


def code(*rules: Rule) -> str:
    return activations_code(rules, {each: each.name for each in rules})


def test_an_activation_is_two_loops() -> None:
    """The result by the row, and its slope by the partial of the row."""
    source = code(TABLE["tanh"])
    assert "a[i]=M.tanh(x);" in source
    assert "d[i]=sent(d[i],(1.0 - M.pow(o,2.0)));" in source
    assert "bends:true" in source


def test_where_nothing_flows() -> None:
    """A written 0 of a row is null, and so is the slope of what has none."""
    assert "((x > 0.0) ? 1.0 : null)" in code(TABLE["relu"])
    assert "sent(d[i],null)" in code(TABLE["detach"])
    assert "bends:false" in code(TABLE["neg"])


def test_names_of_a_user_never_come_into_the_loops() -> None:
    """An argument may be called like a word of JavaScript."""
    rule("function", "var", "var * var", "2 * var")
    source = code(TABLE["function"])
    assert source.startswith('{"function":{key:"function"')
    assert "var" not in source.replace("function", "")


@pytest.mark.parametrize("name", ["mse", "hinge", "cross_entropy"])
def test_a_loss_is_recorded_from_its_formula(name: str) -> None:
    """Operands stand before results, the loss last, and every output is there once."""
    count = 1 if name == "hinge" else 3
    nodes = recorded_loss(name, count)
    for place, (kind, *parts) in enumerate(nodes):
        if kind not in ("x", "t", "#"):
            assert all(part < place for part in parts)
    assert sorted(node[1] for node in nodes if node[0] == "x") == list(range(count))


def test_each_loss_has_the_numbers_of_outputs_that_it_takes() -> None:
    """One for two classes by one score, one for each of up to ten classes, any number else."""
    source = losses_code()
    assert source.count("sample(x,t,d)") == 3 * MOST_OUTPUTS + 2 + MOST_OUTPUTS - 1
    assert "hinge:{1:{" in source
    assert "cross_entropy:{2:{" in source
