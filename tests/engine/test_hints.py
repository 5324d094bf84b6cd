"""Warnings of likely mistakes: said at the learner's line, and not again."""

import warnings

import pytest

from micrograd_plus import Value, optim
from micrograd_plus.engine import hints
from micrograd_plus.engine.staleness import Mixed, Spent, set_numbers
from micrograd_plus.errors import LikelyMistake


@pytest.fixture(autouse=True)
def _silence_before() -> None:
    """Nothing has been said yet."""
    hints.forget()


def test_a_hint_stands_at_the_users_line() -> None:
    """It is a UserWarning, which can be filtered by its class."""
    with pytest.warns(UserWarning, match="look here") as caught:
        hints.hint("look here")
    assert caught[0].filename == __file__
    assert caught[0].category is LikelyMistake


def test_a_hint_is_given_once() -> None:
    """Of each thing."""

    def say_all() -> None:
        for _ in range(3):
            hints.hint_once("this", "this")
            hints.hint_once("that", "that")

    with pytest.warns(LikelyMistake) as caught:
        say_all()
    assert [str(each.message) for each in caught] == ["this", "that"]


def test_a_moved_leaf_has_a_spent_gradient() -> None:
    """Until somebody writes to it; to users it is a float all the time."""
    x = Value(3.0, label="x")
    (x * x).backward()
    x.data = 4.0
    x.data = 5.0
    assert isinstance(x.gradient, Spent)
    assert x.gradient.number == 3.0
    assert type(x.grad) is float
    x.grad *= 0.5
    assert type(x.gradient) is float
    set_numbers([x], [6.0])
    assert type(x.gradient) is Spent
    assert x.gradient == 3.0


def test_the_sum_is_that_of_before() -> None:
    """A hint changes no number, and comes when the sum is used."""
    x = Value(3.0, label="x")
    (x * x).backward()
    x.data = 5.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (x * x).backward()
        (x * x).backward()
    assert (x.grad, type(x.grad), type(x.gradient)) == (26.0, float, Mixed)
    with pytest.warns(LikelyMistake, match='"x" is moved'):
        x.data = 6.0
    assert (x.data, x.grad) == (6.0, 26.0)


@pytest.mark.parametrize("spoiled", ["cleared", "nothing sent", "put back", "at zero"])
def test_no_hint_without_a_wrong_sum(spoiled: str) -> None:
    """A gradient that was cleared, or to which nothing is added, or whose place is the same."""
    x, start = Value(3.0), 0.0 if spoiled == "at zero" else 1.0
    (x * x).backward(start)
    x.data = 5.0
    if spoiled == "cleared":
        x.grad = 0
    if spoiled == "put back":
        x.data = 3.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (x * (0.0 if spoiled == "nothing sent" else 1.0)).backward()
        x.data = 7.0


def test_a_new_value_for_a_parameter() -> None:
    """It is made all the same, and neither Values nor what was computed are parameters."""
    x = Value(3.0, label="x")
    (x * x).backward()
    y = x
    with pytest.warns(LikelyMistake, match="makes a new Value"):
        y -= 0.5 / 6.0 * y.grad
    assert (x.data, y.data, y._op) == (3.0, 2.5, "-")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = x
        y += x
        y -= 1.0
        y /= 2
    assert y.data == 2.5


def test_a_name_bound_anew_is_no_step() -> None:
    """Whatever comes behind it, and in a loop through something else."""
    x = Value(3.0, label="x")
    (x * x).backward()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = x
        y -= 0.5  # whatever its grad
        y = x
        y *= 0.5; assert x.grad == 6.0  # fmt: skip # noqa: E702
        for y in (x, x):
            y += 0.5
        namespace = {"y": x}
        exec("y -= 0.5 * y.grad", namespace)
    assert x.data == 3.0


def test_a_difference_is_told_from_a_step() -> None:
    """By its line, which assigns to the same name and speaks of a gradient."""
    x = Value(3.0, label="x")
    (x * x).backward()
    with pytest.warns(LikelyMistake, match="p = p - number"):
        x = x - 0.1 * x.grad
    x = Value(3.0, label="x")
    (x * x).backward()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loss = (x - 0.5) ** 2
        y = x - 0.1 * x.grad
    assert (loss.data, y.data) == (6.25, 2.4)


def test_a_step_without_any_gradient() -> None:
    """One parameter that was reached is enough, be its gradient 0."""
    x, y = Value(3.0), Value(4.0)
    with pytest.warns(LikelyMistake, match="step moves nothing"):
        optim.SGD(lr=0.1).step([x, y])
    hints.forget()
    x.grad = 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        optim.SGD(lr=0.1).step([x, y])
        optim.SGD(lr=0.1).step([])
