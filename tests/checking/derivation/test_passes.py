"""The two backward passes: from the truth, and from the author's own numbers."""

from micrograd_plus import Value, sum as total, tanh
from micrograd_plus.checking.derivation import check_derivation
from micrograd_plus.nn import MLP
from tests.checking.derivation.networks import network


def test_backward_order():
    """Rows come from the result to the leaves, whatever the order in which they were given."""
    net = network(0)
    given = net.given()
    backwards = dict(reversed(list(net.pairs(given).items())))
    names = [row.name for row in check_derivation(net.J, backwards).rows]
    assert sorted(names) == sorted(given)
    assert [names.index(n) for n in ("dA2", "dZ2", "dA1", "dZ1")] == sorted(
        names.index(n) for n in ("dA2", "dZ2", "dA1", "dZ1")
    )
    assert names.index("dW1") > names.index("dZ1")


def test_a_right_number_below_a_wrong_one():
    """What agrees with the truth is right, also where it does not follow from what is above."""
    net = network(0)
    given = net.given()
    report = check_derivation(net.J, net.pairs(given | {"dZ2": 2 * given["dZ2"]}))
    assert [row.name for row in report.rows if row.verdict != "right"] == ["dZ2"]


def test_recurrences():
    """Values of one array may depend on each other, as the states of a recurrence do."""
    w, states = Value(0.7, label="w"), [Value(0.3)]
    for _ in range(6):
        states.append(tanh(w * states[-1] + 0.1))
    y = total(states[1:])
    n = [state.data for state in states]
    dh = [0.0] * 7
    for t in range(6, -1, -1):
        later = dh[t + 1] * (1 - n[t + 1] ** 2) * 0.7 if t < 6 else 0.0
        dh[t] = later + (1.0 if t else 0.0)
    dw = sum(dh[t] * (1 - n[t] ** 2) * n[t - 1] for t in range(1, 7))
    assert check_derivation(y, {"dh": (states, dh), "dw": (w, dw)})
    last = dh[6] * (1 - n[6] ** 2) * n[5]
    assert check_derivation(y, {"dh": (states, dh), "dw": (w, last)})["dw"].kind == (
        "missing term of a sum"
    )


def test_gradients_stay():
    """Nothing is added to any gradient, and a model can be checked by its parameters."""
    model = MLP(2, [3, 1], seed=0)
    y = model([1.0, 2.0])
    y.backward()
    before = [p.grad for p in model.parameters()]
    assert check_derivation(y, {"dp": (model.parameters(), before)})
    assert [p.grad for p in model.parameters()] == before
