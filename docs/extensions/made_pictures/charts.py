"""Pictures of words about slopes and the hard places of curves."""

import cmath
import math
from collections.abc import Callable

from .sketch import BLUE, GREY, MARK, ORANGE, Chart, Sketch


def relu(x: float) -> float:
    return max(x, 0.0)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def slope() -> Sketch:
    chart = Chart((-0.4, 3), (-0.5, 4), ("x", "y"))
    chart.curve(lambda x: x * x / 2)
    chart.curve(lambda x: 1.5 * x - 1.125, ORANGE, (0.5, 2.8), dashed=True)
    chart.mark(1.5, 1.125)
    chart.line([chart.at(1.5, 1.125), chart.at(2.5, 1.125), chart.at(2.5, 2.625)], GREY)
    chart.words(1.9, 0.72, "1", GREY)
    chart.words(2.58, 1.7, "1.5", ORANGE)
    return chart


def gradient() -> Sketch:
    chart = Chart((-3, 3), (-2, 2), ("w", "b"))
    for size in (0.5, 1.0, 1.5, 2.0):
        turns = [2 * math.pi * step / 80 for step in range(81)]
        ring = [chart.at(1.3 * size * math.cos(a), 0.8 * size * math.sin(a)) for a in turns]
        chart.line(ring, GREY, 1.2)
    x, y = 1.3 * math.cos(0.8), 0.8 * math.sin(0.8)
    long = 0.55
    chart.line(
        [chart.at(x, y), chart.at(x + long * x / 1.69, y + long * y / 0.64)],
        ORANGE,
        2.6,
        arrow=True,
    )
    chart.mark(x, y)
    chart.words(1.7, 1.35, "uphill", ORANGE)
    return chart


def finite_difference() -> Sketch:
    chart = Chart((-0.4, 3), (-0.5, 4), ("x", "y"))
    chart.curve(lambda x: x * x / 2)
    chart.curve(lambda x: 0.5 + 1.65 * (x - 1), ORANGE, (0.6, 2.9), dashed=True)
    chart.mark(1, 0.5)
    chart.mark(2.3, 2.645)
    chart.line([chart.at(1, 0.5), chart.at(2.3, 0.5), chart.at(2.3, 2.645)], GREY)
    chart.words(1.5, 0.12, "nudge", GREY)
    chart.words(2.36, 1.4, "change", GREY)
    return chart


def _errors(way: Callable[[float], float]) -> list[tuple[float, float]]:
    truth = math.exp(1)
    found = [(k / 4, abs(way(10 ** (-k / 4)) / truth - 1)) for k in range(2, 61)]
    return [(power, math.log10(max(error, 1e-17))) for power, error in found]


def complex_step() -> Sketch:
    """The error of three ways to get the slope of exp at 1, by the size of the nudge."""
    chart = Chart((0, 16), (-20, 6), ("nudge 1e-k", "error 1e-k"), at=(0, -20))
    ways = {
        "one side": (ORANGE, lambda h: (math.exp(1 + h) - math.exp(1)) / h),
        "both sides": (GREY, lambda h: (math.exp(1 + h) - math.exp(1 - h)) / (2 * h)),
        "complex step": (BLUE, lambda h: cmath.exp(1 + 1j * h).imag / h),
    }
    for place, (name, (colour, way)) in enumerate(ways.items()):
        chart.line([chart.at(*point) for point in _errors(way)], colour, 2)
        chart.text(312, 22 + 15 * place, name, colour, 12, "end")
    return chart


def gradient_check() -> Sketch:
    chart = Chart((-0.4, 3), (-0.5, 4), ("x", "y"))
    chart.curve(lambda x: x * x / 2)
    chart.curve(lambda x: 1.5 * x - 1.125, ORANGE, (0.2, 2.9))
    chart.line([chart.at(0.9, 0.405), chart.at(2.1, 2.205)], GREY, 2.5, dashed=True)
    for x in (0.9, 2.1):
        chart.mark(x, x * x / 2, GREY)
    chart.mark(1.5, 1.125)
    chart.text(64, 40, "by the rules", ORANGE, 12, "start")
    chart.text(64, 57, "by trial", GREY, 12, "start")
    return chart


def hessian() -> Sketch:
    chart = Chart((-2, 2), (-0.4, 3), ("x", "loss"))
    chart.curve(lambda x: 2.6 * x * x, ORANGE)
    chart.curve(lambda x: 0.25 * x * x)
    chart.words(1.1, 2.6, "bends much", ORANGE)
    chart.words(0.95, 1.25, "bends little", BLUE)
    return chart


def kink() -> Sketch:
    chart = Chart((-2, 2), (-0.5, 2), ("x", "abs(x)"))
    chart.curve(abs)
    chart.mark(0, 0)
    chart.words(-1.9, 0.9, "slope -1")
    chart.words(1.15, 0.9, "slope 1")
    chart.words(0.15, -0.3, "slope ?", ORANGE)
    return chart


def tie() -> Sketch:
    chart = Chart((-2, 2), (-0.4, 2), ("x", ""))
    chart.curve(lambda x: 1 + x / 2, GREY, dashed=True)
    chart.curve(lambda x: 1 - x / 2, GREY, dashed=True)
    chart.curve(lambda x: max(1 + x / 2, 1 - x / 2))
    chart.mark(0, 1)
    chart.words(0, 1.45, "½ each", ORANGE, "middle")
    return chart


def domain() -> Sketch:
    chart = Chart((-1, 3), (-2.2, 1.5), ("x", "log(x)"))
    corners = [(-1, -2.2), (0, -2.2), (0, 1.5), (-1, 1.5)]
    chart.area([chart.at(*corner) for corner in corners], MARK)
    chart.curve(math.log, span=(0.05, 3))
    chart.words(-0.95, -1.2, "no log")
    return chart


def saturation() -> Sketch:
    chart = Chart((-5, 5), (-1.3, 1.3), ("z", "tanh(z)"))
    for left, right in ((-5, -2), (2, 5)):
        corners = [(left, -1.3), (right, -1.3), (right, 1.3), (left, 1.3)]
        chart.area([chart.at(*corner) for corner in corners], MARK)
    chart.curve(math.tanh)
    chart.words(2.3, 0.55, f"slope {1 - math.tanh(3.5) ** 2:.3f}", ORANGE)
    chart.mark(3.5, math.tanh(3.5))
    return chart


def dead_unit() -> Sketch:
    chart = Chart((-3, 3), (-0.5, 2.4), ("z", "relu(z)"))
    chart.curve(relu)
    for z in (-2.7, -2.2, -1.9, -1.4, -0.9, -0.5):
        chart.dot(chart.at(z, 0), ORANGE)
    chart.words(-2.8, 0.35, "every row is here", ORANGE)
    return chart


def surrogate() -> Sketch:
    chart = Chart((-3, 3), (-0.3, 1.4), ("x", ""))
    chart.line([chart.at(-3, 0), chart.at(0, 0)], BLUE, 2.4)
    chart.line([chart.at(0, 1), chart.at(3, 1)], BLUE, 2.4)
    chart.curve(lambda x: 1 / (1 + abs(x)) ** 2, ORANGE, dashed=True)
    chart.words(1.2, 1.1, "the step", BLUE)
    chart.words(0.6, 0.5, "the slope it pretends", ORANGE)
    return chart


def activation() -> Sketch:
    chart = Chart((-3, 3), (-1.2, 2.2), ("z", ""))
    chart.curve(math.tanh)
    chart.curve(relu, ORANGE)
    chart.curve(sigmoid, GREY)
    chart.words(-2.9, -0.72, "tanh", BLUE)
    chart.words(1.0, 1.65, "relu", ORANGE, "end")
    chart.words(-2.9, 0.25, "sigmoid", GREY)
    return chart


def logits() -> Sketch:
    return _bars((2.0, 0.5, -1.0), "any number", ("2", "0.5", "-1"))


def softmax() -> Sketch:
    scores = (2.0, 0.5, -1.0)
    total = sum(map(math.exp, scores))
    shares = [math.exp(score) / total for score in scores]
    assert abs(sum(shares) - 1) < 1e-12
    drawn = tuple(2.4 * share for share in shares)
    return _bars(drawn, "together 1", tuple(f"{share:.2f}" for share in shares))


def _bars(heights: tuple[float, ...], told: str, words: tuple[str, ...]) -> Sketch:
    chart = Chart((0, 4), (-1.4, 2.6))
    names = ("cat", "dog", "fox")
    for place, (height, said, name) in enumerate(zip(heights, words, names, strict=True)):
        left, right = place + 0.55, place + 1.15
        corners = [(left, 0), (left, height), (right, height), (right, 0)]
        chart.area([chart.at(*corner) for corner in corners], BLUE if height > 0 else ORANGE)
        chart.words(place + 0.85, height + (0.12 if height > 0 else -0.3), said, anchor="middle")
        chart.words(place + 0.85, 0.08 if height < 0 else -0.3, name, GREY, "middle")
    chart.text(310, 22, told, GREY, 12, "end")
    return chart


def loss() -> Sketch:
    chart = Chart((-4, 4), (-0.4, 4), ("score", "loss"))
    chart.curve(lambda s: math.log1p(math.exp(-s)))
    chart.words(-3.6, 1.7, "wrong", ORANGE)
    chart.words(1.2, 0.75, "right and sure", BLUE)
    return chart


def cross_entropy() -> Sketch:
    chart = Chart((-0.05, 1.1), (-0.4, 4), ("share", "surprise"))
    chart.curve(lambda p: -math.log(p), span=(0.02, 1))
    chart.mark(0.5, math.log(2), words=f"-log(0.5) = {math.log(2):.2f}")
    chart.mark(1, 0)
    return chart


def gradient_descent() -> Sketch:
    return _descent(0.25, 7)


def _bowl() -> Chart:
    chart = Chart((-2.2, 2.2), (-0.4, 4.6), ("w", "loss"))
    chart.curve(lambda w: w * w, GREY, thick=1.6)
    return chart


def _descent(rate: float, steps: int, chart: Chart | None = None, colour: str = ORANGE) -> Chart:
    chart = chart or _bowl()
    w, points = -1.9, [(-1.9, 1.9**2)]
    for _ in range(steps):
        w -= rate * 2 * w
        if w * w < 4.6:
            points.append((w, w * w))
    chart.line([chart.at(*point) for point in points], colour, 1.4)
    for point in points:
        chart.dot(chart.at(*point), colour, 3.2)
    return chart


def learning_rate() -> Sketch:
    sketch = Sketch(480, 150)
    told = ("0.03: too small", "0.3: well", "1.03: too large")
    for place, (rate, words) in enumerate(zip((0.03, 0.3, 1.03), told, strict=True)):
        w, x0 = (-1.9 if rate < 1 else -1.0), 80 + 160 * place
        xs = [-2 + k / 20 for k in range(81)]
        sketch.line([(x0 + 34 * x, 120 - 24 * x * x) for x in xs], GREY)
        points = [(x0 + 34 * w, 120 - 24 * w * w)]
        for _ in range(8):
            w -= rate * 2 * w
            points.append((x0 + 34 * w, 120 - 24 * w * w))
        sketch.line(points, ORANGE, 1.3)
        for point in points:
            sketch.dot(point, ORANGE, 3)
        sketch.text(x0, 142, words, size=12)
    return sketch


def momentum() -> Sketch:
    chart = Chart((-4.4, 4.4), (-2, 2), ("", ""), width=400, height=190)
    for size in (0.5, 1.0, 1.6, 2.2):
        turns = [2 * math.pi * step / 80 for step in range(81)]
        chart.line(
            [chart.at(1.9 * size * math.cos(a), 0.6 * size * math.sin(a)) for a in turns], GREY, 1
        )
    for share, rate, colour in ((0.0, 0.075, ORANGE), (0.8, 0.02, BLUE)):
        x, y, dx, dy = -4.0, 1.1, 0.0, 0.0
        points = [(x, y)]
        for _ in range(28):
            dx, dy = share * dx + 2 * x, share * dy + 24 * y
            x, y = x - rate * dx, y - rate * dy
            points.append((x, y))
        chart.line([chart.at(*point) for point in points], colour, 1.6)
    chart.text(392, 20, "without", ORANGE, 12, "end")
    chart.text(392, 36, "with momentum", BLUE, 12, "end")
    return chart


PICTURES = {
    "slope": slope,
    "gradient": gradient,
    "finite_difference": finite_difference,
    "complex_step": complex_step,
    "gradient_check": gradient_check,
    "hessian": hessian,
    "kink": kink,
    "tie": tie,
    "domain": domain,
    "saturation": saturation,
    "dead_unit": dead_unit,
    "surrogate": surrogate,
    "activation": activation,
    "logits": logits,
    "softmax": softmax,
    "loss": loss,
    "cross_entropy": cross_entropy,
    "gradient_descent": gradient_descent,
    "learning_rate": learning_rate,
    "momentum": momentum,
}
