"""What is said where an operation is not defined: Python's own error, the operands, the cure."""

import math

import pytest

from micrograd_plus import (
    Value,
    exp,
    log,
    maximum,
    sin,
    sqrt,
    sum as total,
)


class TestErrors:
    @pytest.mark.parametrize(
        ("compute", "kind", "said"),
        [
            (lambda x: log(x), ValueError, "x > 0"),
            (lambda x: sqrt(x - 1), ValueError, "x >= 0"),
            (lambda x: (x - 8) ** (1 / 3), ValueError, "cbrt"),
            (lambda x: 1 / x, ZeroDivisionError, "b != 0"),
            (lambda x: x**-1, ZeroDivisionError, "0 a positive one"),
            (lambda x: exp(x + 1000), OverflowError, "logsumexp"),
            (lambda x: (x + 1e200) ** 2, OverflowError, "too large"),
            (lambda x: x.acosh(), ValueError, "x >= 1"),
            (lambda x: (x + 2).asin(), ValueError, "maximum(-1, minimum(x, 1))"),
        ],
    )
    def test_outside_the_domain(self, compute, kind: type, said: str) -> None:
        """Python's own kind of error, with the operation, the operands and the cure."""
        with pytest.raises(kind) as caught:
            compute(Value(0.0, label="speed"))
        assert said in str(caught.value)
        assert type(caught.value) is kind

    def test_the_label_is_named(self) -> None:
        """The operand is named by its label."""
        with pytest.raises(ValueError, match=r'x = 0\.0 \("speed"\)'):
            log(Value(0.0, label="speed"))

    def test_arithmetic_gives_inf_as_floats_do(self) -> None:
        """+ - * / of finite numbers overflow to inf; inf and nan go through everything."""
        big = Value(1e308)
        assert (big * 10).data == math.inf
        assert (big + big).data == math.inf
        assert (-big - big).data == -math.inf
        assert (big / 1e-10).data == math.inf
        assert total([big, big]).data == math.inf
        assert math.isnan(sin(big * 10).data)
        assert log(big * 10).data == math.inf
        assert math.isnan((big * 10 - big * 10).relu().data)
        assert math.isnan(maximum(Value(math.nan), 1).data)
        assert math.isnan(maximum(1, Value(math.nan)).data)
