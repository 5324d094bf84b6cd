"""The names of viz: each is there, and brings in what it needs when it is first used."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import viz

NAMES = [
    "Drawing",
    "LayoutError",
    "NoGraphvizError",
    "Player",
    "Playground",
    "activations",
    "confusion_matrix",
    "cost_surface",
    "decision_boundary",
    "draw_dot",
    "film",
    "gradient_flow",
    "history_curves",
    "loss_curve",
    "misclassified",
    "player",
    "playground",
    "predicted_against_true",
    "to_graphml",
    "to_json",
    "to_mermaid",
    "to_networkx",
    "weights",
]


def run(code: str) -> list[str]:
    """The words that a script prints."""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


def test_every_public_name_is_there() -> None:
    """By itself, by a star import, and in dir()."""
    assert viz.__all__ == NAMES
    assert set(NAMES) <= set(dir(viz))
    space: dict[str, object] = {}
    exec("from viz import *", space)
    for name in NAMES:
        assert space[name] is getattr(viz, name)
        assert space[name].__name__ == name


def test_an_unknown_name() -> None:
    """It is answered as a module answers it."""
    with pytest.raises(AttributeError, match="module 'viz' has no attribute 'drawdot'"):
        assert viz.drawdot


def test_editors_see_the_same_names() -> None:
    """What is imported for types alone is what is there."""
    tree = ast.parse(Path(viz.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    imports = [node for node in imports if node.level]
    found = {alias.asname: node.module for node in imports for alias in node.names}
    assert found == {name: getattr(viz, name).__module__.removeprefix("viz.") for name in NAMES}


def test_plots_are_found() -> None:
    """So that whoever draws later can ask for matplotlib before."""
    assert run("import viz; print(viz.plots.figure_class().__name__)") == ["Figure"]


def test_import_is_light() -> None:
    """`import viz` loads nothing; a plot loads matplotlib, never pyplot, and no graphviz."""
    code = (
        "import sys, viz\n"
        "heavy = ['numpy', 'matplotlib', 'graphviz', 'matplotlib.pyplot', 'micrograd_plus']\n"
        "print([name for name in heavy if name in sys.modules])\n"
        "viz.loss_curve\n"
        "print('matplotlib' in sys.modules)\n"
        "viz.loss_curve([1.0])\n"
        "viz.confusion_matrix([[1]], ['a'])\n"
        "print(*[name in sys.modules for name in heavy[1:4]])"
    )
    assert run(code) == ["[]", "False", "True", "False", "False"]


def test_graphs_are_drawn_without_numpy_and_matplotlib() -> None:
    """A plot that needs them says how to get them."""
    code = (
        "import sys\n"
        "sys.modules.update({'numpy': None, 'matplotlib': None})\n"
        "import viz\n"
        "from micrograd_plus import Value\n"
        "print(viz.draw_dot(-Value(1.0)).pipe(encoding='utf-8').count('<ellipse'))\n"
        "try:\n"
        "    viz.gradient_flow\n"
        "except ImportError as error:\n"
        "    print(str(error)[-17:])"
    )
    assert run(code) == ["1", "pip", "install", "numpy"]
