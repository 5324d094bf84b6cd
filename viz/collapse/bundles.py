"""Bundles: what comes next to each other in the order of computation, where nothing else helps."""

from collections.abc import Collection

from .alike import Kind
from .groups import Group, links, sorted_groups

# A bundle tells little, so that a few can be read better than many.
MOST_BUNDLES = 40

# A tangle of lines tells nothing: there are fewer bundles then.
MOST_LINES = 160


def in_bundles(kinds: list[Kind], groups: list[Group], most: int = MOST_BUNDLES) -> list[Group]:
    """Put groups that follow each other into bundles, so few that a person can read the drawing.

    Stretches of one topological order cannot depend on each other both ways.
    """
    before = links(kinds, groups)
    order = sorted_groups(before)
    place = {number: index for index, number in enumerate(order)}
    while True:
        size = -(-len(order) // most)
        lines = {
            (place[operand] // size, place[number] // size)
            for number, operands in enumerate(before)
            for operand in operands
        }
        if most <= 2 or len(lines) <= MOST_LINES:
            break
        most //= 2
    bundles = [Group([]) for _ in range(-(-len(order) // size))]
    for index, number in enumerate(order):
        bundles[index // size].kinds += groups[number].kinds
    return bundles


def around_parts(
    kinds: list[Kind], groups: list[Group], most: int, apart: Collection[int] = ()
) -> list[Group] | None:
    """Put what lies outside of all parts of the program into few boxes, and let the parts stay.

    Leaves with the same users become one box; if these are still too many, all that can be
    computed before the next part is a stretch, and long stretches are cut.

    Arguments:
        kinds: the classes of values.
        groups: the boxes so far.
        most: how many boxes there may be.
        apart: the numbers of further groups that stay by themselves.

    Returns:
        The boxes; None if there are no parts, or too many.
    """
    kept = {number for number, group in enumerate(groups) if group.scope is not None}
    if not kept:
        return None
    kept |= set(apart)
    groups, kept = _with_leaves_as_one(kinds, groups, kept)
    if len(groups) <= most:
        return groups
    runs = _runs(links(kinds, groups), kept)
    size = 1
    while True:
        bundles = [run[at : at + size] for run in runs for at in range(0, len(run), size)]
        found = [_together(groups, bundle) for bundle in bundles]
        alone = sum(len(bundle) == 1 and bundle[0] in kept for bundle in bundles)
        few = len(found) - alone <= MOST_BUNDLES and len(found) <= most
        if few and sum(map(len, links(kinds, found))) <= MOST_LINES:
            return found
        if size >= max(map(len, runs)):
            return found if len(found) <= most else None
        size *= 2


def _with_leaves_as_one(
    kinds: list[Kind], groups: list[Group], kept: set[int]
) -> tuple[list[Group], set[int]]:
    """Let one group hold all leaves with the same users; with the new numbers of what is kept."""
    users: list[set[int]] = [set() for _ in groups]
    for number, operands in enumerate(links(kinds, groups)):
        for operand in operands:
            users[operand].add(number)
    homes: dict[object, list[int]] = {}
    for number, group in enumerate(groups):
        node = kinds[group.kinds[0]].node
        is_loose_leaf = node.rule is None and number not in kept
        key = (node.is_constant, frozenset(users[number])) if is_loose_leaf else number
        homes.setdefault(key, []).append(number)
    found = [_together(groups, numbers) for numbers in homes.values()]
    return found, {new for new, numbers in enumerate(homes.values()) if numbers[0] in kept}


def _runs(before: list[set[int]], kept: set[int]) -> list[list[int]]:
    """Cut a topological order into stretches of what is not kept, as few as there can be."""
    waiting = [set(operands) for operands in before]
    todo = dict.fromkeys(range(len(before)))
    runs: list[list[int]] = []
    while todo:
        run: list[int] = []
        for number in sorted_groups(before):
            if number in todo and number not in kept and not waiting[number] & todo.keys():
                run.append(number)
                del todo[number]
        if run:
            runs.append(run)
        ready = [number for number in todo if number in kept and not waiting[number] & todo.keys()]
        for number in ready:
            del todo[number]
        runs += [[number] for number in ready]
    return runs


def _together(groups: list[Group], numbers: list[int]) -> Group:
    first = groups[numbers[0]]
    return Group(
        [kind for number in numbers for kind in groups[number].kinds], first.scope, first.calls
    )
