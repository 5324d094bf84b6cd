"""Grade a learner's own engine: what it gets wrong, on the smallest program that shows it."""

from .grader import grade as grade
from .marks import grade_all as grade_all
from .report import Report as Report
from .sandbox import Limits as Limits

__all__ = ["Limits", "Report", "grade", "grade_all"]
