"""A scalar autograd in which every number explains itself."""

from . import ops
from .anomaly import detect_anomaly as detect_anomaly
from .check import gradcheck as gradcheck
from .declare import rule as rule
from .engine import Value as Value
from .explanation import explain as explain
from .gradient import grad as grad
from .ops import *
