"""The page's own layout: nothing overlaps, edges go around boxes and end where they should."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

import pytest

Nodes = list[dict[str, Any]]
Layout = dict[str, Any]

# A piece of a path: straight to where a curve begins, and the curve from one layer to the next.
PIECE = re.compile(r"L(\S+) (\S+?)C(\S+) (\S+) (\S+) (\S+) (\S+) ([-\d.]+)")
NEAR = 0.11  # paths have one decimal


def box(*parents: int, width: float = 80, height: float = 22, kind: str = "box") -> dict[str, Any]:
    return {"width": width, "height": height, "parents": list(parents), "kind": kind}


def operation(*parents: int) -> dict[str, Any]:
    return box(*parents, width=28, height=24, kind="operation")


def random_graph(seed: int) -> Nodes:
    rng = random.Random(seed)
    nodes: Nodes = []
    for place in range(rng.randint(2, 60)):
        count = 0 if place < 2 or rng.random() < 0.3 else rng.randint(1, 3)
        parents = [rng.randrange(max(0, place - 12), place) for _ in range(count)]
        nodes.append(box(*parents, width=rng.uniform(28, 200), height=rng.choice([22, 24])))
    return nodes


def formula_graph(seed: int) -> Nodes:
    """Boxes and operations by turns, as the page draws them."""
    rng = random.Random(seed)
    nodes, values = [box(), box(), box()], [0, 1, 2]
    for _ in range(rng.randint(1, 15)):
        if rng.random() < 0.3:
            nodes.append(box(width=rng.choice([70, 150])))
        else:
            recent = values[-4:] if rng.random() < 0.8 else values
            nodes.append(operation(*rng.choices(recent, k=rng.choice([1, 2, 2, 2, 3]))))
            nodes.append(box(len(nodes) - 1, width=150))
        values.append(len(nodes) - 1)
    return nodes


SPECIAL: dict[str, Nodes] = {
    "nothing": [],
    "single": [box()],
    "twice": [box(), box(0, 0, width=28)],
    "twice, far": [box(), box(0), box(1), box(2, 0, 0)],
    "chain": [box(), *(box(place) for place in range(40))],
    "long chain": [box(), *(box(place) for place in range(499))],
    "fork": [box(), box(), box(0, 1), box(2, 0)],
    "layers": [*(box() for _ in range(6)), *(box(*range(6)) for _ in range(6))],
    "far": [box(), box(0), box(1), box(2), box(3, 0)],
    "unconnected": [box(), box(), box(0), box(1), box()],
    "one sum": [*(box() for _ in range(100)), operation(*range(100))],
    "one leaf": [box(), *(operation(0) for _ in range(50))],
    "steps": [box(), box(), *(box(place, place + 1) for place in range(58))],
}


def laid_out(lab: Any, nodes: Nodes, **options: Any) -> Layout:
    found: Layout = lab.evaluate(
        "([nodes, options]) => lab.layoutGraph(nodes, options)", [nodes, options]
    )
    return found


def boxes_of(nodes: Nodes, found: Layout) -> list[tuple[float, float, float, float]]:
    return [
        (
            x - node["width"] / 2,
            y - node["height"] / 2,
            x + node["width"] / 2,
            y + node["height"] / 2,
        )
        for node, (x, y) in zip(nodes, (place.values() for place in found["places"]), strict=True)
    ]


def layers_of(found: Layout) -> list[int]:
    """In which layer each node is: those of one layer have their middles above each other."""
    columns = sorted({place["x"] for place in found["places"]})
    return [columns.index(place["x"]) for place in found["places"]]


def points_of(path: str) -> Iterator[tuple[float, float]]:
    """Points all along a path."""
    yield tuple(map(float, re.findall(r"[-\d.]+", path)[:2]))  # type: ignore[misc]
    for piece in PIECE.findall(path):
        x0, y0, x1, y1, x2, y2, x3, y3 = map(float, piece)
        for t in (place / 12 for place in range(13)):
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
            yield a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3
    yield tuple(map(float, re.findall(r"[-\d.]+", path)[-2:]))  # type: ignore[misc]


def check(nodes: Nodes, found: Layout) -> None:
    boxes = boxes_of(nodes, found)
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    wide, high = found["width"] + NEAR, found["height"] + NEAR
    assert all(x0 > -NEAR and y0 > -NEAR and x1 < wide and y1 < high for x0, y0, x1, y1 in boxes)
    wanted = [(p, t, s) for t, n in enumerate(nodes) for s, p in enumerate(n["parents"])]
    assert sorted((e["from"], e["to"], e["slot"]) for e in found["edges"]) == sorted(wanted)
    arriving = defaultdict(list)
    for edge in found["edges"]:
        points = list(points_of(edge["path"]))
        (x0, y0), (x1, y1) = points[0], points[-1]
        source, target = boxes[edge["from"]], boxes[edge["to"]]
        assert x0 == pytest.approx(source[2], abs=NEAR)
        assert source[1] <= y0 <= source[3]
        assert target[1] <= y1 <= target[3]
        assert source[2] < target[0]
        if nodes[edge["to"]]["kind"] == "box":
            assert x1 == pytest.approx(target[0], abs=NEAR)
        else:
            across, up = nodes[edge["to"]]["width"] / 2, nodes[edge["to"]]["height"] / 2
            x, y = found["places"][edge["to"]].values()
            assert ((x1 - x) / across) ** 2 + ((y1 - y) / up) ** 2 == pytest.approx(1, abs=0.05)
        assert all(0 <= x <= wide and 0 <= y <= high for x, y in points)
        arriving[edge["to"]].append((edge["slot"], y1))
    for arrivals in arriving.values():
        heights = [y for _, y in sorted(arrivals)]
        assert heights == sorted(heights)


def check_free(nodes: Nodes, found: Layout) -> None:
    """No edge runs through a box that is not its own."""
    boxes = boxes_of(nodes, found)
    for edge in found["edges"]:
        for x, y in points_of(edge["path"]):
            for place, (x0, y0, x1, y1) in enumerate(boxes):
                inside = x0 + 1 < x < x1 - 1 and y0 + 1 < y < y1 - 1
                assert not inside or place in (edge["from"], edge["to"])


def inversions(links: list[tuple[float, float]]) -> int:
    return sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(links, 2))


def crossings(found: Layout) -> int:
    """Where curves between two layers cross."""
    gaps = defaultdict(list)
    for edge in found["edges"]:
        for x0, y0, *_, y3 in PIECE.findall(edge["path"]):
            gaps[x0].append((float(y0), float(y3)))
    return sum(map(inversions, gaps.values()))


def simple_crossings(nodes: Nodes, layers: list[int]) -> int:
    """The same if each layer were in the order in which its nodes and edges are made."""
    filled: dict[int, int] = defaultdict(int)
    places = []
    for layer in layers:
        places.append(filled[layer])
        filled[layer] += 1
    gaps = defaultdict(list)
    for to, node in enumerate(nodes):
        for slot, start in enumerate(node["parents"]):
            before: float = places[start]
            for layer in range(layers[start], layers[to] - 1):
                after = filled[layer + 1]
                filled[layer + 1] += 1
                gaps[layer].append((before, after))
                before = after
            gaps[layers[to] - 1].append((before, places[to] + slot / len(node["parents"])))
    return sum(map(inversions, gaps.values()))


@pytest.mark.parametrize("name", SPECIAL)
def test_special_graphs(name: str, lab: Any) -> None:
    """No node, one, one operand twice, chains, forks, complete layers, far edges."""
    found = laid_out(lab, SPECIAL[name])
    check(SPECIAL[name], found)
    if len(SPECIAL[name]) < 60:
        check_free(SPECIAL[name], found)


@pytest.mark.parametrize("make", [random_graph, formula_graph])
def test_random_graphs(make: Any, lab: Any) -> None:
    """A hundred of up to 60 nodes: drawn soundly, with few crossings, the same each time."""
    total = simple = 0
    for seed in range(100):
        nodes = make(seed)
        found = laid_out(lab, nodes)
        check(nodes, found)
        check_free(nodes, found)
        assert laid_out(lab, nodes) == found
        count, most = crossings(found), simple_crossings(nodes, layers_of(found))
        assert count <= most, seed
        total, simple = total + count, simple + most
    assert total < 0.6 * simple


@pytest.mark.parametrize("name", ["twice", "twice, far"])
def test_two_edges_between_the_same_boxes_are_apart(name: str, lab: Any) -> None:
    """Of a + a both are seen, the first above the second."""
    edges = [edge for edge in laid_out(lab, SPECIAL[name])["edges"] if edge["from"] == 0]
    one, other = (list(points_of(edge["path"])) for edge in edges[-2:])
    apart = [low - high for (_, high), (_, low) in zip(one, other, strict=True)]
    assert apart[0] == 0
    assert sorted(apart[:13]) == apart[:13]
    assert min(apart[13:]) > 5


def test_a_chain_is_straight(lab: Any) -> None:
    """All of it on one line, also beside an edge from its beginning to its end."""
    for nodes in (SPECIAL["chain"], [*SPECIAL["chain"], box(40, 0)]):
        places = laid_out(lab, nodes)["places"][1:41]
        assert len({round(place["y"], 3) for place in places}) == 1


def test_an_operation_stands_beside_its_result(lab: Any) -> None:
    """In formulas without repeated operands nothing is crooked and nothing crosses."""
    nodes = [
        *(box() for _ in range(6)),
        operation(0, 1), box(6), operation(2, 3), box(8), operation(7, 9), box(10),
        operation(11, 4), box(12), operation(13), box(14), operation(15, 5), box(16),
    ]  # fmt: skip
    found = laid_out(lab, nodes)
    for place in range(6, 18, 2):
        one, other = found["places"][place : place + 2]
        assert one["y"] == pytest.approx(other["y"])
    assert crossings(found) == 0
    assert layers_of(found)[4:6] == [layers_of(found)[11], layers_of(found)[15]]


def test_leaves_stand_before_their_use(lab: Any) -> None:
    """So do products of leaves that only a late sum needs."""
    nodes = [box(), box(0), box(1), box(2), box(), box(), box(4, 5), box(3, 6)]
    assert layers_of(laid_out(lab, nodes)) == [0, 1, 2, 3, 2, 2, 3, 4]


def test_top_down(lab: Any) -> None:
    """The same with x and y exchanged."""
    nodes = formula_graph(3)
    turned = [node | {"width": node["height"], "height": node["width"]} for node in nodes]
    down, across = laid_out(lab, turned, across=False), laid_out(lab, nodes)
    assert (down["width"], down["height"]) == (across["height"], across["width"])
    assert [place.values() for place in down["places"]] != []
    for one, other in zip(down["places"], across["places"], strict=True):
        assert (one["x"], one["y"]) == (other["y"], other["x"])
    for one, other in zip(down["edges"], across["edges"], strict=True):
        numbers = re.findall(r"[-\d.]+", one["path"])
        turned_back = [n for pair in zip(numbers[1::2], numbers[::2], strict=True) for n in pair]
        assert turned_back == re.findall(r"[-\d.]+", other["path"])


def test_gaps_are_kept(lab: Any) -> None:
    """Between neighbours of a layer, and between layers."""
    nodes = SPECIAL["layers"]
    boxes = boxes_of(nodes, laid_out(lab, nodes, rankGap=50, nodeGap=30))
    for layer in (sorted(boxes[:6]), sorted(boxes[6:])):
        assert all(b[1] - a[3] >= 29.9 for a, b in pairwise(layer))
    assert min(b[0] for b in boxes[6:]) - max(b[2] for b in boxes[:6]) >= 50
