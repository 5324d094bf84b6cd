"""What a Value refuses, and what is meant: `tests/learner` has the words."""

import copy
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

import micrograd_plus
from micrograd_plus import MLP, Value, maximum, tanh
from micrograd_plus.engine.refusals import (
    check_operand,
    is_step,
    operand_number,
    plain_number,
    refusals,
)


def test_each_refusal_is_an_attribute_of_value() -> None:
    """The table is read by `operands`, which gives Value its operators."""
    names = [name for name, _ in refusals()]
    assert len(names) == len(set(names)) > 20
    assert all(name in vars(Value) for name in names)


def test_a_value_still_is_no_sequence() -> None:
    """Neither to the checks of arguments, nor to numpy and to copies."""
    v = Value(2.0)
    assert not isinstance(v, Iterable)
    assert not callable(v)
    assert not hasattr(v, "item")
    assert np.array([[v, v]]).shape == (1, 2)
    assert copy.copy(v).data == 2.0


def test_a_class_of_ones_own_may_have_these_names() -> None:
    """What a subclass defines or keeps hides the refusal."""

    class Weight(Value):
        def __len__(self) -> int:
            return 7

    weight = Weight(2.0)
    weight.value = "mine"  # type: ignore[attr-defined]
    assert (len(weight), weight.value) == (7, "mine")  # type: ignore[attr-defined]


def test_numbers_pass() -> None:
    """And so does what answers for itself."""
    assert plain_number("data", np.float32(0.5)) == 0.5
    for operand in ("2.5", np.ones(3), object(), 3):
        check_operand(operand)


@pytest.mark.parametrize("strange", ["a text", tanh, Value(1.0).tanh, None])
def test_what_is_no_operand_is_named(strange: object) -> None:
    """By what it is."""
    with pytest.raises(TypeError, match=r"text|tanh|None"):
        check_operand(strange)


def test_a_step_is_a_number() -> None:
    """But not 0, which would move nothing, nor a Value."""
    assert is_step(-0.1)
    assert is_step(np.float64(0.1))
    assert not any(map(is_step, (0, 0.0, True, Value(1.0), "1")))


class Tensor:
    """A number of another library that keeps gradients."""

    def __init__(self, requires_grad: bool) -> None:
        self.requires_grad = requires_grad

    def __float__(self) -> float:
        return 2.0


@pytest.mark.parametrize(
    "ask",
    [
        lambda x, t: x * t,
        lambda x, t: t - x,
        lambda x, t: x < t,
        lambda x, t: maximum(x, t),
        lambda x, t: micrograd_plus.sum([x, t]),
        lambda x, t: MLP(2, [1])([x, t]),
    ],
)
def test_the_gradient_of_a_tensor_is_not_lost(ask: Any) -> None:
    """It is refused in operations; a Value may be made of its number, as it says."""
    x = Value(3.0)
    ask(x, Tensor(requires_grad=False))
    with pytest.raises(TypeError, match=r"asks for a gradient.*t\.item\(\)"):
        ask(x, Tensor(requires_grad=True))
    assert Value(Tensor(requires_grad=True)).data == operand_number(2) == 2.0
