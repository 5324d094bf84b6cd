"""The loop of training: shuffling, stopping, callbacks, optimisers, traces."""

import random
import warnings
from typing import Any

import numpy as np
import pytest

from micrograd_plus import fit, log, mean, optim, record
from micrograd_plus.optim import SGD, Adam, Optimizer
from micrograd_plus.training.history import History
from tests.training.helpers import Mine, X, Y, both, mean_loss, small, weights


class TestShuffling:
    def test_seeds(self) -> None:
        """The same seed gives the same weights to the last bit, another seed others."""
        found = []
        for seed in (3, 3, 4):
            model = small()
            model.fit(X, Y, "hinge", epochs=5, batch_size=4, seed=seed, validation=0.3)
            found.append(weights(model))
        assert found[0] == found[1] != found[2]

    def test_pythons_and_numpys_streams_are_left_alone(self) -> None:
        """Training draws from a stream of its own."""
        random.seed(0)
        np.random.seed(0)
        small().fit(X, Y, "hinge", epochs=2, batch_size=4, validation=0.3)
        assert random.random() == random.Random(0).random()
        assert np.random.random() == np.random.RandomState(0).random()

    @both
    @pytest.mark.parametrize("batch_size", [None, 12, 4, 3, 1])
    @pytest.mark.parametrize(("held", "pair"), [(0, False), (0, True), (3, False)])
    def test_every_row_once_an_epoch_and_no_other(
        self, engine: str, batch_size: int | None, held: int, pair: bool
    ) -> None:
        """A weight that a single row moves tells how often that row was trained on."""
        rows, epochs = np.eye(24), 5
        model = Mine([0.0] * 24, lambda w, x: sum(a * b for a, b in zip(w, x, strict=True)))
        X, held_out = (rows[:12], (rows[12:], np.zeros(12))) if pair else (rows, held / 24 or None)
        model.fit(
            X,
            np.zeros(len(X)),
            loss=lambda output, y: -1 * output,
            optimizer=SGD(lr=1.0),
            epochs=epochs,
            batch_size=batch_size,
            validation=held_out,
            engine=engine,
        )
        trained = len(X) - held
        # A row counts as one part of its batch.
        sizes = [min(batch_size or 24, trained)] * trained
        if batch_size and trained % batch_size:
            sizes[-(trained % batch_size) :] = [trained % batch_size] * (trained % batch_size)
        once = sorted(1 / size for size in sizes)
        moved = sorted(w for w in weights(model) if w)
        assert len(moved) == trained
        if len(set(once)) == 1:
            assert moved == pytest.approx([epochs * share for share in once], abs=1e-12)
        assert sum(moved) == pytest.approx(epochs * sum(once), abs=1e-12)
        assert not pair or weights(model)[12:] == [0.0] * 12


class TestStoppingEarly:
    @pytest.mark.parametrize("validation", [0.4, (X + 0.3, Y)])
    @pytest.mark.parametrize("batch_size", [None, 6])
    def test_the_best_weights_are_kept(self, validation: Any, batch_size: int | None) -> None:
        """Those of the epoch with the smallest validation loss, to the last bit."""
        seen: list[list[float]] = []
        model = small()
        history = model.fit(
            X,
            Y,
            "hinge",
            Adam(lr=0.3),
            epochs=500,
            batch_size=batch_size,
            validation=validation,
            patience=4,
            callbacks=[lambda epoch, history: seen.append(weights(model))],
        )
        best = int(np.argmin(history.validation_loss))
        assert weights(model) == seen[best]
        assert history.epochs == best + 1 + 4 < 500
        assert history.stopped.startswith(f"stopped in epoch {history.epochs}: no better loss")

    @both
    def test_the_best_training_loss(self, engine: str) -> None:
        """Of a full batch, the weights are those whose loss is the smallest of the history."""
        model = small()
        history = model.fit(X, Y, "mse", SGD(lr=1.5), epochs=50, patience=2, engine=engine)
        assert history.stopped
        assert mean_loss(model, "mse") == pytest.approx(min(history.loss), abs=1e-12)


class TestCallbacks:
    @both
    def test_they_see_the_weights(self, engine: str) -> None:
        """The model, called or replayed, has the loss that the next epoch begins with."""
        model, found = small(), []

        def look(epoch: int, history: History) -> None:
            assert history.epochs == epoch
            found.append(mean_loss(model, "hinge"))
            replayed = record(model, X[0].tolist())(X)
            assert replayed[4] == pytest.approx(model(X[4]).data, abs=1e-12)
            assert model.score(X, Y) == np.mean((model.outputs(X) > 0) == Y)

        history = model.fit(
            X, Y, "hinge", Adam(), epochs=6, callbacks=[look, lambda *_: 1], engine=engine
        )
        assert found[:-1] == pytest.approx(history.loss[1:], abs=1e-12)
        assert history.stopped == ""

    @both
    def test_they_may_change_the_weights(self, engine: str) -> None:
        """Training goes on from there."""
        model = small()

        def forget(epoch: int, history: History) -> None:
            for parameter in model.parameters():
                parameter.data = 0.0

        history = model.fit(X, Y, "hinge", epochs=3, callbacks=[forget], engine=engine)
        assert history.loss[1:] == [1.0, 1.0]
        assert weights(model) == [0.0] * len(weights(model))

    @pytest.mark.parametrize("wish", [True, np.bool_(True)])
    def test_they_may_stop(self, wish: Any) -> None:
        """Returning True ends training after the epoch, when every callback has had its turn."""
        calls: list[int] = []
        history = small().fit(
            X,
            Y,
            "hinge",
            callbacks=[
                lambda epoch, history: wish if epoch == 3 else None,
                lambda epoch, history: calls.append(epoch),
            ],
        )
        assert history.stopped == "stopped in epoch 3 by a callback"
        assert calls == [1, 2, 3]

    @both
    def test_their_errors_leave_the_weights_in_place(self, engine: str) -> None:
        """The caller gets the error, and the weights of that epoch."""
        model, expected = small(), small()

        def fail(epoch: int, history: History) -> None:
            if epoch == 4:
                raise LookupError("gone")

        with pytest.raises(LookupError, match="gone"):
            model.fit(X, Y, "hinge", callbacks=[fail], engine=engine)
        expected.fit(X, Y, "hinge", epochs=4, engine=engine)
        assert weights(model) == weights(expected)


class TestOptimizers:
    @pytest.mark.parametrize("optimizer", [SGD(lr=0.05, momentum=0.9), Adam(lr=0.05)])
    def test_nothing_is_carried_over(self, optimizer: Optimizer) -> None:
        """A schedule and a second fit find the optimiser as it was given."""
        models, before = [small(), small()], repr(optimizer)
        for model in models:
            history = model.fit(
                X, Y, "hinge", optimizer, epochs=4, schedule=optim.linear(0.0), patience=9
            )
            assert history.lr == pytest.approx([0.05, 0.0375, 0.025, 0.0125], abs=1e-15)
        assert weights(models[0]) == weights(models[1])
        assert repr(optimizer) == before
        assert not vars(optimizer)["_states"]

    @both
    def test_rates_by_the_step_in_the_order_of_the_rows(self, engine: str) -> None:
        """The weights of a loop by hand; the schedule hears of every step of all epochs."""
        asked = []

        def fall(step: int, steps: int) -> float:
            asked.append((step, steps))
            return 1 - step / steps

        model, other = small(), small()
        history = model.fit(
            X[:5],
            Y[:5],
            "mse",
            Adam(lr=0.05),
            epochs=3,
            batch_size=2,
            schedule=fall,
            schedule_by="step",
            shuffle=False,
            engine=engine,
        )
        optimizer = Adam(lr=0.05)
        for step in range(9):
            optimizer.lr = 0.05 * (1 - step / 9)
            rows = range(5)[2 * (step % 3) :][:2]
            other.zero_grad()
            mean([(other(X[row]) - float(Y[row])) ** 2 for row in rows]).backward()
            optimizer.step(other.parameters())
        assert weights(model) == pytest.approx(weights(other), abs=1e-12)
        assert asked == [(step, 9) for step in range(9)]
        assert history.lr == pytest.approx([0.05 * (1 - step / 9) for step in (2, 5, 8)])

    def test_long_gradients_are_shortened_not_dropped(self) -> None:
        """Also where their squares are too large for a float."""
        model = Mine([0.0], lambda w, x: w[0] * x[0])
        history = model.fit([[1e200]], [0.0], lambda out, y: out, SGD(lr=1.0), 1, clip_norm=0.5)
        assert weights(model) == [-0.5]
        assert history.stopped == ""


class TestTraces:
    @both
    def test_numpys_error_state_is_the_callers(self, engine: str) -> None:
        """In callbacks, and after training that ends well, in an error or by divergence."""
        states = []

        def note(kind: str, flag: int) -> None:
            raise AssertionError(kind)

        def look(epoch: int, history: History) -> None:
            states.append((np.geterr(), np.geterrcall()))
            if epoch == 2:
                raise LookupError

        with np.errstate(divide="raise", over="warn", under="print", invalid="call", call=note):
            look(0, History())
            with pytest.raises(LookupError):
                small().fit(X, Y, "hinge", callbacks=[look], engine=engine)
            look(0, History())
            with pytest.warns(RuntimeWarning, match="diverged"):
                small().fit(X, Y, "mse", SGD(lr=1e5), engine=engine)
            with pytest.raises(ValueError, match="log"):
                Mine([-1.0], lambda w, x: log(w[0]) * x[0]).fit(X, Y, engine=engine)
            look(0, History())
        assert all(state == states[0] for state in states)
        assert len(states) == 5

    @both
    def test_small_numbers_of_everything(self, engine: str) -> None:
        """One row, no epoch, batches larger than the data: nothing is warned about."""
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            model, start = small(), weights(small())
            assert model.fit(X, Y, "hinge", epochs=0, engine=engine).epochs == 0
            assert weights(model) == start
            assert model.score(X, Y) >= 0
            large, whole = small(), small()
            for trained, size in [(large, 10**9), (whole, None)]:
                trained.fit(X, Y, "hinge", epochs=3, batch_size=size, engine=engine)
            assert weights(large) == weights(whole)
            one = small().fit(X[:1], Y[:1], "hinge", epochs=3, batch_size=1, engine=engine)
            assert one.epochs == 3
            assert one.accuracy[-1] in (0.0, 1.0)

    def test_many_epochs_of_a_tiny_model(self) -> None:
        """They end where the least squares are."""
        model = Mine([0.0, 0.0], lambda w, x: w[0] * x[0] + w[1])
        history = fit(model, X, Y, epochs=5000)
        expected = np.polyfit(X[:, 0], Y, 1)
        assert weights(model) == pytest.approx(expected, abs=1e-9)
        assert history.epochs == 5000

    def test_parameters_of_two_models(self) -> None:
        """What one model learns, the other that shares its parameters has learned."""
        first = small()
        second = Mine([0.0], lambda w, x: first(x) + w[-1])
        before = second(X[0]).data
        first.fit(X, Y, "hinge", epochs=3)
        assert second(X[0]).data == first(X[0]).data != before
        second.w = [*first.parameters(), *second.w]
        second.fit(X, Y, "hinge", epochs=3)
        assert second(X[0]).data == first(X[0]).data + second.w[-1].data
        assert second.w[-1].data != 0
