"""Training scripts as people write them for small engines, whose engine is one import.

Each gives a function for the loss of one step, and one for the rest of the step. Where an engine
has no networks, those of ours are not borrowed: the scripts are then made of Values alone.
"""

import importlib
import itertools
import math
import random
from collections.abc import Callable, Iterable
from typing import Any

import microgpt

Step = tuple[Callable[[], Any], Callable[[Any], None]]


def moons(package: str) -> Step:
    """The demo of micrograd: 100 points through MLP(2, [16, 16, 1]), hinge loss plus L2."""
    from micrograd_plus.datasets import moons

    engine, nn = (importlib.import_module(f"{package}.{name}") for name in ("engine", "nn"))
    random.seed(1337)
    model = nn.MLP(2, [16, 16, 1])
    X, labels = moons(100, seed=1)
    X, y = X.tolist(), [2 * int(label) - 1 for label in labels]

    def loss() -> Any:
        inputs = [list(map(engine.Value, row)) for row in X]
        scores = list(map(model, inputs))
        losses = [(1 + -yi * score).relu() for yi, score in zip(y, scores, strict=True)]
        return sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in model.parameters())

    def rest(total: Any) -> None:
        model.zero_grad()
        total.backward()
        for parameter in model.parameters():
            parameter.data -= 0.1 * parameter.grad

    return loss, rest


def yin_yang(package: str) -> Step:
    """A course's loop: three classes of points, 8 tanh units, cross-entropy, AdamW by hand."""
    from micrograd_plus.datasets import yin_yang as points

    value = importlib.import_module(package).Value
    draw = random.Random(42)
    hidden = [[value(draw.uniform(-1, 1)) for _ in range(3)] for _ in range(8)]
    output = [[value(draw.uniform(-1, 1)) for _ in range(9)] for _ in range(3)]
    parameters = [weight for row in (*hidden, *output) for weight in row]
    X, labels = points(100, seed=1)
    X, y = X.tolist(), [int(label) for label in labels]

    def weighed(row: list[Any], x: list[Any]) -> Any:
        return sum((w * xi for w, xi in zip(row[1:], x, strict=True)), row[0])

    def surprise(x: list[float], right: int) -> Any:
        units = [weighed(row, x).tanh() for row in hidden]
        scores = [weighed(row, units) for row in output]
        top = max(score.data for score in scores)
        powers = [(score - top).exp() for score in scores]
        return -(powers[right] / sum(powers[1:], powers[0])).log()

    def loss() -> Any:
        losses = [surprise(x, right) for x, right in zip(X, y, strict=True)]
        return sum(losses[1:], losses[0]) * (1.0 / len(losses))

    return loss, _adam(parameters, lr=1e-1, betas=(0.9, 0.95), weight_decay=1e-4)


def names(package: str) -> Step:
    """A language model of 4,192 parameters on one name: see `microgpt.py`."""
    value = importlib.import_module(package).Value
    weights = microgpt.drawn(value)
    text = microgpt.Text()
    parameters = microgpt.flat(weights)
    return lambda: microgpt.loss(text, weights), _adam(parameters, microgpt.LR, microgpt.BETAS)


def _adam(
    parameters: Iterable[Any], lr: float, betas: tuple[float, float], weight_decay: float = 0.0
) -> Callable[[Any], None]:
    parameters = list(parameters)
    means, squares, count = [0.0] * len(parameters), [0.0] * len(parameters), 0
    keep, keep_squares = betas

    def rest(total: Any) -> None:
        nonlocal count
        total.backward()
        count += 1
        for index, parameter in enumerate(parameters):
            slope = parameter.grad
            means[index] = keep * means[index] + (1 - keep) * slope
            squares[index] = keep_squares * squares[index] + (1 - keep_squares) * slope * slope
            mean = means[index] / (1 - keep**count)
            square = squares[index] / (1 - keep_squares**count)
            step = mean / (math.sqrt(square) + 1e-8) + weight_decay * parameter.data
            parameter.data -= lr * step
            parameter.grad = 0.0

    return rest


def moons_by_xad() -> Step:
    """The loss and gradient of `moons` on the tape of xad, which is written in C++."""
    from peers import xad_gradient

    from micrograd_plus.datasets import moons
    from micrograd_plus.nn import MLP

    random.seed(1337)
    numbers = [parameter.data for parameter in MLP(2, [16, 16, 1]).parameters()]
    X, labels = moons(100, seed=1)
    X, y = X.tolist(), [2 * int(label) - 1 for label in labels]
    widths = [2, 16, 16, 1]

    def total(leaves: list[Any]) -> Any:
        losses = []
        for row, right in zip(X, y, strict=True):
            rest, x = iter(leaves), row
            for nin, nout in itertools.pairwise(widths):
                neurons = [list(itertools.islice(rest, nin + 1)) for _ in range(nout)]
                sums = [
                    sum((w * xi for w, xi in zip(weights, x, strict=False)), weights[-1])
                    for weights in neurons
                ]
                x = sums if nout == 1 else [each if each > 0 else each * 0.0 for each in sums]
            margin = 1 + -right * x[0]
            losses.append(margin if margin > 0 else margin * 0.0)
        return sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in leaves)

    return lambda: xad_gradient(total, numbers), lambda found: None


SCRIPTS = {"moons": moons, "yin-yang": yin_yang, "names": names}
