"""The lines of a program made into functions."""

from collections.abc import Callable, Iterable
from itertools import count
from types import CodeType
from typing import Any

from ..engine.generate import compiled, forgotten_with

_serial = count()


def code_of(owner: object, head: str, lines: Iterable[str]) -> CodeType:
    """Compile a function such as `forward()`; its source can be read while its owner lives."""
    filename = f"<tape {next(_serial)}: {head.partition('(')[0]}>"
    forgotten_with(owner, filename)
    return compiled(f"def {head}:\n" + "".join(f"    {line}\n" for line in lines), filename)


def function_of(code: CodeType, space: dict[str, Any]) -> Callable[..., Any]:
    """Return the function that was compiled; the names of a space are its globals."""
    made: dict[str, Callable[..., Any]] = {}
    exec(code, space, made)
    (function,) = made.values()
    return function
