"""The rule table as a reference to read."""

from ..aligned import aligned_lines, widths
from .expression import SYMBOLS
from .notation import to_text
from .table import TABLE, Rule

_COMPOSITIONS = (
    ("mean(xs)", "sum(xs) / n"),
    ("prod(xs)", "x1 * x2 * ..."),
    ("dot(xs, ys)", "sum(x * y for each pair)"),
    ("log_softmax(xs)", "x - logsumexp(xs) for each x"),
    ("softmax(xs)", "exp(x - logsumexp(xs)) for each x"),
)


def operations_table() -> str:
    """Return every operation with its formula, its derivatives and where it is defined."""
    rows = [row for rule in TABLE.values() for row in _rows(rule)]
    head = ("operation", "computed as", "by", "derivative (out is the result)", "defined for")
    dashes = ["-" * width for width in widths([head, *rows])]
    lines = aligned_lines([head, dashes, *rows])
    lines += ["", "made of these:"]
    lines += [f"  {line}" for line in aligned_lines(_COMPOSITIONS)]
    return "\n".join(lines)


def _rows(rule: Rule) -> list[tuple[str, ...]]:
    """One row for each partial; the name and formula stand in the first."""
    if all(partial is None for partial in rule.partials):
        return []
    formula = to_text(rule.forward)
    arguments = [rule.member] if rule.variadic else rule.arguments
    call = f"{rule.name}({', '.join(rule.arguments)})"
    call = f"{formula}" if rule.name in SYMBOLS else call
    domain = " and ".join(map(to_text, rule.domain))
    rows: list[tuple[str, ...]] = []
    for argument, partial in zip(arguments, rule.partials, strict=True):
        if partial is not None:
            shown = ("", "", "") if rows else (call, "" if formula == call else formula, domain)
            derivative = to_text(partial) + (" (declared, not the true one)" * rule.surrogate)
            rows.append((*shown[:2], argument, derivative, shown[2]))
    return rows
