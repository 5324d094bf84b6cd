"""Write the rows of the core in C from the rule table: `python -m tests.core`."""

from pathlib import Path

from micrograd_plus.engine.core.source import c_source

ROWS = Path(__file__).parents[1] / "micrograd_plus" / "engine" / "core" / "rows.h"

if __name__ == "__main__":
    ROWS.write_text(c_source(), encoding="utf-8")
