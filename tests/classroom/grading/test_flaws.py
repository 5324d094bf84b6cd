"""The mistakes of passes are told apart by what they do."""

from micrograd_plus.classroom.grading.flaws import OF_PASSES
from micrograd_plus.classroom.grading.mistakes import _HEAD, _PASSES, _PROBES
from micrograd_plus.classroom.grading.passes import Flaw, flawed_gradients
from micrograd_plus.classroom.grading.programs import drawn

PROBES = [drawn(f"{_HEAD}; {text}") for text in (*_PROBES, *_PASSES)]
EQUAL = drawn("a = value(2); b = value(2); c = a * a; d = b * b; e = c + d; e.backward()")
CLEARING = drawn("a = value(2); b = a * a; b.backward(); a.grad = 0")


def test_each_shows_on_some_program() -> None:
    """One that gives right numbers everywhere would be no mistake."""
    for mistake in OF_PASSES:
        for flaw in mistake.variants:
            programs = [*PROBES, CLEARING, EQUAL]
            assert any(
                flawed_gradients(p, flaw) != flawed_gradients(p, Flaw()) for p in programs
            ), mistake.name


def test_their_first_variants_differ() -> None:
    """No two of them do the same to all programs."""
    seen = {}
    for mistake in OF_PASSES:
        shown = tuple(
            str(flawed_gradients(p, mistake.variants[0])) for p in [*PROBES, CLEARING, EQUAL]
        )
        assert shown not in seen, (mistake.name, seen.get(shown))
        seen[shown] = mistake.name


def test_each_says_what_is_wrong() -> None:
    """In words, under a name of its own."""
    names = [mistake.name for mistake in OF_PASSES]
    assert len(set(names)) == len(names)
    assert all(len(mistake.sentence) > 40 for mistake in OF_PASSES)
