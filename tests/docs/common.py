"""What the tests of the documentation share: its folder, and its extensions as modules."""

import importlib
import sys
from types import ModuleType

import pytest

from tests.texts.common import DEMOS

DOCS = DEMOS.parent / "docs"


def extension(name: str) -> ModuleType:
    """Return an extension of the documentation as a module; the test is skipped without Sphinx."""
    pytest.importorskip("sphinx")
    folder = str(DOCS / "extensions")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)
