"""Tests stand in the same rooms as the product: one file for each of its modules."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.imports import ROOT, files

MODULES = [path for path in files() if not path.name.startswith("__")]


def file_of_tests(module: Path) -> Path:
    """Where the tests of a module stand; those of viz have a room of that name."""
    inside = module if module.parts[0] == "viz" else module.relative_to("micrograd_plus")
    return Path("tests", inside.parent, f"test_{inside.name}")


def names_of_tests(source: str) -> list[str]:
    """The test functions of a file, those of classes among them."""
    tree = ast.parse(source)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return [
        node.name
        for body in (tree.body, *(each.body for each in classes if each.name.startswith("Test")))
        for node in body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def without_tests(modules: Iterable[Path], root: Path = ROOT) -> list[Path]:
    """The modules whose file of tests is missing, or has no test in it."""
    return [
        module
        for module in modules
        if not (path := root / file_of_tests(module)).is_file()
        or not names_of_tests(path.read_text(encoding="utf-8"))
    ]


def test_each_module_has_its_tests() -> None:
    """Whoever changes a module finds its tests by its name."""
    assert without_tests(MODULES) == []


def test_a_module_without_tests_is_found(tmp_path: Path) -> None:
    """One that has no file, one whose file is empty or has helpers alone."""
    names = ("none", "empty", "helpers", "method", "function")
    modules = [Path("micrograd_plus", "engine", f"{name}.py") for name in names]
    folder = tmp_path / "tests" / "engine"
    folder.mkdir(parents=True)
    (folder / "test_empty.py").write_text('"""Nothing yet."""\n')
    (folder / "test_helpers.py").write_text("def helper(): ...\nclass Test:\n    x = 1\n")
    (folder / "test_method.py").write_text("class TestIt:\n    def test_it(self): ...\n")
    (folder / "test_function.py").write_text("def test_it(): ...\n")
    assert without_tests(modules, tmp_path) == modules[:3]


@pytest.mark.parametrize(
    ("module", "place"),
    [
        ("micrograd_plus/graph.py", "tests/test_graph.py"),
        ("micrograd_plus/tape/arrays/sums.py", "tests/tape/arrays/test_sums.py"),
        ("viz/dot.py", "tests/viz/test_dot.py"),
    ],
)
def test_rooms_have_the_same_names(module: str, place: str) -> None:
    """The path of the tests follows from that of the module."""
    assert file_of_tests(Path(module)) == Path(place)
