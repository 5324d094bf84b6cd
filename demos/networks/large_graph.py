"""
A large graph as a picture
==========================

The loss of moons, 38,000 values, as a picture: by neuron, by layer, near a weight, along a path.

Run `python demos/networks/large_graph.py [FOLDER]`; the pictures go into FOLDER, or a temporary
one.
"""

import sys
import tempfile
from pathlib import Path

from micrograd_plus import datasets, draw_dot, mean, scope
from micrograd_plus.nn import MLP


def main(folder: Path) -> None:
    X, y = datasets.moons(100, noise=0.1, seed=0)
    model = MLP(2, [16, 16, 1], seed=0)
    losses = []
    for row, label in zip(X.tolist(), y.tolist(), strict=True):
        score = model(row)
        with scope("hinge"):
            losses.append((1 - (2.0 * label - 1) * score).relu())
    loss = mean(losses)
    loss.label = "loss"
    loss.backward()

    weight = model.parameters()[0]
    pictures = {
        "by_neuron": draw_dot(loss, theme="flow"),
        "by_layer": draw_dot(loss, theme="flow", level="layer"),
        "near_a_weight": draw_dot(loss, focus=weight),
        "one_path": draw_dot(loss, one_path_to=weight, theme="circuit"),
    }
    for name, drawing in pictures.items():
        path = folder / f"{name}.svg"
        drawing.render(outfile=str(path), cleanup=True)
        print(f"{drawing.source.count('shape='):>4} boxes and ellipses in {path}")

    by_layer = pictures["by_layer"].source
    assert "layers[0]</b><br/>Layer, × 100" in by_layer
    assert "<b>hinge</b><br/>× 100" in by_layer
    assert "focus" in pictures["near_a_weight"].source
    assert pictures["one_path"].source.count("⋯") > 5


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
