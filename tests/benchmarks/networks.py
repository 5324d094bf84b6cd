"""The same network for every engine: one flat vector, neuron by neuron, the bias last."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def draw(sizes: list[int]) -> "np.ndarray":
    """The parameters to start from: weights up to 1 / sqrt(inputs) each way, biases 0."""
    import numpy as np

    random = np.random.default_rng(0)
    layers = []
    for nin, nout in pairwise(sizes):
        weights = random.uniform(-1, 1, (nout, nin)) / np.sqrt(nin)
        layers.append(np.hstack([weights, np.zeros((nout, 1))]).ravel())
    return np.concatenate(layers)


def cut(flat: Any, sizes: list[int]) -> Iterator[Any]:
    """The matrices of the layers, weights and bias, as views of the flat vector."""
    start = 0
    for nin, nout in pairwise(sizes):
        stop = start + nout * (nin + 1)
        yield flat[start:stop].reshape(nout, nin + 1)
        start = stop


def ours(sizes: list[int]) -> Any:
    from micrograd_plus.nn import MLP

    model = MLP(sizes[0], sizes[1:])
    for parameter, number in zip(model.parameters(), draw(sizes).tolist(), strict=True):
        parameter.data = number
    return model
