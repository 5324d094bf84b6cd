"""The weights that fit records: those before the first epoch, and after each."""

from typing import Any

from micrograd_plus import Value, fit
from micrograd_plus.nn import MLP
from micrograd_plus.training.watching.watcher import SOURCES
from tests.training.models import Mine
from tests.training.watching.networks import X, Y, both, weights


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
