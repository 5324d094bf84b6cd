"""Pictures of words about graphs and slopes, on y = tanh(x * w + b): its numbers are computed."""

from collections.abc import Collection, Mapping

from micrograd_plus import Value, tanh

from .sketch import BLUE, GREY, MARK, ORANGE, Point, Sketch

Edge = tuple[str, str]

_PLACES = {
    "x": (8.0, 22.0),
    "w": (8.0, 88.0),
    "b": (8.0, 154.0),
    "q": (128.0, 55.0),
    "z": (248.0, 104.0),
    "y": (368.0, 104.0),
}
_EDGES: tuple[Edge, ...] = (("x", "q"), ("w", "q"), ("q", "z"), ("b", "z"), ("z", "y"))
_FORMULAS = {"q": "q = x * w", "z": "z = q + b", "y": "y = tanh(z)"}
_WIDTH, _HEIGHT = 92.0, 46.0
ALL = tuple(_PLACES)


def values() -> dict[str, Value]:
    """The numbers of the graph, with their gradients."""
    x, w, b = Value(2.0), Value(-3.0), Value(6.88)
    q = x * w
    z = q + b
    y = tanh(z)
    y.backward()
    return {"x": x, "w": w, "b": b, "q": q, "z": z, "y": y}


def graph(
    marked: Collection[str] = (),
    edges: Collection[Edge] = (),
    backward: bool = False,
    grads: Collection[str] = (),
    words: Mapping[Edge, str] | None = None,
    above: Mapping[str, str] | None = None,
    grey: Collection[str] = (),
) -> Sketch:
    """Draw the graph.

    Arguments:
        marked: the boxes that the word is about.
        edges: the edges that it is about.
        backward: whether these edges point back.
        grads: the boxes that show a gradient.
        words: what stands at edges.
        above: what stands above boxes.
        grey: the boxes that it is not about.
    """
    sketch, numbers = Sketch(470, 214), values()
    for edge in _EDGES:
        start, end = _ends(*edge)
        told = edge in edges
        points = [end, start] if told and backward else [start, end]
        colour = (ORANGE if backward else BLUE) if told else GREY
        sketch.line(points, colour, 2.6 if told else 1.3, arrow=True)
    for name, (x, y) in _PLACES.items():
        lines = [_FORMULAS.get(name, name), f"{numbers[name]:.4g}"]
        if name in grads:
            lines[1] += f" | {numbers[name].grad:.4g}"
        fill, thick = (MARK, 2.4) if name in marked else ("white", 1.3)
        sketch.box(x, y, _WIDTH, _HEIGHT, lines, GREY if name in grey else "black", fill, thick)
    for edge, said in (words or {}).items():
        (x1, y1), (x2, y2) = _ends(*edge)
        below = edge in (("w", "q"), ("b", "z"))
        sketch.text(
            (x1 + x2) / 2 + 10, (y1 + y2) / 2 + (24 if below else -12), said, ORANGE, 12, bold=True
        )
    for name, said in (above or {}).items():
        x, y = _PLACES[name]
        sketch.text(x + _WIDTH / 2, y - 5, said, ORANGE, 12, bold=True)
    return sketch


def _ends(operand: str, result: str) -> tuple[Point, Point]:
    (x1, y1), (x2, y2) = _PLACES[operand], _PLACES[result]
    slot = 0.35 if y1 < y2 else 0.65
    return (x1 + _WIDTH, y1 + _HEIGHT / 2), (x2, y2 + _HEIGHT * (0.5 if y1 == y2 else slot))


def operation() -> Sketch:
    sketch = Sketch(330, 110)
    for y, name in ((8, "x = 2"), (62, "w = -3")):
        sketch.box(8, y, 78, 40, [name])
        sketch.line([(86, y + 20), (146, 55 + (y - 35) * 0.2)], arrow=True)
    sketch.dot((164, 55), radius=18, fill=MARK)
    sketch.text(164, 61, "*", size=18, bold=True)
    sketch.line([(182, 55), (238, 55)], arrow=True)
    sketch.box(238, 35, 84, 40, ["q = -6"])
    return sketch


def constant() -> Sketch:
    sketch = Sketch(330, 110)
    sketch.box(8, 8, 78, 40, ["x = 3"])
    sketch.box(8, 62, 78, 40, ["2"], GREY, MARK, 2.4)
    sketch.line([(86, 28), (190, 46)], BLUE, 2, arrow=True)
    sketch.line([(86, 82), (190, 64)], GREY, 1.3, arrow=True)
    sketch.box(190, 33, 120, 44, ["y = x * 2", "6"])
    return sketch


def fork() -> Sketch:
    x = Value(3.0)
    (x + x).backward()
    sketch = Sketch(360, 130)
    sketch.box(8, 42, 96, 46, ["x", f"3 | {x.grad:g}"], fill=MARK, thick=2.4)
    sketch.box(248, 42, 104, 46, ["y = x + x", "6 | 1"])
    for height, slot in ((20, 52), (110, 78)):
        sketch.line([(248, slot), (176, height), (104, slot)], ORANGE, 2.4, arrow=True)
        sketch.text(176, height - 6 if height < 60 else height + 16, "1", ORANGE, 13, bold=True)
    sketch.text(176, 70, "added: 2", ORANGE, 12)
    return sketch


def chain_rule() -> Sketch:
    found = values()
    local = found["z"].grad
    sketch = Sketch(430, 110)
    for x, name in ((8, "b"), (168, "z = q + b"), (328, "y = tanh(z)")):
        sketch.box(x, 20, 94, 40, [name])
    sketch.line([(168, 40), (102, 40)], ORANGE, 2.4, arrow=True)
    sketch.line([(328, 40), (262, 40)], ORANGE, 2.4, arrow=True)
    sketch.text(295, 30, f"{local:.3f}", ORANGE, 13, bold=True)
    sketch.text(135, 30, "1", ORANGE, 13, bold=True)
    sketch.text(215, 92, f"∂y/∂b = {local:.3f} · 1 = {found['b'].grad:.3f}", size=14)
    return sketch


def step_of_chain() -> Sketch:
    """Draw one edge: what was there, times the slope, is what arrives."""
    found = values()
    sketch = Sketch(430, 120)
    sketch.box(8, 24, 110, 46, ["w", "receives"])
    sketch.box(310, 24, 112, 46, ["q = x * w", "sends"])
    sketch.line([(310, 47), (118, 47)], ORANGE, 2.6, arrow=True)
    sketch.text(214, 38, "local: x = 2", ORANGE, 12, bold=True)
    sketch.text(366, 16, f"upstream {found['q'].grad:.3f}", ORANGE, 12, bold=True)
    sketch.text(
        214, 102, f"contribution: {found['q'].grad:.3f} · 2 = {found['w'].grad:.3f}", size=14
    )
    return sketch


def tape() -> Sketch:
    found = values()
    sketch = Sketch(360, 178)
    made = {"q": "x, w", "z": "q, b", "y": "z"}
    sketch.text(18, 16, "place", GREY, 12, "start")
    sketch.text(130, 16, "number", GREY, 12)
    sketch.text(200, 16, "made of", GREY, 12, "start")
    for place, name in enumerate(ALL):
        y = 24 + 25 * place
        sketch.box(12, y, 300, 25)
        sketch.text(36, y + 17, str(place))
        sketch.text(70, y + 17, name, bold=True)
        sketch.text(130, y + 17, f"{found[name]:.4g}")
        sketch.text(200, y + 17, made.get(name, "—"), anchor="start")
    sketch.line([(328, 26), (328, 172)], BLUE, 2, arrow=True)
    sketch.line([(346, 172), (346, 26)], ORANGE, 2, arrow=True)
    return sketch


def recording() -> Sketch:
    sketch = Sketch(420, 110)
    sketch.box(8, 34, 110, 42, ["one row", "[2.0]"], fill=MARK)
    sketch.line([(118, 55), (166, 55)], arrow=True)
    sketch.box(166, 20, 100, 70, ["your", "function"])
    sketch.line([(266, 55), (312, 55)], arrow=True)
    for place, words in enumerate(("v3 = x * w", "v4 = v3 + b", "v5 = tanh(v4)")):
        sketch.box(312, 16 + 26 * place, 100, 26, [words])
    return sketch


def replay() -> Sketch:
    sketch = Sketch(420, 120)
    for place in range(5):
        sketch.box(
            8 + 7 * place, 8 + 13 * place, 96, 26, ["a row"] if place == 4 else (), fill=MARK
        )
    sketch.line([(140, 60), (180, 60)], arrow=True)
    for place, words in enumerate(("v3 = x * w", "v4 = v3 + b", "v5 = tanh(v4)")):
        sketch.box(180, 20 + 26 * place, 104, 26, [words])
    sketch.line([(284, 60), (320, 60)], arrow=True)
    for place in range(5):
        sketch.box(320 + 5 * place, 8 + 13 * place, 72, 26, ["result"] if place == 4 else ())
    return sketch


def row_of_the_table() -> Sketch:
    sketch = Sketch(430, 120)
    parts = (("name", "tanh"), ("argument", "x"), ("formula", "tanh(x)"), ("slope", "1 - out**2"))
    x = 8.0
    for (what, text), width in zip(parts, (80, 80, 110, 130), strict=True):
        sketch.text(x + width / 2, 22, what, GREY, 12)
        sketch.box(x, 30, width, 36, [text], fill=MARK if what == "slope" else "white")
        x += width + 4
    found = values()["y"].data
    sketch.text(215, 102, f"at z = 0.88: 1 - {found:.4f}**2 = {1 - found**2:.4f}", size=13)
    return sketch


def detached() -> Sketch:
    sketch = graph()
    (x1, y1), (x2, y2) = _ends("q", "z")
    sketch.line([(x1 + 16, y1 - 10), (x2 - 4, y2 + 6)], ORANGE, 3)
    sketch.line([(x1 + 16, y2 + 6), (x2 - 4, y1 - 10)], ORANGE, 3)
    return sketch


def stale() -> Sketch:
    sketch = Sketch(400, 120)
    sketch.box(8, 34, 104, 46, ["x", "2 → 5"], fill=MARK, thick=2.4)
    sketch.line([(112, 57), (200, 57)], arrow=True)
    sketch.box(200, 34, 110, 46, ["y = x * x", "4"])
    sketch.text(255, 104, "made when x was 2", ORANGE, 12)
    return sketch


def scoped() -> Sketch:
    sketch = Sketch(440, 190)
    sketch.box(116, 22, 232, 158, fill=MARK)
    sketch.text(130, 172, "encoder", GREY, 12, "start", bold=True)
    for x, y, words in (
        (8, 40, "x"),
        (8, 100, "w"),
        (132, 66, "x * w"),
        (248, 66, "tanh"),
        (364, 66, "loss"),
    ):
        sketch.box(x, y, 68 if x == 8 or x == 364 else 84, 40, [words])
    for points in (
        [(76, 60), (132, 80)],
        [(76, 120), (132, 94)],
        [(216, 86), (248, 86)],
        [(332, 86), (364, 86)],
    ):
        sketch.line(points, arrow=True)
    return sketch


def order() -> Sketch:
    return graph(above={name: str(place) for place, name in enumerate(ALL, 1)})


_WAY = (("x", "q"), ("q", "z"), ("z", "y"))

PICTURES = {
    "value": lambda: graph(["z"]),
    "node": lambda: graph(["q", "z", "y"]),
    "leaf": lambda: graph(["x", "w", "b"]),
    "constant": constant,
    "operation": operation,
    "operand": lambda: graph(["x", "w"], [("x", "q"), ("w", "q")]),
    "parent": lambda: graph(["q", "b"], above={"z": "its parents: q, b"}),
    "edge": lambda: graph(edges=_EDGES),
    "graph": graph,
    "scope": scoped,
    "local_gradient": lambda: graph(
        edges=[("x", "q"), ("w", "q")], backward=True, words={("x", "q"): "-3", ("w", "q"): "2"}
    ),
    "upstream_gradient": lambda: graph(["q"], [("q", "z")], True, ["q"]),
    "contribution": step_of_chain,
    "chain_rule": chain_rule,
    "path": lambda: graph(edges=_WAY, backward=True),
    "fork": fork,
    "forward": lambda: graph(edges=_EDGES, marked=["y"]),
    "backward": lambda: graph(edges=_EDGES, backward=True, grads=ALL),
    "seed": lambda: graph(["y"], grads=["y"]),
    "topological_order": order,
    "rule": row_of_the_table,
    "tape": tape,
    "recording": recording,
    "replay": replay,
    "detach": detached,
    "stale": stale,
}
