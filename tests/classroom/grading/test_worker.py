"""What runs beside an engine: it does programs and tells numbers, and is small."""

import ast
import io
import json
import math
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from micrograd_plus import Value
from micrograd_plus.classroom.grading import worker
from micrograd_plus.classroom.grading.worker import Engine, as_json, plain
from tests.classroom.grading.helpers import USUAL


def ours() -> Engine:
    """Our own engine in the place of a learner's."""
    engine = Engine(ModuleType("engine"), Value)
    engine.names = dict(USUAL)
    return engine


def test_a_program_is_done() -> None:
    """Every kind of step; what is told are the numbers at the end."""
    answer = ours().run(
        [
            ["value", "a", [2.0]],
            ["*", "b", ["a", 3.0]],
            ["neg", "c", ["b"]],
            ["tanh", "d", ["c"]],
            ["sum", "e", ["b", "c", "d"]],
            ["repeat", "f", ["e", "a", 3]],
            ["backward", "f", []],
            ["descend", "a", [0.5]],
            ["clear", "a", []],
            ["set", "b", [1.0]],
        ]
    )
    assert answer["error"] is None
    assert answer["numbers"]["c"][0] == -6.0
    assert answer["numbers"]["f"][0] == pytest.approx(6.0 + math.tanh(-6.0))
    assert answer["numbers"]["a"][1] == 0.0
    assert answer["numbers"]["b"][0] == 1.0


def test_what_is_missing_is_told() -> None:
    """A function, or an operator."""
    assert ours().run([["value", "a", [2.0]], ["twist", "b", ["a"]]])["lacking"] == "twist"

    class Bare:
        def __init__(self, data: float) -> None:
            self.data = data

    engine = Engine(ModuleType("engine"), Bare)
    engine.names = dict(USUAL)
    for step, name in (
        (["*", "b", ["a", "a"]], "__mul__"),
        (["-", "b", [2.0, "a"]], "__rsub__"),
        (["neg", "b", ["a"]], "__neg__"),
        (["sum", "b", ["a", "a"]], "__radd__"),
    ):
        assert engine.run([["value", "a", [2.0]], step])["lacking"] == name


def test_errors_are_told_with_their_place() -> None:
    """That of an engine that exits, too."""

    class Exits:
        def __init__(self, data: float) -> None:
            raise SystemExit(3)

    engine = Engine(ModuleType("engine"), Exits)
    engine.names = dict(USUAL)
    answer = engine.run([["value", "a", [2.0]]])
    assert answer["error"] == ["SystemExit", "3"]
    assert answer["step"] == 0


def test_a_result_that_is_no_value_is_told() -> None:
    """A pass from it is no missing method."""

    class Plain:
        def __init__(self, data: float) -> None:
            self.data = data

        def __mul__(self, other: Any) -> float:
            return self.data * 2

    engine = Engine(ModuleType("engine"), Plain)
    engine.names = dict(USUAL)
    answer = engine.run([["value", "a", [2.0]], ["*", "b", ["a", "a"]], ["backward", "b", []]])
    assert answer["plain"] == "b float"
    assert answer["numbers"]["b"] == [4.0, None]


@pytest.mark.parametrize(
    ("thing", "number"),
    [(2, 2.0), ([[2.5]], 2.5), ("2", None), (None, None), ([1, 2], None), (True, None), (2j, None)],
)
def test_one_number_is_looked_for(thing: object, number: float | None) -> None:
    """Also in lists of one; text is none."""
    assert plain(thing) == number


def test_arrays_of_size_1_are_numbers() -> None:
    """Of any shape."""
    numpy = pytest.importorskip("numpy")
    assert plain(numpy.array([[2.5]])) == 2.5
    assert plain(numpy.array([2.5, 3.0])) is None


def test_what_is_told_is_json() -> None:
    """Numbers that JSON does not know are written as Python reads them."""
    thing = {"a": [1, 2.5, None, True, 'x"\n\u2028'], "b": {}, "c": [float("inf"), -math.inf]}
    assert json.loads(as_json(thing)) == thing
    assert math.isnan(json.loads(as_json(float("nan"))))


def test_it_needs_the_standard_library_alone() -> None:
    """And of that little: each lesson starts it anew."""
    tree = ast.parse(Path(worker.__file__).read_text(encoding="utf-8"))
    modules = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert {name.partition(".")[0] for name in modules} <= {*sys.stdlib_module_names}
    folder = str(Path(worker.__file__).parent)
    code = f"import sys; sys.path.append({folder!r}); import worker; print(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert not {"json", "typing", "re", "pathlib", "numpy", "micrograd_plus"} & set(loaded)


def test_it_keeps_no_answer_that_is_right() -> None:
    """Nothing in it computes what a gradient should be, or says that something is passed."""
    text = Path(worker.__file__).read_text(encoding="utf-8")
    assert "micrograd_plus" not in text
    assert not [word for word in ("tolerance", "expected", '"passed"') if word in text]
    assert io.StringIO(text).readline().startswith('"""What runs')
