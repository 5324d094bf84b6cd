"""The page that checks answers, in a browser."""

import hashlib
import json
import re
import sys
from fractions import Fraction
from typing import Any

import pytest

from micrograd_plus.classroom.exercises.answers import read_number
from micrograd_plus.classroom.exercises.exact import exact, ln
from micrograd_plus.classroom.exercises.exercise import KINDS, Exercise, exercise
from micrograd_plus.classroom.exercises.levels import LEVELS
from micrograd_plus.classroom.sheets.digests import number_forms
from micrograd_plus.classroom.sheets.interactive import PROGRAMS, interactive
from micrograd_plus.classroom.sheets.page import asset
from micrograd_plus.classroom.sheets.sheet import Sheet, sheet
from micrograd_plus.errors import AnswerError

# As somebody may write a number, or what is none.
WRITTEN = ["3", "-2", "1/3", "2 1/2", "0.333", "0.33", "0.3", "0.334", "-0.5", "ln 2", "ln(1/2)"]
WRITTEN += ["-ln 2", "1 - ln(3/2)", "1-ln(3/2)", "0.69", "0,69", ".5", "5.", "1e-1", "−2", "- 2"]
WRITTEN += ["", "x", "1/0", "1//2", "1 2", "ln 0", "ln", "1 + 2", "2 1/2 - 2", "0.125", "0.12"]
WRITTEN += ["0.13", "0.3333333333", "0.69314718056", "1/-3", "+3", "3.0", "2.00", "log 2", "--1"]
NUMBERS = [Fraction(1, 3), Fraction(3), Fraction(-2), Fraction(5, 2), Fraction(1, 8)]


# Fills in fields, lets an exercise be checked, and returns what is said beside each.
FILL = """([number, answers]) => {
  for (const [id, text] of answers) {
    const field = document.getElementById(id);
    const option = [...field.querySelectorAll("input")].find((each) => each.value === text);
    if (option) option.checked = true; else field.value = text;
  }
  const section = document.querySelector(`section:nth-of-type(${number})`);
  section.querySelector(".check").click();
  return answers.map(([id]) => document.getElementById(`${id}-said`).textContent);
}"""


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without pictures, which take longest."""
    monkeypatch.setitem(sys.modules, "viz.by_hand", None)


def answer(page: Any, number: int, one: Exercise, answers: dict[str, str]) -> list[str]:
    """Fill in the answers to an exercise, let them be checked, and return what is said of each."""
    given = [
        (f"e{number}q{place}", answers.get(question.key, ""))
        for place, question in enumerate(one.questions)
    ]
    return [text.lstrip("✓✗ ") for text in page.evaluate(FILL, [number, given])]


def wrong(one: Exercise) -> dict[str, str]:
    """Answers of which none is right."""
    found = {}
    for question in one.questions:
        if question.options:
            marked = {name: one.check({question.key: name}).points for name, _ in question.options}
            found[question.key] = next(name for name, points in marked.items() if not points)
        elif question.key == "step":
            found[question.key] = "999"
        elif one.kind == "order":
            found[question.key] = next(iter(one.problem.leaves))
        else:
            found[question.key] = f"({question.right}) + 7" if one.kind == "symbols" else "1717/19"
    return found


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("kind", KINDS)
def test_every_level_and_kind(kind: str, opened) -> None:
    """The key is right, wrong answers are not, and missing ones are passed over."""
    levels = [level for level in LEVELS if (level, kind) != ("operation", "order")]
    drawn = sheet(seed=11, count=len(levels), level=levels, kind=kind)
    page = opened(interactive(drawn))
    for number, one in enumerate(drawn, 1):
        assert answer(page, number, one, one.key) == ["right"] * len(one.questions)
        if not any(question.options for question in one.questions):
            assert set(answer(page, number, one, {})) == {""}
    assert (
        page.inner_text("#total") == f"All together: {_points_left(drawn)} of {drawn.points} right"
    )
    for number, one in enumerate(drawn, 1):
        assert set(answer(page, number, one, wrong(one))) == {"not right"}
    assert page.inner_text("#total") == f"All together: 0 of {drawn.points} right"


def _points_left(drawn: Sheet) -> int:
    """What the last check gave: exercises with options cannot be emptied again."""
    return sum(
        len(one.questions) for one in drawn if any(question.options for question in one.questions)
    )


@pytest.mark.usefixtures("undrawn")
def test_numbers_are_read_as_in_python(opened) -> None:
    """The same texts are numbers, and right or wrong, here and there."""
    one = exercise("softmax", "step", 3)
    page = opened(interactive(sheet(count=1, seed=2)))
    page.add_script_tag(content=_scripts())

    rights = [*map(exact, NUMBERS), ln(2), ln(2) - 1, *(q.number for q in one.questions)]
    for written in WRITTEN:
        forms = page.evaluate("(t) => { const n = numberOf(t); return n && formsOf(n); }", written)
        try:
            given = read_number(written)
        except AnswerError:
            assert forms is None, written
            continue
        assert forms is not None, written
        for right in rights:
            found = not set(forms).isdisjoint(number_forms(right))
            assert found is given.is_right(right), (written, str(right))


def test_digests_are_those_of_python(opened) -> None:
    """Over one block and over several, letters of any script."""
    page = opened("<p>x</p>")
    page.add_script_tag(content=_scripts())
    for text in ("", "abc", "é漢🙂", "x" * 55, "x" * 56, "x" * 64, "y" * 1000):
        assert page.evaluate("(t) => sha256(t)", text) == hashlib.sha256(text.encode()).hexdigest()


def _scripts() -> str:
    return "\n".join(asset(name) for name in PROGRAMS if name != "check.js")


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("-a**2 + 2**-1", -8.5),
        ("2*a - -b/(c+1)", 6 + 4 / 6),
        ("where(a > b, exp(0), 5)", 5.0),
        ("maximum(a, b) ** 2 ** 1", 16.0),
        ("tanh(0) + relu(-a) + sigmoid(0)", 0.5),
        (".5*pi/pi + 1e1", 10.5),
    ],
)
def test_formulas_are_read_as_in_python(written: str, right: float, opened) -> None:
    """Signs, powers, calls and numbers bind as in Python."""
    page = opened("<p>x</p>")
    page.add_script_tag(content=_scripts())
    run = "(t) => formulaOf(t, ['a', 'b', 'c'])({ a: 3, b: 4, c: 5 })"
    assert page.evaluate(run, written) == pytest.approx(right, abs=1e-12)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2a", "before a a sign such as * is missing"),
        ("a^2", "a power is written **"),
        ("(a", "at the end a ) is missing"),
        ("a +", "ends too early"),
        ("z", "z is not in the graph: there are a, b"),
        ("a * ]", "] is not expected there"),
        ("constructor(a)", "constructor is not in the graph"),
        ("exp a", "before a a ( is missing"),
    ],
)
def test_what_is_no_formula(written: str, said: str, opened) -> None:
    """It is said why."""
    page = opened("<p>x</p>")
    page.add_script_tag(content=_scripts())
    run = "(t) => { try { formulaOf(t, ['a', 'b']); } catch (error) { return error.message; } }"
    assert said in page.evaluate(run, written)


@pytest.mark.usefixtures("undrawn")
def test_equal_formulas_count(opened) -> None:
    """In any form; one that is off in the third figure does not."""
    drawn = sheet(seed=5, count=1, kind="symbols")
    (one,) = drawn
    page = opened(interactive(drawn))
    other = {q.key: f"-((-1) * ({q.right})) + 0 * a" for q in one.questions}
    assert set(answer(page, 1, one, other)) == {"right"}
    off = {q.key: f"0.001 + {q.right}" for q in one.questions}
    assert set(answer(page, 1, one, off)) == {"not right"}


@pytest.mark.usefixtures("undrawn")
def test_what_cannot_be_read_is_told(opened) -> None:
    """With the ways to write it."""
    drawn = sheet(seed=1, count=3, kind=["gradients", "order", "mistake"])
    page = opened(interactive(drawn))
    first, second, third = drawn
    assert answer(page, 1, first, {first.questions[0].key: "two"})[0].startswith("not read: write")
    said = answer(page, 2, second, {second.questions[0].key: "z9"})[0]
    assert said.startswith("not read: z9 is not in the graph: there are a, ")
    assert answer(page, 3, third, {"step": "first"})[0].startswith("not read: write the number")
    marks = page.inner_text("section:nth-of-type(1) .marks")
    assert marks.endswith(f"look at {first.questions[0].key} first")


@pytest.mark.usefixtures("undrawn")
def test_nothing_of_the_key_is_in_the_source() -> None:
    """No answer stands in the page, outside of what the sheet tells everyone."""
    drawn = sheet(seed=3, count=7, level="neuron", kind=["forward", "symbols", "mistake", "step"])
    page = interactive(drawn)
    data = re.search(r'id="data">(.*?)</script>', page)
    assert data
    for number, one in enumerate(json.loads(data[1])["exercises"]):
        for place, question in enumerate(one["questions"]):
            right = drawn.exercises[number].questions[place].right
            assert set(question) == {"name", "key", "how", "digests"}
            digests = question["digests"]
            flat = [x for each in digests for x in (each if isinstance(each, list) else [each])]
            assert all(re.fullmatch("[0-9a-f]{64}", each) for each in flat)
            assert right not in question["name"].split()[1:]
    # Of the same answer to two questions nobody sees that it is the same.
    digests = [each for one in json.loads(data[1])["exercises"] for each in one["questions"]]
    known = [x for each in digests if each["how"] == "number" for x in each["digests"]]
    assert len(set(known)) == len(known)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_everybody_can_use_it(width: int, scheme: str, opened) -> None:
    """No serious finding of axe, before and after answers; nothing wider than the window."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    drawn = sheet(seed=7, count=7, level=list(LEVELS), kind=list(KINDS))
    settings = {"viewport": {"width": width, "height": 740}, "color_scheme": scheme}
    page = opened(interactive(drawn), **settings)
    for answers in (Exercise.key.fget, wrong):
        for number, one in enumerate(drawn, 1):
            answer(page, number, one, answers(one))
        found = axe.run(page).response["violations"]
        bad = [each for each in found if each["impact"] in ("serious", "critical")]
        assert not bad, [(e["id"], [n["html"] for n in e["nodes"]]) for e in bad]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.usefixtures("undrawn")
def test_by_keyboard_alone(opened) -> None:
    """Tab reaches every field in order, Enter checks."""
    drawn = sheet(seed=7, count=1)
    (one,) = drawn
    page = opened(interactive(drawn))
    for question in one.questions:
        while page.evaluate("document.activeElement.type") != "text":
            page.keyboard.press("Tab")
        page.keyboard.type(question.right)
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    count = len(one.questions)
    assert page.inner_text(".marks") == f"{count} of {count} right"
