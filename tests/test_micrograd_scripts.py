"""Programs written for micrograd: only their import lines have changed.

Each is run twice where micrograd is installed: with micrograd's imports and with ours; what they
print must be the same.
"""

import contextlib
import io
import random

import pytest

SCRIPTS = {
    "sanity check": """
x = Value(-4.0)
z = 2 * x + 2 + x
q = z.relu() + z * x
h = (z * z).relu()
y = h + q + q * x
y.backward()
print(y.data, x.grad)
""",
    "more operations": """
a = Value(-4.0)
b = Value(2.0)
c = a + b
d = a * b + b**3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e**2
g = f / 2.0
g += 10.0 / f
g.backward()
print("%.10f %.10f %.10f" % (g.data, a.grad, b.grad))
""",
    "tracing a graph": """
def trace(root):
    nodes, edges = set(), set()
    def build(v):
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                build(child)
    build(root)
    return nodes, edges

a, b = Value(2.0), Value(-3.0)
y = (a * b + a**2).relu() + a + a
y.backward()
nodes, edges = trace(y)
print(len(nodes), len(edges), sorted(n._op for n in nodes))
print(sorted("{ data %.4f | grad %.4f }" % (n.data, n.grad) for n in nodes))
print(len({str(id(n)) for n in nodes}))
""",
    "backward by hand": """
x1, x2, w1, w2, b = (Value(v) for v in (2.0, 0.0, -3.0, 1.0, 6.7))
x1w1 = x1 * w1
x2w2 = x2 * w2
s = x1w1 + x2w2
n = s + b
o = n.relu()
topo, visited = [], set()
def build_topo(v):
    if v not in visited:
        visited.add(v)
        for child in v._prev:
            build_topo(child)
        topo.append(v)
build_topo(o)
o.grad = 1
for node in reversed(topo):
    node._backward()
print([float(v.grad) for v in (x1, x2, w1, w2, b)])
""",
    "training a network": """
import numpy as np
random.seed(1337)
np.random.seed(1337)
X = np.random.randn(20, 2)
y = np.where(X[:, 0] * X[:, 1] > 0, 1, -1)
model = MLP(2, [8, 8, 1])
print(model)
print("number of parameters", len(model.parameters()))

def loss():
    inputs = [list(map(Value, xrow)) for xrow in X]
    scores = list(map(model, inputs))
    losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(y, scores)]
    data_loss = sum(losses) * (1.0 / len(losses))
    alpha = 1e-4
    reg_loss = alpha * sum((p * p for p in model.parameters()))
    accuracy = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(y, scores)]
    return data_loss + reg_loss, sum(accuracy) / len(accuracy)

for k in range(10):
    total_loss, acc = loss()
    model.zero_grad()
    total_loss.backward()
    learning_rate = 1.0 - 0.9 * k / 100
    for p in model.parameters():
        p.data -= learning_rate * p.grad
    print(f"step {k} loss {total_loss.data:.9f}, accuracy {acc*100}%")
""",
    "a regression with lists": """
random.seed(7)
xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
ys = [1.0, -1.0, -1.0, 1.0]
n = MLP(3, [4, 4, 1])
for k in range(5):
    ypred = [n(x) for x in xs]
    loss = sum((yout - ygt)**2 for ygt, yout in zip(ys, ypred))
    for p in n.parameters():
        p.grad = 0.0
    loss.backward()
    for p in n.parameters():
        p.data += -0.01 * p.grad
    print(k, "%.9f" % loss.data)
print("%.9f %.9f" % (n.layers[0].neurons[0].w[0].data, n.layers[-1].neurons[0].b.data))
""",
    "a module of one's own": """
random.seed(3)
class Net(Module):
    def __init__(self):
        self.hidden = Layer(2, 3)
        self.out = Neuron(3, nonlin=False)
    def __call__(self, x):
        return self.out(self.hidden(x))
    def parameters(self):
        return self.hidden.parameters() + self.out.parameters()
net = Net()
y = net([1.0, -2.0])
y.backward()
print("%.12f" % y.data, ["%.12f" % p.grad for p in net.parameters()])
net.zero_grad()
print([p.grad == 0 for p in net.parameters()])
""",
}


def run(script: str, package: str) -> str:
    imports = f"import random\nfrom {package}.engine import Value\n"
    imports += f"from {package}.nn import Module, Neuron, Layer, MLP\n"
    random.seed(0)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(imports + script, {"__name__": "script"})
    return printed.getvalue()


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_run(name: str) -> None:
    """Every script runs on micrograd_plus and prints numbers."""
    printed = run(SCRIPTS[name], "micrograd_plus")
    assert any(character.isdigit() for character in printed)
    assert "nan" not in printed


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_print_what_they_print_with_micrograd(name: str) -> None:
    """The output is that of micrograd itself."""
    pytest.importorskip("micrograd", reason='micrograd is in the extra "peers"')
    assert run(SCRIPTS[name], "micrograd_plus") == run(SCRIPTS[name], "micrograd")
