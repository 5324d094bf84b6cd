"""Files written whole or not at all."""

import contextlib
import errno
import os
from pathlib import Path


def write(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file: beside its place first, then moved there, so that no half of it is ever seen.

    Raises:
        OSError: if there is no such folder, or it cannot be written to.
    """
    target = Path(path)
    side = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        try:
            side.write_bytes(content)
            os.replace(side, target)
        finally:
            with contextlib.suppress(OSError):
                side.unlink()
    except FileNotFoundError as error:
        folder = target.parent
        raise OSError(
            error.errno, f"cannot write {target}: there is no folder {folder}, make it first"
        ) from None
    except OSError as error:
        raise OSError(
            error.errno, f"cannot write {target}: {error.strerror}; choose another place"
        ) from None
