"""Warnings of what is allowed and yet almost always a mistake, at the learner's own line."""

import linecache
import re
import warnings
from typing import Any

from ..caller import calling_frame
from ..errors import LikelyMistake
from .node import Node
from .refusals import is_step

# What has been said already: once a process, or once for each line.
_told: set[object] = set()


def hint(message: str) -> None:
    """Warn of a likely mistake, at the line of the user's program that is running."""
    frame = calling_frame()
    place = frame.f_code.co_filename, frame.f_lineno
    warnings.warn_explicit(message, LikelyMistake, *place)


def tell_of_no_gradient() -> None:
    """Warn that an optimiser was asked to move parameters none of which has a gradient."""
    hint_once(
        tell_of_no_gradient,
        "step moves nothing, since none of these parameters has a gradient: call loss.backward() "
        "before it, and model.zero_grad() not between the two (said once)",
    )


def hint_once(about: object, message: str) -> None:
    """Warn of it, unless this has been said already."""
    if about not in _told:
        _told.add(about)
        hint(message)


def forget() -> None:
    """Let everything be said again."""
    _told.clear()


def tell_of_sum(leaf: Node) -> None:
    """Warn that a leaf is moved while its gradient holds passes from before its last move too."""
    hint_once(
        tell_of_sum,
        f"{_called(leaf)} is moved while its gradient still holds an earlier pass, from before its "
        "data was last set, and the sum is the slope at neither place: call model.zero_grad() "
        "before each backward(), or set p.grad = 0 for each parameter (said once)",
    )


def tell_of_new_value(leaf: Node, step: Any, method: str) -> None:
    """Warn that `p -= 0.1 * p.grad` makes a new Value and leaves the parameter as it was.

    A name may be bound to a new Value on purpose, so the line has to tell that a step of descent is
    meant: it speaks of a gradient, or changes the name of a loop through parameters.

    Arguments:
        leaf: what stands on the left, which has a gradient.
        step: what stands on the right.
        method: of which operator.
    """
    if not is_step(step):
        return
    frame = calling_frame()
    place = frame.f_code.co_filename, frame.f_lineno
    if place in _told:
        return
    if not _is_descent(linecache.getlines(place[0])[: place[1]], method):
        # Not to be looked at again.
        _told.add(place)
        return
    symbol = _SYMBOLS[method]
    symbol = symbol if symbol.endswith("=") else f"= p {symbol}"
    hint_once(
        place,
        f"p {symbol} number makes a new Value and leaves {_called(leaf)}, which has a gradient, as "
        "it was: to move a parameter set its data, as in p.data -= 0.1 * p.grad",
    )


_SYMBOLS = {
    "__iadd__": "+=",
    "__isub__": "-=",
    "__imul__": "*=",
    "__itruediv__": "/=",
    "__add__": "+",
    "__sub__": "-",
}
_NAME = r"(?<![\w.])(?P<name>[\w.\[\]]+) *"


def _is_descent(lines: list[str], method: str) -> bool:
    """Return whether the last of these lines is a step of descent that assigns to its own name."""
    line = lines[-1] if lines else ""
    sign = re.escape(_SYMBOLS[method])
    if not sign.endswith("="):
        sign = f"= *(?P=name) *{sign}"
    # Neither a comment nor a statement behind it belongs to the step.
    found = re.search(f"{_NAME}{sign}(?P<step>[^#;]*)", line)
    if not found:
        return False
    if re.search(r"grads?\b", found["step"]):
        return True
    around = (above for above in reversed(lines) if _depth(above) < _depth(line) and above.strip())
    loop = rf"\bfor\b.*\b{re.escape(found['name'])}\b.*\bin\b.*\bparameters\("
    return any(re.search(loop, each) for each in (line, next(around, "")))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _called(leaf: Node) -> str:
    return f'"{leaf.name}"' if leaf.name else f"the leaf {leaf!r}"
