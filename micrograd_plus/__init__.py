"""A scalar autograd in which every number explains itself."""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .caller import imports_name
from .checking.gradcheck import gradcheck as gradcheck
from .engine import ops as ops
from .engine.core import NAME
from .engine.gradient import grad as grad
from .engine.ops import *
from .engine.ops import abs as abs, pow as pow, sum as sum
from .engine.own_rules import rule as rule
from .engine.state import scope as scope
from .engine.value import Value as Value
from .errors import (
    LikelyMistake as LikelyMistake,
    RecordingError as RecordingError,
    StaleGraphError as StaleGraphError,
)
from .higher import Missing, found_by
from .inputs import no_attribute

if TYPE_CHECKING:
    from . import (
        classroom as classroom,
        datasets as datasets,
        losses as losses,
        nn as nn,
        optim as optim,
    )
    from .checking.derivation import check_derivation as check_derivation
    from .display.pictures import draw_dot as draw_dot
    from .engine.anomaly import detect_anomaly as detect_anomaly
    from .engine.source_lines import source_lines as source_lines
    from .explanation import explain as explain
    from .nn import MLP as MLP
    from .tape import Tape as Tape, record as record
    from .training import fit as fit
    from .training.diagnosis import diagnose as diagnose

__version__ = "0.1.0"

# Which engine runs, "C" or "Python": MICROGRAD_PLUS_CORE=python in the environment takes the other.
core = NAME

# What is loaded when it is first used: the room of each name, and the rooms that are public.
_LATE = {
    "check_derivation": "checking.derivation",
    "detect_anomaly": "engine.anomaly",
    "diagnose": "training.diagnosis",
    "draw_dot": "display.pictures",
    "explain": "explanation",
    "fit": "training",
    "MLP": "nn",
    "record": "tape",
    "source_lines": "engine.source_lines",
    "Tape": "tape",
}
# What others have to leave gradients out.
_NOT_NEEDED = ("enable_grad", "inference_mode", "no_grad", "set_grad_enabled")
_ROOMS = ("classroom", "datasets", "losses", "nn", "optim")

__all__ = [
    "MLP",
    "LikelyMistake",
    "RecordingError",
    "StaleGraphError",
    "Tape",
    "Value",
    "check_derivation",
    "classroom",
    "datasets",
    "detect_anomaly",
    "diagnose",
    "draw_dot",
    "explain",
    "fit",
    "grad",
    "gradcheck",
    "losses",
    "nn",
    "optim",
    "record",
    "rule",
    "scope",
    "source_lines",
]
__all__ += ops.__all__


def __getattr__(name: str) -> Any:
    if name not in _LATE and name not in _ROOMS:
        error = _elsewhere(name)
        # Python would leave out what the error says.
        raise ImportError(str(error), name=__name__) if imports_name() else error
    try:
        if name in _ROOMS:
            return import_module(f".{name}", __name__)
        found = globals()[name] = _function(f".{_LATE[name]}", name)
        return found
    except ImportError as error:
        # A star import takes every name, also where numpy is missing: using it says what to do.
        return Missing(str(error))


def _elsewhere(name: str) -> AttributeError:
    """Return the error for a name that is not here, with the room where it is."""
    if name in _NOT_NEEDED:
        cure = (
            "none is needed, since gradients are only computed by backward(); to compute with "
            "numbers alone take v.data"
        )
        return AttributeError(f"module {__name__!r} has no attribute {name!r}: {cure}")
    for room in () if name.startswith("_") else _ROOMS:
        found = import_module(f".{room}", __name__)
        if name in getattr(found, "__all__", dir(found)):
            cure = f"write from {__name__}.{room} import {name}"
            return AttributeError(f"module {__name__!r} has no attribute {name!r}: {cure}")
    return no_attribute(__name__, name, __all__, {})


def __dir__() -> list[str]:
    return sorted({*__all__, "abs", "pow", "sum"})


def _function(room: str, name: str) -> Any:
    return getattr(import_module(room, __name__), name)


def _version() -> str:
    return __version__


found_by("version", lambda: _version)
found_by("fit", partial(_function, ".training", "fit"))
found_by("draw_dot", partial(_function, ".display.pictures", "draw_dot"))
found_by("table_to_onnx", partial(_function, ".commands.tables.onnx_table", "table_to_onnx"))
found_by("graph_by_hand", partial(_function, ".display.pictures", "graph_by_hand"))
for _name in (
    "explanation_bundle",
    "history_bundle",
    "model_html",
    "tape_html",
    "value_bundle",
):
    found_by(_name, partial(_function, ".display.notebook", _name))
