"""The engines of a whole class, graded side by side, and their marks as a table."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ...inputs import to_whole
from .grader import grade
from .outcome import Graded, Status
from .report import Report
from .sandbox import Limits
from .shown import harmless

# A cell that begins so is a formula to a spreadsheet, and it may be a learner's.
_FORMULA = ("=", "+", "-", "@", "\t")


def grade_all(
    engines: Iterable[str | Path],
    names: str | Mapping[str, str] | None = None,
    jobs: int = 1,
    require_all: bool = False,
    limits: Limits | None = None,
    lessons: Iterable[str] | None = None,
    seed: int | None = None,
) -> list[Report]:
    """Grade many engines, as `grade` does one.

    With more than one job they are graded in parallel by joblib: also on a Dask cluster, inside
    `with joblib.parallel_config(backend="dask")`, whose machines must see the same files.

    Arguments:
        engines: files, each perhaps with a class, `engine.py:Value`.
        names: what the engines call things, where that is not found by itself.
        jobs: how many are graded at a time.
        require_all: whether what is missing counts as failed.
        limits: what their processes may use.
        lessons: the names of the lessons to be asked; by default all.
        seed: a number for which all are given the same numbers; by default each has its own.

    Returns:
        a report for each, in their order.

    Raises:
        FileNotFoundError, ValueError: as `grade` does.
        ImportError: for more than one job without joblib.
    """
    files = [str(engine) for engine in engines]
    jobs = to_whole("jobs", jobs, 1)
    wanted = None if lessons is None else list(lessons)
    if jobs == 1:
        return [grade(file, names, require_all, limits, wanted, seed) for file in files]
    try:
        from joblib import Parallel, delayed
    except ImportError:
        raise ImportError(
            "more than one job needs joblib: pip install joblib, or leave jobs at 1"
        ) from None
    work = (delayed(grade)(file, names, require_all, limits, wanted, seed) for file in files)
    return list(Parallel(n_jobs=jobs)(work))


def marks_table(engines: Sequence[str], reports: Sequence[Report]) -> str:
    """Return the marks of a class as CSV: a line for each engine, a column for each lesson.

    Arguments:
        engines: what was graded, as it was given.
        reports: what came of it.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    lessons = list(dict.fromkeys(lesson.name for each in reports for lesson in each.lessons))
    writer.writerow(["engine", "passed", "marks", "asked", "begin with", *lessons])
    for engine, report in zip(engines, reports, strict=True):
        went = {lesson.name: lesson.status.value for lesson in report.lessons}
        missing = 0 if report.require_all else report.count(Status.MISSING)
        row = [
            engine,
            "yes" if report.passed else "no",
            str(report.count(Status.PASSED)),
            str(len(report.lessons) - missing),
            _begin(report.first),
            *(went.get(name, "") for name in lessons),
        ]
        writer.writerow([_cell(text) for text in row])
    return file.getvalue()


def _begin(lesson: Graded | None) -> str:
    """Where a learner has to begin, with the mistake or the reason."""
    if lesson is None:
        return ""
    wrong = lesson.failure.short if lesson.failure else ""
    return f"{lesson.name}: {wrong or lesson.reason}"


def _cell(text: str) -> str:
    text = harmless(text)
    return f"'{text}" if text.startswith(_FORMULA) else text
