"""
A cost that is no bowl
======================

The cost of two sigmoid layers is no bowl: it curves downwards too, and random starts matter.

The second text, "Back Propogation", draws a bowl and starts from random weights. The first holds
for a fitted line only; the second is needed, since hidden neurons that start alike stay alike.
"""

from micrograd_plus import Value, grad, optim
from micrograd_plus.losses import mse
from micrograd_plus.nn import MLP, Module, Neuron

X, Y = [[-1.0], [-0.3], [0.4], [1.1]], [0.2, 0.8, 0.3, 0.7]


def line() -> Module:
    return Neuron(1, nonlin=False, seed=0)


def two_layers(alike: bool = False) -> Module:
    """Two hidden neurons, from random weights or both from the same."""
    model = MLP(1, [2, 1], activation="sigmoid", output="sigmoid", seed=0)
    if alike:
        first, second = model.layers[0].neurons
        second.w[0].data = first.w[0].data
        out = model.layers[1].neurons[0].w
        out[1].data = out[0].data
    return model


def slope_and_curvature(model: Module, weight: Value, at: float) -> tuple[float, float]:
    """The first and second derivative of the cost by one weight, all others as they are."""
    weight.data = at
    slope = grad(mse([model(x) for x in X], Y), weight, create_graph=True)
    return slope.data, grad(slope, weight)


def learned(alike: bool) -> tuple[float, float]:
    """The cost after training, and how far apart the two hidden neurons are."""
    model = two_layers(alike)
    history = model.fit(X, Y, optimizer=optim.SGD(lr=5.0), epochs=3000)
    first, second = (neuron.w[0].data for neuron in model.layers[0].neurons)
    return history.loss[-1], abs(first - second)


def main() -> None:
    print("  at   line: slope  curvature   two layers: slope  curvature")
    curved = {"line": [], "two layers": []}
    for at in (-8.0, -4.0, -1.0, 0.0, 1.0, 4.0, 8.0):
        of_line, of_two = line(), two_layers()
        one = slope_and_curvature(of_line, of_line.w[0], at)
        two = slope_and_curvature(of_two, of_two.layers[0].neurons[0].w[0], at)
        print(f"{at:>4.0f}{one[0]:>14.4f}{one[1]:>11.4f}{two[0]:>20.5f}{two[1]:>11.5f}")
        curved["line"].append(one[1])
        curved["two layers"].append(two[1])
    assert max(curved["line"]) - min(curved["line"]) < 1e-12 < min(curved["line"])
    assert min(curved["two layers"]) < 0 < max(curved["two layers"])
    print("the line's cost curves upwards, everywhere the same: a bowl; that of the layers has")
    print("places where it curves downwards, as on top of a hill")

    weight_of = line()
    slope, curvature = slope_and_curvature(weight_of, weight_of.w[0], 4.0)
    print(f"\nthe gradient is not the amount to turn: at 4 it is {slope:.4f}, and the lowest place")
    print(f"along w is {slope / curvature:.4f} away, which is slope / curvature")
    assert abs(slope_and_curvature(weight_of, weight_of.w[0], 4.0 - slope / curvature)[0]) < 1e-12

    print("\nhidden neurons that start    J in the end   apart in the end")
    found = {name: learned(name == "alike") for name in ("alike", "at random")}
    for name, (J, apart) in found.items():
        print(f"  {name:<20}{J:>21.6f}{apart:>19.4f}")
    assert found["alike"][1] == 0 < found["at random"][1]
    assert found["at random"][0] < 0.8 * found["alike"][0]


if __name__ == "__main__":
    main()
