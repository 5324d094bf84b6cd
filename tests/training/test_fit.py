"""fit: both engines agree with each other, with PyTorch and with micrograd."""

import functools
import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, datasets, detach, fit, losses, optim, relu, where
from micrograd_plus.errors import RecordingError
from micrograd_plus.nn import MLP, Layer, Module
from micrograd_plus.optim import SGD, Adam, AdamW, Optimizer, RMSProp
from micrograd_plus.training.targets import LOSSES

X, Y = datasets.moons(23, 0.1, seed=0)
SERIES = ("loss", "accuracy", "validation_loss", "validation_accuracy", "lr")
ENGINES = ["tape", "scalar"]
# Enough for two engines to part, were there a difference between them.
EPOCHS = 8


class Mine(Module):
    """A model that a function of the model and a row makes, with three weights."""

    def __init__(self, compute: Callable[["Mine", Any], Any]) -> None:
        stream = random.Random(0)
        self.w = [Value(stream.uniform(-1, 1), f"w{place}") for place in range(3)]
        self.outside = [3.0]
        self.calls = 0
        self.compute = compute

    def __call__(self, x: Any) -> Any:
        self.calls += 1
        return self.compute(self, x)


def line(model: Mine, x: Any) -> Value:
    result: Value = model.w[0] * x[0] + model.w[1] * x[1] + model.w[2]
    return result


def small(outputs: int = 1, activation: str = "tanh") -> MLP:
    return MLP(2, [4, outputs], activation=activation, seed=1)


def weights(model: Any) -> np.ndarray:
    return np.array([parameter.data for parameter in model.parameters()])


def both_engines(make: Callable[[], Any], *data: Any, **settings: Any) -> np.ndarray:
    """Train by either engine; they have to agree in weights and history. Returns the weights."""
    settings = {"epochs": EPOCHS} | settings
    models = [make(), make()]
    tape, scalar = (
        fit(model, *data, engine=engine, **settings)
        for model, engine in zip(models, ENGINES, strict=True)
    )
    np.testing.assert_allclose(weights(models[0]), weights(models[1]), rtol=0, atol=1e-9)
    for name in SERIES:
        np.testing.assert_allclose(getattr(tape, name), getattr(scalar, name), rtol=0, atol=1e-9)
    assert tape.epochs == settings["epochs"]
    assert tape.stopped == scalar.stopped == ""
    assert not np.array_equal(weights(models[0]), weights(make()))
    return weights(models[0])


class TestEnginesAgree:
    @pytest.mark.parametrize("batch_size", [None, 5, 22, 1])
    @pytest.mark.parametrize("loss", LOSSES)
    def test_every_loss(self, loss: str, batch_size: int | None) -> None:
        """The same weights and history, in full batches and where the last batch is smaller."""
        outputs, labels = (3, np.arange(23) % 3) if loss == "cross_entropy" else (1, Y)
        both_engines(
            lambda: small(outputs),
            X,
            labels,
            loss=loss,
            batch_size=batch_size,
            optimizer=SGD(lr=0.05),
        )

    @pytest.mark.parametrize(
        ("optimizer", "settings"),
        [
            (SGD(lr=0.3), {"l2": 0.01, "clip_norm": 0.2}),
            (SGD(lr=0.05, momentum=0.9), {"l2": 0.1, "validation": 0.3}),
            (SGD(lr=0.01, maximize=True), {"batch_size": 7}),
            (RMSProp(), {"validation": (X[:9] + 0.1, Y[:9]), "batch_size": 4}),
            (Adam(lr=0.05), {"schedule": optim.cosine(), "clip_norm": 0.01}),
            (Adam(lr=0.05), {"schedule": optim.step_decay(3, 0.5), "batch_size": 6, "seed": 9}),
            (AdamW(weight_decay=0.5), {"l2": 1e-3, "batch_size": 10, "validation": 0.05}),
            (SGD(), {"patience": 20}),
        ],
    )
    @pytest.mark.parametrize("activation", ["relu", "tanh"])
    def test_every_setting(
        self, optimizer: Optimizer, settings: dict[str, Any], activation: str
    ) -> None:
        """Penalties, clipping, schedules, momentum and held-out rows, alone and together."""
        both_engines(
            lambda: small(1, activation),
            X,
            Y,
            **{"loss": "hinge", "optimizer": optimizer, **settings},
        )

    @pytest.mark.parametrize("batch_size", [None, 5])
    def test_held_out_rows_may_be_as_many_as_the_others(self, batch_size: int | None) -> None:
        """They do not take the place of the rows to learn from."""
        held_out = (-X, 1 - Y)
        alone = both_engines(small, X, Y, loss="hinge", batch_size=batch_size)
        watched = both_engines(
            small, X, Y, loss="hinge", batch_size=batch_size, validation=held_out
        )
        assert (alone == watched).all()

    def test_models_of_ones_own(self) -> None:
        """Weights used twice or never, Values from outside, choices by `where`, loops, weights."""
        outside = Value(0.7, "outside")
        shared = Layer(2, 2, activation="tanh", seed=0)

        def recurrent(model: Mine, x: Any) -> Value:
            state = x[0] * model.w[0]
            for _ in range(5):
                state = (model.w[1] * state + model.w[2] * x[1]).tanh()
            return state

        computations: list[Callable[[Mine, Any], Any]] = [
            line,
            lambda model, x: model.w[0] * x[0] + model.w[0] * x[1],
            lambda model, x: line(model, x) * outside + outside,
            lambda model, x: line(model, shared(shared(x))),
            lambda model, x: where(line(model, x) > 0, line(model, x), model.w[0] * x[0] / 10),
            lambda model, x: relu(line(model, x)) * detach(line(model, x)),
            lambda model, x: (line(model, x),),
            lambda model, x: model.w[0] * model.w[1],
            lambda model, x: model.w[2],
            recurrent,
        ]
        for compute in computations:
            for settings in ({}, {"batch_size": 4, "l2": 0.01, "optimizer": AdamW(lr=0.05)}):
                both_engines(lambda compute=compute: Mine(compute), X, Y, **settings)
        assert outside.data == 0.7
        assert not outside.is_reached

    def test_losses_of_ones_own(self) -> None:
        """A function of the outputs and the target of a row, which may be several numbers."""

        def weighted(output: Value, target: Any) -> Value:
            return target[1] * (output - target[0]) ** 2

        def furthest(outputs: list[Value], target: Any) -> Value:
            first, second = (abs(o - t) for o, t in zip(outputs, target, strict=True))
            return where(first > second, first, second)

        two = np.stack([Y, X[:, 0]], axis=1)
        both_engines(small, X, two, loss=weighted)
        both_engines(lambda: small(2), X, two, loss=furthest, batch_size=5)
        both_engines(lambda: small(2), X, two.tolist(), loss="huber", l2=0.1)
        column = both_engines(small, X, Y[:, None], loss=lambda output, y: (output - y) ** 2)
        assert (column == both_engines(small, X, Y, loss="mse")).all()
        assert (column == both_engines(small, X, Y, loss=losses.mse)).all()

    def test_what_only_has_the_name_of_a_loss(self) -> None:
        """A function that wraps one of ours is a loss of its own."""

        @functools.wraps(losses.mse)
        def doubled(output: Value, target: Any) -> Value:
            return 2 * losses.mse(output, target)

        ours = small().fit(X, Y, "mse", epochs=1).loss[0]
        for engine in ENGINES:
            theirs = small().fit(X, Y, doubled, epochs=1, engine=engine).loss[0]
            assert theirs == pytest.approx(2 * ours, rel=1e-12)

    def test_gradients_of_the_caller_are_left_alone(self) -> None:
        """Neither engine touches `.grad`."""
        for engine in ENGINES:
            model = small()
            model.parameters()[0].grad = 5.0
            fit(model, X, Y, epochs=2, engine=engine)
            assert [p.grad for p in model.parameters() if p.is_reached] == [5.0]


class TestPeers:
    @pytest.mark.parametrize("batch_size", [None, 5])
    def test_every_step_is_pytorchs(self, batch_size: int | None) -> None:
        """Losses and weights of each epoch, with a penalty, clipping, momentum and a schedule."""
        torch = pytest.importorskip("torch", reason="PyTorch is not installed")
        model, seen, clip, l2 = small(), [], 0.3, 0.02
        tensors = [
            torch.tensor(p.data, dtype=torch.float64, requires_grad=True)
            for p in model.parameters()
        ]
        history = model.fit(
            X,
            Y,
            "binary_cross_entropy",
            SGD(lr=0.5, momentum=0.5),
            15,
            batch_size,
            l2,
            seed=4,
            clip_norm=clip,
            schedule=optim.cosine(0.1),
            callbacks=[lambda epoch, history: seen.append(weights(model))],
        )
        theirs = torch.optim.SGD(tensors, lr=0.5, momentum=0.5)
        inputs, labels = torch.tensor(X), torch.tensor(Y, dtype=torch.float64)
        draw, clipped = np.random.default_rng(4), 0
        for epoch in range(15):
            theirs.param_groups[0]["lr"] = 0.5 * optim.cosine(0.1)(epoch, 15)
            order = np.arange(23) if batch_size is None else draw.permutation(23)
            total = 0.0
            for start in range(0, 23, batch_size or 23):
                rows = order[start : start + (batch_size or 23)]
                hidden = torch.stack(tensors[:12]).reshape(4, 3)
                last = torch.stack(tensors[12:])
                between = torch.tanh(inputs[rows] @ hidden[:, :2].T + hidden[:, 2])
                scores = between @ last[:4] + last[4]
                penalty = l2 * sum(tensor**2 for tensor in tensors)
                loss = penalty + torch.nn.functional.binary_cross_entropy_with_logits(
                    scores, labels[rows]
                )
                theirs.zero_grad()
                loss.backward()
                norm = torch.nn.utils.clip_grad_norm_(tensors, clip).item()
                if norm > clip:
                    clipped += 1
                    for tensor in tensors:
                        # PyTorch divides by a little more than the norm.
                        tensor.grad *= (norm + 1e-6) / norm
                theirs.step()
                total += loss.item() * len(rows)
            assert history.loss[epoch] == pytest.approx(total / 23, abs=1e-12)
            expected = [tensor.item() for tensor in tensors]
            np.testing.assert_allclose(seen[epoch], expected, rtol=0, atol=1e-12)
        assert 0 < clipped < (15 if batch_size is None else 75)

    def test_micrograds_recipe(self) -> None:
        """The demo of micrograd: hinge and a penalty, a falling rate; losses and weights agree."""
        engine = pytest.importorskip("micrograd.engine", reason="micrograd is not installed")
        nn = pytest.importorskip("micrograd.nn", reason="micrograd is not installed")
        steps, signs = 8, Y * 2 - 1
        random.seed(1337)
        theirs = nn.MLP(2, [6, 6, 1])
        found = []
        for k in range(steps):
            rows = [list(map(engine.Value, row)) for row in X.tolist()]
            scores = list(map(theirs, rows))
            margins = [
                (1 + -label * score).relu()
                for label, score in zip(signs.tolist(), scores, strict=True)
            ]
            mean = sum(margins) * (1.0 / len(margins))
            total = mean + 1e-4 * sum(p * p for p in theirs.parameters())
            right = sum((s.data > 0) == (b > 0) for s, b in zip(scores, signs, strict=True))
            theirs.zero_grad()
            total.backward()
            for p in theirs.parameters():
                p.data -= (1.0 - 0.9 * k / 100) * p.grad
            found.append((total.data, right / len(Y)))
        random.seed(1337)
        ours = MLP(2, [6, 6, 1])
        history = ours.fit(
            X,
            signs,
            "hinge",
            SGD(lr=1.0),
            steps,
            l2=1e-4,
            schedule=lambda epoch, epochs: 1.0 - 0.9 * epoch / 100,
        )
        assert [loss for loss, _ in found] == pytest.approx(history.loss, abs=1e-12)
        assert [accuracy for _, accuracy in found] == history.accuracy
        assert [p.data for p in theirs.parameters()] == pytest.approx(weights(ours), abs=1e-12)


class Frame:
    """A table of some other package: it turns into an array."""

    def __init__(self, numbers: Any) -> None:
        self.numbers = numbers

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array(self.numbers, dtype)

    def __len__(self) -> int:
        return len(self.numbers)


@pytest.mark.parametrize(
    "form",
    [
        np.ndarray.tolist,
        np.asfortranarray,
        lambda a: a.astype(np.float32),
        lambda a: a.astype(int),
        lambda a: [tuple(row) for row in a.tolist()] if a.ndim == 2 else tuple(a.tolist()),
        lambda a: np.repeat(a, 2, axis=0)[::2],
        lambda a: a.astype(bool) if a.ndim == 1 else a.astype(np.int8),
        Frame,
    ],
)
def test_forms_of_data(form: Callable[[np.ndarray], Any]) -> None:
    """Lists, other types of numbers and orders of memory give the very same training."""
    whole = np.round(X * 2)
    models = [small(), small()]
    first = models[0].fit(whole, Y, "hinge", epochs=5, batch_size=4, validation=0.2)
    second = models[1].fit(form(whole), form(Y), "hinge", epochs=5, batch_size=4, validation=0.2)
    assert first.loss == second.loss
    assert (weights(models[0]) == weights(models[1])).all()


class TestModelsThatCannotBeRecorded:
    chance = random.Random(0)

    @pytest.mark.parametrize(
        ("compute", "said"),
        [
            (lambda model, x: line(model, x) if x[0] > 0 else model.w[0] * 1, r"where\(a < b"),
            (lambda model, x: model.w[int(x[0] > 0)] * x[1], r"where\(a < b"),
            (lambda model, x: line(model, x) * math.tanh(line(model, x).data), "detach"),
            (lambda model, x: line(model, x) * TestModelsThatCannotBeRecorded.chance.random(), ""),
            (lambda model, x: line(model, x) * (1 + model.calls % 7), "without chance or counting"),
        ],
    )
    @pytest.mark.parametrize("rows", [23, 2, 1])
    def test_the_error_names_the_cure(
        self, compute: Callable[[Mine, Any], Any], said: str, rows: int
    ) -> None:
        """Nothing is trained by a wrong recording; the scalar engine trains what it is."""
        model = Mine(compute)
        with pytest.raises(RecordingError, match=said or 'engine="scalar" trains any model'):
            fit(model, X[:rows], Y[:rows], epochs=3)
        assert (weights(model) == weights(Mine(line))).all()
        assert fit(model, X[:rows], Y[:rows], epochs=3, engine="scalar").epochs == 3
        assert (weights(model) != weights(Mine(line))).any()
