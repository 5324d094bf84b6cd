"""
An expression in stages
=======================

A long expression cut into named stages, each with a small backward step of its own.

The first text, "Backpropagation In Neural Networks", points to this trick: nobody has to write the
giant derivative down. What two stages use gets a sum of two terms; the second is added, with +=.
"""

import math

from micrograd_plus import Value, check_derivation, exp, tanh

NUMBERS = {"x": 1.5, "y": -0.4, "z": 0.7}

Quantities = dict[str, float]


def staged() -> dict[str, Value]:
    """f = (x y + tanh z) / (1 + exp(x - z)), stage by stage."""
    stage = {name: Value(number) for name, number in NUMBERS.items()}
    x, y, z = stage.values()
    stage["p"] = x * y
    stage["t"] = tanh(z)
    stage["n"] = stage["p"] + stage["t"]
    stage["q"] = x - z
    stage["e"] = exp(stage["q"])
    stage["d"] = 1 + stage["e"]
    stage["f"] = stage["n"] / stage["d"]
    for name, value in stage.items():
        value.label = name
    return stage


def by_hand(add: bool = True) -> Quantities:
    """The stages backwards; `add=False` overwrites where a second term has to be added."""
    x, y, z = NUMBERS.values()
    t, e = math.tanh(z), math.exp(x - z)
    n, d = x * y + t, 1 + e
    found = {"n": 1 / d, "d": -n / d**2}  # f = n / d
    found["e"] = found["d"]  # d = 1 + e
    found["q"] = found["e"] * e  # e = exp(q)
    found["x"], found["z"] = found["q"], -found["q"]  # q = x - z
    found["p"] = found["t"] = found["n"]  # n = p + t
    found["z"] = add * found["z"] + found["t"] * (1 - t**2)  # t = tanh(z), dz +=
    found["x"] = add * found["x"] + found["p"] * y  # p = x y, dx +=
    found["y"] = found["p"] * x
    return found


def at_once() -> Quantities:
    """The same three slopes, from the whole expression differentiated in one go."""
    x, y, z = NUMBERS.values()
    e, n = math.exp(x - z), x * y + math.tanh(z)
    return {
        "x": (y * (1 + e) - n * e) / (1 + e) ** 2,
        "y": x / (1 + e),
        "z": ((1 - math.tanh(z) ** 2) * (1 + e) + n * e) / (1 + e) ** 2,
    }


def main() -> None:
    stage = staged()
    stage["f"].backward()
    found, whole = by_hand(), at_once()
    print("f = (x y + tanh z) / (1 + exp(x - z)), from the last stage to the first")
    print("stage     number   slope of f by hand    engine")
    for name in reversed(stage):
        value = stage[name]
        hand = f"{found[name]:>15.6f}" if name in found else f"{'1 (the seed)':>15}"
        print(f"{name:<5}{value.data:>11.6f}{hand:>18}{value.grad:>13.6f}")
    assert all(abs(found[name] - stage[name].grad) < 1e-15 for name in found)
    assert all(abs(found[name] - slope) < 1e-15 for name, slope in whole.items())
    assert check_derivation(stage["f"], {f"d{n}": (stage[n], g) for n, g in found.items()})

    slip = by_hand(add=False)
    report = check_derivation(stage["f"], {f"d{n}": (stage[n], g) for n, g in slip.items()})
    print("\nwith = in place of += for x and z, which two stages use each:")
    print(report)
    wrong = {row.name: row.kind for row in report.rows if row.verdict == "wrong"}
    assert set(wrong) == {"dx", "dz"}
    assert set(wrong.values()) == {"missing term of a sum"}


if __name__ == "__main__":
    main()
