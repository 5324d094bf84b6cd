"""Each piece of tanh is its Taylor series, to the last bit of every factor."""

import math

import mpmath

from micrograd_plus.tape.native.pieces import _DEGREE, _PIECES, tanh_pieces


def test_a_piece_is_the_taylor_series() -> None:
    table = tanh_pieces()
    with mpmath.workdps(60):
        for piece in (0, 1, 8, 40):
            found = [table[column * _PIECES + piece] for column in range(_DEGREE + 2)]
            wanted = mpmath.taylor(mpmath.tanh, piece / 8, _DEGREE)
            whole, lacking, *factors = found
            assert mpmath.almosteq(mpmath.mpf(whole) + lacking, wanted[0], 1e-30, 1e-40)
            for one, other in zip([whole, *factors], wanted, strict=True):
                assert abs(one - other) <= math.ulp(one) / 2 + 1e-40


def test_the_last_piece_is_one() -> None:
    """And what no number but nan can name is 0."""
    table = tanh_pieces()
    assert table[153] == 1.0
    assert list(table[154:_PIECES]) == [0.0] * (_PIECES - 154)
