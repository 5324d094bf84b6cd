"""Files written whole or not at all, and documents in them."""

import os
import secrets
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from .document import Part, from_text, to_text

# So much of a file is enough to see whether it is one of ours, however large it is.
_HEAD_BYTES = 65536
# A file that was cut within its first words is still known by its first sign.
_SHORT_BYTES = 100
# A side file is named after the file that it is to become, and after the process that writes it.
_SIDE = ".unfinished"
_NAME_LETTERS = 40


def write_whole(path: "str | os.PathLike[str]", content: str | bytes) -> None:
    """Write a file, text as UTF-8.

    It is written to a side file in the same folder, which then takes the place of the file at once:
    whatever happens, there is either the old file or the new one, and it is whole. A link stays,
    and leads to the new file; who may read a file stays as it was.

    Raises:
        OSError: if the file cannot be written; a file that was there is untouched.
    """
    name = _name(path)
    target = _target(name)
    begin = f".{target.name[:_NAME_LETTERS]}."
    _clear_leftovers(target.parent, begin)
    side = target.with_name(f"{begin}{os.getpid()}.{secrets.token_hex(4)}{_SIDE}")
    try:
        with side.open("xb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, side)
        side.replace(target)
    except BaseException as error:
        with suppress(OSError):
            side.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise OSError(error.errno, f"{error.strerror}: {_cure(target)}", name) from error


def write_document(path: "str | os.PathLike[str]", document: dict[str, Any]) -> None:
    """Write a document to a file as `write_whole` does, one line for each row of numbers.

    Raises:
        TypeError, ValueError: for a document that cannot be written as text; see `to_text`.
        OSError: if the file cannot be written; a file that was there is untouched.
    """
    # A lone surrogate has no UTF-8, but the escape that stands for it is just JSON's own.
    text = to_text(document) + "\n"
    write_whole(path, text.encode("utf-8", errors="backslashreplace"))


def read_document(path: "str | os.PathLike[str]", format: str, version: int) -> Part:
    """Read a document that `write_document` has written.

    Arguments:
        path: the file.
        format: what the document must say under `"format"`.
        version: the newest version that is understood; it stands under `"version"`.

    Raises:
        OSError: if there is no such file, or it cannot be read.
        ValueError: for a file that holds something else, or was cut or changed; with the place.
    """
    name = _name(path)
    top = from_text(name, _read(name, format))
    if not isinstance(top.content, dict) or top.content.get("format") != format:
        raise _foreign(name, format)
    written = top["version"].count()
    if written > version:
        raise top["version"].wrong(
            f"is {written}, but the newest one understood here is {version}: update micrograd_plus"
        )
    return top


def _name(path: "str | os.PathLike[str]") -> str:
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"a path is text such as 'model.json', here is {path!r}")
    name = os.fsdecode(path)
    if not name or "\0" in name:
        raise ValueError(f"{name!r} is no path: write one such as 'model.json'")
    return name


def _target(name: str) -> Path:
    """The file that is to be replaced, behind any links; it need not be there yet."""
    target = Path(os.path.realpath(name))
    if target.is_dir():
        raise IsADirectoryError(f"{name} is a folder: add a file name, such as model.json")
    if target.exists() and not target.is_file():
        raise OSError(f"{name} is a device or a pipe, not a file: choose the name of a file")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(f"{name} may not be written: choose another name, or allow it")
    return target


def _clear_leftovers(folder: Path, begin: str) -> None:
    """Remove the side files of saves that were killed."""
    with suppress(OSError):
        for left in folder.iterdir():
            if left.name.startswith(begin) and left.name.endswith(_SIDE):
                process = left.name[len(begin) :].partition(".")[0]
                if process.isdigit() and not _runs(int(process)):
                    left.unlink()


def _runs(process: int) -> bool:
    # On Windows a file that is being written cannot be removed, so there is nothing to ask.
    if os.name == "nt":
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def _cure(target: Path) -> str:
    if not target.parent.exists():
        return f"make the folder {target.parent} first"
    return "nothing was saved, and a file that was there is untouched"


def _read(name: str, format: str) -> str:
    """The text of a file, unless its beginning shows that it is something else."""
    try:
        mode = os.stat(name).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(f"{name} is a folder: add the name of a file in it")
        if not stat.S_ISREG(mode):
            raise _foreign(name, format)
        with open(name, "rb") as file:
            head = file.read(_HEAD_BYTES)
            if not head.strip():
                raise ValueError(f"{name} is empty: save it again, or take another copy")
            short = len(head) < _SHORT_BYTES and head.lstrip().startswith(b"{")
            if format.encode() not in head and not short:
                raise _foreign(name, format)
            # Some editors put a mark before the text.
            return (head + file.read()).decode("utf-8-sig")
    except FileNotFoundError as error:
        folder = Path(os.path.realpath(name)).parent
        raise FileNotFoundError(error.errno, f"there is no such file in {folder}", name) from None
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{name} is not UTF-8 text at byte {error.start}: it was damaged; take another copy"
        ) from None
    except MemoryError:
        raise ValueError(f"{name} is too large to read: is it the right file?") from None


def _foreign(name: str, format: str) -> ValueError:
    return ValueError(
        f'{name} does not hold a {format}: a file that does begins with "format": "{format}"'
    )
