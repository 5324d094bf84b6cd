"""What is seen of one step in a terminal: lines of text that fit a window."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from ..engine.staleness import ordered
from ..explanation.markup import TEXT
from ..explanation.output import cells, cut
from ..explanation.steps import Step
from ..explanation.text import Explanation
from ..rules.notation import literal, number_text
from .options import printable

UNKNOWN = "—"

_HELP = "n or right: next   b or left: previous   g: first   G: last   q: leave"
_SHORT_HELP = "n: next   b: previous   q: leave"
# So many lines most steps need: the table below them stays where it is from step to step.
_LINES = 8
# Of a longer formula the beginning is seen.
_MOST_LINES = 2
_COLUMN = 14
_INDENT = " " * _COLUMN


@dataclass(frozen=True)
class Row:
    """A value in the table below a step.

    Attributes:
        place: its place in topological order, as steps tell it.
        name: what it is called.
        number: its data.
        given: whether that is known from the start.
    """

    place: int
    name: str
    number: float
    given: bool


@dataclass(frozen=True)
class Steps:
    """All that there is to see.

    Attributes:
        title: what is explained.
        steps: every step.
        rows: every value that has a gradient, operands first.
    """

    title: str
    steps: tuple[Step, ...]
    rows: tuple[Row, ...]


def steps_of(title: str, explanation: Explanation) -> Steps:
    """Return the steps of an explanation with the table of its values."""
    rows = [
        Row(place, explanation.name(node), node.data, node.rule is None)
        for place, node in enumerate(ordered(explanation.root))
        if not node.is_constant
    ]
    return Steps(title, explanation.steps, tuple(rows))


def screen(steps: Steps, k: int, width: int, height: int) -> list[str]:
    """Return what is seen of a step: at most `height` lines, none wider than `width` cells.

    Arguments:
        steps: all that there is to see.
        k: the number of the step, counted from 1.
        width: how many cells a line has.
        height: how many lines there are.
    """
    step = steps.steps[k - 1]
    above = [
        printable(steps.title, len(steps.title)),
        f"step {k} of {len(steps.steps)}, {step.kind}",
        "",
        *_told(step, steps.steps, width),
    ]
    above += [""] * (_LINES + 3 - len(above))
    room = max(height - len(above) - 3, 0)
    lines = [*above, "", *_table(steps, step, width, room)]
    keys = _HELP if cells(_HELP) <= width else _SHORT_HELP
    lines = lines[: max(height - 1, 0)]
    lines += [""] * (height - 1 - len(lines))
    return [cut(line, width).rstrip() for line in [*lines, keys][:height]]


def _told(step: Step, steps: Sequence[Step], width: int) -> list[str]:
    """A step in symbols and with its numbers; of a gradient each factor by its name."""
    result = "" if step.kind == "seed" else f" = {number_text(step.result)}"
    numbers = f"= {step.numbers}{result}"
    lines = [*_wrapped(step.symbols, width), *_wrapped(f"  {numbers}", width)]
    if step.kind == "seed":
        return [*lines, *_named("law", "the gradient of the result by itself is 1", width)]
    if step.kind == "forward":
        return [*lines, *_named("operation", step.operation, width)]
    assert step.upstream is not None
    assert step.local is not None
    assert step.total is not None
    root = next(each.name for each in steps if each.kind == "seed")
    upstream = f"{TEXT.gradient(root, step.name)} = {number_text(step.upstream)}"
    local = step.local_text
    if step.local_symbols != literal(step.local):
        local += f" = {number_text(step.local)}"
    summed = step.running_sum or number_text(step.total)
    summed += "; this is all" if step.last else "; more will come"
    return [
        *lines,
        *_named("law", step.law, width),
        *_named("upstream", upstream, width),
        *_named("local", local, width),
        *_named("contribution", f"upstream · local {numbers}", width),
        *_named("sum so far", summed, width),
    ]


def _named(name: str, text: str, width: int) -> list[str]:
    return _wrapped(f"{name:{_COLUMN}}{text}", width)


def _wrapped(line: str, width: int) -> list[str]:
    """A line, or where it is too long the first lines that it makes."""
    line = printable(line, len(line) * 10)
    if cells(line) <= width or width < 2 * _COLUMN:
        return [line]
    # Letters that are two cells wide are two for the one that wraps, too.
    stretched = "".join(letter + "\0" * (cells(letter) - 1) for letter in line)
    indent = line[: len(line) - len(line.lstrip())]
    lines = textwrap.wrap(
        stretched.lstrip(),
        width - 2,
        initial_indent=indent,
        subsequent_indent=_INDENT,
        break_on_hyphens=False,
    )
    kept = [each.replace("\0", "") for each in lines[:_MOST_LINES]]
    return [*kept[:-1], f"{kept[-1]}…"] if len(lines) > _MOST_LINES else kept


def _table(steps: Steps, step: Step, width: int, room: int) -> list[str]:
    """The values and gradients so far, as many rows as there is room for around the step."""
    known = {each.node for each in steps.steps[: step.number] if each.kind == "forward"}
    sums: dict[int | None, float | None] = {}
    for each in steps.steps[: step.number]:
        if each.kind != "forward":
            sums[each.node if each.kind == "seed" else each.parent] = each.total
    doing = {step.node: {"forward": "computed", "seed": "starts"}.get(step.kind, "sends")}
    if step.parent is not None:
        doing[step.parent] = "receives"
    rows = [row for row in steps.rows if row.place in doing]
    shown = _window(steps.rows, rows, room)
    names = [printable(row.name, len(row.name) * 10) for row in shown]
    longest = min(max([cells(name) for name in names], default=0), max(width - 40, 5))
    longest = max(longest, len("value"))
    found = []
    for row, name in zip(shown, names, strict=True):
        number = number_text(row.number) if row.given or row.place in known else UNKNOWN
        total = sums.get(row.place)
        gradient = UNKNOWN if total is None else number_text(total)
        label = cut(name, longest)
        padding = " " * (longest - cells(label))
        found.append(f"{label}{padding}  {number:>12}  {gradient:>12}  {doing.get(row.place, '')}")
    head = f"{'value':{longest}}  {'number':>12}  {'gradient':>12}  "
    if len(shown) < len(steps.rows) and shown:
        first = steps.rows.index(shown[0]) + 1
        head += f"{first} to {first + len(shown) - 1} of {len(steps.rows)} values"
    return [head, *found]


def _window(rows: Sequence[Row], wanted: Sequence[Row], room: int) -> Sequence[Row]:
    """As many rows as there is room for, the wanted ones in the middle.

    Where these are too far apart the one that receives comes first: it stands further up.
    """
    if len(rows) <= room or not wanted:
        return rows[:room]
    places = [rows.index(row) for row in wanted]
    first, last = places[0], places[-1]
    middle = (first + last) // 2 if last - first < room else first
    top = min(max(middle - room // 2, 0), len(rows) - room)
    return rows[top : top + room]
