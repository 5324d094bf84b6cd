"""The files that demos write, taken over into the pages of the gallery."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Where demos write, beside their file, for as long as one of them runs.
FOLDER = Path("pictures")
# How wide the text of a page is at most, in pixels.
PAGE = 736


def folder_for(_: Mapping[str, Any], script: Mapping[str, Any]) -> list[str]:
    """Return the arguments with which a demo runs: a folder for its pictures."""
    (Path(script["src_file"]).parent / FOLDER).mkdir(exist_ok=True)
    return [str(FOLDER)]


def taken_over(_: Any, script: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """Move what a part of a demo has written beside its page, and return text that shows it."""
    folder = Path(script["src_file"]).parent / FOLDER
    lines: list[str] = []
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.suffix in (".png", ".svg"):
            place = Path(next(script["image_path_iterator"])).with_suffix(file.suffix)
            name = place.relative_to(settings["src_dir"]).as_posix()
            lines += [f".. image:: /{name}", f"   :alt: {file.stem.replace('_', ' ')}"]
            # A picture that is given a width leads to itself in full size.
            lines += ["   :width: 100%", ""] if is_wide(file) else [""]
        else:
            place = Path(script["target_file"]).with_name(file.name)
            lines += [f":download:`{file.name}`: a page to be opened in a browser.", ""]
        shutil.move(file, place)
    if folder.is_dir():
        folder.rmdir()
    return "\n".join(lines)


def is_wide(picture: Path) -> bool:
    """Return whether a drawing of a graph is wider than a page."""
    width = re.search(r'<svg [^>]*?width="([\d.]+)"', picture.read_text(encoding="latin-1"))
    return width is not None and float(width[1]) > PAGE
