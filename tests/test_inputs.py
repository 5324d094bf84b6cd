"""What is given from outside: read, or refused with its name, what it is and what it must be."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from micrograd_plus import Value
from micrograd_plus.inputs import (
    check_settings,
    choice,
    foreign,
    is_real,
    meant,
    no_attribute,
    shortened,
    shown,
    to_finite,
    to_number,
    to_whole,
)


def share(number: Any) -> float:
    return to_number("share", number, "a number from 0 to 1", lambda x: 0 <= x <= 1)


def size(number: Any) -> float:
    return to_finite("size", number, "above 0", lambda x: x > 0)


def way(name: Any) -> str:
    return choice("way", name, ["a", "b"])


@pytest.mark.parametrize("number", [1, 1.0, np.float32(1), np.int64(1)])
def test_numbers_become_floats(number: Any) -> None:
    """Whatever kind of number it was."""
    for read in (share, size):
        assert read(number) == 1.0
        assert type(read(number)) is float
    assert is_real(number)


@pytest.mark.parametrize(
    ("read", "given", "kind", "said"),
    [
        (share, 2, ValueError, "share is a number from 0 to 1; here is 2$"),
        (share, math.nan, ValueError, "here is nan$"),
        (share, True, TypeError, r"share is a number from 0 to 1; here is True \(bool\)$"),
        (share, "1", TypeError, r"here is '1' \(str\)$"),
        (size, 0, ValueError, "size is a finite number above 0, here is 0$"),
        (size, math.inf, ValueError, "size is a finite number above 0, here is inf$"),
        (size, 10**400, OverflowError, "too large for a float"),
        (size, None, TypeError, r"size is a number above 0, here is None \(NoneType\)$"),
        (lambda x: to_whole("n", x, 1), 0, ValueError, "n must be at least 1, here is 0$"),
        (lambda x: to_whole("n", x, 1), 1.0, TypeError, r"n is a whole number, here is 1.0"),
        (way, "c", ValueError, "way is one of a, b; here is 'c'"),
        (way, ["a"], ValueError, r"way is one of a, b; here is \['a'\]"),
    ],
)
def test_what_is_refused(
    read: Callable[[Any], Any], given: Any, kind: type[Exception], said: str
) -> None:
    """The error names the setting."""
    with pytest.raises(kind, match=said):
        read(given)


def test_choices_and_texts() -> None:
    """One of the names that there are; no more than 60 characters."""
    assert choice("way", "a", {"a": 1}) == "a"
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 57 + "..."


def test_what_is_meant_by_a_name() -> None:
    """However it is written; by another name, or by one that is near; else nothing."""
    assert meant("batchSize", ["batch_size", "epochs"]) == "batch_size"
    assert meant("learning_rate", ["lr"], {"learning-rate": "lr"}) == "lr"
    assert meant("epoch", ["epochs", "seed"]) == "epochs"
    assert meant("nonsense", ["epochs", "seed"]) == ""


def test_settings_are_checked_by_name() -> None:
    """A wrong one is told with the one that is meant, or with all that there are."""
    check_settings("fit", ["epochs"], ["epochs", "seed"], {})
    with pytest.raises(TypeError, match=r"^fit has no setting 'epoch': did you mean epochs\?$"):
        check_settings("fit", ["seed", "epoch"], ["epochs", "seed"], {})
    with pytest.raises(TypeError, match=r"^fit has no setting 'wd': it takes epochs, seed$"):
        check_settings("fit", ["wd"], ["epochs", "seed"], {})


def test_a_name_that_a_module_does_not_have() -> None:
    """Nothing is guessed for names that begin with an underscore."""
    assert str(no_attribute("m", "sgd", ["SGD"], {})).endswith("'sgd': did you mean SGD?")
    assert str(no_attribute("m", "_sgd", ["SGD"], {})).endswith("no attribute '_sgd'")


def test_a_value_of_another_class_is_told_from_ours() -> None:
    """By its parents, data and gradient; messages say whose it is."""

    class Number:
        data, grad, _prev = 1.0, 0.0, ()

    class Mine(Value):
        pass

    assert foreign(Number())
    assert not any(map(foreign, (Value(1.0), Mine(1.0), 1.0, None, "data")))
    assert "test_inputs." in shown(Number())
    assert "not a Value of micrograd_plus" in shown(Number())
