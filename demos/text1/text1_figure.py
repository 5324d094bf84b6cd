"""
The figure of the text
======================

The first text's figure, a simple perceptron, drawn anew; and its loss as the graph it is.

Follows "Backpropagation In Neural Networks". Run `python demos/text1/text1_figure.py [FOLDER]`; the
pictures go into FOLDER, or a temporary one.
"""

import sys
import tempfile
from pathlib import Path

from matplotlib.figure import Figure
from text1_losses import cross_entropy, one_hot
from text1_network import Perceptron, data

from micrograd_plus import draw_dot, scope

X, LABEL = [[0.6, -0.8]], 1
ORANGE, BLUE = "#d55e00", "#0072b2"


def network_figure(model: Perceptron) -> Figure:
    """Circles in three columns, and a line for each weight: its width is the weight's size."""
    W1, W2 = data(model.W1), data(model.W2)
    sizes = (len(W1), len(W2), W2.shape[1])
    places = [
        [(column, (size - 1) / 2 - i) for i in range(size)] for column, size in enumerate(sizes)
    ]
    figure = Figure(figsize=(6.5, 4.5), layout="constrained")
    axes = figure.add_subplot(xlim=(-0.3, 2.3), ylim=(-2.2, 2.2))
    axes.axis("off")
    for W, left, right in ((W1, places[0], places[1]), (W2, places[1], places[2])):
        for i, start in enumerate(left):
            for j, end in enumerate(right):
                colour = BLUE if W[i, j] > 0 else ORANGE
                line = zip(start, end, strict=True)
                axes.plot(*line, color=colour, linewidth=0.3 + 4 * abs(W[i, j]), zorder=1)
    for letter, column in zip(("x", "h", "ŷ"), places, strict=True):
        for number, (across, up) in enumerate(column):
            axes.scatter(across, up, s=900, color="white", edgecolors="black", zorder=2)
            axes.text(across, up, f"{letter}[{number}]", ha="center", va="center", zorder=3)
    for across, text in ((0.5, "$W_1, b_1$, then σ"), (1.5, "$W_2, b_2$, then φ")):
        axes.text(across, 2.0, text, ha="center", va="center")
    axes.text(1, -2.1, "blue: above 0, orange: below 0; the thicker, the larger", ha="center")
    return figure


def main(folder: Path) -> None:
    model = Perceptron()
    figure = network_figure(model)
    figure.savefig(folder / "text1_network.png")
    lines = len(figure.axes[0].lines)
    print(f"the network: {len(model.parameters())} numbers, {lines} of them drawn as lines")

    outputs = model.forward(X)
    with scope("loss"):
        L = cross_entropy(one_hot([LABEL]), outputs)
    L.label = "L"
    L.backward()
    drawing = draw_dot(L, theme="flow", level="network")
    drawing.render(str(folder / "text1_loss"), cleanup=True)
    print(f"the loss: L = {L.data:.4f}, with the gradient that flows back to each weight")
    print(f"both are drawn in {folder}")
    assert all(f"W2[{i},{j}]" in drawing.source for i in range(4) for j in range(3))
    assert lines == 2 * 4 + 4 * 3


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
