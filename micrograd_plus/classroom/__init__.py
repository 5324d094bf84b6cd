"""The classroom: exercises that check themselves, sheets of them, and a grader for engines."""

from .exercises.exercise import Exercise as Exercise, Marks as Marks, exercise as exercise

"""The classroom: what teachers and learners use beside the engine."""

from .grading import (
    Limits as Limits,
    Report as Report,
    grade as grade,
    grade_all as grade_all,
)

__all__ = ["Limits", "Report", "grade", "grade_all"]
from .sheets.formats import FORMATS as FORMATS
from .sheets.sheet import Sheet as Sheet, sheet as sheet
