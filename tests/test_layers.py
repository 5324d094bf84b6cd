"""Imports point upward only, and importing the core brings in nothing else."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = [
    {"errors", "graph"},
    {"formula", "notation", "arithmetic", "differences", "rules"},
    {
        "generate",
        "domain",
        "freshness",
        "copying",
        "operators",
        "engine",
        "gradient",
        "declare",
        "ops",
    }
    | {"anomaly"},
    {"steps", "paths", "explanation", "check", "expression", "reference"},
    {"nn", "losses", "optim", "datasets"},
    {"train"},
    {"viz", "_display"},
    {"cli", "tour", "__main__"},
]
# Siblings that may not see each other at all.
APART = {"nn", "losses", "optim", "datasets"}
MAY_REACH_VIZ = {"_display"}


def layer(name: str) -> int:
    (found,) = [place for place, names in enumerate(LAYERS) if name in names]
    return found


def imports(source: str) -> set[str]:
    """The modules of this project that a file imports at any place, by their short names."""
    found: set[str] = set()
    for node in _running(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level and not module:
                found |= {alias.name for alias in node.names}
            elif node.level or module.startswith("micrograd_plus."):
                found.add(module.removeprefix("micrograd_plus.").split(".")[0])
            elif module == "micrograd_plus":
                found.add("__init__")
            elif module.split(".")[0] == "viz":
                found.add("viz")
        elif isinstance(node, ast.Import):
            found |= {"viz" for alias in node.names if alias.name.split(".")[0] == "viz"}
    return found


def _running(tree: ast.Module) -> list[ast.AST]:
    """Every node but those that only a type checker reads."""
    nodes: list[ast.AST] = []
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        nodes.append(node)
        stack.extend(ast.iter_child_nodes(node))
    return nodes


def wrong_way(name: str, imported: set[str]) -> set[str]:
    """Those of the imports of file `name` that it may not have."""
    wrong = set()
    for other in imported:
        if other == "viz":
            allowed = name in MAY_REACH_VIZ
        else:
            allowed = layer(other) <= layer(name) and not {name, other} <= APART
        if not allowed:
            wrong.add(other)
    return wrong


CORE = [path for path in (ROOT / "micrograd_plus").glob("*.py") if path.stem != "__init__"]


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_core_files_import_only_from_their_own_layer_and_below(path: Path) -> None:
    """No file of the core imports one from a higher layer; viz is reached from one place only."""
    assert wrong_way(path.stem, imports(path.read_text(encoding="utf-8"))) == set()


def test_the_check_can_fail() -> None:
    """An import that points the wrong way is found, wherever in the file it stands."""
    source = "def late():\n    from .cli import main\n    import viz.dot\n    from . import nn\n"
    assert wrong_way("engine", imports(source)) == {"cli", "viz", "nn"}
    assert wrong_way("nn", imports("from .losses import hinge")) == {"losses"}
    assert wrong_way("nn", imports("from .engine import Value")) == set()


def test_viz_does_not_see_the_command_line() -> None:
    """viz imports the core, but not what stands above viz."""
    for path in (ROOT / "viz").rglob("*.py"):
        for name in imports(path.read_text(encoding="utf-8")):
            known = [names for names in LAYERS if name in names]
            assert not known or layer(name) <= layer("viz"), (path, name)


def test_importing_the_core_brings_in_nothing_else() -> None:
    """numpy, graphviz, matplotlib and viz come only when they are used."""
    code = (
        "import sys, micrograd_plus\n"
        "heavy = {'numpy', 'graphviz', 'pygraphviz', 'matplotlib', 'viz', 'sympy', 'torch'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert result.stdout.strip() == "[]"
