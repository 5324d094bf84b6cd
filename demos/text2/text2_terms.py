"""
One term too many
=================

The sum from 0 to M has one term too many, and the square of a column is a squared length.

The second text, "Back Propogation", writes J = 1/M sum over i from 0 to M of (A2 - y)^2: with M
samples there is no sample M, and with several outputs A2 - y is a column for each sample.
"""

import numpy as np
from text2_columns import Arrays, forward, network

from micrograd_plus import Value
from micrograd_plus.losses import mse


def summed(arrays: Arrays, last: int) -> Value:
    """1/M times the sum over samples 0, 1, ... up to and with the last."""
    samples = arrays["X"].shape[1]
    errors = arrays["A2"] - arrays["y"]
    terms = [(errors[:, i] ** 2).sum() for i in range(last + 1)]
    return sum(terms) / samples


def all_off_by(error: float, samples: int) -> tuple[float, float]:
    """For outputs that are all off by so much: 1/M of M + 1 squares, and of M."""
    term = Value(error) ** 2
    return (sum([term] * (samples + 1)) / samples).data, (sum([term] * samples) / samples).data


def of_several(arrays: Arrays) -> dict[str, Value]:
    """What a square of a column of errors may be taken for; each the mean over the samples."""
    errors = arrays["A2"] - arrays["y"]
    samples = errors.shape[1]
    return {
        "squared length": (errors**2).sum() / samples,
        "mean of the outputs": mse(arrays["A2"].T.tolist(), arrays["y"].T.tolist()),
        "square of the sum": (errors.sum(axis=0) ** 2).sum() / samples,
    }


def main() -> None:
    arrays = network((2, 3, 2), samples=4)
    J = forward(arrays)
    samples = arrays["X"].shape[1]
    try:
        summed(arrays, samples)
    except IndexError as error:
        print(f"i from 0 to M, M = {samples}: {error}")
    else:
        raise AssertionError("there is no such sample")
    repaired = summed(arrays, samples - 1)
    print(f"i from 0 to M - 1: J = {repaired.data:.6f}, as it should be: {J.data:.6f}")
    assert np.isclose(repaired.data, J.data, rtol=1e-12)

    print("\nif there were one more sample, and all outputs were off by 0.5, so that J is 0.25:")
    for count in (1, 4, 100):
        too_many, right = all_off_by(0.5, count)
        print(f"  M = {count:>3}: {too_many:.4f}, {too_many / right - 1:.0%} too large")
        assert np.isclose(too_many / right, (count + 1) / count)
        assert np.isclose(right, 0.25)

    print("\nthe square of a column, with two outputs:")
    found = of_several(arrays)
    for name, value in found.items():
        print(f"  {name:<20}{value.data:>9.6f}")
    print("the first goes with dJ/dA2 = 2 (A2 - y) / M; mse of the library, as that of others,")
    print("divides by the number of outputs too; the last lets errors cancel out")
    assert np.isclose(found["squared length"].data, J.data, rtol=1e-12)
    assert np.isclose(2 * found["mean of the outputs"].data, J.data, rtol=1e-12)
    assert not np.isclose(found["square of the sum"].data, J.data, rtol=1e-2)


if __name__ == "__main__":
    main()
