"""A table as data for the playground: inputs, names, and what is left out."""

import argparse
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.commands.tables.description import read_description
from micrograd_plus.commands.tables.playable import playable
from micrograd_plus.files.document import Part
from tests.commands.tables.examples import houses, with_colour, written


def options(path: str, target: str | None, **others: Any) -> argparse.Namespace:
    given = dict.fromkeys(("category", "ignore", "only", "missing"))
    return argparse.Namespace(data=path, target=target, **given | others)


def test_categories_are_inputs_of_their_own(tmp_path: Path) -> None:
    """Each has a name that says which."""
    own, told, _ = playable(options(written(tmp_path, with_colour()), "species"))
    assert own["inputs"][-3:] == ["colour=blue", "colour=violet", "colour=white"]
    assert sorted(own["X"][0][-3:]) == [0.0, 0.0, 1.0]
    assert told == [
        "The network takes numbers scaled to a mean of 0 and a standard deviation of 1; the page "
        "shows them as they are in the table."
    ]
    description = read_description(Part("page", own["table"], "table"))
    assert description.width == len(own["inputs"])


def test_numbers_to_predict(tmp_path: Path) -> None:
    """They are scaled, too, and no class is made of them."""
    own, *_ = playable(options(written(tmp_path, houses()), "price"))
    assert own["classes"] is None
    assert sum(own["y"]) == pytest.approx(0, abs=1e-9)
    target = own["table"]["target"]
    first = own["y"][0] * target["deviation"] + target["mean"]
    assert first == pytest.approx(float(houses().splitlines()[1].split(",")[2]), rel=1e-12)


def test_more_inputs_than_a_page_takes(tmp_path: Path) -> None:
    """The first twelve are taken, a column whole or not at all, and the others are named."""
    names = [f"n{place}" for place in range(11)]
    rows = [[(place * (row + 3)) % 17 for place in range(1, 12)] for row in range(40)]
    lines = [
        ",".join([*map(str, row), "abc"[n % 3], str(n % 5), str(n % 2)])
        for n, row in enumerate(rows)
    ]
    text = "\n".join([",".join([*names, "letter", "five", "goal"]), *lines])
    own, told, _ = playable(options(written(tmp_path, text), "goal"))
    assert own["inputs"] == names
    assert told[0].startswith("The page takes 12 inputs: 'letter', 'five' stay out.")
    assert [column["name"] for column in own["table"]["inputs"]] == names
    few, told, _ = playable(options(written(tmp_path, text), "goal", only=["letter,five"]))
    assert len(few["inputs"]) == 4
    assert len(told) == 1


def test_one_column_of_many_categories(tmp_path: Path) -> None:
    """It alone would be more than a page takes."""
    lines = [f"{'abcdefghijklmnop'[n % 16]},{n % 2}" for n in range(200)]
    path = written(tmp_path, "\n".join(["letter,goal", *lines]))
    with pytest.raises(ValueError, match="'letter' has 16 categories, and a page takes 12 inputs"):
        playable(options(path, "goal"))


def test_a_table_without_a_target(tmp_path: Path) -> None:
    """The columns that there are are named."""
    with pytest.raises(ValueError, match=r"--target says which column to predict; .* has 'size'"):
        playable(options(written(tmp_path, houses()), None))


@pytest.mark.parametrize(
    ("head", "axes"),
    [
        ("a,word,b", [0, 4]),
        ("word,a,b", [3, 4]),
        ("word,a", [3, 0]),
        ("word", [0, 1]),
        ("a", [0, 0]),
    ],
)
def test_numbers_are_looked_at_first(tmp_path: Path, head: str, axes: list[int]) -> None:
    """Rather than the inputs that say which of three words it is."""
    cells = {"a": lambda row: str(row * 0.37 % 5), "b": lambda row: str(row * 1.73 % 7)}
    names = head.split(",")
    lines = [",".join([*names, "goal"])]
    for row in range(40):
        own = [cells[name](row) if name in cells else "xyz"[row % 3] for name in names]
        lines.append(",".join([*own, "no" if row % 4 else "yes"]))
    _, _, found = playable(options(written(tmp_path, "\n".join(lines)), "goal"))
    assert found == axes
