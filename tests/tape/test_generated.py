"""The lines of a program as functions: they run over any names, and their source can be read."""

import gc
import linecache

import numpy as np
import pytest

from micrograd_plus.tape.generated import code_of, function_of


class Owner:
    """Somebody who keeps a program."""


def test_lines_run_in_order_over_any_arrays() -> None:
    """Compiled once and bound to several spaces."""
    owner = Owner()
    code = code_of(owner, "run()", ["add(a, 1.0, a)", "multiply(a, 3.0, a)", "add(a, 2.0, a)"])
    for start in (0.0, 4.0):
        a = np.array([start])
        function_of(code, {"a": a, "add": np.add, "multiply": np.multiply})()
        assert a.item() == (start + 1) * 3 + 2


def test_source_is_forgotten_with_its_owner() -> None:
    """Tracebacks show it for as long as it can run; no two programs share a name."""
    owner = Owner()
    code, other = code_of(owner, "run(x)", ["return x / 0"]), code_of(owner, "run(x)", ["return x"])
    assert code.co_filename != other.co_filename
    assert linecache.getline(code.co_filename, 2) == "    return x / 0\n"
    with pytest.raises(ZeroDivisionError) as raised:
        function_of(code, {})(1.0)
    assert str(raised.traceback[-1].statement).strip() == "return x / 0"
    del owner
    gc.collect()
    assert code.co_filename not in linecache.cache
