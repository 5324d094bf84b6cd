"""The lessons that an engine is asked, in the order in which one learns: plain data."""

from dataclasses import dataclass

from .networks import descent, neuron, tangle


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing that an engine should be able to do.

    Attributes:
        name: a short name.
        title: what is asked, in a few words.
        teaches: why it matters.
        programs: what the engine has to run, as `drawn` reads it.
        core: whether an engine that lacks this has failed; else it is missing.
        optional: whether an engine that refuses, with an error in the forward pass, lacks it.
        partly: whether one program is enough, and those that an engine lacks are left out.
    """

    name: str
    title: str
    teaches: str
    programs: tuple[str, ...]
    core: bool = False
    optional: bool = False
    partly: bool = False


def _passes(*formulas: str) -> tuple[str, ...]:
    """A program for each formula of a and b, with a backward pass.

    The result goes into a product: a step that forgets what comes from above is found out.
    """
    head = "a = value(); b = value(); k = value()"
    return tuple(f"{head}; c = {each}; d = c * k; d.backward()" for each in formulas)


def _operation(symbol: str) -> tuple[str, ...]:
    """A binary operation of two values, alone and within a product."""
    head = "a = value(); b = value()"
    return (f"{head}; c = a {symbol} b; c.backward()", *_passes(f"a {symbol} b"))


def _function(name: str, *points: str) -> tuple[str, ...]:
    """A function at some points, alone and within a product."""
    return tuple(
        f"a = value({point}); k = value(); b = {name}(a); {end}"
        for point in points
        for end in ("b.backward()", "c = b * k; c.backward()")
    )


LESSONS = (
    Lesson(
        "construction",
        "a value holds its number",
        "Everything else reads it.",
        ("a = value()", "a = value(0.1)", "a = value(); b = value(-0.5, -0.1)", "a = value(3)"),
        core=True,
    ),
    Lesson(
        "add",
        "a + b",
        "A sum hands its gradient on to both.",
        ("a = value(); b = value(); c = a + b; c.backward()",),
        core=True,
    ),
    Lesson(
        "multiply",
        "a * b",
        "A product swaps its operands.",
        (*_operation("*"), *_passes("a + b")),
        core=True,
    ),
    Lesson(
        "twice",
        "a + a and a * a",
        "A value that is used twice gets a gradient over both uses, and they add up.",
        (
            "a = value(); b = a + a; b.backward()",
            "a = value(); b = a * a; b.backward()",
            "a = value(); k = value(); b = a + a; c = b * k; c.backward()",
        ),
        core=True,
    ),
    Lesson(
        "shared",
        "a value used by two others",
        "Gradients from different uses add up.",
        (
            "a = value(); k = value(); m = value(); b = a * k; c = a * m; d = b + c; d.backward()",
            "a = value(); k = value(); b = a * k; c = b + a; c.backward()",
            "a = value(); k = value(); b = a * k; c = b * a; c.backward()",
        ),
        core=True,
    ),
    Lesson(
        "order",
        "a shared sub-expression",
        "A value hands its gradient on once, when all of it has come.",
        (
            "a = value(); k = value(); b = a * k; c = b + b; c.backward()",
            "a = value(); k = value(); b = a * k; c = b * b; c.backward()",
            "a = value(); k = value(); m = value(); b = a * k; c = b * m; d = c + b; d.backward()",
            "a = value(); k = value(); m = value(); b = a * k; c = b * m; d = b + c; d.backward()",
            *tangle(),
        ),
        core=True,
    ),
    Lesson(
        "equal",
        "two values with the same number",
        "What is equal is not the same: each value hands its own gradient on.",
        (
            "a = value(1.5); b = value(1.5); c = a * a; d = b * b; e = c + d; e.backward()",
            "a = value(); k = value(); c = a * a; d = a * a; e = c * k; f = e + d; f.backward()",
        ),
    ),
    Lesson(
        "many_ways",
        "a value reached over a million million ways",
        "Each value is visited once, not once for each way that leads to it.",
        ("a = value(); b = repeat(a, 40); b.backward()",),
        core=True,
    ),
    Lesson(
        "accumulation",
        "two results, one leaf",
        "The gradient of a leaf adds up over passes until it is cleared.",
        ("a = value(); b = value(); c = a * b; d = a + b; c.backward(); d.backward()",),
    ),
    Lesson(
        "clearing",
        "a gradient set to 0 by hand",
        "After that a pass gives this pass alone.",
        (
            "a = value(); b = value(); c = a * b; c.backward(); a.grad = 0; b.grad = 0;"
            "d = a * a; d.backward()",
        ),
    ),
    Lesson(
        "zero_grad",
        "zero_grad()",
        "It clears what passes have added up, so that the next one gives its own gradients.",
        (
            "a = value(); b = value(); c = a * b; c.backward();"
            "c.zero_grad(); a.zero_grad(); b.zero_grad()",
            "a = value(); b = value(); c = a * b; c.backward();"
            "c.zero_grad(); a.zero_grad(); b.zero_grad(); d = a + b; d.backward()",
        ),
    ),
    Lesson(
        "second_pass",
        "backward() twice on one result",
        "It doubles the gradients of the leaves: those of inner values belong to one pass. Most "
        "small engines, micrograd too, keep the inner ones.",
        (
            "a = value(); b = value(); c = a * b; c.backward(); c.backward()",
            "a = value(); b = value(); c = a * b; d = c * b; d.backward(); d.backward()",
        ),
    ),
    Lesson("negate", "-a", "The gradient changes its sign.", _passes("-a")),
    Lesson("subtract", "a - b", "The gradient of b changes its sign.", _operation("-")),
    Lesson(
        "power",
        "a ** n",
        "n * a**(n - 1), also for a negative a.",
        (
            "a = value(0.3, 2); b = a ** 3; b.backward()",
            "a = value(-2, -0.3); b = a ** 3; b.backward()",
            "a = value(); k = value(); b = a ** 2; c = b * k; c.backward()",
            "a = value(0.3, 2); k = value(); b = a ** 0.5; c = b * k; c.backward()",
            "a = value(); k = value(); b = a ** -1; c = b * k; c.backward()",
            "a = value(); k = value(); b = a ** -2; c = b * k; c.backward()",
        ),
    ),
    Lesson(
        "power_edges",
        "powers at 0, and the powers 0 and 1",
        "A constant has the slope 0, and x the slope 1, at 0 too.",
        (
            "a = value(); k = value(); b = a ** 1; c = b * k; c.backward()",
            "a = value(); k = value(); b = a ** 0; c = b * k; c.backward()",
            "a = value(0.0); b = a ** 2; c = b + a; c.backward()",
            "a = value(0.0); k = value(); b = a ** 1; c = b * k; c.backward()",
            "a = value(0.0); b = a ** 0; c = b + a; c.backward()",
        ),
    ),
    Lesson(
        "power_value",
        "a ** b",
        "An exponent that is a value has a gradient too.",
        (
            "a = value(0.3, 2); b = value(); c = a ** b; c.backward()",
            "a = value(0.3, 2); b = value(); k = value(); c = a ** b; d = c * k; d.backward()",
        ),
        optional=True,
    ),
    Lesson("divide", "a / b", "1 / b, and -a / b**2.", _operation("/")),
    Lesson(
        "numbers",
        "a + 2 and a * 2",
        "A plain number is a constant.",
        _passes("a + number()", "a * number()", "a * 3 + 1"),
    ),
    Lesson(
        "reflected",
        "2 + a and 2 * a",
        "Python asks the right operand.",
        _passes("number() + a", "number() * a"),
    ),
    Lesson(
        "number_minus",
        "a - 2 and 2 - a",
        "2 - a is not a - 2: the gradient changes its sign.",
        _passes("a - number()", "number() - a"),
    ),
    Lesson(
        "number_divided",
        "a / 2 and 2 / a",
        "2 / a is not a / 2.",
        _passes("a / number()", "number() / a"),
    ),
    Lesson(
        "reflected_power",
        "2 ** a",
        "Its slope holds the logarithm of 2.",
        ("a = value(); k = value(); b = number(0.3, 2) ** a; c = b * k; c.backward()",),
        optional=True,
    ),
    Lesson(
        "sum",
        "sum() of values",
        "Python's sum begins with 0 + the first.",
        (
            "a = value(); b = value(); c = value(); s = sum([a, b, c]); s.backward()",
            "a = value(); b = value(); s = sum([a, b, a * b]); t = s * a; t.backward()",
        ),
    ),
    Lesson("exp", "exp(a)", "It is its own slope.", _function("exp", "")),
    Lesson("log", "log(a)", "1 / a.", _function("log", "0.3, 0.9", "1.2, 3")),
    Lesson("tanh", "tanh(a)", "1 - tanh(a)**2.", _function("tanh", "")),
    Lesson("sigmoid", "sigmoid(a)", "s * (1 - s).", _function("sigmoid", "")),
    Lesson("relu", "relu(a)", "1 above 0, 0 below.", _function("relu", "0.3, 2", "-2, -0.3")),
    Lesson("softplus", "softplus(a)", "Its slope is the sigmoid.", _function("softplus", "")),
    Lesson("sin", "sin(a)", "Its slope is the cosine.", _function("sin", "")),
    Lesson("cos", "cos(a)", "Its slope is minus the sine.", _function("cos", "")),
    Lesson("sqrt", "sqrt(a)", "1 / (2 * sqrt(a)).", _function("sqrt", "0.3, 3")),
    Lesson("absolute", "abs(a)", "The sign of a.", _function("abs", "0.3, 2", "-2, -0.3")),
    Lesson(
        "tanh_extremes",
        "tanh far from 0",
        "It is ±1 there, and flat: nothing overflows.",
        (
            "a = value(800, 900); b = tanh(a); b.backward()",
            "a = value(-900, -800); b = tanh(a); b.backward()",
        ),
    ),
    Lesson(
        "sigmoid_extremes",
        "sigmoid far from 0",
        "It is 0 or 1 there, and flat: nothing overflows.",
        (
            "a = value(800, 900); b = sigmoid(a); b.backward()",
            "a = value(-900, -800); b = sigmoid(a); b.backward()",
        ),
    ),
    Lesson(
        "softplus_extremes",
        "softplus far from 0",
        "It is 0 or a there: nothing overflows.",
        (
            "a = value(800, 900); b = softplus(a); b.backward()",
            "a = value(-900, -800); b = softplus(a); b.backward()",
        ),
    ),
    Lesson(
        "deep",
        "a chain of 5,000 operations",
        "The walk of a graph is a loop: Python's stack ends near 1,000 calls.",
        ("a = value(); b = value(); c = repeat(a, b, 5000); c.backward()",),
    ),
    Lesson("neuron", "a neuron", "What networks are made of.", neuron(), partly=True),
    Lesson(
        "descent",
        "training a small network",
        "Forward, backward, a step down, gradients cleared, again.",
        descent(),
    ),
)
