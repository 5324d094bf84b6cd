"""
Newton's method
===============

Newton's method: a gradient that can be differentiated gives the curvature too.
"""

from micrograd_plus import Value, exp, grad


def main() -> None:
    x = Value(3.0)
    print("the smallest value of exp(x) - 2 x, by x = x - f'(x) / f''(x)")
    for step in range(8):
        y = exp(x) - 2 * x
        slope = grad(y, x, create_graph=True)
        curvature = grad(slope, x)
        print(f"step {step}  x = {x.data:.15f}  slope = {slope.data:.1e}")
        x.data -= slope.data / curvature

    # The slope exp(x) - 2 is zero at log 2.
    assert abs(x.data - 0.6931471805599453) < 1e-15


if __name__ == "__main__":
    main()
