"""The options by which pytest grades an engine; what does it is loaded when one is given.

This stands beside the package, since every run of pytest imports it: the package takes longer.
"""

from typing import Any


def pytest_addoption(parser: Any) -> None:
    """Add the options."""
    group = parser.getgroup("micrograd_plus", "grading an engine")
    group.addoption(
        "--grade-engine", metavar="FILE:CLASS", help="grade this engine: a test for each lesson"
    )
    group.addoption(
        "--grade-names", metavar="data=NAME,...", help="what it calls data, grad, backward"
    )
    group.addoption(
        "--grade-require-all", action="store_true", help="what is missing counts as failed"
    )


def pytest_configure(config: Any) -> None:
    """Load what grades, where an engine is given."""
    if config.getoption("grade_engine"):
        from micrograd_plus.classroom import pytest_plugin

        config.pluginmanager.register(pytest_plugin, "micrograd_plus lessons")
