"""Optimisers: held against PyTorch, and against numbers by hand."""

import copy
import math
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value, mean, optim, tanh
from micrograd_plus.nn import MLP
from micrograd_plus.optim import SGD, Adam, AdamW, Optimizer, RMSProp

# Ours, PyTorch's name for it, and the settings where the names differ.
PAIRS: list[tuple[Optimizer, str, dict[str, Any]]] = [
    (SGD(lr=0.3), "SGD", {}),
    (SGD(lr=0.05, momentum=0.9), "SGD", {"momentum": 0.9}),
    (SGD(lr=0.05, momentum=0.5, maximize=True), "SGD", {"momentum": 0.5}),
    (RMSProp(), "RMSprop", {"alpha": 0.99, "eps": 1e-8}),
    (RMSProp(lr=0.1, decay=0.5, eps=1e-3, maximize=True), "RMSprop", {"alpha": 0.5, "eps": 1e-3}),
    (Adam(), "Adam", {"betas": (0.9, 0.999), "eps": 1e-8}),
    (Adam(0.1, (0.5, 0.0), 1e-4, maximize=True), "Adam", {"betas": (0.5, 0.0), "eps": 1e-4}),
    (AdamW(), "AdamW", {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01}),
    (
        AdamW(0.1, (0.0, 0.9), 1e-6, weight_decay=0.5, maximize=True),
        "AdamW",
        {"betas": (0.0, 0.9), "eps": 1e-6, "weight_decay": 0.5},
    ),
]
RECIPES = [SGD(momentum=0.9), RMSProp(), Adam(), AdamW()]
names = {"ids": lambda thing: repr(thing) if isinstance(thing, Optimizer) else ""}


def gradients(steps: int, parameters: int, seed: int) -> np.ndarray:
    """Random gradients of sizes from 1e-6 to 1e3, a quarter of them 0."""
    random = np.random.default_rng(seed)
    sizes = 10.0 ** random.uniform(-6, 3, (steps, parameters))
    return sizes * random.choice([-1, 0, 1, 1], (steps, parameters))


@pytest.mark.parametrize(("ours", "name", "settings"), PAIRS, **names)
@pytest.mark.parametrize("way", ["step", "step_arrays"])
def test_every_step_is_pytorchs(
    ours: Optimizer, name: str, settings: dict[str, Any], way: str
) -> None:
    """The same parameters to 1e-12 after each of 60 steps, with a new learning rate every step.

    By hand, some parameters are not reached in some steps: they count as having the gradient 0.
    """
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    ours = ours.fresh()
    start = np.random.default_rng(0).normal(0, 2, 12)
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in start]
    theirs = getattr(torch.optim, name)(tensors, lr=1.0, maximize=ours.maximize, **settings)
    values, array = [Value(x) for x in start], start.copy()
    random = np.random.default_rng(1)
    for row in gradients(60, 12, seed=2):
        ours.lr = theirs.param_groups[0]["lr"] = 10 ** random.uniform(-4, 0)
        reached = random.random(12) < (0.8 if way == "step" else 1)
        for tensor, value, g, there in zip(tensors, values, row, reached, strict=True):
            tensor.grad = torch.tensor(g if there else 0.0, dtype=torch.float64)
            value.grad = g if there else None
        theirs.step()
        if way == "step":
            ours.step(values)
            moved = np.array([value.data for value in values])
        else:
            ours.step_arrays(array, row)
            moved = array
        expected = np.array([tensor.item() for tensor in tensors])
        assert np.all(np.abs(moved - expected) <= 1e-12 * np.maximum(1, np.abs(expected)))
    assert np.all(moved != start)


# After two steps from 1 with the gradient 2 each time.
BY_HAND = [
    (SGD(lr=0.1), 1 - 0.1 * 2 - 0.1 * 2),
    (SGD(lr=0.1, momentum=0.5), 1 - 0.1 * 2 - 0.1 * 3),
    (SGD(lr=0.1, momentum=0.5, maximize=True), 1 + 0.1 * 2 + 0.1 * 3),
    (RMSProp(lr=0.1, decay=0.5, eps=1e-300), 1 - 0.2 / math.sqrt(2) - 0.2 / math.sqrt(3)),
    (RMSProp(lr=0.1, decay=0.0, eps=2), 1 - 0.1 * 2 / 4 - 0.1 * 2 / 4),
    (Adam(lr=0.1, eps=1e-300), 1 - 0.1 - 0.1),
    (Adam(lr=0.1, eps=2), 1 - 0.1 * 2 / 4 - 0.1 * 2 / 4),
    (AdamW(lr=0.1, eps=1e-300, weight_decay=0.5), (1 * 0.95 - 0.1) * 0.95 - 0.1),
    (AdamW(lr=0.1, eps=1e-300, weight_decay=0.5, maximize=True), (1 * 0.95 + 0.1) * 0.95 + 0.1),
]


@pytest.mark.parametrize(("optimizer", "expected"), BY_HAND, **names)
def test_two_steps_by_hand(optimizer: Optimizer, expected: float) -> None:
    """The formulas of the papers; a constant gradient moves Adam by lr exactly."""
    value, array = Value(1.0), np.ones(3)
    by_hand, by_array = optimizer.fresh(), optimizer.fresh()
    for _ in range(2):
        value.grad = 2.0
        by_hand.step([value])
        by_array.step_arrays(array, np.full(3, 2.0))
    assert value.data == pytest.approx(expected, rel=1e-14)
    assert array == pytest.approx(np.full(3, expected), rel=1e-14)


def test_plain_sgd_is_what_one_writes_by_hand() -> None:
    """p - lr * grad to the last bit, for all parameters from the old values."""
    p, q = Value(1.0), Value(-2.0)
    tanh(p * q).backward()
    expected = [v.data - 0.3 * v.grad for v in (p, q)]
    SGD(lr=0.3).step([p, q])
    assert [p.data, q.data] == expected


@pytest.mark.parametrize("optimizer", RECIPES, **names)
def test_zero_gradients(optimizer: Optimizer) -> None:
    """A gradient of 0 from the start moves nothing, weight decay apart; nothing is 0 / 0."""
    optimizer = optimizer.fresh()
    value, array = Value(1.0), np.array([1.0, -2.0])
    value.grad = 0.0
    with np.errstate(all="raise"):
        optimizer.step([value])
        optimizer.fresh().step_arrays(array, np.zeros(2))
    kept = 1 - 0.01 * getattr(optimizer, "weight_decay", 0.0)
    assert value.data == kept
    assert array.tolist() == [kept, -2 * kept]


@pytest.mark.parametrize("optimizer", RECIPES, **names)
def test_what_is_not_reached_has_the_gradient_0(optimizer: Optimizer) -> None:
    """A parameter that no pass has reached moves as one with the gradient 0."""
    optimizer, p, q = optimizer.fresh(), Value(1.0), Value(1.0)
    for number in range(6):
        p.grad = 1.0 if number % 2 else 0.0
        q.grad = 1.0 if number % 2 else None
        optimizer.step([p, q])
        assert p.data == q.data != 1.0 or number == 0


def test_a_parameter_that_stays_makes_nothing_stale() -> None:
    """A step that changes nothing leaves results that were computed before as they are."""
    p = Value(1.0)
    y = p * 2
    SGD(lr=0.1).step([p])
    y.backward()
    assert p.grad == 2.0


def test_a_loop_ported_from_microgpt() -> None:
    """Adam as published loops write it, all parameters in each step, gives the same losses."""

    def loss_of(parameters: list[Value], step: int) -> Value:
        # Not every parameter takes part in every step, as tokens of a batch do not.
        used = [p for place, p in enumerate(parameters) if (place + step) % 3]
        return mean([(p - 0.5 * place) ** 2 for place, p in enumerate(used)])

    start = [0.1 * place - 0.4 for place in range(9)]
    theirs, ours = [Value(x) for x in start], [Value(x) for x in start]
    m, v, steps = [0.0] * 9, [0.0] * 9, 40
    adam = Adam(lr=0.01, betas=(0.85, 0.99), eps=1e-8)
    for step in range(steps):
        rate = 0.01 * (1 - step / steps)
        loss = loss_of(theirs, step)
        loss.backward()
        for i, p in enumerate(theirs):
            m[i] = 0.85 * m[i] + (1 - 0.85) * p.grad
            v[i] = 0.99 * v[i] + (1 - 0.99) * p.grad**2
            m_hat = m[i] / (1 - 0.85 ** (step + 1))
            v_hat = v[i] / (1 - 0.99 ** (step + 1))
            p.data -= rate * m_hat / (v_hat**0.5 + 1e-8)
            p.grad = 0
        adam.lr = rate
        other = loss_of(ours, step)
        other.backward()
        adam.step(ours)
        for p in ours:
            p.grad = None
        assert other.data == pytest.approx(loss.data, rel=1e-15)


@pytest.mark.parametrize("optimizer", RECIPES, **names)
def test_state_belongs_to_a_parameter_and_an_optimiser(optimizer: Optimizer) -> None:
    """Order and other parameters do not matter; a fresh copy begins anew."""
    optimizer = optimizer.fresh()

    def moved(optimizer: Optimizer, turned: bool) -> list[float]:
        p, q = Value(1.0), Value(2.0)
        for p.grad, q.grad in gradients(5, 2, seed=3):
            optimizer.step([q, p] if turned else [p, q])
        return [p.data, q.data]

    first = moved(optimizer, turned=False)
    assert moved(optimizer, turned=True) == first
    p, q = Value(1.0), Value(1.0)
    for p.grad in (3.0, 0.5):
        optimizer.step([p])
    q.grad = 0.5
    optimizer.fresh().step([q])
    other = Value(1.0)
    other.grad = 0.5
    optimizer.fresh().step([other])
    assert q.data == other.data
    assert p.data != other.data


def test_fresh_keeps_settings() -> None:
    """Also those that were set after it was made; the two then change apart."""
    optimizer = Adam(lr=0.1, betas=(0.5, 0.6), maximize=True)
    optimizer.lr, optimizer.eps = 0.2, 1e-3
    fresh = optimizer.fresh()
    assert repr(fresh) == repr(optimizer)
    assert repr(fresh) == "Adam(lr=0.2, betas=(0.5, 0.6), eps=0.001, maximize=True)"
    fresh.lr = 0.5
    assert optimizer.lr == 0.2


@pytest.mark.parametrize("optimizer", RECIPES, **names)
@pytest.mark.parametrize("way", [copy.deepcopy, lambda pair: pickle.loads(pickle.dumps(pair))])
def test_copies_and_pickles_go_on_where_it_was(
    optimizer: Optimizer, way: Callable[[Any], Any]
) -> None:
    """A copy of optimiser and parameters together takes the very steps of the original."""
    optimizer, parameters, array = optimizer.fresh(), [Value(1.0), Value(-1.0)], np.ones(2)

    def move(optimizer: Optimizer, parameters: list[Value], array: np.ndarray) -> None:
        for row in gradients(3, 2, seed=4):
            for parameter, g in zip(parameters, row, strict=True):
                parameter.grad = g
            optimizer.step(parameters)
            optimizer.step_arrays(array, row)

    move(optimizer, parameters, array)
    copied = way((optimizer, parameters, array))
    move(optimizer, parameters, array)
    move(*copied)
    assert [p.data for p in copied[1]] == [p.data for p in parameters]
    assert copied[2].tolist() == array.tolist()


@pytest.mark.parametrize("optimizer", RECIPES, **names)
def test_arrays_are_moved_in_place_and_gradients_left_alone(optimizer: Optimizer) -> None:
    """The array stays the same object; neither it nor the buffer of gradients is kept."""
    p, g = np.ones(4), np.arange(4.0)
    once, twice = optimizer.fresh(), optimizer.fresh()
    once.step_arrays(p, g)
    assert g.tolist() == [0, 1, 2, 3]
    q, buffer = np.ones(4), np.arange(4.0)
    twice.step_arrays(q, buffer)
    buffer[:] = np.nan
    once.step_arrays(p, g)
    twice.step_arrays(q, g)
    assert p.tolist() == q.tolist()


def test_arrays_of_another_shape() -> None:
    """An array that numpy would stretch is refused, and moved by nothing."""
    optimizer = RMSProp()
    with pytest.raises(ValueError, match=r"\(3,\), their gradients \(1,\)"):
        optimizer.step_arrays(np.ones(3), np.ones(1))
    optimizer.step_arrays(np.ones(1), np.ones(1))
    p = np.ones(3)
    with pytest.raises(ValueError, match=r"first step \(1,\).*optimizer\.fresh\(\)"):
        optimizer.step_arrays(p, np.ones(3))
    assert p.tolist() == [1, 1, 1]


WRONG_SETTINGS = [
    ("lr", -1, ValueError, "at least 0.*maximize=True.*here is -1"),
    ("lr", math.nan, ValueError, "here is nan"),
    ("lr", math.inf, ValueError, "finite"),
    ("lr", "0.1", TypeError, r"lr is a finite number.*'0.1' \(str\)"),
    ("lr", True, TypeError, r"True \(bool\)"),
    ("lr", Value(0.1), TypeError, "Value"),
    ("lr", np.array([0.1, 0.2]), TypeError, "ndarray"),
    ("lr", 10**400, OverflowError, "too large"),
    ("momentum", 1, ValueError, "momentum is a number of at least 0 and below 1; here is 1"),
    ("decay", np.bool_(False), TypeError, "decay"),
    ("eps", 0, ValueError, "eps is a finite number above 0"),
    ("betas", 0.9, TypeError, r"two numbers such as \(0.9, 0.999\), here is 0.9"),
    ("betas", "ab", TypeError, "two numbers"),
    ("betas", (0.9, 1.0), ValueError, "each of betas.*here is 1.0"),
    ("betas", (math.nan, 0.9), ValueError, "each of betas.*here is nan"),
    ("betas", (0.9, "0.9"), TypeError, "each of betas.*str"),
    ("weight_decay", -0.1, ValueError, "weight_decay is a finite number of at least 0"),
    ("maximize", 1, TypeError, r"maximize is True or False, here is 1 \(int\)"),
]


@pytest.mark.parametrize(("name", "wrong", "kind", "said"), WRONG_SETTINGS)
def test_wrong_settings(name: str, wrong: Any, kind: type[Exception], said: str) -> None:
    """Refused by every optimiser that has the setting, when it is made and when it is set."""
    having = [recipe for recipe in RECIPES if hasattr(recipe, name)]
    assert having
    for recipe in having:
        with pytest.raises(kind, match=said):
            type(recipe)(**{name: wrong})
        optimizer = recipe.fresh()
        with pytest.raises(kind, match=said):
            setattr(optimizer, name, wrong)
        assert repr(optimizer) == repr(recipe)


def test_settings_are_floats() -> None:
    """Whole numbers and numpy's become floats, a list of betas a tuple."""
    optimizer = Adam(lr=np.float32(0.5), betas=[0, 0.5])  # type: ignore[arg-type]
    assert repr(optimizer) == "Adam(lr=0.5, betas=(0.0, 0.5), eps=1e-08, maximize=False)"
    optimizer.lr = np.int64(1)
    assert type(optimizer.lr) is float


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        (MLP(2, [1]), TypeError, r"model\.parameters\(\)"),
        (Value(1.0), TypeError, r"model\.parameters\(\)"),
        ([1.0], TypeError, "a parameter is a Value, here is 1.0"),
        ({"w": Value(1.0)}, TypeError, "here is 'w'"),
        ([[Value(1.0)]], TypeError, "list"),
        ([Value(1.0) * 2], ValueError, "computed by mul"),
    ],
)
def test_parameters_are_a_list_of_leaves(wrong: Any, kind: type[Exception], said: str) -> None:
    """Anything else is told what to write, before any parameter has moved."""
    with pytest.raises(kind, match=said):
        SGD().step(wrong)
    if isinstance(wrong, list):
        first = Value(1.0)
        first.grad = 1.0
        with pytest.raises(kind, match=said):
            SGD().step([first, *wrong])
        assert first.data == 1.0


def test_a_parameter_listed_twice_moves_once() -> None:
    """Shared weights have one gradient, in which both uses are counted already."""
    w = Value(1.0)
    (w * w).backward()
    SGD(lr=0.1).step(iter([w, w]))
    assert w.data == 0.8


def test_an_optimiser_of_ones_own() -> None:
    """A formula is all that it needs, as a dataclass or with an __init__ of its own."""

    @dataclass(eq=False, repr=False)
    class Sign(Optimizer):
        lr: float = 0.5
        width: float = 2.0

        def change(self, p: Any, g: Any, state: optim.State) -> Any:
            return -self.lr * g / abs(g) / state.t * self.width

    class Half(Optimizer):
        def __init__(self) -> None:
            super().__init__(0.5)

        def change(self, p: Any, g: Any, state: optim.State) -> Any:
            return -self.lr * p

    p = Value(4.0)
    p.grad = 3.0
    optimizer = Sign().fresh()
    optimizer.step([p])
    optimizer.step([p])
    assert p.data == 4 - 1 - 0.5
    Half().fresh().step([p])
    assert p.data == 1.25
    assert repr(optimizer) == "Sign(lr=0.5, width=2.0, maximize=False)"
    with pytest.raises(TypeError, match="change"):
        Optimizer(0.1)  # type: ignore[abstract]
