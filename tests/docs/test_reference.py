"""The reference of the documentation has every public name, command and option."""

import importlib
import importlib.util
import inspect
import re
from collections.abc import Iterable

import pytest

import micrograd_plus
import viz
from micrograd_plus import classroom, datasets, losses, nn, optim
from tests.blocks import output_of
from tests.docs.common import DOCS

REFERENCE = "\n".join(path.read_text(encoding="utf-8") for path in (DOCS / "api").glob("*.rst"))
DOCUMENTED = re.findall(r"^\.\. (?:auto\w+|data):: ([\w.]+)$", REFERENCE, re.MULTILINE)
PLUGIN = DOCS.parent / "micrograd_plus_pytest.py"


def public_names() -> list[str]:
    """Every name that is for users, by the path from which it is imported."""
    rooms = {
        "micrograd_plus": [*micrograd_plus.__all__, "abs", "pow", "sum"],
        "micrograd_plus.nn": vars(nn),
        "micrograd_plus.losses": [loss.__name__ for loss in losses.SAMPLE_LOSSES],
        "micrograd_plus.optim": optim.__all__,
        "micrograd_plus.datasets": vars(datasets),
        "micrograd_plus.classroom": classroom.__all__,
        "viz": viz.__all__,
    }
    if importlib.util.find_spec("sklearn"):
        estimators = "micrograd_plus.estimators"
        rooms[estimators] = vars(importlib.import_module(estimators))
    return [f"{room}.{name}" for room, names in rooms.items() for name in of_users(room, names)]


def of_users(room: str, names: Iterable[str]) -> list[str]:
    """The names of a room but for those of modules, and those that begin with an underscore."""
    module = importlib.import_module(room)
    return [
        name
        for name in names
        if not name.startswith("_") and not inspect.ismodule(getattr(module, name))
    ]


@pytest.mark.parametrize("name", public_names())
def test_every_public_name_is_documented(name: str) -> None:
    """It stands on one page, once; `MLP` and `draw_dot` may stand where they come from."""
    *_, last = name.split(".")
    places = [place for place in DOCUMENTED if place.split(".")[-1] == last]
    assert (
        name in places
        or {"MLP": "micrograd_plus.nn.MLP", "draw_dot": "viz.draw_dot"}.get(last) in places
    )
    assert places.count(name) <= 1


@pytest.mark.parametrize("place", DOCUMENTED)
def test_what_is_documented_is_there(place: str) -> None:
    """Every name on a page can be imported."""
    module, _, name = place.rpartition(".")
    assert hasattr(importlib.import_module(module), name)


CLASSES = re.findall(
    r"^\.\. auto(?:class|exception):: ([\w.]+)\n((?:   :.*\n)*)", REFERENCE, re.MULTILINE
)


def members(name: str) -> set[str]:
    """The public methods and properties that a class has of its own."""
    room, _, last = name.rpartition(".")
    kinds = (property, classmethod, staticmethod)
    return {
        key
        for key, member in vars(getattr(importlib.import_module(room), last)).items()
        if not key.startswith("_") and (inspect.isfunction(member) or isinstance(member, kinds))
    }


@pytest.mark.parametrize(("name", "options"), CLASSES)
def test_every_public_method_is_documented(name: str, options: str) -> None:
    """All are, but for those that a page leaves out by name: a new one is there by itself."""
    known = members(name)
    left_out = re.search(r":exclude-members: (.*)", options)
    assert not known or re.search(r":members:\n", options)
    own = {*left_out[1].split(", ")} if left_out and "inherited" not in options else set()
    assert own <= known


def test_what_is_inherited_stands_once() -> None:
    """On the page of networks, with nothing that is for saving alone."""
    page = (DOCS / "api/networks.rst").read_text(encoding="utf-8")
    assert "inherited-members" not in page
    for name in ("MLP", "Layer", "Neuron"):
        (options,) = (told for path, told in CLASSES if path == f"micrograd_plus.nn.{name}")
        assert "document, from_part" in options


def test_every_command_is_documented() -> None:
    """The page of the command line has the help of each."""
    told = output_of("micrograd-plus --help").split("examples:")[0]
    commands = re.findall(r"^    (\w+)(?: |$)", told, re.MULTILINE)
    shown = re.findall(r"^\.\. command-output:: (\w+) --help$", REFERENCE, re.MULTILINE)
    assert len(commands) > 9
    assert sorted(shown) == sorted(commands)


def test_every_option_of_pytest_is_documented() -> None:
    """The page of the plugin has each option that it adds."""
    added = re.findall(r'"(--[\w-]+)"', PLUGIN.read_text(encoding="utf-8"))
    shown = re.findall(r"^\.\. option:: (--[\w-]+)", REFERENCE, re.MULTILINE)
    assert shown == added
    assert len(added) == 3
