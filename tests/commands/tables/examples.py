"""Tables that tests of the commands learn from."""

from pathlib import Path

import numpy as np

from micrograd_plus import datasets, nn
from micrograd_plus.commands.tables.description import Description, read_description
from micrograd_plus.files.document import Part

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


# A small table with a column of each kind.
ROWS = ["x,colour,y"] + [f"{i * i % 11},{('red', 'blue')[i % 2]},{i % 3}.5" for i in range(20)]
PLAIN = "\n".join(ROWS) + "\n"


def written(tmp_path: Path, content: str | bytes) -> str:
    path = tmp_path / "a table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def changed(line: int, place: int, text: str) -> str:
    """The plain table with one cell replaced; lines count from 1, cells from 0."""
    rows = [row.split(",") for row in ROWS]
    rows[line - 1][place] = text
    return "\n".join(",".join(row) for row in rows) + "\n"


def with_column(name: str, cell) -> str:
    """The plain table with one more column; `cell` gives the text for each row, from 0."""
    body = [f"{row},{cell(i)}" for i, row in enumerate(ROWS[1:])]
    return "\n".join([f"{ROWS[0]},{name}", *body]) + "\n"


def share(line_start: str, printed: str) -> float:
    """The last number of a line that is printed."""
    (line,) = (line for line in printed.splitlines() if line.startswith(line_start))
    return float(line.split()[-1].rstrip("%"))
