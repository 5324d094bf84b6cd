"""
One number used twice
=====================

One number used twice: two edges, and a gradient that is added up, not overwritten.
"""

from micrograd_plus import Value, draw_dot, explain


def main() -> None:
    a = Value(3.0, label="a")
    b = a + a
    b.label = "b"
    b.backward()
    explanation = explain(b)
    print(explanation)

    print("\nThe two paths from b to a:")
    for path in explanation.paths(a):
        print(" ", path)

    # An engine that overwrites instead of adding, or that keeps its parents in a set, says 1.
    assert a.grad == 2.0
    assert b.parents == (a, a)
    edges = [line for line in draw_dot(b).source.splitlines() if "->" in line]
    assert len(edges) == 3, "two edges into the plus, one out of it"


if __name__ == "__main__":
    main()
