"""
A neuron, step by step
======================

A neuron with two inputs, step by step and as a picture.

Run `python demos/first_steps/neuron_graph.py [FOLDER]`; the picture goes into FOLDER, or a
temporary one.
"""

import sys
import tempfile
from pathlib import Path

from micrograd_plus import Value, draw_dot, explain

folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())

# %%
# Inputs, weights and a bias. The bias is chosen such that the slope of tanh is one half at ``n``.
x1, x2 = Value(2.0, label="x1"), Value(0.0, label="x2")
w1, w2 = Value(-3.0, label="w1"), Value(1.0, label="w2")
b = Value(6.8813735870195432, label="b")

n = x1 * w1 + x2 * w2 + b
n.label = "n"
out = n.tanh()
out.label = "out"
out.backward()

# %%
# First forward, operation by operation; then back, edge by edge, each with its rule.
print(explain(out))

gradients = [x1.grad, w1.grad, x2.grad, w2.grad]
for gradient, right in zip(gradients, (-1.5, 1.0, 0.5, 0.0), strict=True):
    assert abs(gradient - right) < 1e-12

# %%
# The same as a picture: ``x2`` is 0, so ``w2`` gets nothing.
picture = folder / "neuron.svg"
draw_dot(out).render(outfile=str(picture), cleanup=True)
print(f"the graph is in {picture}")
assert picture.read_text(encoding="utf-8").count("<title>") > 10
