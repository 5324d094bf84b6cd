"""The bases that type checkers see are those of scikit-learn."""

import ast
from pathlib import Path

import pytest
import sklearn.base

from micrograd_plus.estimators import bases


def typed() -> dict[str, list[str]]:
    """The classes that type checkers see, with their methods."""
    tree = ast.parse(Path(bases.__file__).read_text(encoding="utf-8"))
    return {
        each.name: [line.name for line in each.body if isinstance(line, ast.FunctionDef)]
        for each in ast.walk(tree)
        if isinstance(each, ast.ClassDef)
    }


@pytest.mark.parametrize("name", ["BaseEstimator", "ClassifierMixin", "RegressorMixin"])
def test_a_base_is_that_of_scikit_learn(name: str) -> None:
    found = getattr(bases, name)
    assert found is getattr(sklearn.base, name)
    methods = typed()[name]
    assert methods
    assert [method for method in methods if not callable(getattr(found, method, None))] == []
