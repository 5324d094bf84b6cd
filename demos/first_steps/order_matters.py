"""
Why a backward pass needs an order
==================================

A plain recursion sends on gradients that are not whole.
"""

from micrograd_plus import Value, draw_dot


def naive_backward(node: Value, upstream: float, grads: dict[Value, float]) -> None:
    """Add to a gradient and at once send the whole sum on: what was sent before goes again."""
    grads[node] = grads.get(node, 0.0) + upstream
    for parent in node.parents:
        # The local gradient of an addition is 1.
        naive_backward(parent, grads[node], grads)


# %%
# Two sums, each of a number with itself: c = b + b = (a + a) + (a + a), so dc/da is 4.
a = Value(1.0, label="a")
b = a + a
b.label = "b"
c = b + b
c.label = "c"
c.backward()
draw_dot(c)

# %%
# The recursion leaves ``b`` twice. The second time it sends all of 2, of which 1 was sent before.
naive: dict[Value, float] = {}
naive_backward(c, 1.0, naive)
print("c = b + b = (a + a) + (a + a), so dc/da is 4")
print(f"the naive recursion says {naive[a]:.0f}: b is left twice, the second time with all of 2")
print(f"in topological order:    {a.grad:.0f}: b is left once, when its gradient is whole")

assert naive[a] != 4.0
assert a.grad == 4.0
