"""How a lesson went, in words."""

from micrograd_plus.classroom.grading.outcome import Failure, Graded, Status


def test_only_what_is_passed_is_true() -> None:
    """Neither what is missing nor what was ended."""
    went = [bool(Graded("add", "a + b", "Both.", status)) for status in Status]
    assert went == [True, False, False, False]


def test_a_failure_in_words() -> None:
    """The program, then the numbers, then the mistake."""
    failure = Failure(
        (), ("a = Value(2.0)",), "a", "b -> a", "grad", 1.0, 2.0, "", "= for +=", "add it"
    )
    assert str(failure).splitlines() == [
        "a = Value(2.0)",
        "a.grad is 1.0000, right is 2.0000, over the edge b -> a",
        "= for +=: add it",
    ]
    assert Failure((), (), error="TypeError: no").words() == ["raises TypeError: no"]
    nothing = Failure((), (), "a", "", "data", None, 2.0)
    assert nothing.words() == ["a.data is nothing, right is 2.0000"]
