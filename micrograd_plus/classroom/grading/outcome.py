"""How a lesson went: plain data."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ...rules.notation import number_text
from .programs import Program


class Status(StrEnum):
    """How a lesson went."""

    PASSED = "passed"
    FAILED = "failed"
    MISSING = "missing"
    ENDED = "ended"


# What engines of teachers get wrong too: a learner's own mistakes come before these.
COMMON = frozenset({"inner gradients kept", "power at 0", "recursion"})
WRONG = (Status.FAILED, Status.ENDED)


@dataclass(frozen=True, slots=True)
class Failure:
    """The smallest program on which an engine fails, and what it says instead.

    Attributes:
        program: the steps.
        lines: the same as Python, in the engine's own names.
        node: the first value that is wrong; empty where an error was raised.
        edge: the operation and the operand between which the gradient goes wrong, `b -> a`.
        what: `data` or `grad`.
        given: the engine's number; None where it gave none.
        right: the right one.
        error: the error that was raised, type and text; empty if none was.
        mistake: the name of the mistake that explains it; empty where none does.
        sentence: that mistake in words.
        called: what the engine calls its data or gradient; empty where that is its usual name.
    """

    program: Program
    lines: tuple[str, ...]
    node: str = ""
    edge: str = ""
    what: str = ""
    given: float | None = None
    right: float | None = None
    error: str = ""
    mistake: str = ""
    sentence: str = ""
    called: str = ""

    def __str__(self) -> str:
        return "\n".join([*self.lines, *self.words()])

    def words(self) -> list[str]:
        """Return what is wrong, line by line."""
        found = []
        if self.error:
            found.append(f"raises {self.error}")
        elif self.right is not None:
            given = "nothing" if self.given is None else number_text(self.given)
            over = f", over the edge {self.edge}" if self.edge else ""
            part = self.called or self.what
            found.append(f"{self.node}.{part} is {given}, right is {number_text(self.right)}{over}")
        if self.sentence:
            found.append(": ".join(part for part in (self.mistake, self.sentence) if part))
        return found

    @property
    def short(self) -> str:
        """What is wrong in a few words, the mistake or what else is known."""
        known = self.mistake or self.error or self.sentence
        return known or next(iter(self.words()), "")


@dataclass(frozen=True, slots=True)
class Graded:
    """How one lesson went; true if it is passed.

    Attributes:
        name: of the lesson.
        title: what is asked.
        teaches: why it matters.
        status: passed, failed, missing or ended.
        reason: what is missing, or why the engine was ended.
        failure: where it is wrong; None unless it failed.
        printed: the end of what the engine printed.
    """

    name: str
    title: str
    teaches: str
    status: Status
    reason: str = ""
    failure: Failure | None = None
    printed: str = ""

    def __bool__(self) -> bool:
        return self.status is Status.PASSED


def gone_wrong(lessons: Iterable[Graded]) -> list[Graded]:
    """Return the lessons that went wrong, those with a mistake that most engines share last."""
    wrong = [lesson for lesson in lessons if lesson.status in WRONG]
    return sorted(wrong, key=lambda x: x.failure is not None and x.failure.mistake in COMMON)
