"""The loop of training: batches, steps, and when to stop."""

import copy
import math
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from numbers import Real
from typing import Any

from ..arrays import np
from ..caller import calling_frame
from ..engine.hints import hint
from ..inputs import shown
from ..nn.rows import accuracy, told_classes
from ..optim import Optimizer
from ..tape.native.descent import SHORT, Descent
from .history import History
from .objective import Objective, Rows
from .progress import progress_bar
from .step_engines import StepEngine
from .verdict import verdict
from .watching.watcher import Watcher

Schedule = Callable[[int, int], float]
Callback = Callable[[int, History], Any]


class Diverged(ArithmeticError):
    """Report that a loss or a gradient is not finite any more."""


@dataclass
class Settings:
    """How to train; `fit` describes each."""

    epochs: int
    batch_size: int | None
    l2: float
    seed: int
    progress: bool | None
    patience: int | None
    schedule: Schedule | None
    schedule_by: str
    shuffle: bool
    clip_norm: float | None
    callbacks: Sequence[Callback]


class Trainer:
    """Trains the parameters of an engine, which hold the latest numbers whenever someone looks.

    Arguments:
        objective: what to learn.
        engine: computes losses and gradients.
        optimizer: how parameters follow their gradients; it is used up.
        settings: how to train.
        watcher: records what the user wants to watch; None if that is nothing.
    """

    def __init__(
        self,
        objective: Objective,
        engine: StepEngine,
        optimizer: Optimizer,
        settings: Settings,
        watcher: Watcher | None,
    ) -> None:
        self.objective: Objective = objective
        self.engine: StepEngine = engine
        self.optimizer: Optimizer = optimizer
        self.settings: Settings = settings
        self._watcher = watcher
        self.history: History = History(watched={} if watcher is None else watcher.watched)
        self._rate = optimizer.lr
        # How numpy treats what it cannot compute, outside of training: callbacks see to their own.
        self._outside: dict[str, Any] = np.geterr() | {"call": np.geterrcall()}
        self._random = np.random.default_rng(settings.seed)
        self._labels = objective.labels(objective.training) if objective.classifies else None
        rows = len(objective.training.targets)
        self._batch_size = min(settings.batch_size or rows, rows)
        self._full_batch = self._batch_size == rows
        self._steps_of_an_epoch = -(-rows // self._batch_size)
        self._steps = settings.epochs * self._steps_of_an_epoch
        self._taken = 0
        self._safe = engine.vector.copy()
        self._penalty = engine.vector.copy()
        self._at_once, self._slowly = 1, 0
        self._best, self._waited = math.inf, 0
        self._best_vector = engine.vector.copy()
        self._first_vector = engine.vector.copy()
        self._verdict = ""

    def run(self) -> History:
        """Train for the epochs of the settings, or until there is a reason to stop."""
        start = time.monotonic()
        history, epochs = self.history, self.settings.epochs
        bar = progress_bar(epochs, "epoch", self.settings.progress)
        epoch = 0
        try:
            with self.engine.errors():
                self.engine.expect(self._batch_size, self._steps)
                ahead = self._look_ahead()
                while epoch < epochs:
                    epoch += 1
                    done = self._epochs(ahead, epoch - 1) if ahead else 0
                    if done:
                        epoch += done - 1
                    else:
                        self._epoch(epoch)
                    if bar is not None:
                        bar.set_postfix_str(history.summary(), refresh=False)
                        bar.update(done or 1)
                    if self._done(epoch):
                        break
                if epoch:
                    self._judge(self._check_weights())
        except Diverged as reason:
            self.engine.vector[:] = self._safe
            history.stopped = (
                f"diverged in epoch {epoch}: {reason}; the weights are the last ones with a "
                f"finite loss. A learning rate below {self.optimizer.lr:g} may help, or clip_norm"
            )
        except KeyboardInterrupt:
            if not np.isfinite(self.engine.vector).all():
                self.engine.vector[:] = self._safe
            history.stopped = f"interrupted in epoch {epoch}: what was learned until then is kept"
        finally:
            if bar is not None:
                # An interruption may come between an epoch and what the bar says of it.
                bar.set_postfix_str(history.summary(), refresh=False)
                bar.update(history.epochs - bar.n)
                bar.close()
            self.engine.sync()
            history.seconds = time.monotonic() - start
        self._tell()
        return history

    def _tell(self) -> None:
        """Say aloud what nobody asked for."""
        if self.history.stopped.startswith("diverged"):
            frame = calling_frame()
            place = frame.f_code.co_filename, frame.f_lineno
            warnings.warn_explicit(self.history.stopped, RuntimeWarning, *place)
        elif self.history.stopped.startswith("interrupted"):
            print(self.history.stopped, file=sys.stderr)
        elif self._verdict:
            hint(self._verdict)

    def _look_ahead(self) -> dict[int, Descent]:
        """What trains by itself where nobody looks in between, by the size of the batch."""
        settings = self.settings
        looked_at = settings.callbacks or settings.patience or settings.clip_norm is not None
        if looked_at or self._watcher is not None or self.objective.validation is not None:
            return {}
        rest = len(self.objective.training.targets) % self._batch_size
        found: dict[int, Descent] = {}
        for size in (self._batch_size, *([rest] if rest else [])):
            ahead = self.engine.ahead(self.optimizer, size, settings.l2, self._labels)
            if ahead is None:
                return {}
            found[size] = ahead
        return found

    def _epochs(self, ahead: dict[int, Descent], before: int) -> int:
        """Train for some epochs at once; return how many, or 0 where one has to be looked at."""
        optimizer, settings, history = self.optimizer, self.settings, self.history
        if before < self._slowly:
            return 0
        count = min(self._at_once, settings.epochs - before)
        vector, safe = self.engine.vector.copy(), self._safe.copy()
        memory = copy.deepcopy(optimizer.memory())
        chance = self._random.bit_generator.state
        each = self._steps_of_an_epoch
        if settings.schedule_by == "step":
            first, last = self._taken, self._taken + count * each
            rates = [self._rate_at(step, self._steps) for step in range(first, last)]
        else:
            by_epoch = [self._rate_at(before + i, settings.epochs) for i in range(count)]
            rates = [rate for rate in by_epoch for _ in range(each)]
        start = time.perf_counter()
        results = self._steps_ahead(ahead, rates, count)
        if time.perf_counter() - start < SHORT:
            self._at_once *= 2
        if results is None:
            # Back to where these began: step by step it will be seen what went wrong.
            self.engine.vector[:], self._safe[:] = vector, safe
            optimizer.memory().__dict__.update(vars(memory))
            self._random.bit_generator.state = chance
            self._slowly = before + count
            return 0
        optimizer.lr = rates[-1]
        self._taken += len(rates)
        rows = len(self.objective.training.targets)
        sizes = [min(self._batch_size, rows - start) for start in range(0, rows, self._batch_size)]
        losses, right = results
        for of_epoch in losses.reshape(count, each).tolist():
            total = sum([loss * size for loss, size in zip(of_epoch, sizes, strict=True)])
            history.loss.append(total / rows)
        history.lr += rates[each - 1 :: each]
        if self._labels is not None:
            history.accuracy += (right.reshape(count, each).sum(axis=1) / rows).tolist()
        return count

    def _steps_ahead(
        self, ahead: dict[int, Descent], rates: list[float], count: int
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """Take the steps of some epochs: their losses and how many rows told their class.

        None if one of them was not taken.
        """
        batches = [batch for _ in range(count) for batch in self._batches()]
        losses, right, taken = [np.zeros(0)], [np.zeros(0)], 0
        for size, some in groupby(batches, lambda b: self._batch_size if b is None else len(b)):
            given = list(some)
            steps = ahead[size].steps(
                rates[taken : taken + len(given)], [batch for batch in given if batch is not None]
            )
            losses.append(steps[0])
            right.append(steps[1])
            taken += len(given)
            if len(steps[0]) < len(given):
                return None
            self._safe[:] = ahead[size].safe
        return np.concatenate(losses), np.concatenate(right)

    def _epoch(self, epoch: int) -> None:
        objective, optimizer, history = self.objective, self.optimizer, self.history
        if self.settings.schedule is not None and self.settings.schedule_by == "epoch":
            optimizer.lr = self._rate_at(epoch - 1, self.settings.epochs)
        total, right = 0.0, 0
        rows, labels = len(objective.training.targets), self._labels
        for batch in self._batches():
            loss, outputs = self._step(batch)
            total += loss * (rows if batch is None else len(batch))
            if labels is not None:
                wanted = labels if batch is None else labels[batch]
                right += int(np.count_nonzero(told_classes(outputs, 0) == wanted))
        # Before anything is noted, so that the history has all of an epoch or nothing.
        held_out = None if objective.validation is None else self._held_out(objective.validation)
        if self._watcher is not None:
            self._watcher.note_epoch()
        history.loss.append(total / rows)
        history.lr.append(optimizer.lr)
        if labels is not None:
            history.accuracy.append(right / rows)
        if held_out is not None:
            history.validation_loss.append(held_out[0])
            if labels is not None:
                history.validation_accuracy.append(held_out[1])

    def _rate_at(self, number: int, count: int) -> float:
        """The learning rate of an epoch or a step, by its number among so many."""
        if self.settings.schedule is None:
            return self._rate
        factor = self.settings.schedule(number, count)
        if isinstance(factor, Real) and 0 <= factor < math.inf:
            return self._rate * float(factor)
        wrong = ValueError if isinstance(factor, Real) else TypeError
        raise wrong(
            "schedule gives the factor of the learning rate, a finite number of at least 0; for "
            f"{self.settings.schedule_by} {number} it gave {shown(factor)}"
        )

    def _batches(self) -> Iterator[np.ndarray | None]:
        """The places of each batch's rows, shuffled or in order; None is all of them."""
        count, size = len(self.objective.training.targets), self._batch_size
        if self._full_batch:
            yield None
            return
        order = self._random.permutation(count) if self.settings.shuffle else np.arange(count)
        for start in range(0, count, size):
            yield order[start : start + size]

    def _step(self, batch: np.ndarray | None) -> tuple[float, np.ndarray]:
        """Move the parameters once; return what the batch was like before."""
        engine, settings = self.engine, self.settings
        vector = engine.vector
        if settings.schedule is not None and settings.schedule_by == "step":
            self.optimizer.lr = self._rate_at(self._taken, self._steps)
        self._taken += 1
        try:
            loss, outputs = engine.step(batch)
        except OverflowError as error:
            raise Diverged(str(error)) from error
        gradient = engine.gradient
        if settings.l2:
            loss += settings.l2 * float(vector.dot(vector))
            gradient += np.multiply(vector, 2.0 * settings.l2, out=self._penalty)
        if not math.isfinite(loss):
            raise Diverged(f"the loss is {loss}")
        if not engine.finite:
            raise Diverged("the gradient is not finite")
        self._safe[:] = vector
        if self._watcher is not None:
            self._watcher.note_step()
        if settings.clip_norm is not None:
            norm = math.sqrt(gradient.dot(gradient))
            if norm == math.inf:
                # The squares are too large for a float, the norm need not be.
                norm = math.hypot(*gradient.tolist())
            if norm > settings.clip_norm:
                gradient *= settings.clip_norm / norm
        self.optimizer.step_arrays(vector, gradient)
        return loss, outputs

    def _held_out(self, rows: Rows) -> tuple[float, float]:
        """Return the loss of rows held out, and their accuracy if they have classes."""
        loss, outputs = self._evaluate("the validation loss", rows)
        if not self.objective.classifies:
            return loss, 0.0
        return loss, accuracy(self.objective.labels(rows), told_classes(outputs, 0))

    def _check_weights(self) -> np.ndarray:
        """Make sure of the weights that the last step has made, since no other step looks.

        Returns:
            The outputs for all rows.
        """
        vector = self.engine.vector
        loss, outputs = self._evaluate("the loss", self.objective.training)
        penalty = self.settings.l2 * float(vector.dot(vector)) if self.settings.l2 else 0.0
        if not (math.isfinite(loss + penalty) and np.isfinite(vector).all()):
            raise Diverged("the weights are too large")
        return outputs

    def _judge(self, outputs: np.ndarray) -> None:
        """See whether anything was learned, with the outputs of the last weights."""
        engine, rows = self.engine, self.objective.training
        last = engine.vector.copy()

        def first_outputs() -> np.ndarray:
            engine.vector[:] = self._first_vector
            return engine.evaluate(rows)[1]

        def gradient() -> np.ndarray:
            engine.step(None)
            return engine.gradient

        try:
            self._verdict = verdict(
                self.objective, self.history, self.optimizer, outputs, first_outputs, gradient
            )
        finally:
            engine.vector[:] = last

    def _evaluate(self, what: str, rows: Rows) -> tuple[float, np.ndarray]:
        try:
            loss, outputs = self.engine.evaluate(rows)
        except OverflowError as error:
            raise Diverged(str(error)) from error
        if not math.isfinite(loss):
            raise Diverged(f"{what} is {loss}")
        return loss, outputs

    def _done(self, epoch: int) -> bool:
        """Whether to stop here; callbacks see the parameters as they are, and may change them."""
        history, settings = self.history, self.settings
        if settings.patience is not None and self._no_progress(settings.patience):
            self.engine.vector[:] = self._best_vector
            history.stopped = (
                f"stopped in epoch {epoch}: no better loss for {settings.patience} epochs; the "
                "weights are the best ones"
            )
            return True
        if not settings.callbacks:
            return False
        self.engine.sync()
        with np.errstate(**self._outside):
            wishes = [callback(epoch, history) for callback in settings.callbacks]
        self.engine.load()
        if any(isinstance(wish, bool | np.bool_) and wish for wish in wishes):
            history.stopped = f"stopped in epoch {epoch} by a callback"
            return True
        return False

    def _no_progress(self, patience: int) -> bool:
        losses = self.history.validation_loss or self.history.loss
        # The loss of a full batch is that of the weights before the step.
        before = losses is self.history.loss and self._full_batch
        worth = -losses[-1] if self.optimizer.maximize else losses[-1]
        if worth < self._best:
            self._best, self._waited = worth, 0
            self._best_vector[:] = self._safe if before else self.engine.vector
        else:
            self._waited += 1
        return self._waited >= patience
