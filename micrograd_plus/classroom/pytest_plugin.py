"""Lessons as tests of pytest: `pytest --grade-engine=engine.py:Value` has one for each."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from .grading.grader import Engine, found_engine, grade_lesson, located
from .grading.lessons import LESSONS, Lesson
from .grading.names import read_names
from .grading.outcome import Status
from .grading.sandbox import Ended, Limits
from .grading.shown import told


class WrongEngine(Exception):
    """A lesson that an engine has not passed."""


class EngineFile(pytest.File):
    """The file of an engine: its tests are the lessons."""

    kind = "Value"

    @cached_property
    def engine(self) -> Engine:
        """The engine with its names, which are found once."""
        names = read_names(self.config.getoption("grade_names"))
        return found_engine(self.path, self.kind, names, Limits())

    def collect(self) -> Iterator["LessonItem"]:
        """Return a test for each lesson."""
        for lesson in LESSONS:
            yield LessonItem.from_parent(self, name=lesson.name, lesson=lesson)


class LessonItem(pytest.Item):
    """One lesson, as a test.

    Arguments:
        lesson: what is asked.
        options: what pytest gives to every test.
    """

    parent: EngineFile

    def __init__(self, *, lesson: Lesson, **options: Any) -> None:
        super().__init__(**options)
        self.lesson = lesson

    def runtest(self) -> None:
        """Grade the lesson; what is missing is skipped, unless all is required."""
        require_all = bool(self.config.getoption("grade_require_all"))
        try:
            graded = grade_lesson(self.lesson, self.parent.engine, require_all)
        except Ended as end:
            raise WrongEngine(str(end)) from None
        if graded.status is Status.MISSING:
            pytest.skip(graded.reason)
        if not graded:
            raise WrongEngine(told(graded))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show what is wrong with the engine, not where this was found."""
        if isinstance(excinfo.value, WrongEngine):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return what stands above a failure."""
        return self.path, None, f"lesson {self.name}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add the lessons behind the tests that pytest has found by itself."""
    try:
        file, kind = located(config.getoption("grade_engine"))
    except (FileNotFoundError, ValueError) as error:
        raise pytest.UsageError(str(error)) from None
    graded = EngineFile.from_parent(session, path=file.resolve())
    graded.kind = kind
    items.extend(graded.collect())
