"""What holds for every test of what is watched."""

import pytest

from micrograd_plus.training.watching import boundary


@pytest.fixture(autouse=True)
def _few_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plane of 7 by 7 points: 3600 take their time by the scalar engine."""
    monkeypatch.setattr(boundary, "STEPS", 7)
