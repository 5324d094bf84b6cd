"""An exercise: a graph by hand, what is asked about it, and the marks for answers."""

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap
from typing import Any

from ...aligned import aligned
from ...engine.value import Value
from ...inputs import choice, shown, to_whole
from .draws import Draws
from .levels import LEVELS, problem
from .numbers import Descent, Forward, Gradients, Local
from .problem import Problem
from .questions import Kind, Make, Question, State, Verdict
from .reasoning import FindTheMistake, Order
from .symbols import Symbols

# Of a line of text.
WIDTH = 80
# A long answer is nobody's: more of it is not shown.
_LONGEST = 24

KINDS: dict[str, Make] = {
    "forward": Forward,
    "local": Local,
    "gradients": Gradients,
    "symbols": Symbols,
    "mistake": FindTheMistake,
    "order": Order,
    "step": Descent,
}


@dataclass(frozen=True)
class Exercise:
    """An exercise; the same arguments give the same one on every machine and version.

    Attributes:
        level: how hard its graph is.
        kind: what is asked.
        seed: what it is drawn from.
        problem: the graph, with exact numbers.
        asks: what is asked about it.
        operations: those that it was to choose from; None for all of the level.
        variant: what makes it another exercise of the same seed.
    """

    level: str
    kind: str
    seed: int
    problem: Problem
    asks: Kind
    operations: tuple[str, ...] | None = None
    variant: str = ""

    @property
    def title(self) -> str:
        """What it is about."""
        return LEVELS[self.level].title

    @property
    def task(self) -> str:
        """What is to be done, and how answers are written."""
        return f"{self.asks.task} {self.asks.form}".strip()

    @property
    def questions(self) -> list[Question]:
        """What is asked, in the order in which it is worked out."""
        return self.asks.questions

    @property
    def given(self) -> list[str]:
        """The graph line by line, leaves before operations, with their values if they are told."""
        values = self.problem.values if self.asks.with_values else self.problem.leaves
        lines = [f"{name} = {number}" for name, number in self.problem.leaves.items()]
        for line in self.problem.lines:
            told = f" = {values[line.name]}" if line.name in values else ""
            lines.append(f"{line}{told}")
        return lines

    @property
    def key(self) -> dict[str, str]:
        """The right answers by the names of the questions; `check` finds all of them right."""
        return {question.key: question.right for question in self.questions}

    @cached_property
    def root(self) -> Value:
        """The result as a Value with its graph, to be drawn and explained."""
        return self.problem.build()[self.problem.root]

    def check(self, answers: Mapping[str, Any]) -> "Marks":
        """Mark answers.

        Arguments:
            answers: by the names of the questions: numbers, or text as somebody writes it, such as
                `1/3`, `0.333`, `-2`, `2 1/2` or `ln 2`.

        Returns:
            The marks; true where every answer is right.

        Raises:
            TypeError: if `answers` is no dictionary.
            ValueError: for the name of a question that is not asked.

        >>> drawn = exercise("chain", "gradients", seed=1)
        >>> bool(drawn.check(drawn.key))
        True
        """
        if not isinstance(answers, Mapping):
            raise TypeError(
                f"answers is a dictionary such as {{'{self.questions[0].key}': 2}}, here is "
                f"{shown(answers)}"
            )
        known = [question.key for question in self.questions]
        for name in answers:
            if name not in known:
                raise ValueError(
                    f"answers has {shown(name)}, which is not asked: {', '.join(known)}"
                )
        return Marks(self, tuple(self._verdicts(answers)))

    def _verdicts(self, answers: Mapping[str, Any]) -> Iterator[Verdict]:
        for question in self.questions:
            given = answers.get(question.key)
            if given is None or (isinstance(given, str) and not given.strip()):
                yield Verdict(question, "", State.MISSING)
            else:
                yield self.asks.verdict(question, given, answers)

    def __str__(self) -> str:
        lines = [self.title, "", *[f"  {line}" for line in self.given]]
        if self.asks.worked:
            lines += ["", *[f"  {line}" for line in self.asks.worked]]
        lines += ["", *wrap(self.task, WIDTH), ""]
        for question in self.questions:
            lines.append(f"  {question.prompt}:")
            lines += [f"    {name}: {words}" for name, words in question.options]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return _as_html(self)


@dataclass(frozen=True)
class Marks:
    """The marks for the answers to an exercise; true where every answer is right.

    Attributes:
        exercise: that was answered.
        verdicts: what is said of each answer.
    """

    exercise: Exercise
    verdicts: tuple[Verdict, ...]

    @property
    def points(self) -> int:
        """How many answers are right; what follows from an earlier mistake counts."""
        return sum(verdict.is_good for verdict in self.verdicts)

    @property
    def out_of(self) -> int:
        """How many there are."""
        return len(self.verdicts)

    @property
    def first_wrong(self) -> Verdict | None:
        """The first answer that is there and wrong."""
        wrong = (State.WRONG, State.UNREADABLE)
        return next((verdict for verdict in self.verdicts if verdict.state in wrong), None)

    def __bool__(self) -> bool:
        return all(verdict.state is State.RIGHT for verdict in self.verdicts)

    def __str__(self) -> str:
        rows = [("", "your answer", "")]
        for verdict in self.verdicts:
            given = verdict.given
            given = given if len(given) <= _LONGEST else given[: _LONGEST - 3] + "..."
            rows.append((verdict.question.key, given, verdict.state))
        lines = [aligned(rows, "lll"), "", f"{self.points} of {self.out_of} points"]
        first = self.first_wrong
        if first is not None:
            lines.append(f"The first mistake: {first.question.key} = {first.given}")
            lines += [f"  {line}" for line in first.sentence.splitlines()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return _as_html(self)


def _as_html(thing: object) -> str:
    return f'<pre style="font-family: monospace">{html.escape(str(thing))}</pre>'


def exercise(
    level: str = "fork",
    kind: str = "gradients",
    seed: int = 0,
    operations: Sequence[str] | None = None,
    variant: str = "",
) -> Exercise:
    """Draw an exercise in backpropagation whose numbers come out by hand.

    Arguments:
        level: `operation`, `chain`, `fork`, `activation`, `neuron`, `network` or `softmax`.
        kind: what is asked: `forward` values, `local` gradients, `gradients`, the derivation in
            `symbols`, the `mistake` in a worked solution, the `order` of a backward pass, or the
            weights after one `step` of descent.
        seed: what it is drawn from; the same seed gives the same exercise everywhere.
        operations: those to choose from, such as `["add", "mul", "relu"]`; None for all of the
            level.
        variant: text that makes another exercise of the same seed, such as a learner's name.

    Raises:
        TypeError, ValueError: for a level, a kind, a seed or operations that there are not.

    >>> print(exercise("chain", "gradients", seed=1))  # doctest: +ELLIPSIS
    a chain of operations
    ...
    """
    choice("kind", kind, KINDS)
    choice("level", level, LEVELS)
    if (level, kind) == ("operation", "order"):
        raise ValueError("one operation has no order to ask for: choose another level or kind")
    draws = Draws(to_whole("seed", seed, 0), level, kind, variant)
    chosen = None if operations is None else _several(operations)
    if kind == "symbols" and operations is None:
        # The slope of relu is no formula of + - * / **.
        operations = [each for each in LEVELS[level].operations if each != "relu"]
    drawn = problem(level, draws, operations)
    return Exercise(level, kind, seed, drawn, KINDS[kind](drawn, draws), chosen, variant)


def _several(names: Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
