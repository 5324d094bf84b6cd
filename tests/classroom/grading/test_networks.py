"""The larger programs do what their names say."""

from random import Random

from micrograd_plus.classroom.grading.answers import right_numbers
from micrograd_plus.classroom.grading.networks import descent, neuron, tangle
from micrograd_plus.classroom.grading.programs import drawn


def test_training_brings_the_loss_down() -> None:
    """From one step to the next, for most draws."""
    (text,) = descent()
    fell = 0
    for seed in range(10):
        numbers = right_numbers(drawn(text, Random(seed)))
        losses = [numbers[name][0] for name in ("loss", "loss_2", "loss_3", "loss_4")]
        fell += losses == sorted(losses, key=lambda loss: -(loss or 0.0))
    assert fell >= 9


def test_a_neuron_has_a_slope_by_each_weight() -> None:
    """None is 0."""
    for text in neuron()[:2]:
        numbers = right_numbers(drawn(text, Random(3)))
        assert all(numbers[name][1] for name in ("w1", "w2", "b", "x1", "x2"))


def test_in_a_tangle_values_are_used_again() -> None:
    """Near the result and far from it."""
    for text in tangle():
        program = drawn(text, Random(1))
        uses = [x for step in program if step.computes for x in step.operands]
        assert max(map(uses.count, uses)) >= 2
        assert len([step for step in program if step.computes]) >= 5
