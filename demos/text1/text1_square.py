"""
The gradient of a square
========================

The first text's example: the gradient of x² at 4 is 8, as a number and as a function.

"Backpropagation In Neural Networks" lets Theano find it. There a gradient is an expression to be
evaluated later; here it is a number at once, or with `create_graph` a Value to go on with.
"""

from micrograd_plus import Value, explain, grad, gradcheck, record


def f(x: Value) -> Value:
    """The function of the text."""
    return x**2


def main() -> None:
    x = Value(4.0, label="x")
    y = f(x)
    y.label = "y"
    y.backward()
    print(explain(y))
    print(f"\ny.backward() leaves {x.grad} in x.grad\n")
    print(gradcheck(f, 4.0))

    slope = grad(f(x), x, create_graph=True)
    print(f"\nas a Value the slope is {slope.data}, and its own slope {grad(slope, x)}")
    tape = record(f, 4.0)
    points = [-1.0, 0.0, 0.5, 4.0]
    slopes = [grad(f(moving), moving) for moving in map(Value, points)]
    print("\n   x     x²    slope")
    for point, square, found in zip(points, tape(points).tolist(), slopes, strict=True):
        print(f"{point:>4}{square:>7}{found:>9}")

    assert (y.data, x.grad) == (16.0, 8.0)
    assert gradcheck(f, 4.0)
    assert (slope.data, grad(slope, x)) == (8.0, 2.0)
    assert slopes == [2 * point for point in points]


if __name__ == "__main__":
    main()
