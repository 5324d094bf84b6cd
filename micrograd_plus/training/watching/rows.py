"""A function of a row, for many rows."""

import contextlib
import math
from collections.abc import Callable

from ...arrays import np
from ...engine.value import Value
from ...nn.rows import as_values
from ...tape.recorder import run_twice
from ...tape.tape import Tape
from ..step_engines import StepEngine, TapeEngine


class RowFunction:
    """A function of a row, computed for many rows in the way of an engine.

    Arguments:
        function: takes a row as Values, and returns a list of Values.
        example: a row to record it from.
        engine: by replay for a `TapeEngine`, else row by row.
    """

    def __init__(
        self,
        function: Callable[[list[Value]], list[Value]],
        example: np.ndarray,
        engine: StepEngine,
    ) -> None:
        self._function = function
        self._tape: Tape | None = None
        if isinstance(engine, TapeEngine):
            self._tape = Tape(run_twice(function, [example], engine.parameters))

    def __call__(self, rows: np.ndarray, outputs: int) -> np.ndarray:
        """Return the results (outputs, n) for rows (n, columns); nan where there are none."""
        if self._tape is not None:
            self._tape.load()
            with contextlib.suppress(ArithmeticError, ValueError):
                return self._tape.run(rows.T)
        # Some row leaves the domain of an operation, or the scalar engine is wanted.
        found = np.full((outputs, len(rows)), math.nan)
        for place, row in enumerate(rows):
            with contextlib.suppress(ArithmeticError, ValueError):
                found[:, place] = self._one(row)
        return found

    def _one(self, row: np.ndarray) -> np.ndarray | list[float]:
        if self._tape is not None:
            return self._tape.run(row[:, None])[:, 0]
        return [value.data for value in self._function(as_values(row.tolist()))]
