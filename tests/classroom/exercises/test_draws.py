"""The same seed draws the same on every machine."""

from micrograd_plus.classroom.exercises.draws import Draws


def test_a_sequence_is_that_of_every_version_of_python() -> None:
    """These numbers were written down once: they may never change."""
    draws = Draws(2026, "fork", "gradients")
    assert [draws.below(100) for _ in range(6)] == [62, 91, 74, 34, 60, 82]
    assert draws.shuffled("abcdef") == list("bfeacd")
    assert draws.number(-1, 1) == 0.3972736358254807


def test_words_tell_sequences_apart() -> None:
    words = [("fork",), ("chain",), ("fork", ""), ("fork", "Ada"), ("for", "k")]
    assert len({Draws(1, *each).below(10**9) for each in words}) == len(words)
    assert Draws(1, "fork").below(10**9) != Draws(2, "fork").below(10**9)


def test_every_item_is_chosen_now_and_then() -> None:
    draws = Draws(0)
    assert {draws.choice("abc") for _ in range(100)} == set("abc")
    assert sorted(draws.shuffled(range(20))) == list(range(20))
    assert {draws.below(3) for _ in range(100)} == {0, 1, 2}
