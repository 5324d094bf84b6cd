"""The scalar engine: Value, what makes it from the rule table, and gradients."""

from .comparison import Condition as Condition
from .operands import operand as operand
from .value import Value as Value
