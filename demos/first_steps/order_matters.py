"""
Why a backward pass needs an order
==================================

Why a backward pass needs an order: a plain recursion sends on gradients that are not whole.
"""

from micrograd_plus import Value


def naive_backward(node: Value, upstream: float, grads: dict[Value, float]) -> None:
    """Add to a gradient and at once send the whole sum on: what was sent before goes again."""
    grads[node] = grads.get(node, 0.0) + upstream
    for parent in node.parents:
        # The local gradient of an addition is 1.
        naive_backward(parent, grads[node], grads)


def main() -> None:
    a = Value(1.0, label="a")
    b = a + a
    c = b + b

    naive: dict[Value, float] = {}
    naive_backward(c, 1.0, naive)
    c.backward()
    print("c = b + b = (a + a) + (a + a), so dc/da is 4")
    print(
        f"the naive recursion says {naive[a]:.0f}: b is left twice, the second time with all of 2"
    )
    print(f"in topological order:    {a.grad:.0f}: b is left once, when its gradient is whole")

    assert naive[a] != 4.0
    assert a.grad == 4.0


if __name__ == "__main__":
    main()
