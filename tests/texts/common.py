"""What the tests of the three texts share: the demos as modules."""

import functools
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

DEMOS = Path(__file__).parent.parent.parent / "demos"
# Demos import from each other, as they can when they are run.
if str(DEMOS) not in sys.path:
    sys.path.append(str(DEMOS))


@functools.cache
def load(name: str) -> ModuleType:
    """Return a demo as a module, by its path in the folder: `text3_bias`, `formulas/text3`."""
    module_name = "demo_" + name.replace("/", "_")
    spec = importlib.util.spec_from_file_location(module_name, DEMOS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    return module
