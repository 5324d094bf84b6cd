"""What is known of the machine: its C library, and how its processor tells of trouble."""

import ctypes
import ctypes.util
import platform
from functools import cache
from importlib import import_module
from typing import Any

# The processor's flags for an invalid operation, a division by 0, and a result too large.
FLAGS = {"x86_64": (0x01, 0x04, 0x08), "amd64": (0x01, 0x04, 0x08)}
FLAGS |= dict.fromkeys(("aarch64", "arm64"), (1, 2, 4))


def flags() -> int | None:
    """Return the flags by which a number outside a domain is seen; None where we do not know.

    The C library of Windows numbers them otherwise, and is not tried here.
    """
    found = FLAGS.get(platform.machine().lower())
    return sum(found) if found and platform.system() != "Windows" else None


@cache
def available() -> bool:
    """Whether there is llvmlite, and a processor and a C library that we know."""
    try:
        import_module("llvmlite.binding")
    except ImportError:
        return False
    return flags() is not None and library() is not None


@cache
def square_is_sure() -> bool:
    """Whether the power 2 of the C library is known to be x * x wherever that is not too close.

    That of glibc is wrong by at most 0.52 of the last place, from 2.28 on; see its `e_pow.c`. To
    see how close it is takes a fused multiplication and addition.
    """
    import llvmlite.binding as llvm

    name, version = platform.libc_ver()
    new = name == "glibc" and tuple(map(int, version.split(".")[:2])) >= (2, 28)
    features = llvm.get_host_cpu_features()
    fused = features.get("fma", False) or platform.machine().lower() in ("aarch64", "arm64")
    return bool(new and fused)


@cache
def library() -> Any:
    """The C library that Python's math calls."""
    try:
        library = ctypes.CDLL(ctypes.util.find_library("m"))
        return library if library.fetestexcept and library.expm1 else None
    except (OSError, AttributeError):
        return None
