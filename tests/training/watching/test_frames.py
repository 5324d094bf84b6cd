"""The frames of what was watched: as many as there are epochs, and perhaps one before."""

import numpy as np
import pytest

from micrograd_plus.training.watching.frames import Source, Watched


@pytest.mark.parametrize("start", [0, 1])
def test_frames_after_so_many_epochs(start: int) -> None:
    """Those of epochs that did not end are left out."""
    watched = Watched(None, (2,), start, [np.full(2, float(place)) for place in range(5)])
    for epochs in (0, 1, 3):
        frames = watched.after(epochs)
        assert frames.shape == (epochs + start, 2)
        assert frames[:, 0].tolist() == [float(place) for place in range(epochs + start)]


def test_a_source_says_what_it_shows() -> None:
    """One that forgets its frame is none; a note of each step is not asked for."""

    class Half(Source):
        def __init__(self, run) -> None: ...

    with pytest.raises(TypeError, match="abstract"):
        Half(None)

    class Whole(Half):
        def about(self) -> Watched:
            return Watched(None, (), 0, [])

        def frame(self) -> np.ndarray:
            return np.zeros(())

    assert Whole(None).note_step() is None
