"""detect_anomaly finds the first number that went wrong, and its line."""

import math
import warnings

import pytest

from micrograd_plus import Value, detect_anomaly, exp, sqrt, where
from micrograd_plus.errors import AnomalyError


def test_the_first_result_that_is_not_finite() -> None:
    """The operation, its operands and the source line are named."""
    with pytest.raises(AnomalyError) as caught, detect_anomaly():
        a = Value(1e200)
        b = a * 2
        b.label = "b"
        c = b * b  # the culprit
        exp(c)
    message = str(caught.value)
    assert 'mul gave inf from 2e+200 ("b")' in message
    assert "the culprit" in message
    assert "test_anomaly.py" in message


def test_the_first_gradient_that_is_not_finite() -> None:
    """A gradient that blows up names the node it went through, and the line that made it."""
    with pytest.raises(AnomalyError) as caught, detect_anomaly():
        x = Value(0.0, label="x")
        y = sqrt(x)  # made here
        z = y * 3
        z.backward()
    message = str(caught.value)
    assert '"x"' in message
    assert "sqrt" in message
    assert "made here" in message


def test_leaves_and_earlier_nodes() -> None:
    """A leaf that is nan is named as such; what was made outside has no line."""
    with pytest.raises(AnomalyError, match="a Value was given the data nan"), detect_anomaly():
        Value(math.nan)
    y = sqrt(Value(0.0))
    with pytest.raises(AnomalyError, match="before detect_anomaly"), detect_anomaly():
        y.backward()


def test_a_program_in_a_folder_of_a_similar_name() -> None:
    """A folder that begins as this package's does is the user's all the same."""
    import micrograd_plus

    name = micrograd_plus.__path__[0] + "_lecture/program.py"
    program = "y = x * 1e308"
    with pytest.raises(AnomalyError, match=r"_lecture/program\.py:1"), detect_anomaly():
        exec(compile(program, name, "exec"), {"x": Value(1e10)})


def test_it_ends_with_its_block() -> None:
    """Outside the block nothing is watched, after an error too; blocks may be nested."""
    with detect_anomaly():
        with detect_anomaly():
            pass
        with pytest.raises(AnomalyError):
            Value(1e308) * 10
    assert (Value(1e308) * 10).data == math.inf


def test_a_healthy_run_is_not_disturbed() -> None:
    """Finite numbers go through, and gradients are the same."""
    with detect_anomaly():
        x = Value(2.0)
        (x * x).backward()
    assert x.grad == 4.0


def test_a_zero_that_hides_a_slope_is_told() -> None:
    """sqrt(x)**2 at 0 answers 0 for 1, by the rule that a zero gradient sends nothing."""
    x = Value(0.0)
    with detect_anomaly(), pytest.warns(RuntimeWarning, match="sqrt has the slope inf at 0.0"):
        (sqrt(x) ** 2).backward()
    assert x.grad == 0.0


def test_what_was_not_chosen_is_no_anomaly() -> None:
    """The branch that a where did not take is not reached at all: nothing is hidden there."""
    x = Value(0.0)
    with detect_anomaly(), warnings.catch_warnings():
        warnings.simplefilter("error")
        where(x > 0, sqrt(x), 0 * x).backward()
