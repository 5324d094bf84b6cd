"""A table as text: columns of even width."""

from collections.abc import Sequence

Row = Sequence[str]


def aligned(rows: Sequence[Row], sides: str = "l") -> str:
    """Return rows of cells as lines of text.

    Arguments:
        rows: the first one may hold the headings.
        sides: for each column `l` (flush left) or `r` (flush right); the last one goes on.

    >>> print(aligned([["", "rows"], ["held out", "30"]], "lr"))
              rows
    held out    30
    """
    return "\n".join(aligned_lines(rows, sides))


def aligned_lines(rows: Sequence[Row], sides: str = "l") -> list[str]:
    """Return the same as a list of lines."""
    wide = widths(rows)
    sides = sides.ljust(len(wide), sides[-1])[: len(wide)]
    return [
        "  ".join(
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(row, wide, sides, strict=True)
        ).rstrip()
        for row in rows
    ]


def widths(rows: Sequence[Row]) -> list[int]:
    """Return how wide each column is.

    >>> widths([["", "rows"], ["held out", "30"]])
    [8, 4]
    """
    return [max(map(len, column)) for column in zip(*rows, strict=True)]
