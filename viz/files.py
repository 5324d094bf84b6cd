"""Pictures in files."""

import errno
import os
from pathlib import Path

from micrograd_plus.files.saving import write_whole


def write(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write a file, whole or not at all; text is UTF-8.

    Folders that are missing are made, as graphviz makes them.

    Raises:
        OSError: if the place cannot be written to.
    """
    target = Path(path)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, _unwritable(target, "it is a folder"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    except OSError as error:
        if error.errno is None:
            # It says by itself which file it is about, and what to do.
            raise
        raise OSError(error.errno, _unwritable(target, os.strerror(error.errno))) from None


def _unwritable(target: Path, reason: str) -> str:
    return f"cannot write {target}: {reason}; choose another place"
