"""How a training went: what is kept, and what is an error."""

import warnings

import pytest

from micrograd_plus.commands.course import check_course, quietly
from micrograd_plus.training.history import History


def test_what_may_be_kept() -> None:
    """All that has an epoch and has not diverged, interrupted or not."""
    check_course(History(loss=[0.5]))
    check_course(History(loss=[0.5], stopped="interrupted in epoch 2: what was learned is kept"))
    with pytest.raises(KeyboardInterrupt):
        check_course(History(stopped="interrupted in epoch 1"))
    with pytest.raises(ValueError, match="diverged in epoch 2: the loss is nan; a smaller --lear"):
        check_course(History(loss=[0.5], stopped="diverged in epoch 2: the loss is nan; weights"))


def test_quiet() -> None:
    """Warnings of the run are held back, others are not."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with quietly():
            warnings.warn("diverged", RuntimeWarning, stacklevel=1)
            warnings.warn("old", DeprecationWarning, stacklevel=1)
    assert [str(warning.message) for warning in seen] == ["old"]
