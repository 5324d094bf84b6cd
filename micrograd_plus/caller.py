"""The user's program: which of its lines is running, for messages that name it."""

import inspect
import os
from pathlib import Path
from types import FrameType

# With the separator: a folder beside this one may begin with the same name.
_PACKAGE = str(Path(__file__).parent) + os.sep


def calling_frame() -> FrameType:
    """Return the innermost frame that belongs neither to this package nor to generated source."""
    frame = inspect.currentframe()
    assert frame is not None
    while frame.f_back is not None and frame.f_code.co_filename.startswith((_PACKAGE, "<rule ")):
        frame = frame.f_back
    return frame
