"""What an exercise asks, and what is said of an answer: plain data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from .exact import Exact


class State(StrEnum):
    """What an answer is worth: the first two are right."""

    RIGHT = "right"
    FOLLOWS = "follows from an earlier mistake"
    WRONG = "wrong"
    MISSING = "missing"
    UNREADABLE = "not read"


@dataclass(frozen=True)
class Question:
    """One thing that is asked.

    Attributes:
        key: what its answer is called, such as `p` or `dq/da`.
        prompt: the question itself.
        right: the right answer as text.
        options: the answers to choose from, with what each says; empty where one is written.
        number: the right answer, if it is a number.
    """

    key: str
    prompt: str
    right: str
    options: tuple[tuple[str, str], ...] = ()
    number: Exact | None = None


@dataclass(frozen=True)
class Verdict:
    """What is said of one answer.

    Attributes:
        question: that was asked.
        given: the answer as text; empty where there is none.
        state: what it is worth.
        sentence: what went wrong, if it is known; otherwise empty.
    """

    question: Question
    given: str
    state: State
    sentence: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the answer has its mark."""
        return self.state in (State.RIGHT, State.FOLLOWS)


class Kind(Protocol):
    """One kind of exercise about a problem.

    Attributes:
        task: what is to be done, in a sentence.
        form: how answers are written, in a sentence; may be empty.
        with_values: whether the value of each node is told.
        worked: a worked solution that is shown beside the graph, line by line; may be empty.
        questions: in the order in which they are worked out.
    """

    task: str
    form: str
    with_values: bool
    worked: list[str]
    questions: list[Question]

    def verdict(self, question: Question, given: Any, own: Mapping[str, Any]) -> Verdict:
        """Judge an answer that is there.

        Arguments:
            question: one of `questions`.
            given: its answer.
            own: every answer by its key.
        """
        ...


Make = Callable[..., Kind]
