"""The loops that the page trains with: every row of one argument, and every loss."""

import random
from typing import Any

import pytest

from micrograd_plus import Value, losses
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.losses import SAMPLE_LOSSES
from micrograd_plus.rules.table import TABLE
from tests.viz.player.lab import RECEIVE, received
from viz.playground_code import MOST_OUTPUTS, ONE_OUTPUT

UNARY = [rule for rule in TABLE.values() if len(rule.arguments) == 1 and not rule.variadic]
POINTS = (-30.0, -2.5, -1.0, -0.3, 0.0, 0.2, 0.7, 1.0, 1.5, 40.0)

LOOPS = f"""([name, points]) => {{
    const z = Float64Array.from(points);
    const [a, d] = [new Float64Array(z.length), new Float64Array(z.length).fill(2)];
    lab.ACTIVATIONS[name].forward(z, a, 0, z.length);
    lab.ACTIVATIONS[name].backward(z, a, d, 0, z.length);
    return [...a, ...d].map({RECEIVE});
}}"""


@pytest.mark.parametrize("rule", UNARY, ids=lambda rule: rule.name)
def test_every_row_of_one_argument(rule: Any, lab: Any) -> None:
    """Where it is defined, its result and twice its slope."""
    known = []
    for point in POINTS:
        x = Value(point)
        try:
            result = OPERATIONS[rule].apply(x)
            result.backward()
        except (ValueError, ArithmeticError):
            continue
        known.append((point, result.data, 2 * x.grad))
    assert len(known) >= 2
    points, results, slopes = (list(column) for column in zip(*known, strict=True))
    found = [received(text) for text in lab.evaluate(LOOPS, [rule.name, points])]
    assert found[: len(points)] == pytest.approx(results, rel=1e-14, abs=1e-15)
    assert found[len(points) :] == pytest.approx(slopes, rel=1e-13, abs=1e-15)


SAMPLE = """([name, x, t]) => {
    const d = new Float64Array(x.length);
    const loss = lab.LOSSES[name][x.length].sample(x, t, d);
    return [loss, ...d];
}"""


@pytest.mark.parametrize("known", SAMPLE_LOSSES, ids=lambda known: known.__name__)
def test_every_loss(known: Any, lab: Any) -> None:
    """For each number of outputs that it takes: the loss, and its slope by each output."""
    name = known.__name__
    rng = random.Random(0)
    counts = [1] if name in ONE_OUTPUT else range(1 + (name == "cross_entropy"), MOST_OUTPUTS + 1)
    for count in counts:
        for _ in range(3):
            outputs = [Value(rng.uniform(-3, 3)) for _ in range(count)]
            target: Any = [rng.uniform(-2, 2) for _ in range(count)]
            if name in ONE_OUTPUT:
                target = [float(rng.randint(0, 1))]
            told = [-1.0] if name == "hinge" and target == [0.0] else target
            if name == "cross_entropy":
                target = rng.randrange(count)
                told = [float(place == target) for place in range(count)]
            elif count == 1:
                (target,) = target
            loss = getattr(losses, name)(outputs if count > 1 else outputs[0], target)
            loss.backward()
            found = lab.evaluate(SAMPLE, [name, [x.data for x in outputs], told])
            assert found[0] == pytest.approx(loss.data, rel=1e-14)
            assert found[1:] == pytest.approx([x.grad for x in outputs], rel=1e-13, abs=1e-15)


def test_random_numbers_are_those_of_python_and_numpy(lab: Any) -> None:
    """The Mersenne Twister and the permutations of PCG64, for small and large seeds."""
    np = pytest.importorskip("numpy")
    for seed in (0, 1, 7, 2**31, 2**53 - 1):
        script = """seed => {
            const draw = lab.mersenne(seed);
            const shuffler = new lab.Shuffler(seed);
            return [Array.from({length: 700}, draw),
                [3, 100, 257].map(count => shuffler.permutation(count))];
        }"""
        drawn, orders = lab.evaluate(script, seed)
        rng = random.Random(seed)
        assert drawn == [rng.random() for _ in range(700)]
        generator = np.random.default_rng(seed)
        assert orders == [generator.permutation(count).tolist() for count in (3, 100, 257)]
