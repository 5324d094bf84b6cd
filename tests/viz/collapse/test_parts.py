"""Parts of the program: what belongs to one, and what stays outside."""

from micrograd_plus import Value, scope, tanh
from micrograd_plus.nn import MLP
from tests.viz.graphs import (
    batch_loss,
    recurrence,
)
from tests.viz.sketches import box_of, sketch, titles


def test_inputs_stay_outside():
    """Parameters belong to the box of their module; inputs are what comes in, also as Values."""
    for as_values in (False, True):
        root, model = batch_loss(5, widths=(2, 1), as_values=as_values)
        network = box_of(sketch(root, "network"), "MLP")
        assert set(model.parameters()) <= set(network.nodes)
        leaves = {node for node in network.nodes if node.rule is None}
        assert leaves == set(model.parameters())


def test_inputs_of_one_sample():
    """A labelled input of a network that runs once is not taken for a weight."""
    x = Value(0.5, label="x")
    found = sketch(MLP(1, [2, 1], seed=0)([x]), "network")
    assert titles(found) == ["x", "MLP"]


def test_own_scopes_are_parts():
    """What was computed inside of a with block is one box under its name."""
    x = Value(0.5, label="x")
    with scope("encoder"):
        code = tanh(2 * x) + 1
    found = sketch(code * code, "neuron")
    assert titles(found) == ["leaf", "x", "encoder", "*"]
    assert len(box_of(found, "encoder").nodes) == 3


def test_a_recurrence_is_folded():
    """Calls of one module, each fed by the one before, are one box with an arrow to itself."""
    root = recurrence(100)
    found = sketch(root)
    cell = box_of(found, "Cell")
    assert cell.alike == 100
    loops = [line for line in found.lines if line.source is line.target]
    assert [len(line.edges) for line in loops] == [99]
    assert {"start", "leaf", "Cell"} == set(titles(found))
