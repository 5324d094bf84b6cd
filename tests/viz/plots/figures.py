"""Figures to look at, and what they show."""

import numpy as np

from micrograd_plus import Value, tanh
from viz import decision_boundary

X = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]


def model(x):
    return tanh(Value(2.0) * x[0] - x[1])


def pixels(figure):
    """The picture itself, an array of numbers: plots are only drawn when somebody looks."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def drawn(figure):
    """Whether the picture is more than an empty page."""
    picture = pixels(figure)
    return bool(picture.min() < picture.max())


def look_alike(first, second):
    return np.array_equal(pixels(first), pixels(second))


def line_of(figure, place=1):
    """The points of the line between two regions."""
    return figure.axes[0].collections[place].get_paths()[0].vertices


def boundary(y=(0, 1, 0, 1), model=model, X=X):
    return decision_boundary(model, X, y, title="moons", steps=12)
