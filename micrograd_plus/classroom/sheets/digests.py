"""What a page knows of right answers: salted digests, by which it recognises one that it is given.

What that is worth: it keeps honest people honest. Nobody reads an answer in the source of a page.
Who can program finds one all the same, by trying fractions until a digest fits, or by drawing the
exercise anew from its seed.
"""

import hashlib
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..exercises.answers import DECIMALS, read_names
from ..exercises.exact import Exact
from ..exercises.exercise import Exercise
from ..exercises.questions import Question, State
from ..exercises.symbols import Symbols

# Decimals with more digits are rounded to so many before they are looked at.
MOST_DECIMALS = 6
# The numbers of formulas are compared in so many figures that count.
FIGURES = 6
# What a float may be off by, in units of its last digit that is looked at.
_SLACK = 1e-7


def digest(salt: str, question: str, answer: str) -> str:
    """Return the digest of an answer in its one canonical form."""
    return hashlib.sha256(f"{salt}|{question}|{answer}".encode()).hexdigest()


def checked(exercise: Exercise, question: Question, salt: str, number: int) -> dict[str, Any]:
    """Return what a page needs to check the answer to a question.

    Arguments:
        exercise: that asks it.
        question: one of its questions.
        salt: makes the digests of two pages differ.
        number: of the exercise.
    """
    name = f"{number} {question.key}"
    found: dict[str, Any] = {"name": name, "key": question.key}
    if question.number is not None:
        answers = list(number_forms(question.number))
        return found | {"how": "number", "digests": [digest(salt, name, x) for x in answers]}
    if exercise.kind == "symbols":
        assert isinstance(exercise.asks, Symbols)
        leaf = question.key.partition("/d")[2]
        places = [
            [digest(salt, f"{name} {place}", form) for form in figures(slopes[leaf])]
            for place, (_, slopes) in enumerate(exercise.asks.places)
        ]
        return found | {"how": "formula", "digests": places}
    if exercise.kind == "order":
        if question.key == "order":
            # The graph says it all: there is nothing to hide.
            return found | {"how": "order"}
        names = ",".join(sorted(read_names(question.right)))
        return found | {"how": "names", "digests": [digest(salt, name, names)]}
    right = right_choices(exercise, question)
    how = "choice" if question.options else "step"
    return found | {"how": how, "digests": [digest(salt, name, each) for each in right]}


def right_choices(exercise: Exercise, question: Question) -> list[str]:
    """Return every option, or number of a step, that is right: there may be more than one."""
    steps = [str(step) for step, _ in enumerate(exercise.asks.worked, 1)]
    among = [option for option, _ in question.options] or steps
    return [
        each for each in among if exercise.asks.verdict(question, each, {}).state is State.RIGHT
    ]


def number_forms(number: Exact) -> Iterator[str]:
    """Give the canonical forms of a number: exact, and rounded to each count of decimals.

    >>> list(number_forms(Exact(Fraction(1, 8))))[:4]
    ['= 1/8 1/1', '2 12', '2 13', '3 125']
    """
    parts = (number.rational, number.inside)
    yield "= " + " ".join(f"{part.numerator}/{part.denominator}" for part in parts)
    for decimals in range(DECIMALS, MOST_DECIMALS + 1):
        for unit in _roundings(number, 10**decimals):
            yield f"{decimals} {unit}"


def figures(number: float) -> list[str]:
    """Return the forms of a float by figures that count: cut off, and the next one.

    >>> figures(-1 / 3), figures(0.0)
    (['-333334 -6', '-333333 -6'], ['0'])
    """
    if abs(number) < 1e-9:
        return ["0"]
    power = math.floor(math.log10(abs(number))) - FIGURES + 1
    # What is whole but for the last bits of a float is whole.
    scaled = round(number / 10.0**power, 6)
    return [f"{unit} {power}" for unit in sorted({math.floor(scaled), math.ceil(scaled)})]


def _roundings(number: Exact, scale: int) -> list[int]:
    """The whole numbers that a number is rounded to when scaled; two where it is in the middle."""
    half = Fraction(1, 2)
    if number.is_rational:
        scaled = number.rational * scale
        return sorted({math.ceil(scaled - half), math.floor(scaled + half)})
    about = float(number) * scale + 0.5
    return sorted({math.floor(about - _SLACK), math.floor(about + _SLACK)})
