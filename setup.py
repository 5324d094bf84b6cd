"""The core in C, which is built where there is a compiler; everything else is in setup.cfg."""

import sys

from setuptools import Extension, setup

FOLDER = "micrograd_plus/engine/core/"
HEADERS = (
    "attributes",
    "calls",
    "columns",
    "functions",
    "node",
    "operators",
    "passes",
    "rows",
    "state",
)

setup(
    ext_modules=[
        Extension(
            "micrograd_plus.engine._core",
            [FOLDER + "core.c"],
            depends=[FOLDER + name + ".h" for name in HEADERS],
            # A product and a sum as one operation would have other bits.
            extra_compile_args=[] if sys.platform == "win32" else ["-O2", "-ffp-contract=off"],
            optional=True,
        )
    ]
)
