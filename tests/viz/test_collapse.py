"""Large graphs in few boxes: nothing is lost, nothing is counted twice, and like is with like."""

import math
import re
from collections import Counter

import pytest

from micrograd_plus import Value, scope, sum as total, tanh
from micrograd_plus.graph import toposort
from micrograd_plus.nn import MLP, Neuron
from viz import draw_dot
from viz.collapse import LEVELS, outline, whole
from viz.collapse.levels import MOST_BOXES

from .graphs import (
    batch_loss,
    chain,
    micrograd_loss,
    mixed_chain,
    recurrence,
    scoped_tangle,
    tangle,
    wide,
)


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


HARD = {
    "chain": lambda: chain(2_000),
    "mixed chain": lambda: mixed_chain(2_000),
    "tangle": lambda: tangle(1_200),
    "wide": lambda: wide(1_000),
    "moons": lambda: batch_loss(20)[0],
    "moons of values": lambda: batch_loss(20, as_values=True)[0],
    "moons by micrograd": lambda: micrograd_loss(10),
    "recurrence": lambda: recurrence(200),
    "big network": lambda: total(MLP(64, [32, 10], seed=0)([0.1] * 64)),
}


@pytest.mark.parametrize("name", HARD)
def test_few_boxes(name):
    """Any graph fits, and all of its values and edges are in the drawing."""
    root = HARD[name]()
    found = sketch(root)
    assert len(found.boxes) <= MOST_BOXES
    assert found.collapsed
    check_whole(root, found)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("level", LEVELS)
def test_any_scopes(seed, level):
    """Scopes that begin and end anywhere never lose a value or send arrows in a circle."""
    root = scoped_tangle(60, seed)
    check_whole(root, sketch(root, level))
    check_whole(root, sketch(root, level, most=12))


def test_the_check_can_fail():
    """A value in no box and an edge on no line are found."""
    root = batch_loss(3)[0]
    for spoil in (
        lambda found: found.boxes[0].nodes.pop(),
        lambda found: found.lines[0].edges.pop(),
        lambda found: found.lines[0].edges.append(found.lines[0].edges[0]),
    ):
        found = sketch(root, "layer")
        spoil(found)
        with pytest.raises(AssertionError):
            check_whole(root, found)


def test_equal_samples_are_drawn_once():
    """The loss of a batch is the drawing of one sample, in which each box knows how many it is."""
    root, _ = batch_loss(100)
    found = sketch(root)
    assert found.level == "neuron"
    neurons = [box for box in found.boxes if box.kind == "Neuron"]
    assert len(neurons) == 33
    assert {box.alike for box in neurons} == {100}
    first = box_of(found, "MLP.layers[0].neurons[0]")
    # Two products, a sum and a relu for each sample, and three parameters.
    assert len(first.nodes) == 4 * 100 + 3
    inputs = [line.source for line in found.lines if line.target is first]
    assert [(box.value.is_constant, box.alike) for box in inputs] == [(True, 200)]
    squares = [box for box in found.boxes if box.value is not None and len(box.nodes) == 337]
    assert [box.value._op for box in squares] == ["*"]


@pytest.mark.parametrize(
    ("level", "parts"),
    [
        (
            "neuron",
            [f"MLP.layers[{place}]" for place in ("0].neurons[0", "0].neurons[1", "1].neurons[0")],
        ),
        ("layer", ["MLP.layers[0]", "MLP.layers[1]"]),
        ("network", ["MLP"]),
    ],
)
def test_levels(level, parts):
    """A level says what is one box at least: the calls of modules, from inside out."""
    root, _ = batch_loss(4, widths=(2, 1))
    found = sketch(root, level)
    assert sorted(box.title for box in found.boxes if box.value is None) == parts
    check_whole(root, found)


def test_inputs_stay_outside():
    """Parameters belong to the box of their module; inputs are what comes in, also as Values."""
    for as_values in (False, True):
        root, model = batch_loss(5, widths=(2, 1), as_values=as_values)
        network = box_of(sketch(root, "network"), "MLP")
        assert set(model.parameters()) <= set(network.nodes)
        leaves = {node for node in network.nodes if node.rule is None}
        assert leaves == set(model.parameters())


def test_inputs_of_one_sample():
    """A labelled input of a network that runs once is not taken for a weight."""
    x = Value(0.5, label="x")
    found = sketch(MLP(1, [2, 1], seed=0)([x]), "network")
    assert titles(found) == ["x", "MLP"]


def test_own_scopes_are_parts():
    """What was computed inside of a with block is one box under its name."""
    x = Value(0.5, label="x")
    with scope("encoder"):
        code = tanh(2 * x) + 1
    found = sketch(code * code, "neuron")
    assert titles(found) == ["leaf", "x", "encoder", "*"]
    assert len(box_of(found, "encoder").nodes) == 3


def test_weights_with_one_label_are_two():
    """Two models whose parameters have the same labels are two, as each of them is used."""
    first, second = Neuron(1, seed=1), Neuron(1, seed=2)
    rows = [[0.1 * i] for i in range(40)]
    found = sketch(total([first(x) + second(x) for x in rows]), "network")
    assert [box.alike for box in found.boxes if box.kind == "Neuron"] == [40, 40]


def test_operations_in_a_row():
    """A long run of one operation is one box that says how long it is; labels are never hidden."""
    found = sketch(chain(1_000))
    assert [(box.row, len(box.nodes)) for box in found.boxes] == [(1, 1), (1_000, 1_000)]
    v = chain(400)
    v.label = "middle"
    for _ in range(400):
        v = -v
    assert [box.row for box in sketch(v).boxes] == [1, 400, 400]


def test_a_recurrence_is_folded():
    """Calls of one module, each fed by the one before, are one box with an arrow to itself."""
    root = recurrence(100)
    found = sketch(root)
    cell = box_of(found, "Cell")
    assert cell.alike == 100
    loops = [line for line in found.lines if line.source is line.target]
    assert [len(line.edges) for line in loops] == [99]
    assert {"start", "leaf", "Cell"} == set(titles(found))


def test_numbers_that_are_used_differently_stay_apart():
    """Both inputs of the points are boxes of their own where operations are drawn."""
    w = [Value(0.1, label="w0"), Value(0.2, label="w1")]
    rows = [[float(i), 2.0 * i] for i in range(100)]
    root = total([w[0] * a + w[1] * b for a, b in rows])
    found = sketch(root)
    assert sorted(titles(found)) == ["*", "*", "+", "+", "leaf", "leaf", "w0", "w1"]
    assert sorted(box.alike for box in found.boxes) == [1, 1, 1, 100, 100, 100, 100, 100]


def test_the_same_in_other_places_is_not_alike():
    """What was computed in parts of other names, or has another label, is drawn by itself."""
    x = Value(0.5, label="x")
    with scope("left"):
        a = tanh(x)
    with scope("right"):
        b = tanh(x)
    c, d = tanh(x), tanh(x)
    d.label = "d"
    found = sketch(a + b + c + d, "neuron")
    assert {"left", "right", "tanh", "d"} < set(titles(found))


def check_alike(found):
    """Where one value is shown for many, all of them look like it."""
    for box in found.boxes:
        if box.value is not None:
            assert box.alike * box.row == len(box.nodes)
            assert len({(node.rule, node._op, node.is_constant) for node in box.nodes}) == 1
            assert box.row > 1 or {node.label for node in box.nodes} == {box.value.label}


def sums_of_two_lengths():
    """Two rows of additions that are fed and used alike."""
    with scope("part"):
        p = tanh(Value(0.5))
    return total([p + 1.0 + 2.0, p + 1.0 + 2.0 + 3.0, p * 1.0])


@pytest.mark.parametrize(
    ("build", "level", "most"),
    [
        (lambda: wide(1_000), None, MOST_BOXES),
        (lambda: batch_loss(5, widths=(4, 1))[0], None, 3),
        (sums_of_two_lengths, "neuron", MOST_BOXES),
    ],
)
def test_none_is_shown_for_what_is_unlike_it(build, level, most):
    """Leaves of other labels and rows of another length are never counted as alike."""
    root = build()
    found = sketch(root, level, most)
    check_whole(root, found)
    check_alike(found)


def test_nan_is_not_hidden_in_a_range():
    """Data from low to high says that there is nan too, wherever it stands among the samples."""
    nan = float("nan")
    for numbers, text in (
        ([nan, 1.0, -2.0], "data -2.0000 … 1.0000, nan"),
        ([1.0, nan, -2.0], "data -2.0000 … 1.0000, nan"),
        ([1.0, nan, 1.0], "data 1.0000, nan"),
        ([nan, nan, nan], "data nan"),
    ):
        w = Value(1.0, label="w")
        source = draw_dot(total([w * x for x in numbers * 60])).source
        assert f"{text}|× 180" in source
        assert f"data nan: {60 * sum(map(math.isnan, numbers))}" in source


def test_names_of_parts():
    """A name that all parts begin with is left out; a dot in a name is a part of it."""
    x = Value(0.5, label="x")
    for outer, inner, shown in (
        (("left", "right"), "head", {"left.head", "right.head"}),
        (("both", "both"), "head", {"head"}),
        (("v1.2", "v1.2"), "", {"v1.2"}),
        (("v1.2", "v1.2"), "a.b", {"a.b"}),
    ):
        made = []
        for place, name in enumerate(outer):
            with scope(name):
                if inner:
                    with scope(inner):
                        made.append(tanh(x * place))
                else:
                    made.append(tanh(x * place))
        text = draw_dot(total(made), level="neuron").source
        assert set(re.findall("<b>(.*?)</b>", text)) == shown


def test_levels_that_do_not_fit():
    """A level that would need too many boxes gives way to the next coarser one, which is said."""
    root, _ = batch_loss(100)
    found = sketch(root, "operation")
    assert (found.level, found.wanted) == ("neuron", "operation")
    assert (
        "by neuron (by operation there would be too many)"
        in draw_dot(root, level="operation").source
    )


def test_no_more_than_asked():
    """A graph that fits is drawn in full, unless a level is asked for."""
    root, _ = batch_loss(2, widths=(2, 1))
    assert not sketch(root).collapsed
    assert not sketch(root, "operation").collapsed
    assert len(sketch(root).boxes) == len(toposort(root, lambda node: node.parents))
    assert sketch(root, "layer").collapsed


def test_drawing_text():
    """The text of a collapsed drawing, letter by letter."""
    model = Neuron(1, activation="tanh", seed=0)
    root = total([model([float(i)]) for i in range(3)])
    root.label = "L"
    root.backward()
    text = draw_dot(root, level="neuron").source
    plain = re.sub(r' ?tooltip="(\\.|[^"\\])*"', "", text).replace(" []", "")
    shown = [line.strip() for line in plain.splitlines()]
    many = 'label=<<table border="0" cellpadding="2"><tr><td>× 3</td></tr></table>>'
    assert shown[1].startswith(
        'graph [fontcolor=black fontname="DejaVu Sans,Verdana,sans-serif" fontsize=10 label='
        '<<table border="0" cellborder="0" cellspacing="0" cellpadding="1"><tr><td align="left">'
        "15 values in 3 boxes, by neuron; × n: n alike, drawn once</td></tr></table>>"
    )
    assert shown[4:-1] == [
        'b0 [label="data 0.0000 … 2.0000|× 3" color="#666666" fontcolor="#666666" shape=record]',
        "b1 [label=<<b>Neuron</b><br/>× 3<br/>11 values<br/>max |grad| 1.8681> "
        'fillcolor="#F2F2F2" shape=box style="rounded,filled"]',
        f'b0 -> b1 [{many} color="#666666"]',
        'b2 [label="L|data 1.4777|grad 1.0000" shape=record]',
        'b2_op [label="+" margin="0.06,0.02" ordering=in shape=ellipse width=0.4]',
        f"b1 -> b2_op [{many}]",
        "b2_op -> b2",
    ]


def test_titles_tell_what_a_box_holds():
    """Whoever points at a box reads how many values, operations and samples it stands for."""
    model = Neuron(1, activation="tanh", seed=0)
    text = draw_dot(total([model([float(i)]) for i in range(3)]), level="neuron").source
    assert (
        r'tooltip="Neuron\n11 values: 3 *, 3 +, 3 tanh\n3 calls, drawn once\n'
        r'data from 0.0 to 1.3776874061001925\ngrad: not reached yet"'
    ) in text
    assert r'tooltip="0 (a constant)\n3 values\n3 alike, drawn once\ndata from 0.0 to 2.0"' in text
    assert 'tooltip="0 → Neuron: 3 edges"' in text


@pytest.mark.parametrize("theme", ["classic", "circuit", "flow", "print"])
def test_same_graph_same_text(theme):
    """Two graphs computed alike have the same collapsed text, letter by letter."""
    texts = set()
    for _ in range(2):
        root, _ = batch_loss(5, widths=(4, 1))
        root.backward()
        texts.add(draw_dot(root, theme=theme, level="neuron").source)
    assert len(texts) == 1


def test_a_very_long_chain():
    """A chain of any length is drawn, and nothing recurses."""
    assert "100,000 in a row" in draw_dot(chain(100_000)).source


def test_levels_without_parts():
    """A graph that no module made has no neurons or layers, and its caption claims none."""
    text = draw_dot(wide(1_000), level="layer").source
    assert "by layer" not in text
    with_samples = draw_dot(micrograd_loss(3), level="network").source
    assert "boxes, by operation" in with_samples
