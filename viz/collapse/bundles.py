"""Bundles: what comes next to each other in the order of computation, where nothing else helps."""

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
