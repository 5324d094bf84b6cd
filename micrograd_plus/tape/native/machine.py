"""Modules made into machine code by LLVM, for the processor that they run on."""

import ctypes
import math
import platform
from collections.abc import Callable, Iterable
from typing import Any

from ...rules.arithmetic import IEEE
from .formulas import LIBRARY
from .host import FLAGS, library
from .pieces import TABLE, tanh_pieces

# Short text is worth being made better before it is compiled, where much is to come: that takes two
# to four times as long, and its loops run up to a quarter faster. Long text is compiled as it is
# written, and much longer text in haste without a choice of instructions, in a fifth of the time or
# less; it runs two thirds as fast.
SHORT, LONG = 50_000, 1_000_000


def gains_by_care(text: str) -> bool:
    """Whether a module that is compiled in haste is slower than it could be."""
    return not SHORT <= len(text) < LONG


def object_code(text: str, with_care: bool = False) -> bytes:
    """Return a module as machine code for this processor.

    Arguments:
        text: of the module.
        with_care: whether it is to run as fast as can be, however long that takes.
    """
    import llvmlite.binding as llvm

    better = with_care and len(text) < SHORT
    target = _target(2 if better else 0 if len(text) >= LONG and not with_care else 1)
    parsed = llvm.parse_assembly(text)
    if better:
        options = llvm.create_pipeline_tuning_options(speed_level=1)
        options.loop_vectorization = options.slp_vectorization = False
        builder = llvm.create_pass_builder(target, options)
        builder.getModulePassManager().run(parsed, builder)
    code: bytes = target.emit_object(parsed)
    return code


class Machine:
    """Machine code, ready to run; it lives as long as this.

    Arguments:
        code: what `object_code` has made.
        functions: the functions of the C library that it calls.
    """

    def __init__(self, code: bytes, functions: Iterable[str]) -> None:
        import llvmlite.binding as llvm

        for name in functions:
            llvm.add_symbol(f"libm_{name}", _address(name))
        target = _target(0)
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()

    def function(self, name: str) -> Callable[[int], None]:
        """Return a function that takes an address."""
        kind = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
        found: Callable[[int], None] = kind(self.address(name))
        return found

    def address(self, name: str) -> int:
        """Return where a function is."""
        address: int = self._engine.get_function_address(name)
        return address


def _target(effort: int) -> Any:
    """The processor at hand; each compiler owns its description."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=effort,
        jit=True,
    )


# Kept, since machine code calls them.
_KEPT: dict[str, Any] = {}


def _address(name: str) -> int:
    if name == TABLE:
        return ctypes.addressof(tanh_pieces())
    if name in LIBRARY or name.startswith("fe"):
        return ctypes.cast(getattr(library(), name), ctypes.c_void_p).value or 0
    if name not in _KEPT:
        # Python has its own of these: only that has its bits.
        kind = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double, ctypes.c_double)
        _KEPT[name] = kind(_noted(IEEE[name]))
    return ctypes.cast(_KEPT[name], ctypes.c_void_p).value or 0


def _noted(function: Callable[..., float]) -> Callable[..., float]:
    """A function of Python's that raises the processor's flags as one of C does."""
    overflow = FLAGS[platform.machine().lower()][2]

    def noted(*numbers: float) -> float:
        result = function(*numbers)
        if math.isinf(result) and all(map(math.isfinite, numbers)):
            library().feraiseexcept(overflow)
        return result

    return noted
