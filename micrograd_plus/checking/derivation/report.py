"""What `check_derivation` found, as data and as a table."""

from dataclasses import dataclass

from ...aligned import aligned_lines
from .kinds import Kind

RIGHT, FOLLOWS, WRONG = "right", "right, given what stands above it", "wrong"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One quantity of a derivation.

    Attributes:
        name: what the author calls it.
        shape: of the array; empty for a number.
        verdict: `right`, `right, given what stands above it`, or `wrong`.
        error: the largest distance from the true numbers; inf if the shape does not fit.
        expected: what follows from the author's own numbers above it, as far as wrong ones differ.
        kind: the kind of mistake that fits, if it is wrong and one fits.
        kinds: every kind that fits.
        detail: what is wrong, in words.
    """

    name: str
    shape: tuple[int, ...]
    verdict: str
    error: float
    expected: tuple[float, ...] = ()
    kind: Kind | None = None
    kinds: tuple[Kind, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DerivationReport:
    """What `check_derivation` found; true exactly when every quantity is right.

    Attributes:
        rows: one `Verdict` for each quantity, in backward order.
    """

    rows: tuple[Verdict, ...]

    def __bool__(self) -> bool:
        return all(row.verdict == RIGHT for row in self.rows)

    def __getitem__(self, name: str) -> Verdict:
        """Return the verdict on the quantity of a name."""
        for row in self.rows:
            if row.name == name:
                return row
        names = ", ".join(row.name for row in self.rows)
        raise KeyError(f"there is no quantity {name!r}: this report has {names}")

    @property
    def first_wrong(self) -> Verdict | None:
        """The first wrong quantity in backward order; None if there is none."""
        return next((row for row in self.rows if row.verdict == WRONG), None)

    def __str__(self) -> str:
        table = [("quantity", "shape", "off by", "")]
        for row in self.rows:
            shape = " x ".join(map(str, row.shape)) or "number"
            kind = f": {row.kind}" if row.kind else ""
            table.append((row.name, shape, f"{row.error:.1e}", row.verdict + kind))
        lines = aligned_lines(table, "llrl")
        first = self.first_wrong
        if first is None:
            lines.append("all of it is right")
        else:
            lines.append(f"the first wrong quantity is {first.name}: {first.detail}")
        return "\n".join(lines)
