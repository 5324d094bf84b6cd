"""Pictures of words about networks and how they are trained."""

from functools import cache
from itertools import pairwise

from micrograd_plus import datasets, fit, optim
from micrograd_plus.nn import MLP
from micrograd_plus.training.history import History

from .sketch import BLUE, GREY, MARK, ORANGE, Chart, Point, Sketch


def neuron() -> Sketch:
    sketch = Sketch(420, 150)
    for y, name, weight in ((30, "x1", "w1"), (76, "x2", "w2"), (122, "1", "b")):
        sketch.dot((30, y), radius=15, fill="white")
        sketch.text(30, y + 4.5, name)
        sketch.line([(45, y), (162, 76)], arrow=True)
        sketch.text(92, y + (76 - y) * 0.36 - 6, weight, ORANGE, bold=True)
    sketch.dot((180, 76), radius=18, fill=MARK)
    sketch.text(180, 82, "+", size=18, bold=True)
    sketch.line([(198, 76), (246, 76)], arrow=True)
    sketch.text(222, 68, "z", GREY)
    sketch.box(246, 54, 76, 44, ["tanh(z)"], fill=MARK)
    sketch.line([(322, 76), (376, 76)], arrow=True)
    sketch.text(392, 81, "out")
    return sketch


def _columns(sizes: tuple[int, ...], marked: int | None = None, lines: bool = True) -> Sketch:
    sketch = Sketch(100 * len(sizes) - 20, 176)
    places: list[list[Point]] = [
        [(40 + 100 * column, 88 + 38 * (row - (size - 1) / 2)) for row in range(size)]
        for column, size in enumerate(sizes)
    ]
    for left, right in pairwise(places) if lines else ():
        for start in left:
            for end in right:
                sketch.line([start, end], GREY, 1)
    for column, dots in enumerate(places):
        for at in dots:
            told = marked is None or column == marked
            sketch.dot(at, "black" if told else GREY, 12, MARK if column == marked else "white")
    return sketch


def weight() -> Sketch:
    sketch = _columns((2, 4, 1))
    sketch.line([(52, 69), (128, 69)], ORANGE, 3)
    sketch.text(92, 54, "0.63", ORANGE, bold=True)
    return sketch


def embedding() -> Sketch:
    sketch = Sketch(360, 150)
    rows = (
        ("a", "0.1 -0.4 0.2"),
        ("b", "0.7 0.0 -0.3"),
        ("c", "-0.2 0.5 0.1"),
        ("d", "0.3 0.3 -0.6"),
    )
    for place, (letter, numbers) in enumerate(rows):
        y = 12 + 32 * place
        sketch.text(20, y + 21, letter, bold=True)
        sketch.box(38, y, 130, 32, [numbers], fill=MARK if letter == "c" else "white")
    sketch.line([(168, 92), (226, 92)], BLUE, 2, arrow=True)
    sketch.text(290, 88, "what “c” means,")
    sketch.text(290, 106, "as numbers")
    return sketch


def attention() -> Sketch:
    sketch = Sketch(330, 130)
    shares = (0.1, 0.6, 0.1, 0.2)
    for place, (letter, share) in enumerate(zip("anna", shares, strict=True)):
        x = 40 + 80 * place
        sketch.box(x - 18, 88, 36, 34, [letter], fill=MARK if place == 3 else "white")
        if place < 3:
            sketch.line([(280, 88), (280, 40), (x, 40), (x, 88)], BLUE, 8 * share, arrow=True)
        sketch.text(x + (0 if place < 3 else 24), 30, f"{share:.0%}", BLUE, 12)
    return sketch


@cache
def _by_heart() -> History:
    """A network too large for its few noisy points."""
    X, y = datasets.moons(40, noise=0.35, seed=4)
    model = MLP(2, [24, 24, 1], activation="tanh", seed=0)
    return fit(
        model,
        X,
        y,
        loss="binary_cross_entropy",
        optimizer=optim.Adam(lr=0.02),
        epochs=120,
        validation=0.4,
        progress=False,
    )


def epoch() -> Sketch:
    losses = _by_heart().loss
    chart = Chart((0, 120), (0, 0.8), ("epoch", "loss"))
    chart.line([chart.at(*point) for point in enumerate(losses)], BLUE, 2)
    for place in (0, 20, 40, 60, 80, 100):
        chart.dot(chart.at(place, losses[place]), BLUE, 3.5)
    return chart


def overfitting() -> Sketch:
    history = _by_heart()
    held_out = history.validation_loss
    chart = Chart((0, 120), (0, 1.2), ("epoch", "loss"))
    chart.line([chart.at(*point) for point in enumerate(history.loss)], BLUE, 2)
    fitting = [(place, number) for place, number in enumerate(held_out) if number < 1.2]
    chart.line([chart.at(*point) for point in fitting], ORANGE, 2, dashed=True)
    chart.text(310, 30, "points held out", ORANGE, 12, "end")
    chart.words(118, 0.26, "points learned from", BLUE, "end")
    return chart


def batch() -> Sketch:
    sketch = Sketch(330, 130)
    for row in range(5):
        for column in range(12):
            told = 4 <= column < 8
            at = (24 + 25 * column, 18 + 23 * row)
            sketch.dot(at, ORANGE if told else GREY, 7, MARK if told else "white")
    sketch.line([(111, 4), (212, 4), (212, 125), (111, 125), (111, 4)], ORANGE, 2)
    return sketch


def boundary() -> Sketch:
    X, y = datasets.moons(60, noise=0.1, seed=0)
    model = MLP(2, [12, 1], activation="tanh", seed=1)
    history = fit(
        model, X, y, loss="hinge", optimizer=optim.Adam(lr=0.05), epochs=150, progress=False
    )
    assert history.accuracy[-1] > 0.95
    chart = Chart((-1.5, 2.5), (-1, 1.5), width=330, height=210)
    cells, points = 44, []
    for row in range(cells):
        for column in range(cells):
            points.append((-1.5 + 4 * (column + 0.5) / cells, -1 + 2.5 * (row + 0.5) / cells))
    for (px, py), said in zip(points, model.predict(points).tolist(), strict=True):
        if said:
            x, y0 = chart.at(px, py)
            corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
            chart.area([(x + 3.5 * a, y0 + 2.2 * b) for a, b in corners], MARK)
    for (px, py), label in zip(X.tolist(), y.tolist(), strict=True):
        chart.dot(chart.at(px, py), BLUE if label else ORANGE, 4)
    return chart


def scaling() -> Sketch:
    sketch = Sketch(420, 130)
    for place in range(14):
        wide, high = (place * 37 % 50) - 25, (place * 23 % 14) - 7
        sketch.dot((90 + 1.7 * wide, 70 + 0.5 * high), ORANGE, 3.5)
        sketch.dot((330 + wide, 70 + 3.4 * high), BLUE, 3.5)
    sketch.line([(190, 70), (250, 70)], arrow=True)
    sketch.text(90, 122, "0 to 5000 by 0 to 1", size=12)
    sketch.text(330, 122, "both about 1", size=12)
    return sketch


def decay() -> Sketch:
    sketch = Sketch(330, 90)
    sketch.line([(20, 60), (310, 60)], GREY)
    sketch.text(165, 82, "0", GREY)
    sketch.line([(165, 54), (165, 66)], GREY)
    for x, to in ((40, 78), (110, 130), (290, 252), (230, 210)):
        sketch.dot((x, 60), ORANGE)
        sketch.line([(x, 48), (to, 48)], ORANGE, 1.8, arrow=True)
    return sketch


PICTURES = {
    "neuron": neuron,
    "layer": lambda: _columns((2, 4, 4, 1), marked=1),
    "network": lambda: _columns((2, 4, 4, 1)),
    "weight": weight,
    "embedding": embedding,
    "attention": attention,
    "epoch": epoch,
    "batch": batch,
    "overfitting": overfitting,
    "boundary": boundary,
    "scaling": scaling,
    "decay": decay,
}
