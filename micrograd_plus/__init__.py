"""A scalar autograd in which every number explains itself."""

from . import _notebook as _notebook
from . import datasets as datasets
from . import losses as losses
from . import nn as nn
from . import optim as optim
from ._display import draw_dot as draw_dot
from .anomaly import detect_anomaly as detect_anomaly
from .check import gradcheck as gradcheck
from .declare import rule as rule
from .derivation import check_derivation as check_derivation
from .engine import Value as Value
from .explanation import explain as explain
from .gradient import grad as grad
from .ops import (
    abs as abs,
)
from .ops import (
    acos as acos,
)
from .ops import (
    acosh as acosh,
)
from .ops import (
    add as add,
)
from .ops import (
    asin as asin,
)
from .ops import (
    asinh as asinh,
)
from .ops import (
    atan as atan,
)
from .ops import (
    atan2 as atan2,
)
from .ops import (
    atanh as atanh,
)
from .ops import (
    cbrt as cbrt,
)
from .ops import (
    cos as cos,
)
from .ops import (
    cosh as cosh,
)
from .ops import (
    detach as detach,
)
from .ops import (
    div as div,
)
from .ops import (
    dot as dot,
)
from .ops import (
    elu as elu,
)
from .ops import (
    exp as exp,
)
from .ops import (
    expm1 as expm1,
)
from .ops import (
    hypot as hypot,
)
from .ops import (
    leaky_relu as leaky_relu,
)
from .ops import (
    log as log,
)
from .ops import (
    log1p as log1p,
)
from .ops import (
    log2 as log2,
)
from .ops import (
    log10 as log10,
)
from .ops import (
    log_softmax as log_softmax,
)
from .ops import (
    logsumexp as logsumexp,
)
from .ops import (
    maximum as maximum,
)
from .ops import (
    mean as mean,
)
from .ops import (
    minimum as minimum,
)
from .ops import (
    mul as mul,
)
from .ops import (
    neg as neg,
)
from .ops import (
    pow as pow,
)
from .ops import (
    prod as prod,
)
from .ops import (
    relu as relu,
)
from .ops import (
    sigmoid as sigmoid,
)
from .ops import (
    silu as silu,
)
from .ops import (
    sin as sin,
)
from .ops import (
    sinh as sinh,
)
from .ops import (
    softmax as softmax,
)
from .ops import (
    softplus as softplus,
)
from .ops import (
    sqrt as sqrt,
)
from .ops import (
    sub as sub,
)
from .ops import (
    sum as sum,
)
from .ops import (
    tan as tan,
)
from .ops import (
    tanh as tanh,
)
from .ops import (
    where as where,
)

# A star import leaves Python's own abs, pow and sum alone.
from .scopes import scope as scope
from .tape import Tape as Tape
from .tape import record as record
from .train import fit as fit

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
