"""What is written in and below a drawing: boxes, operations, lines, and what was left out."""

import math
from collections import Counter

from micrograd_plus.engine import Value

from . import escape
from .collapse import Box, Sketch
from .style import GREEN, LONGEST_LABEL, RED, Theme, gradient_text, number_text, signed_text

# The padding keeps the number clear of a thick line.
_LINE = '<<table border="0" cellpadding="2"><tr><td>{}</td></tr></table>>'

# Two rows of one height, so that the line between them is where the wire arrives.
_WIRE = (
    '<<table border="0" cellborder="0" cellspacing="0" cellpadding="2">'
    "<tr><td>{above}</td></tr><hr/><tr><td>{below}</td></tr></table>>"
)

_ROWS = '<<table border="0" cellborder="0" cellspacing="0" cellpadding="1">{}</table>>'
_CELLS = '<table border="0" cellspacing="0" cellpadding="6"><tr>{}</tr></table>'


def box_label(box: Box, theme: Theme, across: bool) -> tuple[str, dict[str, str]]:
    """Return what is written in a box, and its shape.

    Arguments:
        box: the box.
        theme: how it is to look.
        across: whether its fields lie across the direction of the drawing: beside each other in
            one from top to bottom, above each other in one from left to right.
    """
    if box.value is None:
        return _part(box, theme.digits), {"shape": "box"}
    if theme.circuit:
        return _wire(box, box.value, theme.digits), {"shape": "plaintext", "margin": "0"}
    fields = [label_of(box.value), "focus" if box.focus else "", f"data {_data(box, theme.digits)}"]
    if not box.value.is_constant:
        words = "max |grad|" if box.alike > 1 else "grad"
        fields.append(f"{words} {_gradient(box, box.value, theme.digits)}")
    if box.alike > 1:
        fields.append(f"× {box.alike:,}")
    record = "|".join(escape.field(text) for text in fields if text)
    return escape.literal(record if across else f"{{{record}}}"), {"shape": "record"}


def operation_text(box: Box) -> str:
    """Return what is written in the ellipse of an operation."""
    assert box.value is not None
    text = box.value._op
    return escape.plain(f"{text}\n{box.row:,} in a row" if box.row > 1 else text)


def line_text(edges: int, contribution: float | None, digits: int = 4) -> str:
    """Return what is written on a line: the gradient that flows, and how many edges it stands for.

    >>> line_text(100, None)
    '<<table border="0" cellpadding="2"><tr><td>× 100</td></tr></table>>'
    """
    found = [] if edges == 1 else [f"× {edges:,}"]
    if contribution is not None:
        found.append(("" if edges == 1 else "up to ") + signed_text(contribution, digits))
    return _LINE.format(", ".join(found)) if found else ""


def box_title(box: Box) -> list[str]:
    """Return what those read who point at a box: every digit, and what a box holds."""
    value = box.value
    if value is not None and len(box.nodes) == 1:
        if value.is_constant:
            return [f"data = {value.data!r}"]
        gradient = f"grad = {value.grad!r}" if value.is_reached else "grad: not reached yet"
        return [f"data = {value.data!r}", gradient]
    operations = Counter(node._op for node in box.nodes if node.rule is not None)
    counted = ", ".join(f"{count:,} {name}" for name, count in operations.most_common(12))
    found = [f"{len(box.nodes):,} values" + (f": {counted}" if counted else "")]
    if len(operations) > 12:
        found[0] += f" and {len(operations) - 12} kinds more"
    if box.alike > 1:
        found.append(f"{box.alike:,} {'calls' if value is None else 'alike'}, drawn once")
    numbers = [node.data for node in box.nodes if not math.isnan(node.data)]
    if numbers:
        found.append(f"data from {min(numbers)!r} to {max(numbers)!r}")
    if len(numbers) < len(box.nodes):
        found.append(f"data nan: {len(box.nodes) - len(numbers):,}")
    if value is None or not value.is_constant:
        strongest = _strongest(box)
        reached = strongest is not None
        found.append(f"largest |grad| = {strongest!r}" if reached else "grad: not reached yet")
    return found


def caption(sketch: Sketch, theme: Theme, silent_lines: bool, note: str, told: str) -> str:
    """Return what stands below a drawing: what it leaves out, and what its colours mean.

    Arguments:
        sketch: the boxes and lines.
        theme: gives the colours.
        silent_lines: whether there are too many lines to write on them.
        note: plain text for the first row.
        told: rows that stand above the others, as markup.
    """
    found = [escape.markup(note)] if note else []
    if sketch.values < sketch.whole:
        found.append(f"{sketch.values:,} of {sketch.whole:,} values; ⋯ n: n edges more, left out")
    if sketch.collapsed:
        text = f"{sketch.values:,} values in {len(sketch.boxes)} boxes, by {sketch.level}"
        if sketch.wanted and sketch.level != sketch.wanted:
            text += f" (by {sketch.wanted} there would be too many)"
        if any(box.alike > 1 for box in sketch.boxes):
            text += "; × n: n alike, drawn once"
        found.append(text)
        counts = sorted(len(line.edges) for line in sketch.lines)
        if silent_lines and counts[-1] > 1:
            found.append(f"a line stands for {counts[0]:,} to {counts[-1]:,} edges")
    if theme.legend:
        # In cells, which leave room where a browser draws letters wider than the layout thought.
        found.append(_CELLS.format("".join(f"<td>{text}</td>" for text in theme.legend)))
    rows = told + "".join(f'<tr><td align="left">{text}</td></tr>' for text in found)
    return _ROWS.format(rows) if rows else ""


def _part(box: Box, digits: int) -> str:
    title = box.short or _mostly(box)
    rows = [f"<b>{escape.markup(_cut(title))}</b>", *(["focus"] if box.focus else [])]
    kind = [escape.markup(box.kind)] if box.kind not in ("", title) else []
    if box.alike > 1:
        kind.append(f"× {box.alike:,}")
    if kind:
        rows.append(", ".join(kind))
    plural = "" if len(box.nodes) == 1 else "s"
    rows.append(f"{len(box.nodes):,} value{plural}")
    strongest = _strongest(box)
    rows.append(f"max |grad| {'—' if strongest is None else number_text(strongest, digits)}")
    return f"<{'<br/>'.join(rows)}>"


def _mostly(box: Box) -> str:
    """What a stretch of the computation does, its most frequent operations first."""
    operations = Counter(node._op for node in box.nodes if node.rule is not None)
    counted = [f"{count:,} {name}" for name, count in operations.most_common(3)]
    return ", ".join(counted) + (", …" if len(operations) > 3 else "") or "leaves"


def _wire(box: Box, value: Value, digits: int) -> str:
    above = f'<font color="{GREEN}">{_data(box, digits)}</font>'
    label = " ".join(filter(None, [label_of(value), "(focus)" if box.focus else ""]))
    if label:
        above = f"{escape.markup(label)} {above}"
    if box.alike > 1:
        above += f" × {box.alike:,}"
    if value.is_constant:
        return _WIRE.format(above=above, below=" ")
    gradient = _gradient(box, value, digits)
    text = f"|grad| ≤ {gradient}" if box.alike > 1 else gradient
    return _WIRE.format(above=above, below=f'<font color="{RED}">{text}</font>')


def label_of(value: Value) -> str:
    """Return the label of a value, as much of it as a box shows."""
    return _cut(value.label.strip())


def _cut(text: str) -> str:
    """A longer label is cut in its box; whoever points at the box reads the whole of it."""
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def _data(box: Box, digits: int) -> str:
    assert box.value is not None
    if box.alike == 1:
        return number_text(box.value.data, digits)
    numbers = [node.data for node in box.nodes if not math.isnan(node.data)]
    ends = [number_text(end(numbers), digits) for end in (min, max)] if numbers else []
    found = [" … ".join(dict.fromkeys(ends))] if ends else []
    return ", ".join(found + ["nan"] * (len(numbers) < len(box.nodes)))


def _gradient(box: Box, value: Value, digits: int) -> str:
    if box.alike == 1:
        return gradient_text(value, digits)
    strongest = _strongest(box)
    return "—" if strongest is None else number_text(strongest, digits)


def _strongest(box: Box) -> float | None:
    """The largest magnitude of a gradient in a box; None before a backward pass."""
    found = [abs(node.grad) for node in box.nodes if node.is_reached]
    if any(math.isnan(number) for number in found):
        return math.nan
    return max(found, default=None)
