"""Files written whole or not at all."""

import contextlib
import errno
import os
from pathlib import Path


def write(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file: beside its place first, then moved there, so that no half of it is ever seen.

    Folders that are missing are made, as graphviz makes them.

    Raises:
        OSError: if the place cannot be written to.
    """
    target = Path(path)
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        side = target.with_name(f".{target.name}.{os.getpid()}.part")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            side.write_bytes(content)
            os.replace(side, target)
        finally:
            with contextlib.suppress(OSError):
                side.unlink()
    except OSError as error:
        raise OSError(
            error.errno, f"cannot write {target}: {error.strerror}; choose another place"
        ) from None
