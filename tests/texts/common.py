"""What the tests of the three texts share: the demos as modules."""

import functools
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

DEMOS = Path(__file__).parent.parent.parent / "demos"
# Demos import from those beside them, as they can when they are run.
for folder in (DEMOS, DEMOS / "text1", DEMOS / "text2", DEMOS / "text3"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))


def load(name: str) -> ModuleType:
    """Return a demo, or a table of formulas, as a module: `text3_bias`, `text3.formulas`."""
    return importlib.import_module(name)


@functools.cache
def computed(numbers: Callable[[], tuple[float, float]]) -> tuple[float, float]:
    """Return the two numbers of a formula, computed once for all tests that look at them."""
    return numbers()
