"""Every node knows the part of the program that made it."""

import copy
import gc
import pickle
import weakref
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from micrograd_plus import Value, losses, record, scope, tanh
from micrograd_plus.graph import toposort
from micrograd_plus.nn import MLP, Layer, Module, Neuron


def paths(root):
    """The paths of the scopes in which the results below a root were made, in order."""
    order = toposort(root, lambda node: node.parents)
    return [node.scope.path if node.scope else "" for node in order if node.rule]


class Pair(Module):
    """Two networks, one after the other, in a dict and a list."""

    def __init__(self):
        self.parts = {"first": Neuron(1)}
        self.more = [Layer(1, 1)]

    def __call__(self, x):
        inner = self.parts["first"](x)
        return self.more[0]([inner * 2])


def test_modules_are_scopes():
    """A node belongs to the innermost module that was running, by its path from the outermost."""
    y = MLP(1, [2, 1])([1.0]) ** 2
    first, second = "MLP.layers[0].neurons[0]", "MLP.layers[0].neurons[1]"
    last = "MLP.layers[1].neurons[0]"
    assert Counter(paths(y)) == {first: 3, second: 3, last: 3, "": 1}
    assert [part.kind for part in y.parents[0].scope.chain()] == ["MLP", "Layer", "Neuron"]


def test_names_of_parts():
    """A part is called by its attribute, index and key; a stranger by its class."""
    assert list(dict.fromkeys(paths(Pair()([1.0])))) == [
        "Pair.parts['first']",
        "Pair",
        "Pair.more[0].neurons[0]",
    ]

    class Borrows(Module):
        def __call__(self, x):
            return Neuron(1)(x)

    assert set(paths(Borrows()([1.0]))) == {"Borrows.Neuron"}


def test_a_part_that_is_replaced_is_found_again():
    """Names are those of the moment of the call."""
    model = MLP(1, [1, 1])
    model([1.0])
    model.layers.reverse()
    assert paths(model([1.0]))[0] == "MLP.layers[0].neurons[0]"


def test_own_scopes():
    """A with block is a scope; blocks nest with each other and with modules."""
    model = Neuron(1)
    with scope("outer") as outer:
        a = Value(1.0)
        with scope(" inner "):
            b = tanh(a)
        c = model([b])
    d = -c
    found = [part.scope.path if part.scope else "" for part in (a, b, c, d)]
    assert found == ["outer", "outer.inner", "outer.Neuron", ""]
    assert outer.path == "outer"


def test_two_calls_are_two_scopes():
    """Each call of a module is a scope of its own; what one call makes shares it."""
    model = Neuron(1)
    a, b = model([1.0]), model([1.0])
    assert a.scope is not b.scope
    assert a.scope is a.parents[0].scope


def test_errors_leave_no_scope_behind():
    """A scope ends with its block, however that ends."""
    with pytest.raises(ZeroDivisionError), scope("risky"):
        Value(1.0) / 0
    with pytest.raises(ValueError, match="takes 1 inputs"):
        MLP(1, [1])([1.0, 2.0])
    assert (-Value(1.0)).scope is None


def test_threads_leave_no_scope_behind():
    """Calls in two threads that overlap know their own parts, and no scope outlives them."""
    first_entered, second_entered, first_left = Event(), Event(), Event()

    class Waits(Module):
        def __init__(self, entered, until):
            self.entered, self.until = entered, until

        def __call__(self, x):
            self.entered.set()
            assert self.until.wait(10)
            return tanh(x)

    def first():
        Waits(first_entered, second_entered)(Value(1.0))
        first_left.set()

    def second():
        Waits(second_entered, first_left)(Value(1.0))
        return MLP(1, [1])([1.0])

    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(first)
        assert first_entered.wait(10)
        other = threads.submit(second)
        one.result(10)
        assert set(paths(other.result(10))) == {"MLP.layers[0].neurons[0]"}
    assert (-Value(1.0)).scope is None


def test_a_part_in_two_places_has_one_name():
    """A shared module is called by its first place, as its parameters are; lists may go round."""

    class Shares(Module):
        def __init__(self):
            self.first = Neuron(1)
            self.again = [self.first]
            self.again.append(self.again)

        def __call__(self, x):
            return self.again[0](x)

    model = Shares()
    assert set(paths(model([1.0]))) == {"Shares.first"}
    assert list(model.named_parameters()) == ["first.w[0]", "first.b"]


def test_overridden_calls_are_one_scope():
    """A class that calls what it overrides makes one scope, under the name of the module."""

    class Squared(Neuron):
        def __call__(self, x):
            return super().__call__(x) ** 2

    assert set(paths(Squared(1)([1.0]))) == {"Squared"}


@pytest.mark.parametrize(
    ("name", "error"), [(3, TypeError), (None, TypeError), ("", ValueError), (" ", ValueError)]
)
def test_a_scope_needs_a_name(name, error):
    """What is not a name is refused, with what to write."""
    with pytest.raises(error, match=r"scope\('encoder'\)"), scope(name):
        pass


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda v: pickle.loads(_dump(v))])
def test_copies_keep_their_scope(copied):
    """A copy belongs where the original does, and nodes of one call still share it."""
    y = copied(MLP(1, [1, 1])([1.0]))
    assert y.scope.path == "MLP.layers[1].neurons[0]"
    assert y.scope is y.parents[1].scope
    assert repr(y.scope) == "<scope MLP.layers[1].neurons[0]>"


def _dump(value):
    return pickle.dumps(value)


def test_a_graph_keeps_no_model_alive_and_is_freed_at_once():
    """Scopes are names: neither the model nor a dropped graph waits for the garbage collector."""
    model = MLP(1, [1])
    model.last = model([1.0])
    seen, result = weakref.ref(model), weakref.ref(model.last)
    gc.disable()
    try:
        del model
        assert seen() is None
        assert result() is None
    finally:
        gc.enable()


def test_recording_sees_scopes():
    """What is made while a function is recorded belongs to its scope too."""
    model, seen = MLP(1, [1]), []

    def loss(x, y):
        out = model([x])
        seen.append(out.scope.path)
        return losses.SAMPLE_LOSSES[losses.mse](out, y)

    assert record(loss, 1.0, 0.0)([1.0], [0.0]).shape == (1,)
    assert set(seen) == {"MLP.layers[0].neurons[0]"}


def test_signatures_stay():
    """A module's call keeps its name, its arguments and its text."""
    assert MLP.__call__.__name__ == "__call__"
    assert "one row of inputs" in MLP.__call__.__doc__
