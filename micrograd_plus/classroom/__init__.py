"""The classroom: exercises that check themselves, sheets of them, and a grader for engines."""

from .exercises.exercise import Exercise as Exercise, Marks as Marks, exercise as exercise
from .sheets.formats import FORMATS as FORMATS
from .sheets.sheet import Sheet as Sheet, sheet as sheet
