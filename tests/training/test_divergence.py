"""Training that fails or is interrupted: the last finite weights stay, and somebody is told."""

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, exp, log, maximum
from micrograd_plus.nn import Module
from micrograd_plus.optim import SGD, Adam
from micrograd_plus.training.history import History
from tests.training.helpers import Mine, X, Y, both, lengths, mean_loss, small, weights


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
        lambda output, y: maximum(output, 0.0),
        {"optimizer": SGD(lr=1e308), "epochs": 1},
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
