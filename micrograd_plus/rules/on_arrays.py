"""What an array program calls: numpy's functions by name, and the few that numpy lacks."""

from typing import TYPE_CHECKING, Any

from .inlining import BASIC

if TYPE_CHECKING:
    import numpy as np

# What numpy calls an operation, where the name is another.
UFUNCS = {
    "sub": "subtract",
    "mul": "multiply",
    "div": "divide",
    "neg": "negative",
    "pow": "power",
    "abs": "absolute",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "atan2": "arctan2",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
}

_OTHERS = ("copyto", "take", "matmul", "dot", "square", "reciprocal", "logaddexp")


def functions(numpy: Any) -> dict[str, Any]:
    """Return the functions that the lines of a program call, by the names that they have there."""
    own = {"power", "logsumexp", "prod", "sum", "where"}
    names = {UFUNCS.get(name, name) for name in BASIC} - own | set(_OTHERS)
    space = {name: getattr(numpy, name) for name in sorted(names)}

    def power(base: Any, exponent: Any, out: "np.ndarray") -> None:
        """Raise to a power; numpy says nan where an infinite base has a fractional exponent."""
        numpy.power(base, exponent, out=out)
        infinite = numpy.isneginf(base) & (numpy.remainder(exponent, 1.0) != 0)
        if infinite.any():
            limit = numpy.where(numpy.greater(exponent, 0.0), numpy.inf, 0.0)
            numpy.copyto(out, limit, where=infinite & numpy.isfinite(exponent))

    def logsumexp(terms: "np.ndarray", out: "np.ndarray") -> None:
        """Take log(sum(exp(x))) along the second axis, the largest term taken out first."""
        top = numpy.maximum.reduce(terms, axis=1, keepdims=True)
        rest = numpy.subtract(terms, top)
        largest = numpy.equal(terms, top)
        numpy.exp(rest, out=rest)
        # The largest terms are 1 each: counted by themselves, they leave small ones their digits.
        numpy.copyto(rest, 0.0, where=largest)
        total = numpy.add.reduce(rest, axis=1, keepdims=True)
        total += numpy.add.reduce(largest, axis=1, keepdims=True, dtype=float) - 1.0
        numpy.log1p(total, out=total)
        numpy.add(top, total, out=out)
        infinite = numpy.isinf(top)
        if infinite.any():
            numpy.copyto(out, top, where=infinite)

    return space | {"power": power, "logsumexp": logsumexp}
