"""The classroom: exercises that check themselves, sheets of them, and a grader for engines."""

from .exercises.exercise import Exercise as Exercise, Marks as Marks, exercise as exercise
