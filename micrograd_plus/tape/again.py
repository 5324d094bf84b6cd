"""Whether a function does the same when it is run again for the same row.

What differs is chance, a counter or the time: the number of now would be frozen into the program.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from ..engine.columns import below, columns, numbers
from ..engine.hints import hint
from ..engine.state import Recording
from ..engine.value import Value
from ..errors import RecordingError
from ..graph import toposort


class Run(NamedTuple):
    """What a run of a function gave.

    Attributes:
        outputs: its results.
        single: whether it returned one Value, rather than several.
        made: what was noted while it ran.
    """

    outputs: list[Value]
    single: bool
    made: Recording

    def is_number(self, node: Value) -> bool:
        """Whether a leaf is a number that the function has written down itself."""
        return node.is_constant or node in self.made.order


# A result of the first run, and what stands in its place in the second.
_Pair = tuple[Value, Value]


def check_same(first: Run, run: Callable[[], Run]) -> None:
    """Run the function again.

    Raises:
        RecordingError: for the first operation, parent or number that is another one then.

    Warns:
        LikelyMistake: for what the first run has made and the second finds.
    """
    try:
        second = run()
    except StopIteration as error:
        raise RecordingError(
            "the recorded function comes to the end of an iterator when it is run again; it has to "
            "do the same each time: take what it reads only once out of it"
        ) from error
    except Exception as error:
        error.add_note("raised while the recorded function was run again, to see what differs")
        raise
    if len(first.outputs) != len(second.outputs):
        _refuse(f"it returns {len(first.outputs)} results, then {len(second.outputs)}")
    ones, others = below(first.outputs), below(second.outputs)
    if not _are_same(first, second, ones, others):
        _tell_difference(first, second)
    kept = [node for node in others if node in first.made.order]
    if kept:
        hint(
            f"the recorded function makes {_described(kept[-1])} when it first runs, and finds it "
            "again when it is run once more: what is kept from run to run belongs to the example "
            "row, and a leaf made so is no parameter; make it before the recording, or call the "
            "function once before"
        )


def _are_same(first: Run, second: Run, ones: list[Value], others: list[Value]) -> bool:
    """Whether both runs have computed the same from the same leaves, as all their nodes show."""
    found = columns(ones)
    if found != columns(others):
        return False
    leaves = [place for place, kind in enumerate(numbers(found.kinds)) if kind < 0]
    return all(
        ones[place] is others[place] or _is_same(first, second, ones[place], others[place])
        for place in leaves
    )


def _tell_difference(first: Run, second: Run) -> None:
    """Raise for the first step that is another one, if there is any."""
    results = list(zip(first.outputs, second.outputs, strict=True))

    def operands(pair: _Pair | None) -> list[_Pair]:
        if pair is None:
            return results
        one, other = pair
        if one is other or one.operation is not other.operation:
            return []
        return list(zip(one.operands, other.operands, strict=False))

    for pair in toposort(None, operands):
        for slot, (one, other) in enumerate(operands(pair), 1):
            if one is other or _is_same(first, second, one, other):
                continue
            what = f"it has {_described(one)}, then {_described(other)}"
            if pair is not None and pair[0].operation is not None:
                what += f", as operand {slot} of {pair[0].operation.rule.name}"
            _refuse(what)


def _is_same(first: Run, second: Run, one: Value, other: Value) -> bool:
    """Whether two nodes are the same step of both runs, their operands apart."""
    if one.operation is not other.operation or len(one.operands) != len(other.operands):
        return False
    if one.operation is not None:
        return True
    equal = one.number == other.number or (math.isnan(one.number) and math.isnan(other.number))
    return equal and first.is_number(one) and second.is_number(other)


def _described(node: Value) -> str:
    if node.operation is not None:
        return f"{node.operation.rule.name} of {len(node.operands)} operands"
    return f'"{node.name}"' if node.name else f"the number {node.number}"


def _refuse(what: str) -> NoReturn:
    raise RecordingError(
        f"the recorded function does something else when it is run again: {what}. What is frozen "
        "into a program has to be the same each time, without chance or counting: give such a "
        "number as an argument of the row, or draw it once, outside of the function"
    )
