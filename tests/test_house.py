"""The house stands as it is drawn: imports lead down, never round."""

import ast
import configparser
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.imports import FLOORS, ROOT, all_imports, circle, files, imported, room_of, upward
from tests.rooms import PICTURE, arrows

IMPORTS = all_imports()
HOME = Path("micrograd_plus")


@pytest.mark.parametrize("path", files(), ids=lambda path: path.as_posix())
def test_imports_lead_down(path: Path) -> None:
    """No file imports one from a room above, or beside its own; late and typing imports count."""
    assert upward(path, IMPORTS[path]) == set()


def test_no_circle_of_files() -> None:
    """No file leads back to itself over any chain of imports."""
    assert circle(IMPORTS) == []


def drawn(picture: str) -> set[tuple[str, str]]:
    """The arrows of the picture of the rooms, by the titles that Graphviz gives them."""
    titles = re.findall(r"<title>(\w+)-&gt;(\w+)</title>", picture)
    return set(titles)


def test_the_picture_of_the_rooms_is_true() -> None:
    """CONTRIBUTING shows the arrows that there are: `python -m tests.rooms` draws them anew."""
    picture = PICTURE.read_text(encoding="utf-8")
    assert drawn(picture) == arrows(IMPORTS)
    engine, tape = HOME / "engine" / "value.py", HOME / "tape" / "plan.py"
    assert drawn(picture) != arrows(IMPORTS | {engine: IMPORTS[engine] | {tape}})


def packed(source: str) -> list[int]:
    """The lines of calls and displays that pack arguments into a tuple, as f(*(a, b), c) does."""
    found = []
    for node in ast.walk(ast.parse(source)):
        parts = node.args if isinstance(node, ast.Call) else getattr(node, "elts", [])
        found += [
            part.lineno
            for part in parts
            if isinstance(part, ast.Starred) and isinstance(part.value, ast.Tuple | ast.List)
        ]
    return found


def test_no_arguments_are_packed_to_save_a_line() -> None:
    """If a call is long, it is several lines."""
    places = [
        f"{path.relative_to(ROOT)}:{line}"
        for top in ("micrograd_plus", "viz", "demos", "tests")
        for path in sorted((ROOT / top).rglob("*.py"))
        for line in packed(path.read_text(encoding="utf-8"))
    ]
    assert places == []
    assert packed("f(*(a, b), c)\n[*(a, b), c]\nf(*a, b)") == [1, 2]


def test_one_place_writes_files() -> None:
    """Files are written whole or not at all, by files/saving.py; matplotlib saves its figures."""
    writing = re.compile(r"\.write_(text|bytes)\(|\bopen\([^)]*[\"'][wax]b?[\"']")
    found = [
        path.as_posix()
        for path in files()
        if writing.search((ROOT / path).read_text(encoding="utf-8"))
    ]
    # Graphviz is told of its fonts by a file in a temporary folder.
    assert found == ["micrograd_plus/files/saving.py", "viz/render.py"]


def test_the_heart_is_read_in_ten_minutes() -> None:
    """The table and what a number is: nobody has to open the rest to understand these."""
    heart = ("rules/table.py", "engine/node.py", "engine/value.py")
    lines = [len((ROOT / HOME / name).read_text(encoding="utf-8").splitlines()) for name in heart]
    assert sum(lines) < 750


def test_no_file_holds_two_ideas() -> None:
    """A file past 400 lines does."""
    long = {
        path.relative_to(ROOT).as_posix()
        for top in ("micrograd_plus", "viz", "demos", "tests")
        for path in (ROOT / top).rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > 400
    }
    assert long == set()


def test_every_room_has_its_floor() -> None:
    """The plan names the rooms that there are, each once."""
    named = sorted(room for floor in FLOORS for room in floor)
    assert named == sorted(set(map(room_of, files())))


def test_the_core_reaches_viz_from_one_room_and_the_command_line() -> None:
    """display/ is the one way to pictures; what is typed may draw, too."""
    seeing = {room_of(path) for path, found in IMPORTS.items() if "viz" in set(map(room_of, found))}
    assert seeing <= {"viz", "display", "commands"}


def test_the_checks_can_fail() -> None:
    """An import that leads up, sideways or round is found, wherever in the file it stands."""
    source = "def late():\n    from ..nn import MLP\n    import viz.dot\nfrom .. import losses\n"
    value = HOME / "engine" / "value.py"
    found = imported(source, value)
    assert upward(value, found) == found
    assert set(map(room_of, found)) == {"nn", "viz", "losses"}
    optim = HOME / "optim.py"
    beside = imported("if TYPE_CHECKING:\n    from .losses import hinge\n", optim)
    assert upward(optim, beside) == beside == {HOME / "losses.py"}
    assert upward(optim, imported("from .engine.value import Value", optim)) == set()
    assert circle(IMPORTS | {value: IMPORTS[value] | {optim}}) != []


def test_files_in_folders_are_understood() -> None:
    """One dot stays in the folder, two lead out of it; a folder's own names are its __init__."""
    moons = HOME / "datasets" / "moons.py"
    assert imported("from .files import iris\nfrom . import curves\n", moons) == {
        HOME / "datasets" / "files.py",
        HOME / "datasets" / "curves.py",
    }
    assert imported("from .. import errors\nfrom ..nn import MLP\nimport numpy\n", moons) == {
        HOME / "errors.py",
        HOME / "nn" / "__init__.py",
    }


def test_importing_the_core_brings_in_nothing_else() -> None:
    """numpy, graphviz, matplotlib and viz come only when they are used, and so do most rooms."""
    code = (
        "import sys, micrograd_plus\n"
        "heavy = {'numpy', 'graphviz', 'pygraphviz', 'matplotlib', 'viz', 'sympy', 'torch'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))\n"
        "ours = [name for name in sys.modules if name.startswith('micrograd_plus')]\n"
        "print(len([name for name in ours if not name.endswith('._core')]))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    found, count = result.stdout.splitlines()
    assert found == "[]"
    assert int(count) <= 35


def test_every_public_name_is_there() -> None:
    """What is loaded late is found by its name, by a star import, and by dir()."""
    code = (
        "import micrograd_plus\n"
        "assert set(micrograd_plus.__all__) <= set(dir(micrograd_plus))\n"
        "from micrograd_plus import *\n"
        "missing = [name for name in micrograd_plus.__all__ if name not in globals()]\n"
        "print(missing, abs is micrograd_plus.abs)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert result.stdout.strip() == "[] False"


def test_the_core_runs_without_numpy() -> None:
    """Whatever needs no arrays works; what does says how to get numpy."""
    code = (
        "import sys\n"
        "sys.modules['numpy'] = None\n"
        "from micrograd_plus import *\n"
        "from micrograd_plus.nn import MLP\n"
        "model = MLP(2, [3, 1], seed=0)\n"
        "loss = losses.mse(model([1.0, 2.0]), Value(1.0))\n"
        "loss.backward()\n"
        "str(explain(loss)), loss._repr_mimebundle_(), model.summary()\n"
        "optim.Adam().step(model.parameters())\n"
        "for use in (\n"
        "    lambda: model.outputs([[1.0, 2.0]]),\n"
        "    lambda: model.fit([[1.0, 2.0]], [1]),\n"
        "    lambda: fit(model, [[1.0, 2.0]], [1]),\n"
        "    lambda: record(lambda x: x, 1.0),\n"
        "    lambda: datasets.moons(),\n"
        "):\n"
        "    try:\n"
        "        use()\n"
        "    except ImportError as error:\n"
        "        print(error)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("need numpy: pip install numpy") == 5


# What the engine in C is made of, and what it is made into.
COMPILED = (".c", ".h", ".so", ".pyd")


def test_every_asset_is_installed() -> None:
    """What pages are made of lies in folders that setup.cfg names."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    for package in ("viz", "micrograd_plus"):
        patterns = settings["options.package_data"][package].split()
        others = [
            path.relative_to(ROOT / package).as_posix()
            for path in (ROOT / package).rglob("*")
            if path.is_file() and path.suffix not in (".py", ".pyc", *COMPILED)
        ]
        assert others
        missing = [name for name in others if not any(fnmatch(name, each) for each in patterns)]
        assert not missing


def test_the_version_is_written_once() -> None:
    """setup.cfg reads it from the front door; who cites it is told the same."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg")
    assert settings["metadata"]["version"] == "attr: micrograd_plus.__version__"
    (written,) = re.findall(
        r'^__version__ = "([\d.]+)"$', (ROOT / HOME / "__init__.py").read_text(), re.MULTILINE
    )
    (cited,) = re.findall(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    assert cited == written
