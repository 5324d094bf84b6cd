"""A class: the names in a file, and names of files for them."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

# What Windows keeps for itself, with any ending.
_KEPT = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
_LONGEST = 60


def read_names(path: Path) -> list[str]:
    """Read names from a file, one a line; empty lines are passed over.

    Raises:
        OSError: if it cannot be read.
        ValueError: if it is no text, has no name, or has one twice.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path} is not UTF-8 text at byte {error.start}: save it as UTF-8"
        ) from None
    found: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        name = " ".join(unicodedata.normalize("NFC", line).split())
        if name in found:
            raise ValueError(
                f"{path}, line {number}: {name} stands on line {found[name]} already, and would "
                "have the same sheet: add something that tells the two apart"
            )
        if name:
            found[name] = number
    if not found:
        raise ValueError(f"{path} has no names: write one a line")
    return list(found)


def file_names(names: Iterable[str]) -> dict[str, str]:
    """Return a name of a file for each name, without an ending, safe on every system.

    >>> file_names(["Ada Lovelace", "../ada lovelace", "?"])
    {'Ada Lovelace': 'Ada-Lovelace', '../ada lovelace': 'ada-lovelace-2', '?': 'learner'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        # A key is written beside: nobody's sheet is called as somebody's key.
        plain = "".join(letter if letter.isalnum() else " " for letter in name)
        short = "-".join(plain.split()).encode()[:_LONGEST].decode(errors="ignore")
        if not short or short.casefold() in _KEPT:
            short = f"learner-{short}".strip("-")
        number, file = 1, short
        while taken & {file.casefold(), f"{file}-key".casefold()}:
            number += 1
            file = f"{short}-{number}"
        taken |= {file.casefold(), f"{file}-key".casefold()}
        found[name] = file
    return found
