"""The tape of a model's outputs, kept beside the model for as long as it computes the same.

It stands in a table of this file, not in the model, so that neither copies, pickles and files of a
model nor the walk that finds its parameters see anything of it.
"""

import threading
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

from ..engine.core import FUNCTIONS
from ..engine.state import current
from ..engine.value import Value
from ..errors import RecordingError
from ..tape import Tape, record
from ..tape.recorder import run_twice

_PLAIN = (bool, int, float, str, bytes, type(None))
# Compared as objects: what they hold is a number that the tape reads anew, or code.
_BY_IDENTITY = (Value, *FUNCTIONS, type)


class _Kept(NamedTuple):
    """A tape, and what its model was like when it was recorded."""

    owner: "weakref.ref[Any]"
    form: list[object]
    tape: Tape


KEPT: dict[int, _Kept] = {}
# Reentrant, since a model may go, and its entry with it, while the lock is held.
_lock = threading.RLock()


def kept_tape(model: Any, compute: Callable[[Any], list[Value]], row: list[float]) -> Tape:
    """Return the tape of a model's outputs, recorded anew only if the model has changed.

    Numbers of parameters may change: a tape reads them whenever it runs. It is recorded anew when
    the model is made of other parameters, functions or plain attributes than before. A model that
    computes something else although none of these has changed, by a global name for example, has
    to be copied or made anew.

    Arguments:
        model: whose tape.
        compute: gives its outputs for a row.
        row: an example of its inputs.

    Raises:
        RecordingError: if it cannot be recorded.
    """
    form = form_of(model)
    if form is None or current().recording is not None:
        return record(compute, row)
    form.append(len(row))
    with _lock:
        known = KEPT.get(id(model))
    if known is not None and known.owner() is model and known.form == form:
        return known.tape
    try:
        # A model that reads the number of a parameter is another one when that has changed.
        tape = Tape(run_twice(compute, [row], guarded=model.parameters()))
    except RecordingError:
        return record(compute, row)
    key = id(model)
    with _lock:
        KEPT[key] = _Kept(weakref.ref(model, lambda owner: _forget(key, owner)), form, tape)
    return tape


def _forget(key: int, owner: "weakref.ref[Any]") -> None:
    with _lock:
        # Another model may have its place already.
        if key in KEPT and KEPT[key].owner is owner:
            del KEPT[key]


def form_of(model: Any) -> list[object] | None:
    """Return what a model computes by, but for the numbers of its parameters, to be compared.

    None stands for a model that holds something which may change without a sign of it, such as an
    array. Nothing in the list keeps the model alive.
    """
    form: list[object] = []
    order: dict[int, int] = {}
    stack: list[Any] = [model]
    while stack:
        thing = stack.pop()
        if isinstance(thing, _PLAIN):
            form.append((type(thing), repr(thing)))
        elif isinstance(thing, _BY_IDENTITY):
            form.append(weakref.ref(thing))
        elif id(thing) in order:
            form.append(order[id(thing)])
        else:
            order[id(thing)] = len(order)
            members = _members(thing)
            if members is None:
                return None
            head, inside = members
            form += [*head, len(inside)]
            stack += reversed(inside)
    return form


def _members(thing: Any) -> tuple[list[object], list[Any]] | None:
    """What is known of a module or container by itself, and what is inside of it."""
    # A module, whose class leads here.
    if hasattr(type(thing), "named_parameters"):
        return [weakref.ref(type(thing).__call__), *vars(thing)], list(vars(thing).values())
    if isinstance(thing, list | tuple):
        return [list], list(thing)
    if isinstance(thing, dict) and all(isinstance(key, _PLAIN) for key in thing):
        return [dict, *map(repr, thing)], list(thing.values())
    return None
