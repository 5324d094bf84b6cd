"""The steps of an explanation as HTML, with MathML that needs neither a network nor a script."""

import html
from collections.abc import Iterable

from .steps import Step

_LEFT = 'style="text-align: left"'
_RIGHT = 'style="text-align: right"'


def html_tables(steps: Iterable[Step]) -> str:
    """Return steps as two tables, forward and backward; the latter says why."""
    steps = list(steps)
    forward = [_row(step) for step in steps if step.kind == "forward"]
    backward = [_row(step, step.law or "start here") for step in steps if step.kind != "forward"]
    tables = [_table(["step", "forward"], forward)] if forward else []
    return "\n".join([*tables, _table(["step", "backward", "why"], backward)])


def _table(heads: list[str], rows: list[str]) -> str:
    head = "".join(f"<th {_LEFT}>{name}</th>" for name in heads)
    body = "\n".join(rows)
    return (
        f'<div style="overflow-x: auto" tabindex="0">\n<table>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table>\n</div>"
    )


def _row(step: Step, why: str = "") -> str:
    # A display formula would stand in the middle of its cell.
    formula = step.mathml.replace('display="block"', 'displaystyle="true"', 1)
    reason = f"<td {_LEFT}>{html.escape(why)}</td>" if why else ""
    return f"<tr><td {_RIGHT}>{step.number}</td><td {_LEFT}>{formula}</td>{reason}</tr>"
