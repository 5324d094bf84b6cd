"""The page's own layout: nothing overlaps, every edge ends where it should."""

import random
import re
from itertools import combinations
from typing import Any

import pytest

Nodes = list[dict[str, Any]]


def box(*parents: int, width: float = 80, height: float = 22) -> dict[str, Any]:
    return {"width": width, "height": height, "parents": list(parents), "kind": "box"}


def random_graph(seed: int) -> Nodes:
    rng = random.Random(seed)
    nodes: Nodes = []
    for place in range(rng.randint(2, 60)):
        count = 0 if place < 2 or rng.random() < 0.3 else rng.randint(1, 3)
        parents = [rng.randrange(max(0, place - 12), place) for _ in range(count)]
        nodes.append(box(*parents, width=rng.uniform(28, 200), height=rng.choice([22, 24])))
    return nodes


SPECIAL: dict[str, Nodes] = {
    "single": [box()],
    "twice": [box(), box(0, 0, width=28)],
    "chain": [box(), *(box(place) for place in range(40))],
    "fork": [box(), box(), box(0, 1), box(2, 0)],
    "layers": [*(box() for _ in range(6)), *(box(*range(6)) for _ in range(6))],
    "far": [box(), box(0), box(1), box(2), box(3, 0)],
}


def laid_out(lab: Any, nodes: Nodes) -> dict[str, Any]:
    found: dict[str, Any] = lab.evaluate("nodes => lab.layoutGraph(nodes)", nodes)
    return found


def check(nodes: Nodes, found: dict[str, Any]) -> None:
    boxes = []
    for node, place in zip(nodes, found["places"], strict=True):
        across, up = node["width"] / 2, node["height"] / 2
        x, y = place["x"], place["y"]
        boxes.append((x - across, y - up, x + across, y + up))
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    assert all(
        x0 >= -0.01 and y0 >= -0.01 and x1 <= found["width"] + 0.01 and y1 <= found["height"] + 0.01
        for x0, y0, x1, y1 in boxes
    )
    wanted = [(p, t, s) for t, n in enumerate(nodes) for s, p in enumerate(n["parents"])]
    assert sorted((e["from"], e["to"], e["slot"]) for e in found["edges"]) == sorted(wanted)
    for edge in found["edges"]:
        numbers = list(map(float, re.findall(r"-?\d+\.?\d*", edge["path"])))
        source, target = boxes[edge["from"]], boxes[edge["to"]]
        assert numbers[0] == pytest.approx(source[2], abs=0.1)
        assert source[1] - 0.1 <= numbers[1] <= source[3] + 0.1
        assert numbers[-2] == pytest.approx(target[0], abs=0.1)
        assert target[1] - 0.1 <= numbers[-1] <= target[3] + 0.1
        assert source[2] < target[0]


@pytest.mark.parametrize("name", SPECIAL)
def test_special_graphs(name: str, lab: Any) -> None:
    """One node, one operand twice, a chain, a fork, complete layers, a far edge."""
    check(SPECIAL[name], laid_out(lab, SPECIAL[name]))


def test_random_graphs(lab: Any) -> None:
    """A hundred graphs of up to 60 nodes, the same each time."""
    for seed in range(100):
        nodes = random_graph(seed)
        found = laid_out(lab, nodes)
        check(nodes, found)
        assert laid_out(lab, nodes) == found


def test_two_edges_between_the_same_boxes_are_apart(lab: Any) -> None:
    """Of a + a both are seen."""
    one, other = laid_out(lab, SPECIAL["twice"])["edges"]
    assert one["path"] != other["path"]


def test_a_chain_is_straight(lab: Any) -> None:
    """All of it on one line."""
    assert len({round(p["y"], 3) for p in laid_out(lab, SPECIAL["chain"])["places"]}) == 1
