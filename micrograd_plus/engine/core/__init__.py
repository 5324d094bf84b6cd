"""The engine in C: which one runs."""

import os
from importlib import import_module
from types import BuiltinFunctionType, FunctionType
from typing import Any


def _core() -> Any:
    """Return the engine in C, where it was built and is wanted; else None."""
    wanted = os.environ.get("MICROGRAD_PLUS_CORE", "").lower()
    if wanted not in ("", "c", "python"):
        raise ValueError(
            f"MICROGRAD_PLUS_CORE is c or python, here is {wanted!r}; leave it out, and the one "
            "in C runs where it was built"
        )
    if wanted == "python":
        return None
    try:
        module = import_module("micrograd_plus.engine._core")
        # A package that is imported a second time has other classes: they run in Python.
        return module if module.claim() else None
    except ImportError as error:
        if wanted == "c":
            raise ImportError(
                f"the engine in C is not there ({error}): install micrograd_plus where there is a "
                "C compiler, or leave MICROGRAD_PLUS_CORE out for the one in Python"
            ) from error
        return None


# The engine in C keeps to all that stands in the engine's room, and runs in its place.
CORE = _core()
NAME = "Python" if CORE is None else "C"
# What functions are: Python's, C's, and the rows as the engine in C has them.
FUNCTIONS = (FunctionType, BuiltinFunctionType, *([CORE.function] if CORE else []))
