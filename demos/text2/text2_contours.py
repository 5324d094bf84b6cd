"""
Contour lines and the gradient
==============================

Contour lines of a cost, the way down, and the gradient as what it is: a normal to the line.

The second text, "Back Propogation", calls it the slope of a line in such a picture. Run
`python demos/text2/text2_contours.py [FOLDER]`; the picture goes into FOLDER, or a temporary one.
"""

import math
import sys
import tempfile
from pathlib import Path

import viz
from micrograd_plus import Value, grad, optim
from micrograd_plus.losses import mse
from micrograd_plus.nn import Neuron

X = [[-0.6], [0.2], [0.7], [1.8], [2.4]]
Y = [-1.2, 0.5, 0.4, 2.6, 2.2]
START, RATE, EPOCHS = (2.6, 1.4), 0.05, 60


def neuron_at(w: float | Value, b: float | Value) -> Neuron:
    """A neuron without activation, theta_1 = w and theta_2 = b."""
    neuron = Neuron(1, nonlin=False)
    neuron.w[0], neuron.b = (p if isinstance(p, Value) else Value(p) for p in (w, b))
    return neuron


def cost(neuron: Neuron) -> Value:
    return mse([neuron(x) for x in X], Y)


def gradient(at: tuple[float, float] = START) -> list[float]:
    neuron = neuron_at(*at)
    return grad(cost(neuron), neuron.parameters())


def slope_towards(angle: float, at: tuple[float, float] = START) -> float:
    """How steep the cost is in a direction: the derivative by the way gone, at its beginning."""
    gone = Value(0.0)
    neuron = neuron_at(at[0] + gone * math.cos(angle), at[1] + gone * math.sin(angle))
    return grad(cost(neuron), gone)


def draw(picture: Path) -> None:
    neuron = neuron_at(*START)
    history = neuron.fit(X, Y, optimizer=optim.SGD(lr=RATE), epochs=EPOCHS, watch="weights")
    figure = viz.cost_surface(neuron, X, Y, ["w[0]", "b"], history=history, reach=2.6)
    axes = figure.axes[0]
    axes.set_aspect("equal")
    across, up = gradient()
    length = math.hypot(across, up)
    # Of a length that can be seen: only the directions are shown.
    right, high = 0.7 * across / length, 0.7 * up / length
    axes.plot(
        [START[0] - 1.5 * high, START[0] + 1.5 * high],
        [START[1] + 1.5 * right, START[1] - 1.5 * right],
        "--",
        color="tab:red",
    )
    axes.annotate("", (START[0] + right, START[1] + high), START, arrowprops={"color": "tab:red"})
    axes.set_title("the arrow is the gradient, normal to the contour (dashed: its tangent)")
    figure.savefig(picture)


def main(folder: Path) -> None:
    across, up = gradient()
    length, direction = math.hypot(across, up), math.atan2(up, across)
    print(f"at theta = {START} the gradient is the vector ({across:.4f}, {up:.4f}): its length is")
    print(f"{length:.4f}, the steepest slope. How steep the cost is in other directions:")
    print("degrees from the gradient   slope   length * cos")
    for degrees in (0, 30, 60, 90, 120, 180):
        slope = slope_towards(direction + math.radians(degrees))
        by_length = length * math.cos(math.radians(degrees))
        print(f"{degrees:>24}{slope + 0.0:>9.4f}{by_length:>14.4f}")
        assert math.isclose(slope, by_length, rel_tol=1e-9, abs_tol=1e-9)
    steepest = max(slope_towards(math.radians(degrees)) for degrees in range(360))
    assert 0.999 * length < steepest <= length

    print("\nslopes of lines in the picture, which are one number each, and not the gradient:")
    print(f"  of the line along the contour  {-across / up:>8.4f}")
    print(f"  of the line across it          {up / across:>8.4f}")
    print("along the contour the cost does not change: the gradient is normal to it")

    middle = neuron_at(*START)
    middle.fit(X, Y, epochs=2000)
    to_the_middle = math.atan2(middle.b.data - START[1], middle.w[0].data - START[0])
    beside = math.degrees(to_the_middle - math.atan2(-up, -across))
    print(f"downhill is not towards the minimum: that is {abs(beside):.0f} degrees aside")
    assert 5 < abs(beside) < 90

    draw(folder / "text2_contours.png")
    print(f"the map is {folder / 'text2_contours.png'}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
