"""A class: names in a file, and files for names."""

from pathlib import Path

import pytest

from micrograd_plus.commands.classes import file_names, read_names


def test_names(tmp_path: Path) -> None:
    """One a line; a mark before the text, blanks and empty lines do not count."""
    path = tmp_path / "names.txt"
    path.write_bytes("\ufeffAda  Lovelace \r\n\r\n Øyvind\n".encode())
    assert read_names(path) == ["Ada Lovelace", "Øyvind"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Ada\nBo\nAda\n", r"line 3: Ada stands on line 1 already"),
        ("Zoe\u0301\nZoé\n".encode(), r"line 2"),
        (b"\n \n", "has no names"),
        (b"Z\xe9\n", "not UTF-8 text at byte 1"),
    ],
)
def test_files_that_are_no_class(content: bytes, said: str, tmp_path: Path) -> None:
    """The error says which line, and what to do."""
    path = tmp_path / "names.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=said):
        read_names(path)


def test_safe_names() -> None:
    """No folder, no ending, nothing that a system keeps for itself, none twice."""
    names = ["../../etc/passwd", "CON", "a.b", "A B", "a-b", "x" * 300, "漢字", "...", "?", "Ann"]
    files = list(file_names([*names, "ann-key", "Ann Key"]).values())
    assert files[:5] == ["etc-passwd", "learner-CON", "a-b", "A-B-2", "a-b-3"]
    assert files[5] == "x" * 60
    assert files[6:10] == ["漢字", "learner", "learner-2", "Ann"]
    assert len({file.casefold() for file in files}) == len(files)
    keys = {f"{file}-key".casefold() for file in files}
    assert keys.isdisjoint(file.casefold() for file in files)
