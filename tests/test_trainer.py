"""The loop of training: shuffling, stopping, callbacks, divergence, interruption, traces."""

import math
import random
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, datasets, exp, fit, log, losses, maximum, mean, optim, record
from micrograd_plus.nn import MLP, Module
from micrograd_plus.optim import SGD, Adam, Optimizer
from micrograd_plus.training.history import History

X, Y = datasets.moons(23, 0.1, seed=0)
ENGINES = ["tape", "scalar"]
both = pytest.mark.parametrize("engine", ENGINES)


class Mine(Module):
    """A model that a function of its weights and a row makes."""

    def __init__(self, start: list[float], compute: Callable[[list[Value], Any], Any]) -> None:
        self.w = [Value(number) for number in start]
        self.compute = compute

    def __call__(self, x: Any) -> Any:
        return self.compute(self.w, x)


def small() -> MLP:
    return MLP(2, [4, 1], activation="tanh", seed=1)


def weights(model: Any) -> list[float]:
    return [parameter.data for parameter in model.parameters()]


def mean_loss(model: Any, loss: Any) -> float:
    """What the scalar engine finds."""
    one = getattr(losses, loss) if isinstance(loss, str) else loss
    return mean([one(model(x), y) for x, y in zip(X.tolist(), Y.tolist(), strict=True)]).data


def lengths(history: History) -> set[int]:
    """How many entries the lists have that are not empty."""
    lists = [history.loss, history.accuracy, history.lr]
    lists += [history.validation_loss, history.validation_accuracy]
    return {len(numbers) for numbers in lists if numbers}


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
            *(X, np.zeros(len(X))),
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
            *(X, Y, "hinge", Adam(lr=0.3)),
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
            *(X, Y, "hinge"),
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
        assert not optimizer._states

    def test_long_gradients_are_shortened_not_dropped(self) -> None:
        """Also where their squares are too large for a float."""
        model = Mine([0.0], lambda w, x: w[0] * x[0])
        history = model.fit([[1e200]], [0.0], lambda out, y: out, SGD(lr=1.0), 1, clip_norm=0.5)
        assert weights(model) == [-0.5]
        assert history.stopped == ""


def line(factor: float) -> Callable[[], Module]:
    return lambda: Mine([1.0], lambda w, x: w[0] * x[0] * factor)


def steep(start: float) -> Callable[[], Module]:
    return lambda: Mine([start], lambda w, x: exp(w[0] * x[0]))


# The model, its loss, and settings with which it diverges. Of the rows that fit looks at before it
# begins, the first has a positive x[0], the middle one a negative.
DIVERGING: dict[str, tuple[Callable[[], Module], Any, dict[str, Any]]] = {
    "step by step": (small, "mse", {"optimizer": SGD(lr=1e4), "batch_size": 5}),
    "with the last step": (small, "mse", {"optimizer": SGD(lr=1e200), "epochs": 1}),
    "the weights": (
        lambda: Mine([1.0], lambda w, x: w[0] * 10),
        *(lambda output, y: maximum(output, 0.0), {"optimizer": SGD(lr=1e308), "epochs": 1}),
    ),
    "the penalty": (small, "hinge", {"optimizer": SGD(lr=1e200), "epochs": 1, "l2": 1.0}),
    "overflow": (steep(1.0), "mse", {"optimizer": SGD(lr=50.0)}),
    "overflow at once": (steep(-5e4), "mse", {}),
    "infinity at once": (line(1.7e308), "mae", {}),
    "with momentum": (line(1.0), "mse", {"optimizer": SGD(9.0, momentum=0.9), "epochs": 1000}),
    "held out": (line(1.0), "mse", {"validation": ([[1e200, 0.0]] * 2, [0, 1])}),
    "held out, to infinity": (line(1e10), "hinge", {"validation": ([[-1e300, 0.0]], [1])}),
}


class TestDivergence:
    @both
    @pytest.mark.parametrize("case", DIVERGING)
    def test_it_is_told_and_the_last_finite_weights_stay(self, case: str, engine: str) -> None:
        """A warning and the history say when; weights are finite, and so is their loss."""
        make, loss, settings = DIVERGING[case]
        model = make()
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="raise"):
            warnings.simplefilter("always")
            history = model.fit(X, Y, loss, **settings, engine=engine)
        epoch = history.epochs + 1 if settings.get("epochs") != 1 else 1
        assert history.stopped.startswith(f"diverged in epoch {epoch}: ")
        assert "A learning rate below" in history.stopped
        assert [(w.category, str(w.message)) for w in caught] == [(RuntimeWarning, history.stopped)]
        assert caught[0].filename == __file__
        assert lengths(history) <= {history.epochs}
        assert all(map(math.isfinite, weights(model)))
        if "at once" not in case:
            assert math.isfinite(mean_loss(model, loss))

    def test_numbers_that_a_callback_sets(self) -> None:
        """The weights from before come back."""
        model = small()

        def spoil(epoch: int, history: History) -> None:
            if epoch == 3:
                model.parameters()[0].data = math.nan

        with pytest.warns(RuntimeWarning, match="diverged in epoch 4: the loss is nan"):
            history = model.fit(X, Y, "hinge", epochs=9, callbacks=[spoil])
        assert history.epochs == 3
        assert math.isfinite(mean_loss(model, "hinge"))

    @both
    def test_leaving_a_domain_is_an_error(self, engine: str) -> None:
        """The scalar engine's own, at the weights that the model has then."""
        model = Mine([1.0], lambda w, x: log(w[0]) * x[0])
        with pytest.raises(ValueError, match=r"log.* is not defined at x = -"):
            model.fit(X, Y, lambda output, y: output, SGD(lr=50.0), engine=engine)
        assert weights(model)[0] < 0
        assert math.isfinite(weights(model)[0])


class TestInterruption:
    @both
    def test_what_was_learned_is_kept(self, engine: str, capsys: Any) -> None:
        """Ctrl-C in epoch 5 leaves what five epochs have made, and says so."""
        model, expected = small(), small()

        def press(epoch: int, history: History) -> None:
            if epoch == 5:
                raise KeyboardInterrupt

        history = model.fit(X, Y, "hinge", Adam(), callbacks=[press], engine=engine)
        expected.fit(X, Y, "hinge", Adam(), epochs=5, engine=engine)
        assert weights(model) == weights(expected)
        assert history.stopped.startswith("interrupted in epoch 5: what was learned")
        assert history.stopped in capsys.readouterr().err
        assert model.task == "classification"

    def test_at_any_moment(self) -> None:
        """In the middle of a batch or of the held-out rows: an epoch is noted whole or not."""
        for moment in (23, 40, 60, 77, 90, 131, 150):
            calls = 0

            def compute(w: list[Value], x: Any, moment: int = moment) -> Value:
                nonlocal calls
                calls += 1
                if calls == moment:
                    raise KeyboardInterrupt
                return w[0] * x[0] + w[1]

            model = Mine([1.0, 1.0], compute)
            model.w[0].grad = 7.0
            history = model.fit(
                X, Y, "hinge", SGD(lr=1e3), 9, batch_size=7, validation=0.4, engine="scalar"
            )
            assert history.stopped.startswith("interrupted")
            assert lengths(history) <= {history.epochs}
            assert all(map(math.isfinite, weights(model)))
            assert model.w[0].grad == 7.0

    def test_weights_that_had_just_overflowed(self) -> None:
        """The last finite ones are kept."""
        model = Mine([1.0, 1.0], lambda w, x: w[0] * x[0] + w[1])

        def press(epoch: int, history: History) -> None:
            raise KeyboardInterrupt

        history = model.fit(X, Y, "mse", SGD(lr=1.7e308), callbacks=[press])
        assert history.stopped.startswith("interrupted")
        assert weights(model) == [1.0, 1.0]


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
