"""The larger programs of the lessons, which are easier made than written."""


def neuron() -> tuple[str, ...]:
    """Return programs of a neuron with two inputs, by the activations that engines have."""
    head = "x1 = value(); x2 = value(); w1 = value(); w2 = value(); b = value()"
    score = "s = w1 * x1 + w2 * x2 + b"
    return (
        f"{head}; {score}; y = s * s; y.backward()",
        f"{head}; {score}; y = tanh(s); y.backward()",
        f"{head}; {score}; y = relu(s); loss = (y + s) * y; loss.backward()",
    )


def tangle() -> tuple[str, ...]:
    """Return programs in which values are used again near and far from the result."""
    head = "a = value(); b = value()"
    return (
        f"{head}; c = a * b; d = c + a; e = c * d; f = e + d; g = f * c; g.backward()",
        f"{head}; c = a + b; d = c * c; e = d * a; f = d + e; g = f + c; g.backward()",
        f"{head}; c = a * b; d = c * b; e = d * a; f = c + e; g = f * a; h = g + c; h.backward()",
    )


def descent(steps: int = 4) -> tuple[str, ...]:
    """Return the training of a network with two hidden units on two points.

    Its activation is a square: every engine that multiplies can be trained so.
    """
    weights = ["w11", "w12", "w21", "w22", "b1", "b2", "v1", "v2", "c"]
    lines = [f"{name} = value(0.1, 0.9)" for name in weights]
    points = [("0.5", "-0.4", "0.3"), ("-0.2", "0.6", "-0.5")]
    for _ in range(steps):
        for number, (x, y, target) in enumerate(points):
            lines.append(f"p = w11 * {x} + w12 * {y} + b1")
            lines.append(f"q = w21 * {x} + w22 * {y} + b2")
            lines.append("out = v1 * p * p + v2 * q * q + c")
            lines.append(f"e = out + {-float(target)}")
            lines.append(f"l{number} = e * e")
        lines.append("loss = l0 + l1")
        lines.append("loss.backward()")
        lines += [f"{name}.data -= 0.1" for name in weights]
        lines += [f"{name}.grad = 0" for name in weights]
    return ("\n".join(lines),)
