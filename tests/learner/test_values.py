"""Mistakes with single Values."""

import pytest

from micrograd_plus.errors import LikelyMistake, RecordingError
from tests.learner.mistakes import Mistake, check, mistake, run, silent

TEXT = ("is text", "print(", ".data")
LEARNED = ("derivative is 0", "a.data")
SEVERAL = ("one number", "list of Values", "a.data")

ERRORS = [
    mistake("a.data -= 0.1 * a", TypeError, ".data", "p.data -= 0.1 * p.grad"),
    mistake("a.data = Value(3.0)", TypeError, ".data is a plain number", "Value(data=3.0"),
    mistake("a.data = a + 1", TypeError, ".data is a plain number", "take its .data"),
    mistake("a.grad = Value(1.0)", TypeError, ".grad is a plain number", "take its .data"),
    mistake("a.grad += 0.5 * b", TypeError, ".grad is a plain number"),
    mistake("'loss: ' + a", TypeError, "'loss: '", *TEXT),
    mistake("a + ' is the loss'", TypeError, *TEXT),
    mistake("a * '2.5'", TypeError, "'2.5'", "float(...)"),
    mistake("a // 2", TypeError, "no //", *LEARNED),
    mistake("7 // a", TypeError, "no //"),
    mistake("a % 2", TypeError, "no %", *LEARNED),
    mistake("divmod(a, 2)", TypeError, "divmod(a.data, 2)"),
    mistake("math.floor(a)", TypeError, "math.floor(a.data)"),
    mistake("math.ceil(a)", TypeError, "math.ceil(a.data)"),
    mistake("math.trunc(a)", TypeError, "math.trunc(a.data)"),
    mistake("int(a)", TypeError, "int(v.data)"),
    mistake("math.exp(a)", TypeError, ".data", "math.sin(v)"),
    mistake("a ^ 2", TypeError, "a ** 2"),
    mistake("a @ b", TypeError, "a * w", "dot("),
    mistake("a & b", TypeError, "(a > 0) & (b > 0)"),
    mistake("~a", TypeError, "~(a > 0)"),
    mistake("a[0]", TypeError, *SEVERAL),
    mistake("len(a)", TypeError, *SEVERAL),
    mistake("for x in a: pass", TypeError, *SEVERAL),
    mistake("x, w = a", TypeError, *SEVERAL),
    mistake("list(a)", TypeError, *SEVERAL),
    mistake("a.relu() * a.sigmoid", TypeError, "sigmoid", "v.sigmoid()"),
    mistake("a.tanh + b", TypeError, "tanh", "v.tanh()"),
    mistake("a * relu", TypeError, "relu", "relu(v)"),
    mistake("a + b.backward()", TypeError, "None", "backward()"),
    mistake("a.item()", AttributeError, "item", ".data"),
    mistake("a.value", AttributeError, "value", ".data"),
    mistake("a.numpy()", AttributeError, "numpy", ".data"),
    mistake("a.derivative", AttributeError, "derivative", ".grad"),
    mistake("where(a == b, 1.0, 0.0)", TypeError, "==", "one and the same", "abs(a - b) < 1e-9"),
    mistake("where(a != b, 1.0, 0.0)", TypeError, "!=", "abs(a - b) < 1e-9"),
    mistake("where(a, 1.0, 0.0)", TypeError, "condition", "v > 0"),
    mistake("a == 2", TypeError, "v.data == 2"),
    mistake("Value([1.0, 2.0])", TypeError, "[Value(x) for x in xs]"),
    mistake("Value(2.0, requires_grad=True)", TypeError, "'requires_grad'", "leave it out"),
    mistake("Value(2.0, lable='a')", TypeError, "'lable'", "data and label"),
    mistake("(a * b).backward(retain_graph=True)", TypeError, "'retain_graph'", "graph is kept"),
    mistake("(a * b).backward(start=2.0)", TypeError, "'start'", "upstream"),
    mistake("maximum(a, b, 3)", TypeError, "two operands", "maximum(maximum(a, b), c)"),
    mistake("a.minimum(b, 3, 4)", TypeError, "two operands", "minimum(minimum(a, b), c)"),
    mistake("Value(a)", TypeError, "a Value already"),
    mistake("grad(lambda x: x * x, a)", TypeError, "a result, not a function"),
    mistake("grad(2.0 * a, (2.0 * a).parents[0])", ValueError, "Value(data=2.0, a constant)"),
    mistake("model([2.0 * a])", ValueError, "3 inputs", "Value(data=4.0"),
]

OWN = """
class Number:
    def __init__(self, data, parents=(), op=""):
        self.data, self.grad, self._prev, self._op = data, 0.0, set(parents), op
theirs = Number(3.0)
"""
WHOSE = ("__main__.Number", "micrograd_plus")

FOREIGN = [
    mistake(OWN + "a + theirs", TypeError, *WHOSE, "from micrograd_plus import Value"),
    mistake(OWN + "theirs * a", TypeError, *WHOSE),
    mistake(OWN + "Value(theirs)", TypeError, *WHOSE),
    mistake(OWN + "a.data = theirs", TypeError, *WHOSE),
    mistake(OWN + "tanh(theirs)", TypeError, *WHOSE),
    mistake(OWN + "a < theirs", TypeError, *WHOSE),
    mistake(OWN + "grad(theirs, [a])", TypeError, *WHOSE),
    mistake(OWN + "grad(a * b, [theirs])", TypeError, *WHOSE),
    mistake(OWN + "explain(theirs)", TypeError, *WHOSE),
    mistake(OWN + "optim.SGD(lr=0.1).step([theirs])", TypeError, *WHOSE),
    mistake(OWN + "losses.mse([theirs], [1.0])", TypeError, *WHOSE),
    mistake(OWN + "model([theirs, 1.0, 2.0])", TypeError, *WHOSE),
    mistake(OWN + "record(lambda x: theirs, 1.0)", RecordingError, *WHOSE),
    mistake(OWN + "import viz\nviz.player(theirs)", TypeError, *WHOSE),
    mistake(OWN + "explain(a * b).paths(theirs)", TypeError, *WHOSE),
    mistake(OWN + "gradcheck(lambda x: theirs, 1.0)", TypeError, *WHOSE),
    mistake(OWN + "check_derivation(theirs, {'a': (a, 1.0)})", TypeError, *WHOSE),
    mistake(OWN + "check_derivation(a * b, {'a': (theirs, 1.0)})", TypeError, *WHOSE),
]

FORGOTTEN = ("zero_grad()", "p.grad = 0", "earlier pass")
UNMOVED = ("makes a new Value", "p.data -= 0.1 * p.grad")
LOOP = """
for step in range(3):
    loss = total()
    {}
    for p in model.parameters():
        {}
"""
BY_HAND = "p.data -= 0.1 * p.grad"

WARNINGS = [
    mistake(LOOP.format("loss.backward()", BY_HAND), LikelyMistake, *FORGOTTEN),
    mistake(
        "opt = optim.Adam(lr=0.1)"
        + LOOP.format("loss.backward(); opt.step(model.parameters())", "pass"),
        LikelyMistake,
        *FORGOTTEN,
    ),
    mistake(
        "opt = optim.SGD(lr=0.1); model = MLP(3, [8, 1], activation='tanh', seed=1)"
        + LOOP.format("loss.backward(); opt.step(model.parameters())", "pass"),
        LikelyMistake,
        *FORGOTTEN,
    ),
    mistake(
        "for step in range(3):\n    (a * a).backward()\n    a.data = a.data - 0.1 * a.grad",
        LikelyMistake,
        '"a"',
        *FORGOTTEN,
    ),
    mistake(
        "model.zero_grad()" + LOOP.format("loss.backward()", BY_HAND), LikelyMistake, *FORGOTTEN
    ),
    mistake(
        "for step in range(3):\n    c = a * a\n    c.grad = 1.0\n    c._backward()\n"
        "    a.data -= 0.1",
        LikelyMistake,
        *FORGOTTEN,
    ),
    mistake(
        "tape = record(lambda x: a * x, 1.0)\nfor step in range(3):\n"
        "    tape.backward([1.0, 2.0])\n    a.data -= 0.1 * a.grad",
        LikelyMistake,
        *FORGOTTEN,
    ),
    mistake(
        "total().backward()\nfor p in model.parameters():\n    p -= 0.1 * p.grad",
        LikelyMistake,
        "-=",
        *UNMOVED,
    ),
    mistake(
        "total().backward()\nfor p in model.parameters():\n    p += -0.1 * p.grad",
        LikelyMistake,
        "+=",
        *UNMOVED,
    ),
    mistake(
        "total().backward()\nfor p in model.parameters():\n    p -= np.float64(0.1) * p.grad",
        LikelyMistake,
        *UNMOVED,
    ),
    mistake(
        "total().backward()\nfor p in model.parameters():\n    p = p - 0.1 * p.grad",
        LikelyMistake,
        "p = p - number",
        *UNMOVED,
    ),
    mistake(
        "total().backward()\nfor p in model.parameters():\n    p = p + -0.1 * p.grad",
        LikelyMistake,
        *UNMOVED,
    ),
    mistake(
        "total().backward()\nw = model.parameters()\nfor i in range(9):\n"
        "    w[i] = w[i] - 0.1 * w[i].grad",
        LikelyMistake,
        *UNMOVED,
    ),
    mistake(
        "total().backward()\nfor i, p in enumerate(model.parameters()):\n"
        "    g = p.grad\n\n    p -= 0.1 * g",
        LikelyMistake,
        *UNMOVED,
    ),
    mistake(
        "total().backward()\nfor p in model.parameters(): p /= 2", LikelyMistake, "/=", *UNMOVED
    ),
    mistake(
        "opt = optim.SGD(lr=0.1)\nloss = total()\nloss.backward\nopt.step(model.parameters())",
        LikelyMistake,
        "step moves nothing",
        "loss.backward()",
    ),
    mistake(
        "opt = optim.Adam(lr=0.1)\ntotal().backward()\nmodel.zero_grad()\n"
        "opt.step(model.parameters())",
        LikelyMistake,
        "step moves nothing",
        "zero_grad() not between",
    ),
    mistake(
        "total().backward()\nfor p in model.parameters():\n    p *= 0.99",
        LikelyMistake,
        "*=",
        "p.data",
    ),
]


@pytest.mark.parametrize("row", [*ERRORS, *FOREIGN, *WARNINGS])
def test_a_mistake_is_answered(row: Mistake) -> None:
    """By an error or a warning that names what is meant."""
    check(row)


ZEROED = LOOP.format("model.zero_grad(); loss.backward()", BY_HAND)
GAN = """
d, g = MLP(1, [3, 1], "tanh", seed=1), MLP(1, [2, 1], "tanh", seed=2)
first, second = optim.{0}, optim.{0}
for step in range(4):
    d.zero_grad(); losses.hinge([d([1.0]), d([g([0.5])])], [1, -1]).backward()
    first.step(d.parameters())
    g.zero_grad(); losses.hinge(d([g([0.5])]), 1).backward()
    second.step(g.parameters())
"""
BLOCKS = """
blocks = [model.parameters()[k::3] for k in range(3)]
for step in range(7):
    block = blocks[step % 3]
    for p in block: p.grad = 0
    total().backward()
    for p in block: p.data -= 0.1 * p.grad
"""
REBOUND = """
def f(x):
    x -= 1.0
    x *= 2
    return x ** 2
for step in range(3):
    loss = f(a)
    a.grad = 0
    loss.backward()
    a.data -= 0.1 * a.grad
pos = a
pos += 0.5
c = a
c += 1
for p in model.parameters():
    p.grad = 1.0
    c = p
    c -= 0.5
"""
RIGHT = {
    "a name bound anew": REBOUND,
    "two networks": GAN.format("SGD(lr=0.1)"),
    "two networks, by Adam": GAN.format("Adam()"),
    "block by block": BLOCKS,
    "block by block, by an optimiser": BLOCKS.replace(
        "    for p in block: p.data -= 0.1 * p.grad", "    optim.SGD(lr=0.1).step(block)"
    ),
    "zero_grad before": ZEROED,
    "zero_grad after": ZEROED.replace("model.zero_grad(); ", "") + "    model.zero_grad()\n",
    "set to zero": ZEROED.replace(
        "model.zero_grad()", "[setattr(p, 'grad', 0.0) for p in P]"
    ).replace("for step", "P = model.parameters()\nfor step", 1),
    "by the graph": "for step in range(3):\n    c = a * a\n    c.zero_grad()\n    c.backward()\n"
    "    a.data -= 0.1 * a.grad",
    "an optimiser": "opt = optim.Adam(lr=0.1)"
    + LOOP.format("model.zero_grad(); loss.backward(); opt.step(model.parameters())", "pass"),
    "added up on purpose": LOOP.format(
        "model.zero_grad()\n    for row, goal in zip(X, y):\n"
        "        losses.mse(model(row), goal).backward()",
        BY_HAND,
    ),
    "twice without a step": "c = a * b\nc.backward(); c.backward(); c.backward()",
    "momentum by hand": "for step in range(3):\n    (a * a).backward()\n"
    "    a.data -= 0.1 * a.grad\n    a.grad = 0.9 * a.grad",
    "moved and put back": "(a * a).backward()\na.data += 0.1\na.data -= 0.1\na.data = 2.0\n"
    "(a * b).backward()",
    "a dead leaf": "(a * b).backward()\na.data = -1.0\n(a * 0.0 + b).backward()",
    "sums in place": "loss = Value(0.0)\nfor x in (a, b):\n    loss += x * x\n    loss -= 1.0\n"
    "    loss /= 2.0\nloss.backward()",
    "a leaf moved before any pass": "a -= 1.0\na *= 2\n(a * b).backward()",
    "fit by the scalar engine": "total().backward()\nmodel.fit(X, y, epochs=3, engine='scalar')\n"
    "model.fit(X, y, epochs=3)\nmodel.zero_grad()\ntotal().backward()",
    "a difference from a number": "for step in range(3):\n    loss = (a - 3.0) ** 2 + (b + 1.5)\n"
    "    a.grad = b.grad = 0.0\n    loss.backward()\n    a.data -= 0.1 * a.grad",
    "a mask": "assert (a == a) and a != b and a in [b, a] and [b, a].index(a) == 1",
    "numpy": "assert np.std([a, b]).data == 2.5 and np.var([a, b]).data == 6.25",
    "a drawing of one's own class": OWN + "assert 'data 3.0' in draw_dot(theirs).source",
    "chosen by a bool": "assert where(True, a, b).data == 2.0 and where(a > b, a, b).data == 2.0",
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_not_warned_about(name: str) -> None:
    """Nothing is said."""
    silent(RIGHT[name])


def test_it_is_said_once() -> None:
    """One warning for a loop, wherever it goes on."""
    loop = LOOP.format("loss.backward()", BY_HAND)
    with pytest.warns(LikelyMistake) as caught:
        run(loop + loop)
    assert len(caught) == 1
