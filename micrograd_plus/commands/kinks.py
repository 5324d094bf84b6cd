"""Conventions at kinks, ties and edges: our slope, why, and what others answer there."""

import textwrap
from dataclasses import dataclass

from ..aligned import aligned_lines
from .typed import compute

# By which the answers of others were measured; a test holds them against those installed.
VERSIONS = {
    "PyTorch": "2.13.0",
    "JAX": "0.10.2",
    "autograd": "1.9.1",
    "casadi": "3.8.2",
    "sympy": "1.14.0",
}


@dataclass(frozen=True)
class Kink:
    """A point at which a derivative is a matter of convention.

    Attributes:
        formula: what is differentiated.
        at: the point, as typed on the command line.
        by: the name to differentiate by.
        why: the reason for our answer.
        others: the answers of the libraries in `VERSIONS`, in order; a dash where one has no such
            function.
    """

    formula: str
    at: tuple[str, ...]
    by: str
    why: str
    others: tuple[str, str, str, str, str]

    @property
    def ours(self) -> float:
        """Our own slope, computed."""
        result, leaves = compute(self.formula, self.at)
        result.backward()
        return leaves[self.by].grad


_ORIGIN = ("x=0", "y=0")
_TIE = ("x=1", "y=1")
KINKS = (
    Kink("abs(x)", ("x=0",), "x", "halfway between -1 and 1", ("0", "1", "0", "0", "0")),
    Kink("relu(x)", ("x=0",), "x", "the common choice", ("0", "0", "—", "—", "—")),
    Kink("leaky_relu(x)", ("x=0",), "x", "that of the left side", ("0.01", "1", "—", "—", "—")),
    Kink("elu(x)", ("x=0",), "x", "both sides agree", ("1", "1", "—", "—", "—")),
    Kink("maximum(x, y)", _TIE, "x", "a tie is shared", ("0.5", "0.5", "0.5", "0.5", "0.5")),
    Kink("minimum(x, y)", _TIE, "x", "a tie is shared", ("0.5", "0.5", "0.5", "0.5", "0.5")),
    Kink(
        "maximum(maximum(x, y), z)",
        (*_TIE, "z=1"),
        "x",
        "two ties, one after the other",
        ("0.25", "0.25", "0.25", "0.25", "0.5"),
    ),
    Kink(
        "hypot(x, y)", _ORIGIN, "x", "the middle of all slopes", ("nan", "0.5", "nan", "nan", "—")
    ),
    Kink(
        "sqrt(x*x + y*y)",
        _ORIGIN,
        "x",
        "inf times 0: hypot says 0",
        ("nan", "nan", "nan", "nan", "nan"),
    ),
    Kink("atan2(y, x)", _ORIGIN[::-1], "y", "as hypot", ("0", "nan", "nan", "nan", "nan")),
    Kink("x**y", _ORIGIN, "x", "x**0 is 1 everywhere", ("0", "nan", "0", "nan", "nan")),
    Kink("x**y", ("x=0", "y=2"), "y", "0**y is 0 for y > 0", ("0", "0", "0", "nan", "nan")),
    Kink(
        "x**y", ("x=-2", "y=3"), "y", "defined at whole y only", ("nan", "nan", "nan", "nan", "nan")
    ),
    Kink("sqrt(x)", ("x=0",), "x", "the limit", ("inf", "inf", "inf", "inf", "inf")),
    Kink("asin(x)", ("x=1",), "x", "the limit", ("inf", "inf", "inf", "inf", "inf")),
    Kink(
        "sqrt(maximum(x, 0))",
        ("x=-1",),
        "x",
        "what was not chosen gets nothing",
        ("0", "nan", "nan", "nan", "nan"),
    ),
    Kink(
        "where(x > 0, sqrt(x), 0*x)",
        ("x=0",),
        "x",
        "what was not chosen gets nothing",
        ("nan", "nan", "nan", "0", "0"),
    ),
    Kink(
        "0*sqrt(x)",
        ("x=0",),
        "x",
        "a zero gradient sends nothing",
        ("nan", "nan", "nan", "0", "0"),
    ),
    Kink(
        "sqrt(x)**2",
        ("x=0",),
        "x",
        "a zero gradient sends nothing; 1 from the right",
        ("nan", "nan", "nan", "1", "1"),
    ),
    Kink(
        "sigmoid(x)",
        ("x=40",),
        "x",
        "right to 2e-16 absolute, as tanh: 4.2e-18",
        ("0", "0", "—", "—", "—"),
    ),
)


def kinks_table() -> str:
    """Return the conventions as a table, with the reason for each below it."""
    head = ("", "slope of", "by", "at", "ours", *VERSIONS)
    rows: list[tuple[str, ...]] = [head]
    for number, kink in enumerate(KINKS, 1):
        at = ", ".join(kink.at)
        rows.append((str(number), kink.formula, kink.by, at, f"{kink.ours:.4g}", *kink.others))
    lines = [*aligned_lines(rows, "rlll" + "r" * (len(VERSIONS) + 1)), "", "why:"]
    lines += [f"{number:>3}  {kink.why}" for number, kink in enumerate(KINKS, 1)]
    versions = ", ".join(f"{name} {version}" for name, version in VERSIONS.items())
    note = (
        f"Measured with {versions}. A written 0 that the where of a row picks says that no "
        "gradient flows there; a gradient of 0 sends nothing, not even 0 times inf. Slopes of "
        "logsumexp have the digits that its result has after the point: of numbers beyond a "
        "million take softmax or log_softmax, which keep them all. Of sympy the formula of the "
        "slope is meant, with all numbers put in at once."
    )
    return "\n".join([*lines, "", *textwrap.wrap(note, 78)])
