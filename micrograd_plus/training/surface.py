"""The loss over two parameters, while all others stay where they are."""

import contextlib
import math
from collections.abc import Callable, Sequence
from typing import Any

from ..arrays import np
from ..engine.value import Value
from ..nn.module import Module
from ..tape.recorder import run_twice
from ..tape.tape import Tape
from .objective import state_objective


def loss_surface(
    model: Module,
    X: Any,
    y: Any,
    loss: str | Callable[[Any, Any], Value],
    pair: Sequence[Value],
    axes: Sequence[np.ndarray],
) -> np.ndarray:
    """Return the mean loss of a model for every two numbers of a pair of its parameters.

    Arguments:
        model: is not changed.
        X: inputs (n, columns).
        y: labels or numbers, as for `fit`.
        loss: as for `fit`.
        pair: the two parameters.
        axes: the numbers to try, of the first one and of the second.

    Returns:
        An array (numbers of the second, numbers of the first); nan where there is no loss.
    """
    objective = state_objective(model, X, y, loss, None, 0)
    rows = objective.training
    # To the tape the two are the only parameters, whose numbers are set in its vector.
    example = [rows.inputs[0], rows.targets[0]]
    tape = Tape(run_twice(lambda x, target: objective.results(x, target)[0], example, list(pair)))
    together = rows.together.T
    tape.load()
    places = [tape.parameters.index(value) for value in pair]
    surface = np.full((len(axes[1]), len(axes[0])), math.nan)
    # A replay that meets the edge of a domain gives its numbers to the Values, to ask the scalar
    # engine. They are put back with their age, so that no earlier result is stale.
    kept = [(value, value.number, value.epoch) for value in pair]
    try:
        for row, up in enumerate(axes[1].tolist()):
            for column, across in enumerate(axes[0].tolist()):
                tape.vector[places] = across, up
                with contextlib.suppress(ArithmeticError, ValueError):
                    surface[row, column] = tape.run(together)[0].mean()
    finally:
        for value, data, epoch in kept:
            value.number, value.epoch = data, epoch
    return surface
