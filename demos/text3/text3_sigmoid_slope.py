"""
The slope of the sigmoid
========================

The derivative of the sigmoid: beta (1 - beta), and a printed exponent with the wrong sign.

The third text, "Neural Networks and the Backpropagation Algorithm", prints
(1 + e^-alpha)^2 e^-alpha on the way to beta (1 - beta): the exponent has to be -2. Run
`python demos/text3/text3_sigmoid_slope.py [FOLDER]`; the picture goes into FOLDER, or a
temporary one.
"""

import math
import sys
import tempfile
from pathlib import Path

from micrograd_plus import Value, check_derivation, exp, grad, sigmoid

ALPHAS = (-2.0, 0.0, 0.7, 2.0, 4.0, 6.0, 8.0)
# Numbers that differ by less are the same when worked out to four decimals.
FOUR_DECIMALS = 0.5e-4


def as_printed(alpha: float) -> float:
    return (1 + math.exp(-alpha)) ** 2 * math.exp(-alpha)


def repaired(alpha: float) -> float:
    return (1 + math.exp(-alpha)) ** -2 * math.exp(-alpha)


def by_engine(number: float) -> float:
    """The gradient of 1 / (1 + exp(-alpha)), written out as the text writes it."""
    alpha = Value(number, label="alpha")
    return grad(1 / (1 + exp(-alpha)), alpha)


def hides_from(tolerance: float) -> float:
    """From which alpha on the printed formula is off by less than that."""
    low, high = 0.0, 50.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        too_far = abs(as_printed(middle) - repaired(middle)) > tolerance
        low, high = (middle, high) if too_far else (low, middle)
    return high


def draw(picture: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.5, 4.0), layout="constrained")
    axes = figure.add_subplot()
    across = [i / 20 for i in range(-60, 201)]
    axes.plot(across, [as_printed(a) for a in across], "--", label="as printed, exponent 2")
    axes.plot(across, [repaired(a) for a in across], label="repaired, exponent −2: β(1 − β)")
    axes.axvline(hides_from(FOUR_DECIMALS), color="black", linewidth=0.8, linestyle=":")
    axes.annotate("the same to 4 decimals →", (5.5, 1.0), ha="right", fontsize=8)
    axes.set(yscale="log", xlabel="α", ylabel="derivative of the sigmoid")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(picture)


def main(folder: Path) -> None:
    print("alpha  as printed   repaired  beta(1-beta)     engine   printed / true")
    for alpha in ALPHAS:
        beta = sigmoid(Value(alpha)).data
        true = by_engine(alpha)
        row = f"{as_printed(alpha):>12.4f}{repaired(alpha):>11.4f}{beta * (1 - beta):>14.4f}"
        print(f"{alpha:>5.1f}{row}{true:>11.4f}{as_printed(alpha) / true:>17.4f}")
        assert math.isclose(repaired(alpha), true, rel_tol=1e-12)
        assert math.isclose(beta * (1 - beta), true, rel_tol=1e-12)
        # The slip is a factor of (1 + e^-alpha)^4, which tends to 1.
        assert math.isclose(as_printed(alpha) / true, (1 + math.exp(-alpha)) ** 4, rel_tol=1e-12)

    hidden = hides_from(FOUR_DECIMALS)
    print(f"\nfrom alpha = {hidden:.2f} on, nobody sees the slip in four decimals:")
    for number, decimals in ((0.7, None), (6.0, None), (6.0, 4)):
        alpha = Value(number, label="alpha")
        given = as_printed(number) if decimals is None else round(as_printed(number), decimals)
        report = check_derivation(sigmoid(alpha), {"dalpha": (alpha, given)}, decimals=decimals)
        digits = "all its digits" if decimals is None else f"{decimals} decimals"
        verdict = report["dalpha"]
        print(f"  alpha = {number}, {digits}: {verdict.verdict} {verdict.kind or ''}".rstrip())
        assert bool(report) == (decimals == 4)
    assert 5.6 < hidden < 5.7

    picture = folder / "text3_sigmoid_slope.png"
    draw(picture)
    print(f"both curves are in {picture}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
