"""Machine code that is kept: in this process, and in the user's own folder for the next one.

A file there is read only if it and its folder belong to the user and nobody else may write them,
and if it is whole: what it holds is run.
"""

import hashlib
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from ...files.saving import write_whole

# So many are kept in a process, and so many files.
IN_MEMORY, ON_DISK = 32, 200

_memory: dict[str, bytes] = {}


def kept(key: str, make: Callable[[], bytes]) -> bytes:
    """Return what was kept under a key, or make it and keep it."""
    content = _memory.pop(key, None)
    if content is None:
        content = _read(key)
    if content is None:
        content = make()
        _write(key, content)
    if len(_memory) >= IN_MEMORY:
        _memory.pop(next(iter(_memory)))
    _memory[key] = content
    return content


def key_of(*parts: str | bytes) -> str:
    """Return a key for machine code: what it was made of, by what, and for which processor."""
    digest = hashlib.sha256(_surroundings())
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        digest.update(f"{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


@cache
def _surroundings() -> bytes:
    """The compiler, the processor, and the files that make machine code of a graph."""
    import llvmlite.binding as llvm

    digest = hashlib.sha256(repr((llvm.llvm_version_info, sys.version_info)).encode())
    digest.update(llvm.get_host_cpu_name().encode())
    digest.update(llvm.get_host_cpu_features().flatten().encode())
    top = Path(__file__).parents[2]
    for room in ("tape", "rules"):
        for path in sorted((top / room).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.digest()


def folder() -> Path | None:
    """Return the folder of the user's own, made if there is none; None if it cannot be trusted."""
    if sys.platform == "darwin":
        top = Path.home() / "Library" / "Caches"
    else:
        top = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    found = top / "micrograd_plus"
    with suppress(OSError, RuntimeError):
        found.mkdir(mode=0o700, parents=True, exist_ok=True)
        return found if _is_own(found) else None
    return None


def _is_own(path: Path) -> bool:
    """Whether a file or folder belongs to the user, and nobody else may write it."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        return False
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _read(key: str) -> bytes | None:
    home = folder()
    if home is None:
        return None
    path = home / key
    with suppress(OSError):
        if _is_own(path):
            whole = path.read_bytes()
            digest, content = whole[:32], whole[32:]
            if hashlib.sha256(content).digest() == digest:
                return content
    return None


def _write(key: str, content: bytes) -> None:
    """Keep something for the next process, if that can be; it is no loss otherwise."""
    home = folder()
    if home is None:
        return
    with suppress(OSError):
        files = sorted(home.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in files[: max(0, len(files) - ON_DISK + 1)]:
            path.unlink()
        write_whole(home / key, hashlib.sha256(content).digest() + content)
        (home / key).chmod(0o600)
