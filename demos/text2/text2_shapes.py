"""
Where the listing stops
=======================

Where the listing of the second text stops, and the sizes of networks where it does not.

With 2-3-1 units the W1.T in its line for dZ2 ("Back Propogation") does not fit, and a reader sees
an error. With other units all of it runs, and goes the wrong way.
"""

import itertools

import numpy as np
from text2_columns import forward, gradient, network
from text2_listing import listing, numbers_of

LARGEST = 3
Sizes = tuple[int, int, int]


def outcome(sizes: Sizes, samples: int = 4, extra: bool = True) -> str:
    """What becomes of the listing: the first line that stops, or whether its numbers are right."""
    arrays = network(sizes, samples)
    J = forward(arrays, mean=False)
    J.backward()
    n = numbers_of(arrays)
    try:
        given = listing(n, extra)
    except ValueError as error:
        return f"stops: {error}"
    for name in ("W1", "B1", "W2", "B2"):
        true = gradient(J, name)
        if given[f"d{name}"].shape != true.shape:
            return f"d{name} is {given[f'd{name}'].shape}, {name} is {true.shape}"
        if not np.allclose(given[f"d{name}"], true, rtol=1e-9):
            return "runs, and is wrong"
    return "right"


def silent(samples: int = 4) -> list[Sizes]:
    """The sizes of up to three units a layer where the printed listing runs, and is wrong."""
    every = itertools.product(range(1, LARGEST + 1), repeat=3)
    return [sizes for sizes in every if outcome(sizes, samples) == "runs, and is wrong"]


def main() -> None:
    for sizes in ((2, 3, 1), (2, 2, 1), (1, 2, 1), (3, 1, 1), (2, 2, 2), (1, 3, 3)):
        units = "-".join(map(str, sizes))
        print(f"{units}, as printed: {outcome(sizes)}")
        print(f"{units}, repaired:   {outcome(sizes, extra=False)}")
        assert outcome(sizes, extra=False) == "right"
    assert outcome((2, 3, 1)).startswith("stops: shapes (2,3) and (1,4) not aligned")
    assert outcome((2, 2, 2)) == "runs, and is wrong"

    found = silent()
    print(f"\nof {LARGEST**3} networks of up to {LARGEST} units a layer, {len(found)} are silent:")
    print(", ".join("-".join(map(str, sizes)) for sizes in found))
    print("all have as many outputs as hidden neurons, and as many inputs, or only one")
    # (inputs x hidden) @ (outputs x samples), then times an array of (outputs x samples).
    assert found == [
        (inputs, units, units)
        for inputs, units in itertools.product(range(1, LARGEST + 1), repeat=2)
        if inputs in (1, units)
    ]


if __name__ == "__main__":
    main()
