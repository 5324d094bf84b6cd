"""What is drawn of a graph: its boxes and lines, what has to hold for them, and its text."""

import re
from collections import Counter

from viz import draw_dot
from viz.collapse import outline, whole
from viz.collapse.levels import MOST_BOXES


def sketch(root, level=None, most=MOST_BOXES):
    return outline(whole(root), level, most)


def titles(found):
    """What the boxes are called: a part by its path, a value by its label or operation."""
    return [
        box.title if box.value is None else box.value.label or box.value._op or "leaf"
        for box in found.boxes
    ]


def box_of(found, title):
    (box,) = [box for box, name in zip(found.boxes, titles(found), strict=True) if name == title]
    return box


def check_whole(root, found):
    """Every value is in one box, every edge in one line or inside of one box; arrows agree."""
    part = whole(root)
    home = {}
    for box in found.boxes:
        for node in box.nodes:
            assert node not in home
            home[node] = box.name
    assert set(home) == set(part.order)
    assert len(home) == found.values == found.whole
    drawn = Counter()
    for line in found.lines:
        for node, slot in line.edges:
            assert home[node] == line.target.name
            assert home[node.parents[slot]] == line.source.name
            drawn[node, slot] += 1
    for node in part.order:
        for slot, parent in enumerate(node.parents):
            inside = home[parent] == home[node]
            assert drawn[node, slot] <= 1
            assert inside or drawn[node, slot] == 1
    before = {box.name: set() for box in found.boxes}
    for line in found.lines:
        if line.source is not line.target:
            before[line.target.name].add(line.source.name)
    ready = [name for name, operands in before.items() if not operands]
    done = set()
    while ready:
        done.add(ready.pop())
        ready = [n for n, operands in before.items() if n not in done and operands <= done]
    assert done == set(before), "the arrows go round in a circle"


def check_alike(found):
    """Where one value is shown for many, all of them look like it."""
    for box in found.boxes:
        if box.value is not None:
            assert box.alike * box.row == len(box.nodes)
            assert len({(node.rule, node._op, node.is_constant) for node in box.nodes}) == 1
            assert box.row > 1 or {node.label for node in box.nodes} == {box.value.label}


def lines(root, **options):
    """The lines of the body, without the tooltips and what all ellipses share."""
    text = draw_dot(root, **options).source
    text = re.sub(r'tooltip=("(\\.|[^"\\])*"|\w+)', "", text)
    text = text.replace(' margin="0.06,0.02" ordering=in shape=ellipse  width=0.4', " ellipse")
    text = re.sub(r" *\] *$", "]", text, flags=re.MULTILINE).replace(" []", "")
    return [line.strip() for line in text.splitlines()[4:-1]]
