"""What fit records when it is watched: weights, gradients, units and the boundary."""

import math
import pickle
import warnings
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, datasets, fit, grad, losses, mean, relu
from micrograd_plus.nn import MLP, Layer, Module, Neuron
from micrograd_plus.optim import SGD, Adam
from micrograd_plus.training.history import History
from micrograd_plus.training.watching import boundary as watch_sources
from micrograd_plus.training.watching.watcher import SOURCES
from tests.training.models import Mine

X, Y = datasets.moons(23, 0.1, seed=0)
ENGINES = ["tape", "scalar"]
both = pytest.mark.parametrize("engine", ENGINES)


def small(activation: str = "tanh", outputs: int = 1) -> MLP:
    return MLP(2, [4, 3, outputs], activation=activation, seed=1)


@pytest.fixture(autouse=True)
def _few_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plane of 7 by 7 points: 3600 take their time by the scalar engine."""
    monkeypatch.setattr(watch_sources, "STEPS", 7)


def weights(model: Any) -> list[float]:
    return [parameter.data for parameter in model.parameters()]


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
                *(X, Y, "hinge", Adam(lr=0.1), 4),
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
                *(X, Y, "hinge", SGD(lr=0.5), 5), batch_size=7, engine=engine, watch=SOURCES
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
            *(X, Y, "hinge", SGD(lr=3.0)),
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
                *(X, Y, "hinge", SGD(lr=rate), 6, batch_size), engine=engine, watch=SOURCES
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
            *(X[:3], Y[:3], "hinge"),
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


class TestWeights:
    @both
    def test_every_epoch(self, engine: str) -> None:
        """In the order of the parameters, those that the loss does not need too."""
        net, seen = MLP(2, [2, 1], activation="tanh", seed=0), []
        model = Mine(lambda model, x: model.net(x), unused=Value(7.0), net=net)
        first = weights(model)
        history = model.fit(
            *(X, Y, "hinge"),
            epochs=3,
            engine=engine,
            callbacks=[lambda epoch, history: seen.append(weights(model))],
            watch="weights",
        )
        assert history.parameters == list(model.named_parameters())
        assert history.weights.tolist() == [first, *seen]
        assert (history.weights[:, 0] == 7.0).all()

    @both
    def test_models_of_another_kind(self, engine: str) -> None:
        """Where parameters have no paths, they are counted; some of the parameters will do."""

        class Other:
            def __init__(self) -> None:
                self.net = MLP(2, [2, 1], activation="tanh", seed=0)

            def parameters(self) -> list[Value]:
                return self.net.parameters()[:3]

            def __call__(self, x: Any) -> Any:
                return self.net(x)

        class Frozen(Mine):
            def parameters(self) -> list[Value]:
                return self.net.layers[1].parameters()

        settings = {"epochs": 2, "watch": SOURCES, "engine": engine}
        other: Any = Other()
        history = fit(other, X, Y, "hinge", **settings)
        assert history.parameters == ["parameters[0]", "parameters[1]", "parameters[2]"]
        assert history.layers == ["Other"]
        assert history.units.sizes == [2]
        history = Frozen(lambda m, x: m.net(x), net=other.net).fit(X, Y, "hinge", **settings)
        assert history.parameters[0] == "net.layers[1].neurons[0].w[0]"
        assert history.layers == ["net.layers[1]"]
        assert history.gradients.all()


class TestGradients:
    @both
    def test_root_mean_square(self, engine: str) -> None:
        """Over the parameters of a layer, penalty included, before clipping."""
        model, l2 = small(), 0.1
        rows = list(zip(X.tolist(), Y.tolist(), strict=True))
        loss = mean([losses.hinge(model(x), y) for x, y in rows])
        penalty = sum(p * p for p in model.parameters())
        slope = dict(
            zip(
                model.named_parameters(), grad(loss + l2 * penalty, model.parameters()), strict=True
            )
        )
        expected = [
            np.sqrt(np.mean([g**2 for path, g in slope.items() if path.startswith(layer)]))
            for layer in ("layers[0]", "layers[1]", "layers[2]")
        ]
        history = model.fit(
            X, Y, "hinge", epochs=1, l2=l2, clip_norm=1e-3, engine=engine, watch="gradients"
        )
        assert history.layers == ["layers[0]", "layers[1]", "layers[2]"]
        assert history.gradients[0].tolist() == pytest.approx(expected, abs=1e-12)

    @both
    def test_over_the_steps(self, engine: str) -> None:
        """Of steps with the gradients 3 and 4 it is the root of 12.5, however large they are."""
        for scale in (1.0, 1e200, 1e-200):
            model = Mine(lambda model, x: model.w * x[0], w=Value(0.0))
            history = model.fit(
                *([[3.0 * scale], [4.0 * scale]], [0.0, 0.0]),
                loss=lambda output, y: output,
                optimizer=SGD(lr=1e-300),
                epochs=2,
                batch_size=1,
                engine=engine,
                watch="gradients",
            )
            assert history.layers == ["Mine"]
            np.testing.assert_allclose(history.gradients / scale, [[12.5**0.5]] * 2, rtol=1e-12)

    def test_layers_that_get_nothing(self) -> None:
        """Behind dead units, and where the loss does not reach, gradients are exactly 0."""
        model = Mine(lambda model, x: model.out(relu(h - 100) for h in model.into(x)))
        model.into, model.out = Layer(2, 3, seed=0), Layer(3, 1, activation="linear", seed=0)
        model.spare = Layer(2, 2)
        history = model.fit(X, Y, "mse", epochs=2, watch="gradients")
        assert history.layers == ["into", "out", "spare"]
        assert history.gradients[:, [0, 2]].tolist() == [[0.0, 0.0]] * 2
        assert (history.gradients[:, 1] > 0).all()

    @pytest.mark.parametrize(
        ("model", "expected"),
        [
            (MLP(1, [2, 1]), {"layers[0]", "layers[1]"}),
            (Layer(1, 3), {"Layer"}),
            (Neuron(1), {"Neuron"}),
            (
                Mine(
                    lambda model, x: model.own * x[0],
                    own=Value(1.0),
                    first=[Neuron(1), Neuron(1)],
                    parts={"a.b": MLP(1, [2])},
                    last=Neuron(2),
                ),
                {"Mine", "first", "parts['a.b'].layers[0]", "last"},
            ),
        ],
    )
    def test_names_of_layers(self, model: Module, expected: set[str]) -> None:
        """A list of neurons is one layer, called by what holds it."""
        history = model.fit(
            *([[1.0]], [1.0]),
            loss=lambda outputs, y: sum(outputs) if isinstance(outputs, list) else outputs,
            epochs=1,
            watch="gradients",
        )
        assert set(history.layers) == expected
