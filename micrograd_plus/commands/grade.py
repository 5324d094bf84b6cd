"""The command grade: a learner's own engine, or those of a whole class."""

import argparse
from collections.abc import Callable
from pathlib import Path

from ..classroom.grading.formats import as_gradescope, as_json, as_junit
from ..classroom.grading.grader import grade
from ..classroom.grading.marks import grade_all, marks_table
from ..classroom.grading.report import Report
from ..classroom.grading.sandbox import Limits
from ..classroom.grading.shown import summary
from ..files.saving import write_whole
from .options import (
    Commands,
    add_command,
    add_output,
    check_place,
    check_suffix,
    positive,
    show,
    whole,
)
from .page import page

_FORMATS: dict[str, Callable[[Report], str]] = {
    "json": as_json,
    "junit": as_junit,
    "gradescope": as_gradescope,
}


def add_grade(commands: Commands) -> None:
    """Add the command to the parser."""
    command = add_command(
        commands, "grade", "grade a learner's own engine: what is wrong, and which mistake", _grade
    )
    command.add_argument(
        "engines", metavar="ENGINE.py:CLASS", nargs="+", help="the class is Value if left out"
    )
    command.add_argument(
        "--names",
        metavar="data=NAME,...",
        help="what it calls data, grad, backward, where not found",
    )
    command.add_argument(
        "--require-all", action="store_true", help="what is missing counts as failed"
    )
    command.add_argument("--lessons", metavar="NAME,...", help="ask these alone")
    command.add_argument(
        "--seed", type=int, metavar="N", help="the same numbers again (default: drawn anew)"
    )
    command.add_argument(
        "--seconds", type=positive, default=Limits().seconds, help="for an answer (default: 10)"
    )
    forms = command.add_mutually_exclusive_group()
    forms.add_argument("--json", dest="form", action="store_const", const="json", help="as JSON")
    forms.add_argument(
        "--junit", dest="form", action="store_const", const="junit", help="as the XML of JUnit"
    )
    forms.add_argument(
        "--gradescope",
        dest="form",
        action="store_const",
        const="gradescope",
        help="as Gradescope's results.json",
    )
    add_output(command, "the file to write: a page (.html), text, or the form that is asked for")
    command.add_argument(
        "--table", type=Path, metavar="MARKS.csv", help="the marks of many engines, a line for each"
    )
    command.add_argument(
        "--jobs", type=whole(1), default=1, help="how many at a time, by joblib (default: 1)"
    )


def _grade(options: argparse.Namespace) -> int:
    output: Path | None = options.output
    if output is not None:
        check_place(output)
    if options.table is not None:
        check_suffix(options.table, (".csv",))
    lessons = options.lessons.split(",") if options.lessons else None
    limits = Limits(seconds=options.seconds)
    if len(options.engines) > 1 or options.table is not None:
        return _grade_many(options, limits, lessons)
    report = grade(
        options.engines[0], options.names, options.require_all, limits, lessons, options.seed
    )
    text = _FORMATS[options.form](report) if options.form else _text(report, output)
    if output is None:
        show(text.removesuffix("\n"))
    else:
        write_whole(output, text)
        show(f"{report.engine}: {summary(report.lessons)}\nwrote {output}")
    return 0 if report.passed else 1


def _text(report: Report, output: Path | None) -> str:
    if output is not None and output.suffix.lower() in (".html", ".htm"):
        return page(f"Grading {report.engine}", [report._repr_html_()])
    return f"{report}\n"


def _grade_many(options: argparse.Namespace, limits: Limits, lessons: list[str] | None) -> int:
    if options.form or options.output:
        raise ValueError("several engines are told in a table: write --table marks.csv")
    reports = grade_all(
        options.engines,
        options.names,
        options.jobs,
        options.require_all,
        limits,
        lessons,
        options.seed,
    )
    for engine, report in zip(options.engines, reports, strict=True):
        show(f"{engine}: {summary(report.lessons)}")
    if options.table is not None:
        write_whole(options.table, marks_table(options.engines, reports))
        show(f"wrote {options.table}")
    return 0 if all(reports) else 1
