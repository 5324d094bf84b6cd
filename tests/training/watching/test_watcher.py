"""What fit records when it is watched, in step with the epochs."""

import math
import pickle
import warnings
from typing import Any

import numpy as np
import pytest

from micrograd_plus import fit, losses
from micrograd_plus.nn import MLP
from micrograd_plus.optim import SGD, Adam
from micrograd_plus.training.history import History
from micrograd_plus.training.watching.watcher import SOURCES
from tests.training.models import Mine
from tests.training.watching.networks import ENGINES, X, Y, both, small, weights


def lengths(history: History) -> list[int]:
    """How many epochs each thing tells of."""
    units = history.units
    return [
        len(history.loss),
        len(history.weights) - 1,
        len(history.gradients),
        len(units.dead) - 1,
        len(units.saturated) - 1,
        len(history.boundary.outputs) - 1,
    ]


class TestWhatIsWatched:
    @both
    def test_only_what_was_asked_for(self, engine: str) -> None:
        """The rest raises and names the cure; so does a history that nobody watched."""
        for asked in ((), *SOURCES, ["units", "weights"], SOURCES, {"boundary"}):
            names = {asked} if isinstance(asked, str) else set(asked)
            history = small().fit(X, Y, "hinge", epochs=1, watch=asked, engine=engine)
            assert {name for name in SOURCES if hasattr(history, name)} == names
        for what, name in zip(SOURCES, ("parameters", "layers", "units", "boundary"), strict=True):
            for read in (what, name):
                with pytest.raises(AttributeError, match=f'no {read}: fit.*watch="{what}".'):
                    getattr(History(), read)

    @both
    @pytest.mark.parametrize("batch_size", [None, 5])
    def test_watching_changes_nothing(self, engine: str, batch_size: int | None) -> None:
        """Weights and curves are the same to the last bit, and so is the line that one reads."""
        found = []
        for asked in ((), SOURCES):
            model = small()
            history = model.fit(
                X,
                Y,
                "hinge",
                Adam(lr=0.1),
                4,
                batch_size=batch_size,
                validation=0.3,
                l2=0.01,
                clip_norm=0.5,
                engine=engine,
                watch=asked,
            )
            curves = [history.loss, history.accuracy, history.validation_loss, history.lr]
            found.append((weights(model), curves, repr(history)))
            assert all(not parameter.is_reached for parameter in model.parameters())
        assert found[0] == found[1]

    def test_both_engines_see_the_same(self) -> None:
        """Numbers agree, and what is counted is equal."""
        tape, scalar = (
            small("relu").fit(
                X, Y, "hinge", SGD(lr=0.5), 5, batch_size=7, engine=engine, watch=SOURCES
            )
            for engine in ENGINES
        )
        assert lengths(tape) == lengths(scalar) == [5] * 6
        assert (tape.parameters, tape.layers) == (scalar.parameters, scalar.layers)
        np.testing.assert_allclose(tape.weights, scalar.weights, rtol=0, atol=1e-9)
        np.testing.assert_allclose(tape.gradients, scalar.gradients, rtol=0, atol=1e-9)
        np.testing.assert_allclose(
            tape.boundary.outputs, scalar.boundary.outputs, rtol=0, atol=1e-9
        )
        for name in ("layers", "sizes"):
            assert getattr(tape.units, name) == getattr(scalar.units, name)
        np.testing.assert_array_equal(tape.units.dead, scalar.units.dead)
        np.testing.assert_array_equal(tape.units.saturated, scalar.units.saturated)

    @pytest.mark.parametrize(
        ("settings", "error", "message"),
        [
            ({"watch": "loss"}, ValueError, '"units", "boundary", or a list .*; here is .loss.'),
            ({"watch": ["units", 3]}, ValueError, "here is 3"),
            ({"watch": None}, TypeError, "here is None"),
            ({"watch": b"units"}, TypeError, "a list of these"),
            ({"watch": "boundary", "X": np.ones((23, 3))}, ValueError, "2 inputs.*here are 3"),
            ({"watch": "boundary", "loss": "mse"}, ValueError, "a loss that tells classes"),
            ({"watch": "boundary", "loss": losses.mse}, ValueError, "leave .boundary. out"),
            ({"watch": "units", "activation": "linear"}, ValueError, 'such as activation="relu"'),
        ],
    )
    @both
    def test_what_cannot_be_watched(
        self, settings: dict[str, Any], error: type[Exception], message: str, engine: str
    ) -> None:
        """It is refused before anything is learned, with the cure."""
        settings = {"X": X, "loss": "hinge", "activation": "tanh"} | settings
        model = MLP(settings["X"].shape[1], [2, 1], settings.pop("activation"), seed=0)
        before = weights(model)
        with pytest.raises(error, match=message):
            fit(model, y=Y, engine=engine, **settings)
        assert weights(model) == before
        assert model.task is None

    def test_histories_are_data(self) -> None:
        """They can be pickled and compared, watched or not."""
        history = small().fit(X, Y, "hinge", epochs=2, watch=SOURCES)
        again = pickle.loads(pickle.dumps(history))
        assert again == history
        assert (again.boundary.outputs == history.boundary.outputs).all()
        assert (again.weights == history.weights).all()


class TestInStepWithTheEpochs:
    def test_callbacks_see_the_epoch_that_ended(self) -> None:
        """While training goes on, each series ends with that epoch."""
        seen: list[list[int]] = []
        model = small()

        def callback(epoch: int, history: History) -> None:
            seen.append([epoch, *lengths(history)])
            assert history.weights[-1].tolist() == weights(model)

        model.fit(X, Y, "hinge", epochs=3, callbacks=[callback], watch=SOURCES)
        assert seen == [[epoch] * 7 for epoch in (1, 2, 3)]

    @both
    def test_early_stopping(self, engine: str) -> None:
        """The frames tell what happened, though the model has the best weights at the end."""
        model = small()
        history = model.fit(
            X,
            Y,
            "hinge",
            SGD(lr=3.0),
            epochs=30,
            validation=0.4,
            patience=2,
            engine=engine,
            watch=SOURCES,
        )
        assert history.stopped.startswith("stopped")
        assert set(lengths(history)) == {history.epochs}
        best = int(np.argmin(history.validation_loss)) + 1
        assert history.weights[best].tolist() == weights(model)

    @both
    @pytest.mark.parametrize("batch_size", [None, 5])
    @pytest.mark.parametrize("rate", [1e150, 1e307])
    def test_divergence(self, engine: str, batch_size: int | None, rate: float) -> None:
        """Frames of numbers that are out of all bounds are recorded, or not, as the epochs are."""
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            history = small("relu").fit(
                X, Y, "hinge", SGD(lr=rate), 6, batch_size, engine=engine, watch=SOURCES
            )
        assert history.stopped.startswith("diverged")
        assert [str(warning.message) for warning in said] == [history.stopped]
        assert set(lengths(history)) == {history.epochs}

    @both
    @pytest.mark.parametrize("stop", [0, 2, 3, 4, 5, 6, 8, 9, 17, 18])
    def test_ctrl_c_at_any_time(self, engine: str, stop: int) -> None:
        """Wherever it comes, also while a frame is made, nothing is half recorded."""
        countdown = [math.inf]

        def compute(model: Mine, x: Any) -> Any:
            countdown[0] -= 1
            if countdown[0] < 0:
                raise KeyboardInterrupt
            return model.net(x)

        model = Mine(compute, net=MLP(2, [2, 1], activation="tanh", seed=0))

        def arm(epoch: int, history: History) -> None:
            if engine == "scalar" and epoch == 1:
                countdown[0] = stop
            elif engine == "tape" and epoch == 3:
                raise KeyboardInterrupt

        history = model.fit(
            X[:3],
            Y[:3],
            "hinge",
            epochs=4,
            engine=engine,
            callbacks=[arm],
            watch=["weights", "gradients", "units"],
        )
        assert history.stopped.startswith("interrupted")
        # An epoch runs the model three times to learn, and three times to look at its units.
        assert history.epochs == (3 if engine == "tape" else 1 + stop // 6)
        told = [history.weights[1:], history.gradients, history.units.dead[1:]]
        assert {len(series) for series in told} == {history.epochs}

    def test_a_frame_of_an_epoch_that_is_not_noted(self) -> None:
        """It is left out, should Ctrl-C come between a frame and the loss of the same epoch."""
        history = small().fit(X, Y, "hinge", epochs=2, watch=SOURCES)
        history.loss.pop()
        assert lengths(history) == [1] * 6

    @pytest.mark.parametrize("epochs", [0, 1])
    def test_no_epochs_and_one(self, epochs: int) -> None:
        """What was before training is there in any case."""
        history = small().fit(X, Y, "hinge", epochs=epochs, watch=SOURCES)
        assert lengths(history) == [epochs] * 6
        assert history.gradients.shape == (epochs, 3)
