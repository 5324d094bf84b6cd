"""Every seed of every level gives a graph that comes out by hand, right by other engines too."""

import math

import pytest

from micrograd_plus.classroom.exercises.draws import Draws
from micrograd_plus.classroom.exercises.levels import LEVELS, problem
from micrograd_plus.classroom.exercises.problem import Problem, is_neat
from tests.classroom.many import check

SEEDS = range(40)


def drawn(level: str) -> list[Problem]:
    return [problem(level, Draws(seed, level)) for seed in SEEDS]


@pytest.mark.parametrize("level", LEVELS)
def test_every_graph_is_within_its_level(level: str) -> None:
    """`python -m tests.classroom.many 10000` looks at more."""
    chosen = LEVELS[level]
    for found in drawn(level):
        numbers = [*found.values.values(), *found.gradients.values()]
        assert is_neat(numbers, chosen.largest, chosen.denominator)
        made = found.build()
        made[found.root].backward()
        for name, value in made.items():
            assert float(found.values[name]) == pytest.approx(value.data, rel=1e-12, abs=1e-12)
            assert float(found.gradients[name]) == pytest.approx(value.grad, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("level", LEVELS)
def test_the_numbers_are_those_of_another_engine(level: str) -> None:
    """Those of HIPS autograd."""
    pytest.importorskip("autograd")
    for seed in SEEDS:
        check(level, seed)


@pytest.mark.parametrize("level", LEVELS)
def test_no_choice_stands_on_its_kink_and_something_arrives(level: str) -> None:
    for found in drawn(level):
        at = [float(found.values[str(x.operands[0])]) for x in found.lines if x.operation == "relu"]
        assert 0.0 not in at
        nothing = [name for name, slope in found.gradients.items() if float(slope) == 0]
        assert 3 * len(nothing) <= len(found.gradients)


def test_every_leaf_is_used() -> None:
    for level in LEVELS:
        for found in drawn(level):
            assert all(found.consumers(name) for name in found.leaves), (level, found)


def test_operations_can_be_chosen() -> None:
    for seed in SEEDS:
        found = problem("chain", Draws(seed), ["mul", "relu"])
        assert {line.operation for line in found.lines} <= {"mul", "relu"}
    with pytest.raises(ValueError, match=r"operations has 'exp' \(str\), and the level chain has"):
        problem("chain", Draws(0), ["exp"])
    with pytest.raises(ValueError, match="operations is empty"):
        problem("chain", Draws(0), [])


def test_a_fork_meets_again() -> None:
    """Some number is used twice, in every one of them."""
    for found in drawn("fork"):
        uses = [x for line in found.lines for x in line.operands if isinstance(x, str)]
        assert max(map(uses.count, uses)) >= 2


def test_a_softmax_has_probabilities_and_the_loss_of_one() -> None:
    for found in drawn("softmax"):
        logits = [float(number) for number in found.leaves.values()]
        right = next(line for line in found.lines if line.operation == "div").operands[0]
        at = int(str(right)[1:]) - 1
        loss = math.log(sum(map(math.exp, logits))) - logits[at]
        assert float(found.values["L"]) == pytest.approx(loss)
