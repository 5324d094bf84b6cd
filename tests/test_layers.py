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
        "recording",
        "scopes",
        "conversion",
        "arrays",
        "condition",
        "freshness",
        "copying",
        "operators",
        "engine",
        "gradient",
        "declare",
        "ops",
    }
    | {"anomaly"},
    {"steps", "paths", "explanation", "check", "expression", "reference", "tape"} | {"derivation"},
    {"nn", "module", "losses", "optim", "datasets", "model_file", "saving", "document"} | {"table"},
    {"train", "trainer", "problem", "step_engines", "history", "progress"}
    | {"watch", "watched", "watch_sources", "units"},
    {"viz", "_display", "_notebook"},
    {"cli", "commands", "tour", "__main__"},
]
# Siblings that may not see each other at all.
APART = {"nn", "losses", "optim", "datasets"}
MAY_REACH_VIZ = {"_display"}


def layer(name: str) -> int:
    (found,) = [place for place, names in enumerate(LAYERS) if name in names]
    return found


def imports(source: str, package: str = "micrograd_plus") -> set[str]:
    """The modules of this project that a file imports at any place, by their short names.

    Arguments:
        source: the text of the file.
        package: the package that the file is in, such as `"micrograd_plus.datasets"`.
    """
    found: set[str] = set()
    for node in _running(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {_short(alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            if node.level and module == "micrograd_plus":
                found |= {alias.name for alias in node.names}
            else:
                found.add(_short(module))
    return found - {""}


def _short(module: str) -> str:
    """The first part of a module's name below micrograd_plus, or viz; nothing for a stranger."""
    first, *rest = module.split(".")
    if first == "viz":
        return "viz"
    return (rest or ["__init__"])[0] if first == "micrograd_plus" else ""


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
            allowed = layer(other) <= layer(name) and len({name, other} & APART) < 2
        if not allowed:
            wrong.add(other)
    return wrong


HOME = ROOT / "micrograd_plus"
CORE = [path.relative_to(HOME) for path in HOME.rglob("*.py") if path != HOME / "__init__.py"]


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.as_posix())
def test_core_files_import_only_from_their_own_layer_and_below(path: Path) -> None:
    """No file of the core imports one from a higher layer; viz is reached from one place only.

    All files of a folder count as one, by the name of the folder.
    """
    source = (HOME / path).read_text(encoding="utf-8")
    package = ".".join(["micrograd_plus", *path.parent.parts])
    assert wrong_way(path.with_suffix("").parts[0], imports(source, package)) == set()


def test_the_check_can_fail() -> None:
    """An import that points the wrong way is found, wherever in the file it stands."""
    source = "def late():\n    from .cli import main\n    import viz.dot\n    from . import nn\n"
    assert wrong_way("engine", imports(source)) == {"cli", "viz", "nn"}
    assert wrong_way("nn", imports("from .losses import hinge")) == {"losses"}
    assert wrong_way("nn", imports("from .engine import Value")) == set()
    assert wrong_way("engine", imports("import micrograd_plus.nn.more")) == {"nn"}


def test_files_in_folders_are_understood() -> None:
    """One dot stays in the folder, two lead out of it; the folder may import from itself."""
    inside = "from .shapes import moons\nfrom . import files\n"
    outside = "from ..cli import main\nfrom .. import losses\nfrom ..engine import Value\n"
    found = imports(inside + outside, "micrograd_plus.datasets")
    assert found == {"datasets", "cli", "losses", "engine"}
    assert wrong_way("datasets", found) == {"cli", "losses"}
    deep = "from ...rules import TABLE\nfrom .. import files\n"
    assert imports(deep, "micrograd_plus.datasets.more") == {"rules", "datasets"}


def test_viz_does_not_see_the_command_line() -> None:
    """viz imports the core, but not what stands above viz."""
    for path in (ROOT / "viz").rglob("*.py"):
        package = ".".join(path.relative_to(ROOT).parent.parts)
        for name in imports(path.read_text(encoding="utf-8"), package):
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
