"""Right engines pass, with nothing accused; what is missing is told."""

from pathlib import Path

import pytest

from micrograd_plus.classroom import grade
from micrograd_plus.classroom.grading import grader
from micrograd_plus.classroom.grading.answers import right_numbers
from micrograd_plus.classroom.grading.grader import lessons_named, located
from micrograd_plus.classroom.grading.lessons import Lesson
from micrograd_plus.classroom.grading.outcome import Graded, Status
from micrograd_plus.classroom.grading.programs import drawn
from micrograd_plus.engine.hints import forget
from tests.benchmarks import minimal
from tests.classroom.grading.engines import CLOSURES, RIGHT
from tests.classroom.grading.helpers import PATIENT, engine, hurried, lesson, written


@pytest.mark.parametrize("style", RIGHT)
@pytest.mark.thorough
def test_a_right_engine_passes(style: str, tmp_path: Path) -> None:
    """In whatever style it is written."""
    source, kind, names = RIGHT[style]
    report = grade(f"{written(tmp_path, source)}:{kind}", names, limits=PATIENT)
    assert report.passed, str(report)
    assert report.count(Status.PASSED) >= 20
    assert all(graded.failure is None for graded in report.lessons)


def test_micrograd_is_told_what_is_true_of_it() -> None:
    """It keeps inner gradients, divides by 0 in 0**0, and recurses; all else is right."""
    engine = pytest.importorskip("micrograd.engine")
    report = grade(engine.Value, limits=PATIENT)
    wrong = {x.name: x.failure.mistake for x in report.lessons if x.failure is not None}
    assert wrong == {
        "second_pass": "inner gradients kept",
        "power_edges": "power at 0",
        "deep": "recursion",
    }
    assert not report.passed


def test_a_minimal_engine_is_told_what_is_true_of_it() -> None:
    """That of the benchmarks walks without recursion."""
    report = grade(minimal.Value, limits=PATIENT)
    wrong = {x.name: x.failure.mistake for x in report.lessons if x.failure is not None}
    assert wrong == {"second_pass": "inner gradients kept", "power_edges": "power at 0"}
    missing = {x.name: x.reason for x in report.lessons if x.status is Status.MISSING}
    assert missing["number_minus"] == "there is no __rsub__"


def test_what_is_missing_fails_where_all_is_required(tmp_path: Path) -> None:
    """And always where nothing works without it."""
    file = written(tmp_path, CLOSURES)
    asked = ["add", "zero_grad"]
    assert grade(file, lessons=asked, limits=PATIENT).passed
    report = grade(file, lessons=asked, require_all=True, limits=PATIENT)
    assert not report.passed
    assert report.lessons[1].reason == "there is no zero_grad"
    bare = written(
        tmp_path, "class Value:\n    def __init__(self, data):\n        self.data = data\n"
    )
    report = grade(bare, lessons=["construction", "add", "negate"], limits=PATIENT)
    assert [x.status for x in report.lessons] == ["passed", "failed", "missing"]
    assert not report.passed


def test_nothing_passed_is_not_passed(tmp_path: Path) -> None:
    """Where all that is asked is missing."""
    report = grade(written(tmp_path, CLOSURES), lessons=["exp", "log"], limits=PATIENT)
    assert [x.status for x in report.lessons] == ["missing", "missing"]
    assert not report.passed


def test_the_smallest_program_is_told(tmp_path: Path) -> None:
    """With the numbers and the edge, in the engine's own names."""
    wrong = CLOSURES.replace("other.grad += self.data", "other.grad += out.data")
    wrong = wrong.replace(".grad", ".slope").replace("class Value", "class Number")
    graded = lesson(
        "multiply",
        engine(
            tmp_path, wrong.replace("Value(", "Number(").replace(", Value)", ", Number)"), "Number"
        ),
    )
    assert graded.failure is not None
    assert list(graded.failure.lines) == [
        "a = Number(2.0)",
        "b = Number(3.0)",
        "c = a * b",
        "c.backward()",
    ]
    assert (graded.failure.given, graded.failure.right) == (6.0, 2.0)
    assert graded.failure.edge == "c -> b"
    assert graded.failure.node == "b"


def test_an_engine_that_refuses_what_it_need_not_do_lacks_it(tmp_path: Path) -> None:
    """micrograd's powers take numbers alone."""
    graded = lesson("power_value", hurried(tmp_path, CLOSURES))
    assert graded.status is Status.MISSING
    assert "refused" in graded.reason


def test_a_file_that_cannot_be_loaded_is_ended(tmp_path: Path) -> None:
    """The report says why, for every lesson."""
    report = grade(written(tmp_path, "def broken(:\n"), lessons=["add"], limits=PATIENT)
    assert report.lessons[0].status is Status.ENDED
    assert "SyntaxError" in report.lessons[0].reason
    report = grade(f"{written(tmp_path, 'x = 1')}:Value", lessons=["add"], limits=PATIENT)
    assert "has no class Value" in report.lessons[0].reason


def test_a_file_of_a_package_sees_its_neighbours(tmp_path: Path) -> None:
    """By relative imports, or as a plain file by its folder."""
    package = tmp_path / "mine"
    package.mkdir()
    for name in ("__init__.py", "basics.py", "engine.py"):
        (package / name).write_text(CLOSURES if name == "basics.py" else "")
    (package / "engine.py").write_text("from .basics import Value")
    assert grade(package / "engine.py", lessons=["add"], limits=PATIENT).passed
    (package / "__init__.py").unlink()
    (package / "engine.py").write_text("from basics import Value")
    assert grade(package / "engine.py", lessons=["add"], limits=PATIENT).passed


def test_lessons_are_asked_for_by_name() -> None:
    """One that is not known is refused."""
    assert [x.name for x in lessons_named(["tanh", "add"])] == ["tanh", "add"]
    with pytest.raises(ValueError, match="there is no lesson 'tan'"):
        lessons_named(["tan"])


def test_a_class_stands_in_a_file(tmp_path: Path) -> None:
    """By its path, or by itself; else the cure is told."""
    file = written(tmp_path, CLOSURES)
    assert located(f"{file}:Other") == (file, "Other")
    assert located(file) == (file, "Value")
    code = Path(minimal.__file__)
    assert located(minimal.Value) == (code, "Value")
    with pytest.raises(FileNotFoundError, match="there is no file"):
        located(tmp_path / "nothing.py")
    with pytest.raises(ValueError, match="stands in no file"):
        located(type("Value", (), {}))

    class Inner:
        pass

    with pytest.raises(ValueError, match="%%writefile"):
        located(Inner)


def test_a_seed_draws_the_same_numbers_again(tmp_path: Path) -> None:
    """By default nobody knows them."""
    # Only with all three digits is it wrong, so that the numbers that were drawn are told.
    wrong = CLOSURES.replace("self.data = data", "self.data = data + (data * 100 % 1 != 0)")
    file = written(tmp_path, wrong)

    def told(seed: int) -> object:
        report = grade(file, lessons=["construction"], seed=seed, limits=PATIENT)
        return report.lessons[0].failure

    assert told(7) is not None
    assert told(7) == told(7)
    assert told(7) != told(8)


def test_our_own_warnings_are_not_told(tmp_path: Path, monkeypatch, recwarn) -> None:
    """Right answers are computed to whatever program a shorter one has become."""
    moved = "a = value(2); b = a * a; b.backward(); a.data -= 0.1; c = a * a; c.backward()"

    def warning(asked: Lesson, *_: object) -> Graded:
        right_numbers(drawn(moved))
        return Graded(asked.name, "", "", Status.PASSED)

    forget()
    monkeypatch.setattr(grader, "grade_lesson", warning)
    assert grade(written(tmp_path, CLOSURES), lessons=["add"], limits=PATIENT).passed
    assert [str(each.message) for each in recwarn] == []


def test_numbers_are_told_by_the_names_of_the_engine(tmp_path: Path) -> None:
    """What is wrong can be typed as it is read."""
    wrong = CLOSURES.replace("+= other.data *", "+= self.data *")
    file = written(tmp_path, wrong.replace(".grad", ".derivative").replace(".data", ".val"))
    report = grade(file, lessons=["multiply"], limits=PATIENT)
    failure = report.lessons[0].failure
    assert failure is not None
    assert failure.what == "grad"
    assert ".derivative is " in failure.words()[0]


def test_a_class_that_is_not_there_has_others_named(tmp_path: Path) -> None:
    """Those that can be added or multiplied."""
    others = "from fractions import Fraction\nclass Error(Exception): pass\n"
    file = written(tmp_path, others + CLOSURES.replace("Value", "Var"))
    report = grade(file, lessons=["add"], limits=PATIENT)
    assert report.lessons[0].reason.endswith(
        "engine.py has no class Value: it has Var; write engine.py:Var"
    )
