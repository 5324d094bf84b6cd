"""The classroom: exercises that check themselves, sheets of them, and a grader for engines."""

from .exercises.exercise import Exercise as Exercise, Marks as Marks, exercise as exercise
from .grading import (
    Limits as Limits,
    Report as Report,
    grade as grade,
    grade_all as grade_all,
)
from .sheets.formats import FORMATS as FORMATS
from .sheets.sheet import Sheet as Sheet, sheet as sheet

__all__ = [
    "FORMATS",
    "Exercise",
    "Limits",
    "Marks",
    "Report",
    "Sheet",
    "exercise",
    "grade",
    "grade_all",
    "sheet",
]
