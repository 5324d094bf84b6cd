"""The user's program: which of its lines is running, for messages that name it."""

import dis
import inspect
import linecache
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


def source_line(whole_path: bool = True) -> str:
    """Return the line of the user's program that is running, with its file and number.

    Arguments:
        whole_path: whether to tell where the file lies, not only what it is called.
    """
    frame = calling_frame()
    filename, number = frame.f_code.co_filename, frame.f_lineno
    text = linecache.getline(filename, number).strip()
    name = filename if whole_path else os.path.basename(filename)
    return f"{name}:{number}" + (f": {text}" if text else "")


_BINARY = dis.opmap["BINARY_OP"]
# Which of the binary operations are % and %=.
_PERCENT = (6, 19)


def formats_text() -> bool:
    """Return whether the method that asks was called by `"%.4f" % x`.

    Python asks for the float of x there as everywhere else; what the caller is about to do tells
    text, in which nothing can be lost, from arithmetic.
    """
    method = inspect.currentframe()
    frame = method and method.f_back and method.f_back.f_back
    if not frame:
        return False
    code, place = frame.f_code.co_code, frame.f_lasti
    return place >= 0 and code[place] == _BINARY and code[place + 1] in _PERCENT


_IMPORT_FROM = dis.opmap["IMPORT_FROM"]


def imports_name() -> bool:
    """Return whether the `__getattr__` of a module that asks was called by `from ... import`."""
    method = inspect.currentframe()
    frame = method and method.f_back and method.f_back.f_back
    return bool(
        frame and frame.f_lasti >= 0 and frame.f_code.co_code[frame.f_lasti] == _IMPORT_FROM
    )
