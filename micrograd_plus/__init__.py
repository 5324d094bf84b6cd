"""A scalar autograd in which every number explains itself."""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .checking.gradcheck import gradcheck as gradcheck
from .engine.anomaly import detect_anomaly as detect_anomaly
from .engine.gradient import grad as grad
from .engine.ops import (
    abs as abs,
    acos as acos,
    acosh as acosh,
    add as add,
    asin as asin,
    asinh as asinh,
    atan as atan,
    atan2 as atan2,
    atanh as atanh,
    cbrt as cbrt,
    cos as cos,
    cosh as cosh,
    detach as detach,
    div as div,
    dot as dot,
    elu as elu,
    exp as exp,
    expm1 as expm1,
    hypot as hypot,
    leaky_relu as leaky_relu,
    log as log,
    log1p as log1p,
    log2 as log2,
    log10 as log10,
    log_softmax as log_softmax,
    logsumexp as logsumexp,
    maximum as maximum,
    mean as mean,
    minimum as minimum,
    mul as mul,
    neg as neg,
    pow as pow,
    prod as prod,
    relu as relu,
    sigmoid as sigmoid,
    silu as silu,
    sin as sin,
    sinh as sinh,
    softmax as softmax,
    softplus as softplus,
    sqrt as sqrt,
    sub as sub,
    sum as sum,
    tan as tan,
    tanh as tanh,
    where as where,
)
from .engine.own_rules import rule as rule
from .engine.scopes import scope as scope
from .engine.value import Value as Value
from .explanation import explain as explain
from .higher import found_by

if TYPE_CHECKING:
    from . import datasets as datasets, losses as losses, nn as nn, optim as optim
    from .checking.derivation import check_derivation as check_derivation
    from .display.pictures import draw_dot as draw_dot
    from .tape import Tape as Tape, record as record
    from .training import fit as fit

# What is loaded when it is first used: the room of each name, and the rooms that are public.
_LATE = {
    "check_derivation": "checking.derivation",
    "draw_dot": "display.pictures",
    "fit": "training",
    "record": "tape",
    "Tape": "tape",
}
_ROOMS = ("datasets", "losses", "nn", "optim")

# A star import leaves Python's own abs, pow and sum alone.
__all__ = [
    "Tape",
    "Value",
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "check_derivation",
    "cos",
    "cosh",
    "datasets",
    "detach",
    "detect_anomaly",
    "div",
    "dot",
    "draw_dot",
    "elu",
    "exp",
    "explain",
    "expm1",
    "fit",
    "grad",
    "gradcheck",
    "hypot",
    "leaky_relu",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_softmax",
    "logsumexp",
    "losses",
    "maximum",
    "mean",
    "minimum",
    "mul",
    "neg",
    "nn",
    "optim",
    "prod",
    "record",
    "relu",
    "rule",
    "scope",
    "sigmoid",
    "silu",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "sqrt",
    "sub",
    "tan",
    "tanh",
    "where",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f".{name}", __name__)
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = _function(f".{_LATE[name]}", name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATE, *_ROOMS})


def _function(room: str, name: str) -> Any:
    return getattr(import_module(room, __name__), name)


found_by("fit", partial(_function, ".training", "fit"))
found_by("draw_dot", partial(_function, ".display.pictures", "draw_dot"))
for _name in (
    "explanation_bundle",
    "history_bundle",
    "model_html",
    "tape_html",
    "value_bundle",
):
    found_by(_name, partial(_function, ".display.notebook", _name))
