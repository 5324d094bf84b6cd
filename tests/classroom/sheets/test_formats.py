"""The formats of sheets."""

import pytest

from micrograd_plus.classroom.sheets.formats import FORMATS
from micrograd_plus.classroom.sheets.sheet import sheet


@pytest.mark.thorough
def test_names_and_endings() -> None:
    """Each is found by its own name, and makes text for any kind of exercise."""
    drawn = sheet(count=7, level="chain", kind=["forward", "symbols", "mistake", "order"])
    for name, format in FORMATS.items():
        assert format.name == name
        assert format.ending.startswith(".")
        assert format.sheet(drawn)
        assert format.key is None or format.key(drawn) != format.sheet(drawn)


@pytest.mark.thorough
def test_the_same_text_every_time() -> None:
    """To the last letter, pictures too."""
    drawn, again = (sheet(seed=1, count=2, kind=["gradients", "order"]) for _ in range(2))
    for format in FORMATS.values():
        assert format.sheet(drawn) == format.sheet(again)
