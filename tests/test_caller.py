"""The user's program is found below any depth of the package and of generated source."""

import sys
from types import ModuleType
from typing import Any

import pytest

from micrograd_plus import Value, tanh
from micrograd_plus.caller import calling_frame, imports_name
from micrograd_plus.engine import value


def test_the_frame_is_that_of_the_caller() -> None:
    """A program that calls the package directly is itself the caller."""
    assert calling_frame().f_code.co_name == "test_the_frame_is_that_of_the_caller"


def test_frames_of_the_package_are_passed_over() -> None:
    """Source that says it is of the package, or generated from a row, is not the user's."""
    inside = {"calling_frame": calling_frame}
    source = "def inner():\n    return calling_frame()\ndef outer():\n    return inner()\n"
    for filename in (value.__file__, "<rule tanh: _tanh_1.tanh>"):
        exec(compile(source, filename, "exec"), inside)
        assert inside["outer"]().f_code.co_filename == __file__


def test_source_of_others_is_the_users() -> None:
    """A notebook's cell has no file, and a folder beside the package begins with its name."""
    beside = value.__file__.replace("micrograd_plus", "micrograd_plus_mine")
    for filename in ("<ipython-input-1>", "<string>", beside):
        space = {"calling_frame": calling_frame}
        exec(compile("found = calling_frame()", filename, "exec"), space)
        assert space["found"].f_code.co_filename == filename


def test_an_operation_is_made_by_the_line_that_wrote_it() -> None:
    """Where an operation calls back, its own frames do not count."""
    seen = []

    class Number(float):
        def __float__(self) -> float:
            seen.append(calling_frame().f_code.co_name)
            return 0.5

    tanh(Value(Number(0.5)))
    assert set(seen) <= {"__float__"}


def test_an_import_of_a_name_is_told_from_a_look() -> None:
    """Python drops the words of an AttributeError when a name is imported."""
    asked = ModuleType("asked")
    seen = []

    def look(name: str) -> Any:
        seen.append(imports_name())
        return 1

    look.__module__ = "asked"
    asked.__getattr__ = look  # type: ignore[method-assign]
    names = {"asked": asked}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "asked", asked)
        exec("from asked import thing\nasked.thing\ngetattr(asked, 'thing')", names)
    # Looked at by the import itself, imported, then looked at.
    assert seen[-3:] == [True, False, False]
