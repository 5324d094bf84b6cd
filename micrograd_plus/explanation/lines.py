"""The steps of an explanation as lines of text."""

import textwrap
from collections.abc import Mapping, Sequence

from ..aligned import aligned_lines
from ..rules.notation import number_text
from .steps import SUM_SO_FAR, Step

_INDENT, _DEEPER = " " * 7, " " * 9


def text_lines(
    steps: Sequence[Step], left_out: Mapping[str, int], width: int | None = None
) -> list[str]:
    """Return steps as lines, their columns below each other.

    Arguments:
        steps: what to write.
        left_out: how many steps of each kind are missing.
        width: how long a line may be; what is longer goes on below. Any length if None.
    """
    told = dict(zip(steps, _told(steps, width), strict=True))
    lines: list[str] = []
    for kind in ("forward", "seed", "backward"):
        shown = [step for step in steps if step.kind == kind]
        missing = left_out.get(kind, 0)
        if shown or missing:
            lines.append(kind)
        for step in shown:
            lines += told[step]
            if step.running_sum:
                lines += _wrapped(f"{_INDENT}{SUM_SO_FAR}: {step.running_sum}", width)
        if missing:
            lines.append(f"     ... and {missing} more {kind} steps, all in .steps")
    return lines


def _told(steps: Sequence[Step], width: int | None) -> list[list[str]]:
    """The lines of each step: one, or in a narrow terminal several."""
    rows = [(*_formula(step), step.law, step.local_text) for step in steps]
    wide = _numbered(steps, aligned_lines(rows))
    if width is None or max(map(len, wide)) <= width:
        return [[line] for line in wide]
    formulas = [_formula(step) for step in steps]
    short = [row for row in formulas if len("  ".join(row)) + len(_INDENT) <= width]
    aligned = dict(zip(short, aligned_lines(short), strict=True))
    told = []
    for step, row in zip(steps, formulas, strict=True):
        (line,) = _numbered([step], [aligned.get(row, " ".join(row).strip())])
        if len(line) > width:
            (line,) = _numbered([step], [" ".join(row).strip()])
        reason = "; ".join(filter(None, (step.law, step.local_text)))
        reasons = _wrapped(f"{_INDENT}{reason}", width) if reason else []
        told.append([*_wrapped(line, width), *reasons])
    return told


def _numbered(steps: Sequence[Step], lines: Sequence[str]) -> list[str]:
    return [f"{step.number:>3}  {line}" for step, line in zip(steps, lines, strict=True)]


def _wrapped(line: str, width: int | None) -> list[str]:
    """A line, or where it is too long several, of which no word is dropped."""
    if width is None or len(line) <= width:
        return [line]
    return textwrap.wrap(
        line,
        max(width, 2 * len(_DEEPER)),
        subsequent_indent=_DEEPER,
        break_on_hyphens=False,
    )


def _formula(step: Step) -> tuple[str, str, str]:
    numbers = f"= {step.numbers}"
    if step.kind == "seed":
        return step.symbols, numbers, ""
    return step.symbols, numbers, f"= {number_text(step.result)}"
