"""The one way from the core to the pictures."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import viz
from micrograd_plus import Value
from micrograd_plus.display.pictures import draw_dot
from micrograd_plus.higher import higher

ROOT = Path(viz.__file__).parents[1]
DRAW = "from micrograd_plus import Value; from micrograd_plus.display.pictures import draw_dot\n"
DRAW += "draw_dot(Value(1.0))"


def run(code, folder):
    """Run a script in a folder, as somebody who works there would."""
    start = f"import sys; sys.path.append({str(ROOT)!r})\n"
    return subprocess.run(
        [sys.executable, "-c", start + code], cwd=folder, capture_output=True, text=True
    )


def test_forwards_everything():
    """`draw_dot` of the core is that of viz."""
    a = Value(2.0, label="a")
    drawing = draw_dot(a * a, format="png", rankdir="TB", theme="flow")
    assert isinstance(drawing, viz.Drawing)
    assert drawing.source == viz.draw_dot(a * a, "png", "TB", "flow").source
    assert drawing.format == "png"


def test_core_does_not_import_pictures(tmp_path):
    """Importing the core imports neither viz nor graphviz."""
    code = "import micrograd_plus, micrograd_plus.display.pictures\n"
    code += "assert not {'viz', 'graphviz'} & set(sys.modules)"
    assert run(code, tmp_path).returncode == 0


@pytest.mark.parametrize("content", ["", "def draw_dot(root): pass", "Drawing = draw_dot = None"])
def test_a_file_that_hides_the_package(tmp_path, content):
    """A viz.py of the user's own is named, even one that has a draw_dot, with what to do."""
    (tmp_path / "viz.py").write_text(content, encoding="utf-8")
    said = run(DRAW, tmp_path).stderr.splitlines()[-1]
    assert said.startswith("ImportError: ")
    assert str(tmp_path / "viz.py") in said
    assert "rename that file" in said


def test_a_folder_that_hides_the_package(tmp_path):
    """So is a package of that name."""
    (tmp_path / "viz").mkdir()
    (tmp_path / "viz" / "__init__.py").write_text("", encoding="utf-8")
    assert str(tmp_path / "viz" / "__init__.py") in run(DRAW, tmp_path).stderr.splitlines()[-1]


def test_without_graphviz(tmp_path):
    """Without the package graphviz the error says what to install."""
    said = run("sys.modules['graphviz'] = None\n" + DRAW, tmp_path).stderr.splitlines()[-1]
    assert said.startswith("ImportError: ")
    assert "pip install graphviz pygraphviz" in said


def test_told_once():
    """Both draw_dot take the same, in the same words."""
    ours, of_viz = inspect.signature(draw_dot), inspect.signature(viz.draw_dot)
    assert list(ours.parameters.values()) == list(of_viz.parameters.values())
    assert draw_dot.__doc__ == viz.draw_dot.__doc__
    for name in ours.parameters:
        assert f"        {name}: " in draw_dot.__doc__


def test_help_needs_no_graphviz(tmp_path):
    """`help(draw_dot)` tells what it takes where nothing is installed to draw with."""
    code = "sys.modules.update({'graphviz': None, 'numpy': None})\n"
    code += "import micrograd_plus\nhelp(micrograd_plus.draw_dot)"
    said = run(code, tmp_path).stdout
    assert "rankdir: str = 'LR'" in said
    assert "Draw the graph of a result: each value a box" in said


def test_the_graph_of_an_exercise():
    """The core finds it by its name, and viz draws it."""
    a = Value(0.5, label="a")
    assert ">1/2</text>" in higher("graph_by_hand")(a * a, {"a": "1/2"})
