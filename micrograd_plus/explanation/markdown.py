"""The steps of an explanation as Markdown tables."""

from collections.abc import Iterable

from .steps import Step

# What begins a formula, code, emphasis, a link, a tag or a cell in one dialect or another.
_SPECIAL = "\\`*_{}[]<>#|$~&^@!"

# Converters give the columns of a wide table the widths of these dashes.
_FORWARD = ["| | forward |", f"|---:|:{'-' * 96}|"]
_BACKWARD = ["| | backward | why |", f"|---:|:{'-' * 72}|:{'-' * 23}|"]


def markdown(steps: Iterable[Step]) -> str:
    """Return steps as tables with LaTeX between dollar signs."""
    lines = list(_FORWARD)
    for step in steps:
        if step.kind == "forward":
            lines.append(f"| {step.number} | ${step.latex}$ |")
            continue
        if step.kind == "seed":
            lines += ["", *_BACKWARD]
        why = step.law if step.kind == "backward" else "start here"
        lines.append(f"| {step.number} | ${step.latex}$ | {plain(why)} |")
    return "\n".join(lines)


def plain(text: str) -> str:
    """Write text so that it is nothing but text in Markdown.

    >>> print(plain("chain rule"), plain("a_b"))
    chain rule a\\_b
    """
    return "".join(f"\\{letter}" if letter in _SPECIAL else letter for letter in text)
