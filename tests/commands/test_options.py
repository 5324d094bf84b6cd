"""What commands share: options as numbers, places of files, text that no terminal obeys."""

import argparse
import re
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus.aligned import aligned
from micrograd_plus.commands.confusion import confusion_text
from micrograd_plus.commands.options import (
    PICTURES,
    check_place,
    check_suffix,
    human,
    is_terminal,
    layer_sizes,
    positive,
    printable,
    shown,
    whole,
)


def test_text_in_columns() -> None:
    """What comes from a file is printed in few characters, none of which moves the cursor."""
    assert printable("a\x1b[31m" + "b" * 50) == r"a\x1b[31m" + "b" * 18 + "..."
    assert aligned([["a", "bb"], ["ccc", "d"]], "r") == "  a  bb\nccc   d"
    assert layer_sizes("16, 8") == [16, 8]
    lines = confusion_text([[9, 1], [0, 10]], ["a" * 99, "b"]).splitlines()
    assert lines[1] == "a" * 13 + "..." + "9   1".rjust(22)


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (whole(1), "3", 3),
        (whole(1), "0", None),
        (whole(0), "0", 0),
        (whole(0), "1.5", None),
        (positive, "1e-3", 0.001),
        (positive, "inf", None),
        (positive, "nan", None),
        (positive, "-1", None),
        (layer_sizes, "8", [8]),
        (layer_sizes, "8,0", None),
        (layer_sizes, "", None),
    ],
)
def test_options_are_read_as_numbers(read: Any, text: str, expected: Any) -> None:
    """What is no such number is shown between quotes."""
    if expected is not None:
        assert read(text) == expected
    else:
        with pytest.raises(argparse.ArgumentTypeError, match=re.escape(repr(text))):
            read(text)


def test_places_to_write_to(tmp_path: Path) -> None:
    """The ending, the folder and the files to be kept are looked at before anything is done."""
    check_suffix(tmp_path / "a.SVG", PICTURES)
    with pytest.raises(ValueError, match=r"must end in \.svg, \.png, \.pdf"):
        check_suffix(tmp_path / "a.gif", PICTURES)
    with pytest.raises(ValueError, match="does not exist"):
        check_place(tmp_path / "none" / "a.csv")
    with pytest.raises(ValueError, match="is a folder"):
        check_place(tmp_path)
    kept = tmp_path / "kept.csv"
    kept.write_text("kept")
    (tmp_path / "inner").mkdir()
    with pytest.raises(ValueError, match="over itself"):
        check_place(tmp_path / "inner" / ".." / "kept.csv", kept)


def test_numbers_for_people() -> None:
    """Thousands apart, no exponent within reach, no more digits than count, years as they are."""
    numbers = [14110.0, -987654321.0, 2024.0, 0.5, 0.00012345, 0.0, 1e300, 9999.6]
    texts = ["14,110", "-987,700,000", "2024", "0.5", "0.0001234", "0", "1e+300", "10,000"]
    assert [human(number) for number in numbers] == texts
    assert human(123456.7, 6) == "123,457"
    assert human(1234567.0, 6) == "1,234,570"


def test_text_from_a_file_is_harmless() -> None:
    """Short, and nothing in it moves the cursor."""
    assert shown("a\tb") == r"'a\tb'"
    assert len(shown("x" * 1000)) < 50
    assert printable("\x1b[2J") == r"\x1b[2J"


@pytest.mark.parametrize(
    ("reads", "writes", "somebody"), [(True, True, True), (True, False, False), (None, True, False)]
)
def test_a_terminal(reads, writes, somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ends are needed; a stream that is closed or missing is none."""

    class Stream:
        def __init__(self, answer: bool) -> None:
            self.answer = answer

        def isatty(self) -> bool:
            return self.answer

    monkeypatch.setattr("sys.stdin", None if reads is None else Stream(reads))
    monkeypatch.setattr("sys.stdout", Stream(writes))
    assert is_terminal() is somebody
