"""What tests of grading share: engines in files, and small limits."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from micrograd_plus.classroom.grading.grader import Engine, grade_lesson
from micrograd_plus.classroom.grading.lessons import LESSONS
from micrograd_plus.classroom.grading.names import Named, find_names
from micrograd_plus.classroom.grading.outcome import WRONG, Failure, Graded, Status
from micrograd_plus.classroom.grading.sandbox import Limits, Session

USUAL = {"data": "data", "grad": "grad", "backward": "backward", "zero_grad": "zero_grad"}
USUAL |= {"wrap": "number"}
# Large enough for a right engine on a busy machine.
PATIENT = Limits(seconds=20.0)


def written(folder: Path, source: str, name: str = "engine.py") -> Path:
    """Write an engine into a folder."""
    file = folder / name
    file.write_text(source, encoding="utf-8")
    return file


def session(folder: Path, source: str, limits: Limits = PATIENT, kind: str = "Value") -> Session:
    """A session with an engine that keeps to the usual names."""
    return Session(written(folder, source), kind, dict(USUAL), limits)


def engine(folder: Path, source: str, kind: str = "Value", limits: Limits = PATIENT) -> Engine:
    """An engine whose names are found."""
    file = written(folder, source)
    named = find_names(lambda names: Session(file, kind, names, limits), {})
    return Engine(file, kind, named, limits)


def hurried(folder: Path, source: str, limits: Limits = PATIENT) -> Engine:
    """An engine that keeps to the usual names, which are not asked for."""
    return Engine(written(folder, source), "Value", Named(dict(USUAL)), limits)


def first_wrong(learned: Engine) -> Graded | None:
    """The first lesson that is not passed, where something is there to be graded."""
    # Two at a time take half of the time; in the order of lessons all the same.
    with ThreadPoolExecutor(2) as pool:
        for place in range(0, len(LESSONS), 2):
            pair = LESSONS[place : place + 2]
            for graded in pool.map(lambda lesson: grade_lesson(lesson, learned, seed=0), pair):
                if graded.status in WRONG:
                    return graded
    return None


def lesson(name: str, learned: Engine) -> Graded:
    """Grade one lesson, with numbers that are the same each time."""
    (found,) = [each for each in LESSONS if each.name == name]
    return grade_lesson(found, learned, seed=0)


_EVIL = 'x\x1b[31m <b>&"\x00]]>\ud800'
_FAILURE = Failure(
    (), ("b = a + a",), "a", "b -> a", "grad", float("nan"), 2.0, "", "= for +=", "add, do not set"
)
LESSONS_THAT_WENT = (
    Graded("add", "a + b", "Both.", Status.PASSED),
    Graded("twice", "a + a", "Twice.", Status.FAILED, failure=_FAILURE, printed=_EVIL),
    Graded("exp", "exp(a)", "Itself.", Status.MISSING, "there is no exp"),
    Graded("deep", "5,000", "A loop.", Status.ENDED, f"it said {_EVIL}"),
)
