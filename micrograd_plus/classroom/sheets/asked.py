"""Questions for systems that cannot compute: numbers with a tolerance, short texts, and choices."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from ..exercises.answers import DECIMALS, read_names
from ..exercises.draws import Draws
from ..exercises.exact import Exact
from ..exercises.exercise import Exercise
from ..exercises.numbers import AS_NUMBERS
from ..exercises.questions import Question, State
from .digests import MOST_DECIMALS, right_choices

AS_DECIMALS = f"Write decimals with {DECIMALS} digits or more."
# Half a unit of the last digit that is asked for.
TOLERANCE = "0.005"
# How many answers a choice has, and how often one is drawn in search of a wrong one.
CHOICES, _TRIES = 4, 60


@dataclass(frozen=True)
class Asked:
    """A question in a form that needs no computing to be marked.

    Attributes:
        prompt: the question itself.
        how: `number`, `text` or `choice`.
        right: every right answer, as it is to be written.
        choices: what there is to choose from, in an order that tells nothing.
        tolerance: of a number, what it may be off by.
        exact: of a number, how it is written exactly.
    """

    prompt: str
    how: str
    right: tuple[str, ...]
    choices: tuple[str, ...] = ()
    tolerance: str = "0"
    exact: str = ""


def task_of(exercise: Exercise) -> str:
    """Return what is to be done, and how answers are written there."""
    if exercise.kind in ("symbols", "order"):
        return exercise.asks.task
    return exercise.task.replace(AS_NUMBERS, AS_DECIMALS)


def asked(exercise: Exercise) -> list[Asked]:
    """Return the questions of an exercise.

    Formulas and orders, of which many are right, become choices. The wrong ones are made by usual
    slips, and `check` finds none of them right.
    """
    return [_asked(exercise, question) for question in exercise.questions]


def decimal(number: Exact) -> str:
    """Return a number in decimals, never with an exponent, nor without a digit before the point.

    >>> from fractions import Fraction
    >>> [decimal(Exact(Fraction(top, 3))) for top in (-1, 6)]
    ['-0.333333', '2']
    """
    text = f"{float(number):.{MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _asked(exercise: Exercise, question: Question) -> Asked:
    prompt, number = question.prompt, question.number
    if number is not None:
        whole = number.is_rational and number.rational.denominator == 1
        tolerance = "0" if whole else TOLERANCE
        return Asked(prompt, "number", (decimal(number),), (), tolerance, str(number))
    if exercise.kind == "mistake":
        right = right_choices(exercise, question)
        if not question.options:
            return Asked(prompt, "number", tuple(right))
        said = dict(question.options)
        return Asked(prompt, "choice", tuple([said[x] for x in right]), tuple(said.values()))
    if exercise.kind == "order" and question.key != "order":
        return Asked(prompt, "text", tuple(_spellings(read_names(question.right))))
    draws = Draws(exercise.seed, exercise.variant, question.key, "wrong")
    wrong = itertools.islice(_wrong(exercise, question, draws), CHOICES - 1)
    choices = draws.shuffled([question.right, *wrong])
    return Asked(prompt, "choice", (question.right,), tuple(choices))


def _spellings(names: list[str]) -> Iterator[str]:
    """Every order of some names, with commas and without."""
    for between in (", ", ",", " "):
        for order in itertools.permutations(names):
            yield between.join(order)
        if len(names) == 1:
            return


def _wrong(exercise: Exercise, question: Question, draws: Draws) -> Iterator[str]:
    """Give wrong answers that look like the right one, each once."""
    slips = _orders if question.key == "order" else _formulas
    seen = {question.right}
    for found in slips(exercise, question, draws):
        if found not in seen:
            seen.add(found)
            if exercise.asks.verdict(question, found, {}).state is State.WRONG:
                yield found


def _orders(exercise: Exercise, question: Question, draws: Draws) -> Iterator[str]:
    names = read_names(question.right)
    # Two that have changed places are nearest to the right order.
    for place in draws.shuffled(range(len(names) - 1)):
        yield ", ".join([*names[:place], names[place + 1], names[place], *names[place + 2 :]])
    for _ in range(_TRIES):
        yield ", ".join(draws.shuffled(names))


def _formulas(exercise: Exercise, question: Question, draws: Draws) -> Iterator[str]:
    """A way left out, a factor left out, the sign, a factor too many."""
    ways = question.right.split(" + ")
    if len(ways) > 1:
        yield from draws.shuffled(ways)
    factors = [" * ".join(some) for some in _without_one(ways[0].split(" * ")) if some]
    for factor in draws.shuffled(factors):
        yield " + ".join([factor, *ways[1:]])
    yield f"-({question.right})"
    leaves = list(exercise.problem.leaves)
    for leaf in draws.shuffled(leaves):
        yield f"({question.right}) * {leaf}"
        yield f"({question.right}) + {leaf}"


def _without_one(parts: list[str]) -> list[list[str]]:
    return [parts[:place] + parts[place + 1 :] for place in range(len(parts))]
