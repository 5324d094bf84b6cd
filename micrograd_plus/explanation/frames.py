"""The steps of an explanation as pictures, one file each, to be flipped through."""

import os
from pathlib import Path

from ..engine.value import Value
from ..higher import higher

# Each is laid out by itself, in a third of a second.
MOST_FRAMES = 500


def frames(
    root: Value,
    count: int,
    folder: str | os.PathLike[str],
    format: str = "svg",
    theme: str = "classic",
    rankdir: str = "LR",
) -> list[Path]:
    """Write a picture of each step; `Explanation.frames` says how.

    Arguments:
        root: the result.
        count: how many steps its explanation has.
        folder: where to write.
        format: svg, png or pdf.
        theme, rankdir: how the graph is drawn, as for `draw_dot`.

    Returns:
        The paths, in the order of the steps.

    Raises:
        ValueError: for more than MOST_FRAMES steps, and for what `draw_dot` refuses.
        OSError: if the folder cannot be written to.
    """
    if count > MOST_FRAMES:
        raise ValueError(
            f"frames draws at most {MOST_FRAMES} steps, here are {count:,}: explain a value that "
            "is computed from fewer, or draw single steps by draw_dot(y, step=...)"
        )
    draw = higher("draw_dot")
    paths = []
    for number in range(1, count + 1):
        path = Path(folder, f"step-{number:03}.{format}")
        draw(root, format, rankdir, theme, step=number).render(outfile=path, cleanup=True)
        paths.append(path)
    return paths
