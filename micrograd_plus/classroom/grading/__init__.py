"""Grade a learner's own engine: what it gets wrong, on the smallest program that shows it."""

from .grader import grade as grade
from .report import Report as Report
from .sandbox import Limits as Limits

__all__ = ["Limits", "Report", "grade"]
