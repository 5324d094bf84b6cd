"""What runs in a process of its own with a learner's engine: it does programs and tells numbers.

It is started as a file and needs the standard library alone. It knows no right answer, and cannot
say that a lesson is passed: it is given programs and sends back what the engine made of them.
"""

from __future__ import annotations

import builtins
import marshal
import math
import operator
import os
import sys
import time
from _json import encode_basestring_ascii
from importlib import import_module
from importlib.machinery import SourceFileLoader
from types import ModuleType

# A process for each lesson: what json and typing import would take most of its time.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

OPERATORS: dict[str, tuple[Callable[..., Any], str, str]] = {
    "+": (operator.add, "__add__", "__radd__"),
    "-": (operator.sub, "__sub__", "__rsub__"),
    "*": (operator.mul, "__mul__", "__rmul__"),
    "/": (operator.truediv, "__truediv__", "__rtruediv__"),
    "**": (operator.pow, "__pow__", "__rpow__"),
}
SINGLE: dict[str, tuple[Callable[[Any], Any], str]] = {
    "neg": (operator.neg, "__neg__"),
    "abs": (abs, "__abs__"),
}
WATCHED = (builtins, marshal, math, operator, os, time)


class Lacking(Exception):
    """The engine has no such thing."""


class Engine:
    """A learner's class, with what it calls things."""

    def __init__(self, module: ModuleType, kind: type) -> None:
        self.module = module
        self.kind = kind
        self.names: dict[str, str] = {}
        self.values: dict[str, Any] = {}
        self.plain: str = ""

    def run(self, steps: list[list[Any]]) -> dict[str, Any]:
        """Do the steps of a program; tell the numbers that are there at the end."""
        self.values, self.plain, place, error = {}, "", 0, None
        try:
            for step in steps:
                self.do(*step)
                place += 1
        except Lacking as lack:
            if not self.plain:
                return {"lacking": str(lack), "step": place}
        except (Exception, SystemExit) as wrong:
            error = [type(wrong).__name__, str(wrong)[:300]]
        numbers = {name: self.numbers(value) for name, value in self.values.items()}
        return {"numbers": numbers, "error": error, "step": place, "plain": self.plain}

    def do(self, kind: str, name: str, operands: list[Any]) -> None:
        given = [self.values[x] if isinstance(x, str) else x for x in operands]
        if kind == "value":
            self.values[name] = self.made(given[0])
        elif kind in ("backward", "zero_grad"):
            self.call(self.names[kind], self.values[name])
        elif kind in ("clear", "set", "descend"):
            self.change(kind, self.values[name], *given)
        else:
            self.values[name] = result = self.computed(kind, given)
            if not self.plain and not isinstance(result, self.kind):
                self.plain = f"{name} {type(result).__name__}"

    def made(self, number: float) -> Any:
        wrap = self.names["wrap"]
        data: Any = number
        if wrap == "array":
            data = import_module("numpy").array([float(number)])
        elif wrap == "list":
            data = [number]
        code = getattr(getattr(self.kind, "__init__", None), "__code__", None)
        # Some engines keep gradients only where they are told to.
        if code is not None and "requires_grad" in code.co_varnames[1 : code.co_argcount]:
            return self.kind(data, requires_grad=True)
        return self.kind(data)

    def computed(self, kind: str, given: list[Any]) -> Any:
        if kind in OPERATORS:
            function, left, right = OPERATORS[kind]
            of_value = isinstance(given[0], self.kind)
            method = left if of_value else right
            # Where a step before gave a plain number, there is nothing to ask for.
            if any(isinstance(x, self.kind) for x in given) and not hasattr(self.kind, method):
                raise Lacking(method)
            return function(*given)
        if kind in SINGLE:
            single, method = SINGLE[kind]
            if isinstance(given[0], self.kind) and not hasattr(self.kind, method):
                raise Lacking(method)
            return single(given[0])
        if kind == "sum":
            if not hasattr(self.kind, "__radd__"):
                raise Lacking("__radd__")
            return sum(given)
        if kind == "repeat":
            *terms, times = given
            result = terms[0]
            for _ in range(times):
                result = result + (terms[-1] if len(terms) > 1 else result)
            return result
        return self.call(self.names.get(kind, kind), given[0])

    def call(self, name: str, value: Any) -> Any:
        """Call a method of a value; or, where there is none, a function of that name."""
        method = None if name.endswith("()") else getattr(value, name, None)
        if callable(method):
            # In some engines a pass is given the gradient with which it begins.
            return method(*[1.0] * (needed(method) - 1))
        function = getattr(self.module, name.removesuffix("()"), None)
        if not callable(function):
            raise Lacking(name)
        return function(value, *[1.0] * (needed(function) - 1))

    def change(self, kind: str, value: Any, number: float = 0.0) -> None:
        data, grad = self.names["data"], self.names["grad"]
        if kind == "descend":
            setattr(value, data, getattr(value, data) - number * getattr(value, grad))
            return
        name = data if kind == "set" else grad
        old: Any = getattr(value, name, None)
        # An array stays an array.
        setattr(value, name, old * 0 + number if hasattr(old, "item") else number)

    def numbers(self, value: Any) -> list[float | None]:
        data, grad = self.names["data"], self.names["grad"]
        if not isinstance(value, self.kind):
            return [plain(value), None]
        return [self.attribute(value, data), self.attribute(value, grad)]

    def attribute(self, value: Any, name: str) -> float | None:
        try:
            found = getattr(value, name, None)
            # In some engines a gradient is a value itself.
            return plain(getattr(found, name, found) if isinstance(found, self.kind) else found)
        except Exception:
            return None

    def look(self, names: list[str]) -> dict[str, Any]:
        """Tell what a value has, for those who look for names: numbers, and what can be called."""
        value = self.made(2.5)
        known = {n: plain(getattr(value, n, None)) for n in dir(value) if not n.startswith("__")}
        called = [n for n in dir(value) if callable(getattr(value, n, None))]
        functions = [n for n in names if callable(getattr(self.module, n, None))]
        return {"attributes": known, "methods": called, "functions": functions}


def needed(function: Any) -> int:
    """Return how many arguments a function of Python needs, a method with its own value."""
    code = getattr(function, "__code__", None)
    return 1 if code is None else code.co_argcount - len(function.__defaults__ or ())


def plain(thing: Any) -> float | None:
    """Return the number that something is or holds; None where it holds no single one."""
    try:
        while isinstance(thing, list | tuple) and len(thing) == 1:
            thing = thing[0]
        if hasattr(thing, "item"):
            thing = thing.item()
        if thing is None or isinstance(thing, str | bytes | bool) or callable(thing):
            return None
        return float(thing)
    except Exception:
        return None


def limit(limits: dict[str, int]) -> list[str]:
    """Set the limits of this process; return those that this system does not have."""
    try:
        import resource
    except ImportError:
        return sorted(limits)
    missing = []
    for name, number in limits.items():
        try:
            _, hard = resource.getrlimit(getattr(resource, name))
            number = number if hard == resource.RLIM_INFINITY else min(number, hard)
            resource.setrlimit(getattr(resource, name), (number, number))
        except (AttributeError, ValueError, OSError):
            missing.append(name)
    return missing


def load(file: str, name: str, packages: list[str]) -> tuple[ModuleType, type]:
    """Import a learner's file, perhaps one of a package; return it with the class of that name."""
    folder, base = os.path.split(file)
    parts = [os.path.splitext(base)[0]]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, package = os.path.split(folder)
        parts.insert(0, package)
    sys.path[:0] = [folder]
    sys.path += packages
    if len(parts) > 1:
        module = import_module(".".join(parts))
    else:
        module = sys.modules[parts[0]] = ModuleType(parts[0])
        module.__file__ = file
        SourceFileLoader(parts[0], file).exec_module(module)
    kind = getattr(module, name, None)
    if not isinstance(kind, type):
        others = [each for each, thing in vars(module).items() if is_like_engine(thing)]
        cure = f": it has {', '.join(others)}; write {base}:{others[0]}" if others else ""
        raise ImportError(f"{base} has no class {name}{cure}")
    return module, kind


def is_like_engine(thing: Any) -> bool:
    """Return whether something is a class whose values can be added or multiplied."""
    return (
        isinstance(thing, type)
        and thing.__module__.partition(".")[0] not in sys.stdlib_module_names
        and any("__add__" in vars(each) or "__mul__" in vars(each) for each in thing.__mro__)
    )


def snapshot() -> dict[tuple[int, str], Any]:
    """Return what the watched modules hold."""
    return {(at, key): x for at, each in enumerate(WATCHED) for key, x in vars(each).items()}


def leftovers(before: dict[tuple[int, str], Any], frames: Callable[[], Any]) -> str:
    """Return what an engine has left behind or changed that is not its own; empty if nothing."""
    for (at, key), thing in before.items():
        if not key.startswith("__") and vars(WATCHED[at]).get(key) is not thing:
            return f"it changed {key} of the module {WATCHED[at].__name__}"
    if len(frames()) > 1:
        return "it left a thread running"
    try:
        os.waitpid(-1, getattr(os, "WNOHANG", 0))
    except (ChildProcessError, AttributeError):
        return ""
    return "it left a process running"


def as_json(thing: Any) -> str:
    """Write what is told as JSON."""
    if isinstance(thing, dict):
        return "{" + ",".join(f"{as_json(k)}:{as_json(x)}" for k, x in thing.items()) + "}"
    if isinstance(thing, list):
        return "[" + ",".join(map(as_json, thing)) + "]"
    if isinstance(thing, str):
        return encode_basestring_ascii(thing)
    if thing is None or isinstance(thing, bool):
        return {None: "null", True: "true", False: "false"}[thing]
    # As JSON is read by Python.
    return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(text := repr(thing), text)


def main() -> None:
    """Answer requests until there are no more."""
    # What was standard input and output is known to this function alone; nothing that an engine
    # prints comes between the answers, and what it reads is empty.
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    frames = sys._current_frames  # noqa: SLF001 - it has no public name
    first = marshal.load(requests)
    mark = first["mark"]

    def tell(answer: dict[str, Any]) -> None:
        answers.write(mark + as_json(answer) + "\n")
        answers.flush()

    unlimited = limit(first["limits"])
    before = snapshot()
    try:
        module, kind = load(first["file"], first["class"], first["packages"])
    except (Exception, SystemExit) as error:
        tell({"error": [type(error).__name__, str(error)[:300]]})
        return
    engine = Engine(module, kind)
    tell({"ready": True, "unlimited": unlimited, "left": leftovers(before, frames)})
    while True:
        try:
            request = marshal.load(requests)
        except EOFError:
            return
        try:
            engine.names = request["names"]
            looks = "look" in request
            answer = engine.look(request["look"]) if looks else engine.run(request["run"])
        except (Exception, SystemExit) as error:
            answer = {"error": [type(error).__name__, str(error)[:300]], "numbers": {}}
        tell(answer | {"left": leftovers(before, frames)})


if __name__ == "__main__":
    main()
    # Threads that are left do not keep the process.
    os._exit(0)
