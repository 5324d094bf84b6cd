"""The toy data sets as tables, so that `train iris` is told and saved as any table is."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from ... import datasets
from ...datasets.common import Data
from .csv_file import Table
from .learn import learn_and_report

POINTS = 300


@dataclass(frozen=True)
class Toy:
    """A data set as a table.

    Attributes:
        make: gives X and y for a seed.
        inputs: the names of the columns of X.
        target: the name of y.
        classes: what the classes are called; empty for numbers.
    """

    make: Callable[[int], Data]
    inputs: tuple[str, ...]
    target: str
    classes: tuple[str, ...] = ()

    def table(self, name: str, seed: int) -> Table:
        """Return the table; lines count from 2, as if it were a file with a line of names."""
        X, y = self.make(seed)
        rows = []
        for numbers, value in zip(X.tolist(), y.tolist(), strict=True):
            answer = self.classes[value] if self.classes else f"{value:.6g}"
            rows.append([*(f"{number:.6g}" for number in numbers), answer])
        names = [*self.inputs, self.target]
        return Table(name, ",", names, rows, list(range(2, len(rows) + 2)))


def _plane(make: Callable[..., Data], classes: int = 2) -> Toy:
    """Points in a plane, each of a class."""
    return Toy(
        lambda seed: make(POINTS, seed=seed),
        ("x", "y"),
        "class",
        tuple(f"{place}" for place in range(classes)),
    )


def _curve(make: Callable[..., Data]) -> Toy:
    return Toy(lambda seed: make(POINTS, seed=seed), ("x",), "y")


TOYS = {
    "iris": Toy(
        lambda seed: datasets.iris(), datasets.IRIS_FEATURES, "species", datasets.IRIS_CLASSES
    ),
    "circles": _plane(datasets.circles),
    "spirals": _plane(datasets.spirals),
    "blobs": _plane(datasets.blobs, classes=3),
    "xor": _plane(datasets.xor),
    "yin_yang": _plane(datasets.yin_yang, classes=3),
    "linear": _curve(datasets.linear),
    "sine": _curve(datasets.sine),
}


def train_toy(options: argparse.Namespace) -> int:
    """Learn a data set, by its own target or another column of it, as `train_table` does."""
    toy = TOYS[options.data]
    if options.target is None:
        options.target = toy.target
    if toy.classes:
        options.category = [*(options.category or ()), toy.target]
    return learn_and_report(toy.table(options.data, options.seed or 0), options)
