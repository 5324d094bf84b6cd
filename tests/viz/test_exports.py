"""Graphs that other tools read back, each edge of a + a too."""

import io
import json
import math
import re
import shutil
import subprocess
from typing import Any

import networkx
import pytest

import viz
from micrograd_plus import Value, exp, log
from micrograd_plus.nn import MLP


def fork() -> Value:
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    c = a * b
    result = (c + c) * exp(a) + b**2
    result.label = "L"
    result.backward()
    return result


GRAPHS = {
    "fork": fork,
    "twice": lambda: Value(3.0) + 0.0,
    "square": lambda: (lambda x: x * x)(Value(math.inf, label="x")),
    "leaf": lambda: Value(1.0, label="x"),
    "model": lambda: MLP(2, [3, 1], seed=0)([0.5, -1.0]),
    "hostile": lambda: log(Value(2.0, label='a"b<c>&#\n|`{}[]\\;--> end %%\x07')) * 2.0,
}


@pytest.mark.parametrize("name", GRAPHS)
def test_every_use_of_an_operand_is_an_edge(name: str) -> None:
    root = GRAPHS[name]()
    graph = viz.to_networkx(root)
    assert networkx.is_directed_acyclic_graph(graph)
    listed = json.loads(viz.to_json(root))
    assert [node["name"] for node in listed["nodes"]] == list(graph)
    ways = [(way["from"], way["to"], way["slot"]) for way in listed["edges"]]
    assert sorted(ways) == sorted(graph.edges(keys=True))
    for index in graph:
        told = graph.nodes[index]
        slots = sorted(key for _, _, key in graph.in_edges(index, keys=True))
        assert slots == list(range(len(slots)))
        assert bool(slots) is (told["kind"] == "result") is bool(told["formula"])


def test_numbers_and_names_come_along() -> None:
    graph = viz.to_networkx(fork())
    told = {data["label"]: data for _, data in graph.nodes(data=True)}
    assert told["a"]["data"] == 2.0
    assert told["a"]["kind"] == "leaf"
    assert told["L"]["operation"] == "add"
    assert told["L"]["grad"] == 1.0
    assert told["v1"]["formula"] == "a * b"
    assert [told["2"]["kind"], told["2"]["grad"]] == ["constant", None]


@pytest.mark.parametrize("name", GRAPHS)
def test_graphml_is_read_back(name: str) -> None:
    root = GRAPHS[name]()
    written = viz.to_graphml(root)
    found = networkx.read_graphml(io.BytesIO(written.encode()), force_multigraph=True)
    ours = viz.to_networkx(root)
    assert list(found) == list(ours)
    assert sorted((a, b, told["slot"]) for a, b, told in found.edges(data=True)) == sorted(
        ours.edges(keys=True)
    )
    assert [found.nodes[n]["data"] for n in found] == [str(ours.nodes[n]["data"]) for n in ours]


@pytest.mark.parametrize("name", GRAPHS)
def test_json_has_no_number_that_is_none(name: str) -> None:
    def refused(text: str) -> float:
        raise ValueError(text)

    json.loads(viz.to_json(GRAPHS[name]()), parse_constant=refused)


@pytest.mark.parametrize("name", GRAPHS)
def test_mermaid_has_a_line_for_each_node_and_edge(name: str) -> None:
    root = GRAPHS[name]()
    graph = viz.to_networkx(root)
    head, *lines = viz.to_mermaid(root).splitlines()
    assert head == "flowchart LR"
    boxes = [line for line in lines if "-->" not in line]
    assert len(boxes) == len(graph)
    assert len(lines) - len(boxes) == graph.number_of_edges()
    # Nothing in a label means something to Mermaid, but for our own line ends.
    for box in boxes:
        found = re.fullmatch(r'    n\d+\["(.*)"\]', box)
        assert found
        label = re.sub(r"<br/>|#\d+;", "", found[1])
        assert not set(label) & set('"#<>&`|{}[]()\\;*')


def test_mermaid_draws_no_more_than_it_can() -> None:
    x = Value(1.0)
    for _ in range(600):
        x = exp(x * 0.0)
    with pytest.raises(ValueError, match="Mermaid draws 500: draw_dot draws more"):
        viz.to_mermaid(x)


def test_a_value_of_ones_own_is_taken_too() -> None:
    class Own:
        def __init__(self, data: float, prev: tuple[Any, ...] = (), op: str = "") -> None:
            self.data, self.grad, self._prev, self._op = data, 0.0, set(prev), op

    a = Own(2.0)
    graph = viz.to_networkx(Own(4.0, (a, a), "+"))
    assert list(graph.edges(keys=True)) == [("n0", "n1", 0), ("n0", "n1", 1)]


@pytest.mark.parametrize("export", [viz.to_networkx, viz.to_graphml, viz.to_json, viz.to_mermaid])
def test_what_is_no_value_is_refused(export: Any) -> None:
    with pytest.raises(TypeError, match=r"a graph is that of a Value, here is 3\.0"):
        export(3.0)


@pytest.mark.skipif(shutil.which("mmdc") is None, reason="needs Mermaid's own program")
def test_mermaid_itself_draws_them(tmp_path: Any) -> None:
    for name, make in GRAPHS.items():
        text = tmp_path / f"{name}.mmd"
        text.write_text(viz.to_mermaid(make()), encoding="utf-8")
        done = subprocess.run(["mmdc", "-i", text, "-o", text.with_suffix(".svg")])
        assert done.returncode == 0
