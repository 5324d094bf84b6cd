"""Samples that tests of losses share, and the losses by name."""

from collections.abc import Callable
from typing import Any

import numpy as np

from micrograd_plus import Value, losses

REGRESSION = ["mse", "mae", "huber"]
TWO_CLASSES = ["hinge", "binary_cross_entropy"]


def public(name: str) -> Callable[[Any, Any], Value]:
    function: Callable[[Any, Any], Value] = getattr(losses, name)
    return function


def values(numbers: Any) -> Any:
    """Numbers of any arrangement as Values in nested lists."""
    return [values(x) for x in numbers] if np.ndim(numbers) else Value(numbers)


def flat(things: Any) -> list[Any]:
    return [x for thing in things for x in flat(thing)] if isinstance(things, list) else [things]


def example(name: str, n: int, size: float, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Random outputs and targets for a loss, with the number of outputs of a sample."""
    random = np.random.default_rng(seed)
    outputs = 4 if name == "cross_entropy" else 1
    X = random.uniform(-size, size, (n, outputs) if outputs > 1 else n)
    if name in REGRESSION:
        return X, random.uniform(-size, size, n), outputs
    return X, random.integers(0, max(outputs, 2), n), outputs
