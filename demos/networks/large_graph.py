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

folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())

# %%
# A hundred points go through the network, one by one. With ``scope`` a part of the program gets a
# box of its own.
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

# %%
# Far too much for one picture: equal samples are drawn once, with their number. By itself a drawing
# takes the finest level that fits, which is by neuron here.
by_neuron = draw_dot(loss, theme="flow")
by_neuron.render(outfile=folder / "by_neuron.svg", cleanup=True)
print(f"{by_neuron.source.count('shape=')} boxes and ellipses")

# %%
# By layer it fits a slide.
by_layer = draw_dot(loss, theme="flow", level="layer")
by_layer.render(outfile=folder / "by_layer.svg", cleanup=True)
print(f"{by_layer.source.count('shape=')} boxes and ellipses")
assert "layers[0]</b><br/>Layer, × 100" in by_layer.source
assert "<b>hinge</b><br/>× 100" in by_layer.source

# %%
# What stands around a single weight:
weight = model.parameters()[0]
near_a_weight = draw_dot(loss, focus=weight)
near_a_weight.render(outfile=folder / "near_a_weight.svg", cleanup=True)
print(f"{near_a_weight.source.count('shape=')} boxes and ellipses")
assert "focus" in near_a_weight.source

# %%
# And the way that most of its gradient takes:
one_path = draw_dot(loss, one_path_to=weight, theme="circuit")
one_path.render(outfile=folder / "one_path.svg", cleanup=True)
print(f"{one_path.source.count('shape=')} boxes and ellipses; all pictures are in {folder}")
assert one_path.source.count("⋯") > 5
