"""A whole program as a module: its functions, and what it asks of the C library."""

from micrograd_plus import Value, record
from micrograd_plus.engine import ops
from micrograd_plus.tape.native.compiled import Compiled


def test_it_asks_for_what_it_calls_and_no_more() -> None:
    w = Value(0.5)
    safe = Compiled(record(lambda x: ops.tanh(w * x), 1.0).plan, 4).module
    risky = Compiled(record(lambda x: ops.log(w * x), 1.0).plan, 4).module
    assert safe.functions == {"tanh", "pow"}
    assert risky.functions - {"feclearexcept", "fetestexcept"} == {"log"}


def test_without_parameters_there_is_nothing_to_divide() -> None:
    compiled = Compiled(record(lambda x: ops.sin(x * x), 1.0).plan, 4)
    assert "define void @both" in compiled.module.text
    assert "@begin" not in compiled.module.text
