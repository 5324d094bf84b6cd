"""Steps of descent by a tape: its parameters follow the gradient of the mean result."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import takewhile
from numbers import Real
from typing import Any, Protocol

from ..arrays import np
from ..engine.value import Value
from ..inputs import shown, to_whole
from .native.descent import SHORT, Descent

# The places of the rows of a step, None for all of them, and its learning rate.
Step = tuple[np.ndarray | None, float]


class Moved(Protocol):
    """What is needed of a tape: its parameters in a vector, and the gradient of a mean."""

    parameters: list[Value]

    @property
    def vector(self) -> np.ndarray: ...
    def rows_of_a_mean(self, columns: Sequence[Any]) -> np.ndarray: ...
    def at_work(self) -> AbstractContextManager[None]: ...
    def mean(self, rows: np.ndarray) -> tuple[float, np.ndarray]: ...
    def expect(self, rows: int, times: int) -> None: ...
    def ahead(self, optimizer: Any, rows: np.ndarray, size: int) -> Descent | None: ...
    def give_back(self) -> None: ...


def step(tape: Moved, optimizer: Any, columns: Sequence[Any]) -> float:
    """Move the parameters of a tape once; see `Tape.step`."""
    _check_optimizer(optimizer)
    rows = tape.rows_of_a_mean(columns)
    with tape.at_work():
        total, gradient = tape.mean(rows)
        _check_finite(total, gradient)
        optimizer.move(tape.parameters, tape.vector, gradient)
        tape.give_back()
    return total


def fit(
    tape: Moved,
    columns: Sequence[Any],
    optimizer: Any,
    steps: int,
    batch_size: int | None,
    shuffle: bool,
    seed: int,
    schedule: Callable[[int, int], float] | None,
) -> np.ndarray:
    """Move the parameters of a tape again and again; see `Tape.fit`."""
    _check_optimizer(optimizer)
    if not isinstance(shuffle, bool):
        raise TypeError(f"shuffle is True or False, here is {shown(shuffle)}")
    if isinstance(columns, str | bytes) or not isinstance(columns, Sequence):
        raise TypeError(f"columns is a tuple of columns, (X, y), here is {shown(columns)}")
    rows = tape.rows_of_a_mean(columns)
    count, wanted = rows.shape[1], to_whole("steps", steps, 0)
    size = count if batch_size is None else to_whole("batch_size", batch_size, 1)
    batches = _batches(count, min(size, count), shuffle, to_whole("seed", seed, 0))
    moving, losses = optimizer.fresh(), np.empty(wanted)
    rate = moving.lr
    number = 0
    with tape.at_work():
        tape.expect(min(size, count), wanted)
        ahead = tape.ahead(moving, rows, min(size, count))
        waiting: deque[Step] = deque()
        at_once = 1
        try:
            while number < wanted:
                while len(waiting) < min(at_once, wanted - number):
                    place = number + len(waiting)
                    factor = 1.0 if schedule is None else _factor(schedule, place, wanted)
                    waiting.append((next(batches), rate * factor))
                start = time.perf_counter()
                found = _take(ahead, waiting, size) if ahead else []
                if found and time.perf_counter() - start < SHORT:
                    at_once *= 2
                losses[number : number + len(found)] = found
                number += len(found)
                if not waiting:
                    continue
                # One step with Python in between, which raises if there is a reason.
                batch, moving.lr = waiting.popleft()
                total, gradient = tape.mean(rows if batch is None else rows[:, batch])
                _check_finite(total, gradient)
                with np.errstate(all="ignore"):
                    moving.step_arrays(tape.vector, gradient)
                losses[number] = total
                number += 1
        except (ArithmeticError, ValueError) as error:
            error.add_note(f"in step {number}; the parameters are those before it")
            raise
        finally:
            # Also after an error, and when somebody interrupts: what was learned is kept.
            tape.give_back()
    return losses


def _take(ahead: Descent, waiting: deque[Step], size: int) -> Sequence[float]:
    """Take the steps that wait, up to one with a batch of another size; return their losses."""
    alike = list(takewhile(lambda step: step[0] is None or len(step[0]) == size, waiting))
    batches = [batch for batch, _ in alike if batch is not None]
    losses, _ = ahead.steps([rate for _, rate in alike], batches)
    for _ in losses:
        waiting.popleft()
    found: Sequence[float] = losses.tolist()
    return found


def _batches(count: int, size: int, shuffle: bool, seed: int) -> Iterator[np.ndarray | None]:
    """The places of the rows of one batch after the other; None is all rows."""
    random = np.random.default_rng(seed)
    while size == count:
        yield None
    while True:
        order = random.permutation(count) if shuffle else np.arange(count)
        for start in range(0, count, size):
            yield order[start : start + size]


def _factor(schedule: Callable[[int, int], float], number: int, steps: int) -> float:
    factor = schedule(number, steps)
    if isinstance(factor, Real) and 0 <= factor < math.inf:
        return float(factor)
    raise ValueError(
        "schedule gives the factor of the learning rate, a finite number of at least 0; for step "
        f"{number} it gave {shown(factor)}"
    )


def _check_finite(total: float, gradient: np.ndarray) -> None:
    with np.errstate(all="ignore"):
        square = gradient.dot(gradient)
    # One number tells whether all are finite; it may overflow where they are not too large.
    if math.isfinite(total) and math.isfinite(square):
        return
    if not math.isfinite(total) or not np.isfinite(gradient).all():
        what = f"result is {total}" if not math.isfinite(total) else "gradient is not finite"
        raise ArithmeticError(
            f"the mean {what}: a lower learning rate may help, and detect_anomaly() finds the "
            "first number that went wrong"
        )


def _check_optimizer(optimizer: Any) -> None:
    if isinstance(optimizer, type) or not callable(getattr(optimizer, "move", None)):
        raise TypeError(
            f"optimizer is a recipe such as optim.Adam(lr=0.01), here is {shown(optimizer)}"
        )
