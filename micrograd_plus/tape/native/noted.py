"""What the processor has noted while machine code ran: how that is cleared, and read.

On x86-64 all functions of the C library compute by the vector unit, whose one register holds its
flags: to read it takes a tenth of the time of the C library's own functions, which look at the
flags of the older unit too. Functions of Python's set flags by the C library, which may choose
that unit.
"""

import platform
from collections.abc import Iterable

from .code import Code
from .formulas import LIBRARY
from .pieces import TABLE

_DECLARED = {
    True: "declare void @llvm.x86.sse.stmxcsr(ptr)\ndeclare void @llvm.x86.sse.ldmxcsr(ptr)\n",
    False: "declare i32 @libm_feclearexcept(i32)\ndeclare i32 @libm_fetestexcept(i32)\n",
}


class Noted:
    """How a module asks for flags.

    Arguments:
        flags: those that count; 0 if none do.
        functions: the library functions that are called.

    Attributes:
        declared: what the module has to declare.
        functions: of the C library, that it takes.
    """

    def __init__(self, flags: int, functions: Iterable[str]) -> None:
        self._flags = flags
        processor = platform.machine().lower() in ("x86_64", "amd64")
        self._own_register = processor and {*LIBRARY, TABLE} >= set(functions)
        self.declared: str = _DECLARED[self._own_register] if flags else ""
        by_library = bool(flags) and not self._own_register
        self.functions: set[str] = {"feclearexcept", "fetestexcept"} if by_library else set()

    def prepare(self, code: Code) -> None:
        """Write what makes room for flags."""
        code.write("%register = alloca i32")
        code.write("%flags = alloca i32")
        code.write("store i32 0, ptr %flags")

    def clear(self, code: Code) -> None:
        """Write what clears the flags that count."""
        if self._own_register:
            kept = code.let(f"and i32 {self._register(code)}, {~self._flags}")
            code.write(f"store i32 {kept}, ptr %register")
            code.write("call void @llvm.x86.sse.ldmxcsr(ptr %register)")
        else:
            code.let(f"call i32 @libm_feclearexcept(i32 {self._flags})")

    def keep(self, code: Code) -> None:
        """Write what adds the flags that are set to those that were."""
        if self._own_register:
            seen = code.let(f"and i32 {self._register(code)}, {self._flags}")
        else:
            seen = code.let(f"call i32 @libm_fetestexcept(i32 {self._flags})")
        before = code.let("load i32, ptr %flags")
        code.write(f"store i32 {code.let(f'or i32 {before}, {seen}')}, ptr %flags")

    def _register(self, code: Code) -> str:
        code.write("call void @llvm.x86.sse.stmxcsr(ptr %register)")
        return code.let("load i32, ptr %register")
