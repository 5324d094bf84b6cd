"""What a class offers and a higher room does is looked for when it is first needed."""

import pytest

from micrograd_plus import higher
from micrograd_plus.higher import found_by


@pytest.fixture(autouse=True)
def _finders(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test says is forgotten after it."""
    monkeypatch.setattr(higher, "FINDERS", dict(higher.FINDERS))


def test_it_is_not_looked_for_before_it_is_needed() -> None:
    """Saying where it is found imports nothing."""
    asked = []
    found_by("sort", lambda: asked.append(1) or sorted)
    assert asked == []
    assert higher.higher("sort") is sorted
    assert asked == [1]


def test_what_nobody_has_is_an_error() -> None:
    """A name that the front door does not know is a mistake in the package."""
    with pytest.raises(KeyError, match="nothing of the kind"):
        higher.higher("nothing of the kind")


def test_the_front_door_says_where_each_is_found() -> None:
    """Every name that it tells leads to something that can be called."""
    assert higher.FINDERS
    for name in higher.FINDERS:
        assert callable(higher.higher(name))
