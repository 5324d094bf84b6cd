"""The classroom: what teachers and learners use beside the engine."""

from .grading import (
    Limits as Limits,
    Report as Report,
    grade as grade,
    grade_all as grade_all,
)

__all__ = ["Limits", "Report", "grade", "grade_all"]
