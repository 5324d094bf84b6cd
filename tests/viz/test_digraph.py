"""The Digraph that type checkers see is that of graphviz."""

import ast
from pathlib import Path

import graphviz

from viz import digraph


def test_the_digraph_is_that_of_graphviz() -> None:
    assert digraph.Digraph is graphviz.Digraph
    tree = ast.parse(Path(digraph.__file__).read_text(encoding="utf-8"))
    (typed,) = [each for each in ast.walk(tree) if isinstance(each, ast.ClassDef)]
    methods = [line.name for line in typed.body if isinstance(line, ast.FunctionDef)]
    values = [line.target.id for line in typed.body if isinstance(line, ast.AnnAssign)]
    made = graphviz.Digraph()
    assert len(methods) > 5
    assert [name for name in [*methods, *values] if not hasattr(made, name)] == []
