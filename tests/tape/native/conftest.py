"""Machine code needs llvmlite, and a processor whose flags we know."""

import pytest

from micrograd_plus.tape.native.host import available


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not available():
        for item in items:
            if "tests/tape/native" in item.nodeid:
                item.add_marker(pytest.mark.skip(reason="llvmlite is not installed"))
