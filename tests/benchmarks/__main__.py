"""`python -m tests.benchmarks` runs what `python tests/benchmarks/arrays.py` runs."""

import runpy
import sys
from pathlib import Path

script = Path(__file__).with_name("arrays.py")
sys.path.insert(0, str(script.parent))
runpy.run_path(str(script), run_name="__main__")
