"""
One number used twice
=====================

One number used twice: two edges, and a gradient that is added up, not overwritten.
"""

from micrograd_plus import Value, draw_dot, explain

# %%
# ``b`` is computed from ``a`` alone, yet over two edges. The picture shows both, since an engine
# that keeps its parents in a set would draw, and count, only one.
a = Value(3.0, label="a")
b = a + a
b.label = "b"
b.backward()

assert b.parents == (a, a)
draw_dot(b)

# %%
# Every edge brings a contribution of 1, and ``a.grad`` is their sum. An engine that overwrites
# instead of adding says 1.
explanation = explain(b)
print(explanation)
assert a.grad == 2.0

# %%
# The same by paths: there are two ways from ``b`` to ``a``.
for path in explanation.paths(a):
    print(path)
