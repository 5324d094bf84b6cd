"""Steps of descent without Python in between: the batch, its gradient, and what it moves."""

from collections.abc import Sequence

from ...arrays import np
from ...optim import Optimizer
from .cache import kept, key_of
from .code import library_functions
from .machine import Machine, object_code
from .recipe import REMEMBERED, Recipe
from .replay import NativeReplay
from .steps import POINTERS, Kind, print_steps

# Seconds of steps without Python in between, which nobody can interrupt.
SHORT = 0.02


class Descent:
    """Steps of an optimiser along the mean result of a tape.

    Arguments:
        replay: of a batch.
        optimizer: one of `optim`, whose memory goes on from where it is.
        kind: what else there is to do.
        data: the row arguments of all rows (columns, rows), where each step takes others.
        labels: the class of each row, to be counted where it is told.
    """

    def __init__(
        self,
        replay: NativeReplay,
        optimizer: Optimizer,
        kind: Kind,
        data: np.ndarray | None = None,
        labels: np.ndarray | None = None,
    ) -> None:
        self._replay, self._optimizer, self._kind = replay, optimizer, kind
        self._data = np.ascontiguousarray(np.zeros((1, 1)) if data is None else data)
        self._labels = np.zeros(1) if labels is None else labels.astype(float)
        self._memory = np.zeros((len(REMEMBERED), kind.parameters))
        self.safe: np.ndarray = replay.parameters.copy()
        functions: set[tuple[str, int, int]] = set()
        recipe = Recipe(optimizer)
        text = print_steps(recipe, kind, functions)
        self._fixed = np.zeros(max(1, len(recipe.fixed)))
        code = kept(key_of("descent", text), lambda: object_code(text))
        self._machine = Machine(code, library_functions(functions))
        self._run = self._machine.function("descend")

    def steps(
        self, rates: Sequence[float], batches: Sequence[np.ndarray] = ()
    ) -> tuple[np.ndarray, np.ndarray]:
        """Take so many steps as there are rates, or fewer.

        It ends before a step whose result or gradient is not finite, or in which an operation may
        have left its domain: whoever takes that step finds out.

        Arguments:
            rates: the learning rate of each step.
            batches: the places of the rows of each step, if each takes others.

        Returns:
            The mean result before each step that was taken, and how many rows told their class.
        """
        count, replay, optimizer = len(rates), self._replay, self._optimizer
        state = optimizer.memory()
        for place, name in enumerate(REMEMBERED):
            self._memory[place] = getattr(state, name)
        losses, right = np.zeros(count + 1), np.zeros(count)
        order = np.array(batches, np.int64) if len(batches) else np.zeros((1, 1), np.int64)
        given = np.array(rates, float)
        buffers = replay.buffers
        arrays = {
            "row": buffers["row"],
            "out": buffers["out"],
            "results": buffers["results"],
            "parameters": replay.parameters,
            "gradient": replay.gradient,
            "safe": self.safe,
            "fixed": self._fixed,
            **dict(zip(REMEMBERED, self._memory, strict=True)),
            "rates": given,
            "losses": losses,
            "right": right,
            "order": order,
            "data": self._data,
            "labels": self._labels,
        }
        addresses = [
            replay.entry,
            replay.context,
            *[arrays[name].ctypes.data for name in POINTERS[2:]],
        ]
        numbers = [count, replay.rows, buffers["row"].shape[1], self._data.shape[1], state.t + 1]
        context = np.array([*addresses, *numbers], np.uint64)
        self._run(context.ctypes.data)
        # Behind the last loss stands how many steps were taken.
        taken = int(losses[count])
        state.t += taken
        for place, name in enumerate(REMEMBERED):
            setattr(state, name, self._memory[place].copy())
        return losses[:taken], right[:taken]
