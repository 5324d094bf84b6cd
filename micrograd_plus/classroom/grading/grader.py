"""Grade an engine: every lesson in a process of its own, compared with the right numbers."""

import inspect
import os
import secrets
import sys
import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from .answers import Difference, differences
from .lessons import LESSONS, Lesson
from .mistakes import ONCE_FOR_EACH_WAY, Explained, explain_error, explain_numbers
from .names import Named, find_names, read_names
from .outcome import Failure, Graded, Status
from .programs import Program, drawn, python_lines
from .reply import Answer
from .report import Report
from .sandbox import Ended, Limits, Session, isolation
from .shrinking import rounded, shrunk

# Lessons wait for their processes most of the time.
_AT_ONCE = min(4, os.cpu_count() or 1)


@dataclass(frozen=True)
class Engine:
    """A learner's engine, and how it is to be run.

    Attributes:
        file: where it stands.
        kind: the name of its class.
        named: what it calls things.
        limits: what it may use.
    """

    file: Path
    kind: str
    named: Named
    limits: Limits

    def session(self) -> Session:
        """Return a process with the engine in it, not yet started."""
        return Session(self.file, self.kind, self.named.names, self.limits)

    def written(self, program: Program) -> tuple[str, ...]:
        """Return a program as Python in the engine's own names."""
        return tuple(python_lines(program, {"Value": self.kind} | self.named.names))


def grade(
    engine: str | Path | type,
    names: str | Mapping[str, str] | None = None,
    require_all: bool = False,
    limits: Limits | None = None,
    lessons: Iterable[str] | None = None,
    seed: int | None = None,
) -> Report:
    """Grade a learner's engine, lesson by lesson.

    Its code runs in processes of their own, one for each lesson, with limits on time, memory, files
    and processes, and without a network where the system allows that. They are given programs with
    numbers drawn anew for each run, and send back the numbers that come out; what is right is known
    here alone. So nothing that an engine does makes it pass but right numbers. This does not
    protect from a copy of a right engine, and code that runs as the same user can read that user's
    files: run what strangers wrote in a container.

    Arguments:
        engine: a file and a class, `engine.py:Value` (`Value` may be left out), or the class.
        names: what the engine calls data, grad, backward and functions, where that is not found by
            itself: `"data=value,grad=g"`.
        require_all: whether what is missing counts as failed.
        limits: what its processes may use.
        lessons: the names of the lessons to be asked; by default all.
        seed: a number for which the same numbers are drawn again; by default nobody knows them.

    Returns:
        a report: `.passed`, `.lessons`, and as text the first mistakes with their programs.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: for a name or a lesson that is not known, or a class that stands in no file.
    """
    chosen = lessons_named(lessons)
    file, kind = located(engine)
    given, limits = read_names(names), limits or Limits()
    shown = f"{file.name}:{kind}"
    try:
        learned = found_engine(file, kind, given, limits)
    except Ended as end:
        ended = tuple(_ended(lesson, str(end)) for lesson in chosen)
        return Report(shown, ended, given, _notes(), require_all)

    def graded_one(lesson: Lesson) -> Graded:
        return grade_lesson(lesson, learned, require_all, seed)

    pool = ThreadPoolExecutor(_AT_ONCE)
    # What our engine warns of is about right answers; filters are no matter of single threads.
    with warnings.catch_warnings(action="ignore"):
        try:
            graded = tuple(pool.map(graded_one, chosen))
        finally:
            # Whoever interrupts does not wait for the lessons that have not begun.
            pool.shutdown(cancel_futures=True)
    notes = _notes(learned.named.unlimited)
    return Report(shown, graded, learned.named.names, notes, require_all)


def found_engine(file: Path, kind: str, given: Mapping[str, str], limits: Limits) -> Engine:
    """Return an engine with the names of its parts.

    Raises:
        Ended: if it cannot be loaded.
    """
    named = find_names(lambda names: Session(file, kind, names, limits), given)
    return Engine(file, kind, named, limits)


def _notes(unlimited: Sequence[str] = ()) -> tuple[str, ...]:
    """What this system lacks."""
    lacking = []
    if not isolation():
        lacking.append(
            "the network was not cut off, and processes that hide may stay: unshare is missing"
        )
    if unlimited:
        lacking.append(f"this system did not limit {', '.join(unlimited)}")
    return tuple(lacking)


def lessons_named(names: Iterable[str] | None) -> Sequence[Lesson]:
    """Return the lessons of these names, all for None; raise `ValueError` for an unknown one."""
    if names is None:
        return LESSONS
    known = {lesson.name: lesson for lesson in LESSONS}
    wanted = list(names)
    for name in wanted:
        if name not in known:
            raise ValueError(f"there is no lesson {name!r}: choose from {', '.join(known)}")
    return [known[name] for name in wanted]


def located(engine: str | Path | type) -> tuple[Path, str]:
    """Return the file and the name of a class; raise an error that says what is wrong with them."""
    if isinstance(engine, type):
        try:
            source = inspect.getsourcefile(engine)
        except TypeError:
            source = None
        module = sys.modules.get(engine.__module__)
        found = getattr(module, engine.__name__, None) is engine
        if source is None or not Path(source).is_file() or not found:
            raise ValueError(
                f"the class {engine.__qualname__} stands in no file by itself: write it to one, in "
                "a notebook by %%writefile engine.py, and give 'engine.py:Value'"
            )
        return Path(source), engine.__name__
    text = str(engine)
    file, colon, kind = text.rpartition(":")
    if not colon or not kind.isidentifier():
        file, kind = text, "Value"
    if not Path(file).is_file():
        raise FileNotFoundError(f"there is no file {file}: write engine.py:Value for a class in it")
    return Path(file), kind


def grade_lesson(
    lesson: Lesson, engine: Engine, require_all: bool = False, seed: int | None = None
) -> Graded:
    """Grade one lesson, in a process of its own, with numbers that are drawn for it."""
    random = Random(secrets.randbits(128) if seed is None else f"{seed} {lesson.name}")
    programs = [drawn(text, random) for text in lesson.programs]
    run = _Run(lesson, engine, require_all)
    lacking = [_function(program, engine.named.lacking) for program in programs]
    if all(lacking):
        # What is nowhere to be found needs no process.
        return run.lacking(f"there is no {lacking[0]}")
    try:
        with engine.session() as session:
            return run.grade(programs, session)
    except Ended as end:
        return _ended(lesson, str(end), _failure_of_end(run.program, engine))


def _ended(lesson: Lesson, reason: str, failure: Failure | None = None) -> Graded:
    return Graded(
        lesson.name, lesson.title, lesson.teaches, Status.ENDED, reason=reason, failure=failure
    )


def _failure_of_end(program: Program, engine: Engine) -> Failure:
    """The program that was not answered; where a smaller one is, its size is the mistake."""
    explained = Explained()
    smaller = tuple(
        replace(step, operands=(*step.operands[:-1], 4)) if step.kind == "repeat" else step
        for step in program
    )
    if smaller != program:
        with suppress(Ended), engine.session() as session:
            answer = session.run(smaller)
            tolerance = engine.named.tolerance
            if not answer.error and not differences(smaller, answer.numbers, tolerance):
                explained = ONCE_FOR_EACH_WAY
    return Failure(
        program,
        engine.written(program),
        mistake=explained.mistake,
        sentence=explained.sentence,
    )


class _Run:
    """One lesson with one process."""

    def __init__(self, lesson: Lesson, engine: Engine, require_all: bool) -> None:
        self.lesson = lesson
        self.engine = engine
        self.require_all = require_all
        self.program: Program = ()
        self.printed = ""

    def grade(self, programs: list[Program], session: Session) -> Graded:
        """Have the programs done, one after the other, until one is wrong."""
        self.session = session
        lacking, asked = "", 0
        for self.program in programs:
            answer = session.run(self.program)
            if answer.lacking or self._refused(self.program, answer):
                lack = f"there is no {answer.lacking}" if answer.lacking else "it is refused"
                lacking = lacking or lack
                continue
            asked += 1
            if self._wrong(self.program, answer):
                failure = self._failure(self.program, answer)
                self.printed = session.printed()
                return self._graded(Status.FAILED, failure=failure)
        if not lacking or (self.lesson.partly and asked):
            return self._graded(Status.PASSED)
        return self.lacking(lacking)

    def lacking(self, reason: str) -> Graded:
        """Return that the engine has no such thing, which is a failure where it needs it."""
        missing = not (self.lesson.core or self.require_all)
        return self._graded(Status.MISSING if missing else Status.FAILED, reason)

    def _graded(self, status: Status, reason: str = "", failure: Failure | None = None) -> Graded:
        lesson = self.lesson
        return Graded(
            lesson.name, lesson.title, lesson.teaches, status, reason, failure, self.printed
        )

    def _refused(self, program: Program, answer: Answer) -> bool:
        """Whether an engine says by an error that it does not do what it need not."""
        refusals = ("TypeError", "AssertionError", "NotImplementedError", "AttributeError")
        return (
            self.lesson.optional
            and answer.error is not None
            and answer.error[0] in refusals
            and 0 <= answer.step < len(program)
            and program[answer.step].computes
        )

    def _differences(self, program: Program, answer: Answer) -> list[Difference]:
        return differences(program, answer.numbers, self.engine.named.tolerance)

    def _wrong(self, program: Program, answer: Answer) -> str:
        """In which way a program fails; empty if it does not."""
        if answer.lacking:
            return ""
        if answer.plain:
            return "plain"
        if answer.error:
            return answer.error[0]
        found = self._differences(program, answer)
        if not found:
            return ""
        leaves = {step.name for step in program if step.kind == "value"}
        inner = found[0].what == "grad" and found[0].name not in leaves
        return "inner grad" if inner else found[0].what

    def _failure(self, program: Program, answer: Answer) -> Failure:
        way = self._wrong(program, answer)

        def fails(smaller: Program) -> bool:
            if not _is_sound(smaller):
                return False
            try:
                return self._wrong(smaller, self.session.run(smaller)) == way
            except (ArithmeticError, ValueError, KeyError):
                # Of this program even the right answer is none.
                return False

        try:
            program = shrunk(program, fails)
            answer = self.session.run(program)
            explained = self._explained(program, answer)
            program = rounded(program, fails)
            answer = self.session.run(program)
        except Ended:
            # A smaller program ended the engine; what is known is told all the same.
            explained = Explained()
        return self._told(program, answer, explained)

    def _explained(self, program: Program, answer: Answer) -> Explained:
        if answer.error or answer.plain:
            step = program[min(max(answer.step, 0), len(program) - 1)]
            return explain_error(program, step, answer.error, answer.plain)
        return explain_numbers(
            program, answer.numbers, self.session.run, self.engine.named.tolerance
        )

    def _told(self, program: Program, answer: Answer, explained: Explained) -> Failure:
        error = ": ".join(part for part in answer.error or () if part)
        found = [] if error else self._differences(program, answer)
        first = found[0] if found else Difference(answer.plain.partition(" ")[0], "", None, 0.0)
        return Failure(
            program,
            self.engine.written(program),
            node=first.name,
            edge=explained.edge if first.what == "grad" else "",
            what=first.what,
            given=first.given,
            right=first.right if found else None,
            called=self.engine.named.names.get(first.what, first.what),
            error=error,
            mistake=explained.mistake,
            sentence=explained.sentence,
        )


def _is_sound(program: Program) -> bool:
    """Whether passes begin at results: those that begin at a leaf are nobody's lesson."""
    results = {step.name for step in program if step.computes}
    return all(step.name in results for step in program if step.kind == "backward")


def _function(program: Program, lacking: Collection[str]) -> str:
    """The first function of a program that an engine lacks; empty if it has all of them."""
    return next((step.kind for step in program if step.kind in lacking), "")
