"""What fit records of parameters: the weights before and after each epoch, and gradients."""

from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, fit, grad, losses, mean, relu
from micrograd_plus.nn import MLP, Layer
from micrograd_plus.optim import SGD
from micrograd_plus.training.watching.watcher import SOURCES
from tests.training.models import Mine
from tests.training.watching.networks import X, Y, both, small, weights


class TestWeights:
    @both
    def test_every_epoch(self, engine: str) -> None:
        """In the order of the parameters, those that the loss does not need too."""
        net, seen = MLP(2, [2, 1], activation="tanh", seed=0), []
        model = Mine(lambda model, x: model.net(x), unused=Value(7.0), net=net)
        first = weights(model)
        history = model.fit(
            X,
            Y,
            "hinge",
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
                [[3.0 * scale], [4.0 * scale]],
                [0.0, 0.0],
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
