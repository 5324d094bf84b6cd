"""A moment of an explanation: what is known after one of its steps, and what the step is about."""

import math
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from micrograd_plus.engine import Value
from micrograd_plus.engine.gradient import Flow, flow
from micrograd_plus.engine.recording import check_readable
from micrograd_plus.engine.staleness import ordered
from micrograd_plus.explanation.formulas import written
from micrograd_plus.inputs import to_whole
from micrograd_plus.rules.notation import literal, to_text

from .style import NOT_REACHED, number_text, signed_text

Slot = tuple[Value, int]

_LONGEST_NAME, _LONGEST_SENTENCE = 20, 90

# How wide letters are in the fonts of drawings, in units of the font size; never narrower, also
# where layout rounds each to whole pixels.
_NARROW, _WIDE = frozenset("ijlI|!.,:;'() "), frozenset("mwMW@%—…")


@dataclass(frozen=True)
class Moment:
    """What a drawing shows of a graph at one of the steps of its explanation.

    Attributes:
        sentence: what the step does, in a line.
        computed: the results whose numbers are known.
        gradients: the sums that have come so far.
        slots: what has flowed back over each operand slot so far.
        changed: the value that gets a number or a gradient in this step.
        sender: the value from which a gradient flows in this step, if one does.
        lines: the operand slots that the step goes over.
        largest: the largest magnitude that will flow, by which lines are thick or thin.
        rooms: for each value, how wide the longest text for its data and its gradient will be.
        line_rooms: the same for what is written on lines.
        sentence_room: the same for the sentences of all steps. A room is in units of the font size.
        digits: how many digits of a number stand behind the point.
    """

    sentence: str
    computed: frozenset[Value]
    gradients: Mapping[Value, float]
    slots: Mapping[Slot, float]
    changed: Value
    sender: Value | None
    lines: frozenset[Slot]
    largest: float
    rooms: Mapping[Value, tuple[float, float]]
    line_rooms: Mapping[Slot, float]
    sentence_room: float
    digits: int = 4

    def data_text(self, value: Value) -> str:
        """Return the number of a value, or a dash where it is not computed yet."""
        known = value.rule is None or value in self.computed
        return number_text(value.data, self.digits) if known else NOT_REACHED

    def gradient_text(self, value: Value) -> str:
        """Return the gradient of a value so far, or a dash where none has come."""
        found = self.gradients.get(value)
        return NOT_REACHED if found is None else number_text(found, self.digits)

    def title(self, value: Value) -> list[str]:
        """Return what those read who point at the box of a value: every digit."""
        known = value.rule is None or value in self.computed
        data = f"data = {value.data!r}" if known else "data: not computed yet"
        if value.is_constant:
            return [data]
        found = self.gradients.get(value)
        return [data, "grad: not reached yet" if found is None else f"grad so far = {found!r}"]


def moment(root: Value, step: int, names: Mapping[Value, str], digits: int = 4) -> Moment:
    """Return what is known of a graph after a step of `explain(root)`; no `.grad` is touched.

    Arguments:
        root: the result.
        step: the number of the step, counted from 1.
        names: what to call the values.
        digits: how many digits of a number stand behind the point.

    Raises:
        ValueError: if there is no such step.
        StaleGraphError: if data was set after it had been used.
    """
    check_readable((root,), "a drawing of a step")
    order = ordered(root)
    results = [node for node in order if node.rule is not None]
    edges = list(flow(order, {root: 1.0}))
    forward, count = len(results), len(results) + 1 + len(edges)
    number = to_whole("step", step, -sys.maxsize)
    if not 1 <= number <= count:
        raise ValueError(f"step is one of 1 to {count}, as explain counts them; here is {number}")
    told = [
        *(f"forward: {_formula(node, names)}" for node in results),
        f"seed: the gradient of {_cut(names[root])} by itself is 1",
        *(f"backward: {_sent(edge, names, digits)}" for edge in edges),
    ]
    told = [f"step {place} of {count}, {text}" for place, text in enumerate(told, 1)]
    come = edges[: max(number - forward - 1, 0)]
    gradients = {root: 1.0} if number > forward else {}
    gradients |= {edge.parent: edge.total for edge in come}
    changed, sender, lines = root, None, frozenset[Slot]()
    if number <= forward:
        changed = results[number - 1]
        lines = frozenset((changed, slot) for slot in range(len(changed.operands)))
    elif come:
        changed, sender = come[-1].parent, come[-1].node
        lines = frozenset({(sender, come[-1].slot)})
    return Moment(
        sentence=told[number - 1],
        computed=frozenset(results[:number]),
        gradients=gradients,
        slots=_slots(come),
        changed=changed,
        sender=sender,
        lines=lines,
        largest=_largest(edges),
        rooms=_rooms(order, edges, root, digits),
        line_rooms={slot: width(signed_text(sent, digits)) for slot, sent in _slots(edges).items()},
        sentence_room=max(map(width, told)),
        digits=digits,
    )


def width(text: str) -> float:
    """Return how wide a text is at most, in units of the font size.

    >>> width("-0.5000"), width("—")
    (4.75, 1.1)
    """
    return round(sum(map(_letter, text)), 2)


def _letter(letter: str) -> float:
    if letter in _NARROW:
        return 0.4
    if letter in _WIDE or unicodedata.east_asian_width(letter) in "WF":
        return 1.1
    return 0.7 if letter.isdigit() or letter.islower() else 0.85


def _largest(edges: Iterable[Flow]) -> float:
    numbers = [number for edge in edges for number in (edge.contribution, edge.total)]
    return max((abs(number) for number in numbers if math.isfinite(number)), default=0.0)


def _slots(edges: Iterable[Flow]) -> dict[Slot, float]:
    return {(edge.node, edge.slot): edge.contribution for edge in edges}


def _rooms(
    order: Iterable[Value], edges: Iterable[Flow], root: Value, digits: int
) -> dict[Value, tuple[float, float]]:
    """The room for every number that a box will ever show, so that no step moves a box."""
    dash = width(NOT_REACHED)
    gradients = dict.fromkeys(order, dash) | {root: width(number_text(1.0, digits))}
    for edge in edges:
        room = width(number_text(edge.total, digits))
        gradients[edge.parent] = max(gradients[edge.parent], room)
    return {
        node: (max(dash, width(number_text(node.data, digits))), room)
        for node, room in gradients.items()
    }


def _formula(node: Value, names: Mapping[Value, str]) -> str:
    operands = [_cut(names.get(each) or literal(each.data)) for each in node.operands]
    formula = f"{_cut(names[node])} = {written(node, operands, to_text)}"
    return _cut(formula, _LONGEST_SENTENCE)


def _sent(edge: Flow, names: Mapping[Value, str], digits: int) -> str:
    factors = f"{number_text(edge.upstream, digits)} · {number_text(edge.local, digits)}"
    text = f"{_cut(names[edge.node])} sends {factors} = {number_text(edge.contribution, digits)}"
    text += f" to {_cut(names[edge.parent])}"
    return text if edge.before is None else f"{text}, in all {number_text(edge.total, digits)}"


def _cut(text: str, longest: int = _LONGEST_NAME) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
