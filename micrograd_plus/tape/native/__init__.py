"""The emitter of machine code: statements printed for LLVM, compiled, bound to their buffers."""
