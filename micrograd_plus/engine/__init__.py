"""The scalar engine: Value, what makes it from the rule table, and gradients."""

from .value import Condition as Condition, Value as Value
