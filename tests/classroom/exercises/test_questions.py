"""What an answer is worth."""

import pytest

from micrograd_plus.classroom.exercises.questions import Question, State, Verdict


@pytest.mark.parametrize("state", State)
def test_only_right_answers_have_their_mark(state: State) -> None:
    """What follows from an earlier mistake is right as well."""
    good = state in ("right", "follows from an earlier mistake")
    assert Verdict(Question("p", "p", "1"), "1", state).is_good is good
