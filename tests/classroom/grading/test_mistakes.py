"""Each deliberately wrong engine is found, and its mistake is named, first."""

from dataclasses import replace
from pathlib import Path

import pytest

from micrograd_plus.classroom.grading.grader import grade_lesson, lessons_named
from micrograd_plus.classroom.grading.mistakes import explain_error, explain_numbers
from micrograd_plus.classroom.grading.programs import Program, Step, drawn
from micrograd_plus.classroom.grading.reply import Answer
from tests.classroom.grading.engines import ARRAYS, CLOSURES
from tests.classroom.grading.helpers import engine, first_wrong, hurried, lesson
from tests.classroom.grading.wrong_engines import KINDS, WRONG, source


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_engine_is_told_its_mistake_first(name: str, tmp_path: Path) -> None:
    """All lessons before are passed, and what is said of this one is what was put in."""
    base, _, failing, mistake = WRONG[name]
    learned = engine(tmp_path, source(WRONG[name]), KINDS[base])
    if failing == "many_ways":
        # Which never ends.
        learned = replace(learned, limits=replace(learned.limits, seconds=2.0))
    graded = first_wrong(learned)
    assert graded is not None
    assert graded.failure is not None
    assert (graded.name, graded.failure.mistake) == (failing, mistake), str(graded.failure)


def test_there_are_many_of_them() -> None:
    """At least thirty, in every style."""
    assert len(WRONG) >= 30
    assert {base for base, *_ in WRONG.values()} == set(KINDS)


def test_numbers_that_nothing_explains_accuse_of_nothing() -> None:
    """It is said that no mistake that is known fits; the edge is named all the same."""
    program = drawn("a = value(2); b = value(3); c = a * b; c.backward()")
    numbers = {"a": (2.0, 17.3), "b": (3.0, 2.0), "c": (6.0, 1.0)}
    explained = explain_numbers(program, numbers, lambda _: Answer(error=("Error", "")))
    assert explained.mistake == ""
    assert "no mistake that is known" in explained.sentence
    assert explained.edge == "c -> a"


def test_right_numbers_are_no_mistake() -> None:
    """Nothing is said of them."""
    program = drawn("a = value(2); b = a * a; b.backward()")
    right = {"a": (2.0, 4.0), "b": (4.0, 1.0)}
    assert explain_numbers(program, right, lambda _: Answer()).sentence == ""


def test_other_programs_tell_apart_what_looks_alike() -> None:
    """A gradient of 1 for a + a: overwritten, a set, or a slot that is cut?"""
    program = drawn("a = value(2); b = a + a; b.backward()")
    wrong = {"a": (2.0, 1.0), "b": (4.0, 1.0)}

    def overwriting(other: Program) -> Answer:
        return Answer(error=("Error", "")) if other != fork else Answer(dict(fork_numbers))

    head = "a = value(1.3); b = value(-0.7); k = value(0.6); m = value(-1.7)"
    fork = drawn(f"{head}; c = a * k; d = a * m; e = c + d; e.backward()")
    fork_numbers = {
        "a": (1.3, -1.7),
        "b": (-0.7, 0.0),
        "k": (0.6, 1.3),
        "m": (-1.7, 1.3),
        "c": (0.78, 1.0),
        "d": (-2.21, 1.0),
        "e": (-1.43, 1.0),
    }
    assert explain_numbers(program, wrong, overwriting).mistake == "= for +="
    fork_numbers["a"] = (1.3, -1.1)
    assert explain_numbers(program, wrong, overwriting).mistake == "parents as a set"


@pytest.mark.parametrize(
    ("text", "place", "error", "mistake"),
    [
        ("a = value(2); b = repeat(a, a, 900); b.backward()", 2, "RecursionError", "recursion"),
        ("a = value(2); b = a + a", 1, "RecursionError", "endless call"),
        ("a = value(2); b = sum([a, a])", 1, "AttributeError", "sum begins with 0"),
        ("a = value(2); b = a + 1", 1, "TypeError", "plain number"),
        ("a = value(0); b = a ** 0; b.backward()", 2, "ZeroDivisionError", "power at 0"),
        ("a = value(-2); b = a ** 3; b.backward()", 2, "ValueError", "power through logarithm"),
        ("a = value(0); b = a ** 0; b.backward()", 2, "ValueError", "power at 0"),
        ("a = value(2); b = a ** 0; b.backward()", 2, "ValueError", ""),
        ("a = value(800); b = tanh(a)", 1, "OverflowError", "overflow"),
        ("a = value(2); b = a * a; b.backward()", 2, "TypeError", "no gradient"),
        ("a = value(2); b = a * a; b.backward()", 2, "KeyError", ""),
    ],
)
def test_errors_have_their_mistakes(text: str, place: int, error: str, mistake: str) -> None:
    """By their type, and by where they are raised."""
    program = drawn(text)
    assert explain_error(program, program[place], (error, "..."), "").mistake == mistake


def test_a_plain_result_cuts_the_graph() -> None:
    """It is named by its expression."""
    program = drawn("a = value(2); b = a * 3")
    explained = explain_error(program, Step("backward", "b"), None, "b float")
    assert explained.mistake == "cut graph"
    assert explained.sentence.startswith("a * 3 gives a float, which is no value")
    explained = explain_error(program, Step("backward", "b"), None, "b NoneType")
    assert explained.mistake == "nothing returned"


def test_wrong_data_after_descent_come_from_the_gradient(tmp_path: Path) -> None:
    """What is told is the mistake in that."""
    unset = CLOSURES.replace("        self.grad = 1.0\n", "")
    graded = lesson("descent", hurried(tmp_path, unset))
    assert graded.failure is not None
    assert graded.failure.mistake == "no seed"
    keeping = "property(lambda s: s.x, lambda s, x: s.__dict__.setdefault('x', x))"
    kept = CLOSURES.replace("class Value:", f"class Value:\n    data = {keeping}")
    graded = lesson("descent", hurried(tmp_path, kept))
    assert graded.failure is not None
    assert graded.failure.mistake == "data not changed"


@pytest.mark.parametrize("made", ["round(data, 2)", "float('nan')"])
def test_what_is_wrong_at_construction_is_no_changed_operand(made: str, tmp_path: Path) -> None:
    """All lessons tell the same mistake, since nothing has changed an operand."""
    learned = hurried(tmp_path, CLOSURES.replace("self.data = data", f"self.data = {made}"))
    failures = [lesson(name, learned).failure for name in ("construction", "add")]
    first, later = (failure.sentence for failure in failures if failure)
    assert first == later
    assert first.startswith("a value does not hold")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("self.grad += out.grad\n            other.grad += out.grad", "a + b"),
        ("other.grad += self.data * out.grad", "a * b"),
    ],
)
def test_one_operation_that_overwrites_is_no_set(right: str, wrong: str, tmp_path: Path) -> None:
    """It shows where something has come before; and the operation is named."""
    learned = hurried(tmp_path, CLOSURES.replace(right, right.replace("+=", "=")))
    graded = lesson("twice", learned)
    assert graded.failure is not None
    assert graded.failure.mistake == "= for +="
    assert f"in {wrong}, a contribution" in graded.failure.sentence


@pytest.mark.parametrize("program", [0, 1])
def test_values_that_are_equal_are_not_the_same(program: int, tmp_path: Path) -> None:
    """A dataclass compares its fields, and `not in order` asks for that."""
    listed = """
def order(self):
    found = []
    def visit(node):
        if node not in found:
            for parent in node.parents:
                visit(parent)
            found.append(node)
    visit(self)
    return found
Value.order = order
Value.__eq__ = lambda self, x: (self.data, self.parents) == (x.data, x.parents)
"""
    (equal,) = lessons_named(["equal"])
    one = replace(equal, programs=(equal.programs[program],))
    learned = hurried(tmp_path, CLOSURES + listed)
    assert lesson("order", learned)
    graded = grade_lesson(one, learned)
    assert graded.failure is not None
    assert graded.failure.mistake == "values compared by number"


def test_an_array_that_two_values_share_is_found(tmp_path: Path) -> None:
    """The leaf of a + a is right, and the result has a gradient of 2."""
    shared = ARRAYS.replace("np.zeros_like(self.data)", "None")
    shared = shared.replace("np.zeros_like(node.data)", "None")
    old = "                    x.grad = x.grad + g"
    assert old in shared
    shared = shared.replace(
        old,
        "                    if x.grad is None: x.grad = g\n                    else: x.grad += g",
    ).replace("np.asarray(data, dtype=float)", "np.atleast_1d(np.asarray(data, dtype=float))")
    graded = lesson("twice", engine(tmp_path, shared, "Tensor"))
    assert graded.failure is not None
    assert (graded.failure.mistake, graded.failure.node) == ("array shared", "b")
    assert (graded.failure.given, graded.failure.right) == (2.0, 1.0)


@pytest.mark.parametrize("left", ["None", "0.0"])
def test_inner_gradients_that_are_not_kept_are_right(left: str, tmp_path: Path) -> None:
    """It is a matter of taste; a number that is wrong is not."""
    end = "            node.step()\n"
    cleared = f"{end}            if node.parents: node.grad = {left}\n"
    assert CLOSURES.count(end) == 1
    learned = hurried(tmp_path, CLOSURES.replace(end, cleared))
    assert lesson("shared", learned)
    assert lesson("order", learned)
