"""What networks refuse; the words stand in the tests of a learner's mistakes."""

from inspect import signature

import pytest

from micrograd_plus import Value
from micrograd_plus.nn import MLP, Neuron
from micrograd_plus.nn.refusals import check_nonlin, check_weights, row_of


def test_a_row_is_a_list_whatever_it_came_as() -> None:
    """One that is a list is not copied."""
    row = [1.0, 2.0]
    assert row_of(row, 2, "it", ()) is row
    assert row_of(iter(row), 2, "it", ()) == row
    with pytest.raises(TypeError, match="it takes one row of 1 inputs, here are 2 things"):
        row_of(1.0, 1, "it", (2.0,))


def test_an_activation_is_left_out_by_nonlin() -> None:
    """By 0 too."""
    assert check_nonlin("Neuron", "2", True, "tanh") == "tanh"
    assert check_nonlin("Neuron", "2", 0, "tanh") == "linear"


def test_the_settings_of_a_model_can_be_read() -> None:
    """Also where a check stands before them, which an MLP of one's own passes on."""
    assert [*signature(MLP).parameters][:3] == ["nin", "nouts", "activation"]

    class Mine(MLP):
        def __init__(self, sizes: list[int]) -> None:
            super().__init__(sizes[0], sizes[1:])

    assert len(Mine([3, 4, 1]).parameters()) == 21
    with pytest.raises(TypeError, match=r"MLP\(2, \[16, 1\]\)"):
        MLP([3], [4, 1])


def test_weights_are_values() -> None:
    """What is refused changes nothing; computed and shared Values are taken."""
    neuron = Neuron(2, seed=0)
    before = neuron.w, neuron.b
    for name, wrong in [("w", [1.0, 2.0]), ("w", before[1]), ("b", 0.5)]:
        with pytest.raises(TypeError):
            setattr(neuron, name, wrong)
    assert (neuron.w, neuron.b) == before
    neuron.w, neuron.b = [Value(1.0), 2 * Value(1.0)], neuron.w[0]
    assert len(neuron.parameters()) == 2
    check_weights("bias", None)
