"""Tables that tests of the commands learn from."""

from pathlib import Path

import numpy as np

from micrograd_plus import datasets
from micrograd_plus.commands.tables import Description, read_description
from micrograd_plus.files.document import Part
from micrograd_plus.nn import layers as nn

IRIS = (Path(datasets.__file__).parent / "data" / "iris.csv").read_text(encoding="utf-8")


def with_colour() -> str:
    """Return the iris flowers with one column more, of categories."""
    first, *others = IRIS.splitlines()
    colours = ("blue", "white", "violet")
    return "\n".join([f"{first},colour", *(f"{r},{colours[i % 3]}" for i, r in enumerate(others))])


def houses(count: int = 120) -> str:
    """Return a table of numbers that follow a bent rule, with a little noise."""
    random = np.random.default_rng(0)
    size, age = random.uniform(40, 200, count), random.uniform(0, 60, count)
    price = 2000 * size * np.exp(-age / 40) + random.normal(0, 5000, count)
    lines = (f"{s:.1f},{a:.0f},{p:.0f}" for s, a, p in zip(size, age, price, strict=True))
    return "\n".join(["size,age,price", *lines]) + "\n"


def description_of(path: str) -> Description:
    """Return how a saved model reads a table."""
    return read_description(Part(path, nn.load(path).table, "table"))
