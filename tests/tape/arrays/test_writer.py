"""Lines of a program: arrays are used again, gradients are set first and then added up."""

from micrograd_plus import Value, cos, exp, record, sin, tanh
from micrograd_plus.nn import MLP
from micrograd_plus.tape.arrays.views import Temporary, Turned
from micrograd_plus.tape.arrays.writer import Writer


def writer_of(compute, *example) -> Writer:
    plan = record(compute, *example).plan
    return Writer(plan.graph, plan.layout, plan.schedule.groups)


def test_lines_are_taken_with_their_meaning() -> None:
    """Those of one part, which then begins anew."""
    writer = writer_of(lambda x: sin(x), 0.5)
    writer.meaning = "a sine"
    writer.write("sin(a, b)")
    assert [(line.text, line.meaning) for line in writer.take_lines()] == [("sin(a, b)", "a sine")]
    assert writer.take_lines() == []


def test_one_array_has_one_name() -> None:
    """Whoever asks for the same gets the same."""
    writer = writer_of(lambda x: sin(x), 0.5)
    first = writer.name(Turned("t"), "turned")
    assert writer.name(Turned("t"), "another") == first
    assert writer.name(Turned("u"), "another") == "another"
    assert writer.specs[first] == Turned("t")


def test_temporaries_do_not_pile_up() -> None:
    """A chain of operations needs no more arrays than a short one."""
    w = Value(0.5)
    counts = []
    for length in (5, 50):

        def chain(x, length=length):
            for _ in range(length):
                x = tanh(sin(x * w) * cos(x))
            return x

        specs = record(chain, 0.5).plan.array_program.specs.values()
        counts.append(sum(isinstance(spec, Temporary) for spec in specs))
    assert counts[0] == counts[1]


def test_gradients_that_meet_are_added() -> None:
    """One that comes first is set, and the sum is the engine's."""
    w = Value(0.3)
    tape = record(lambda x: sin(w * x) + cos(w) * x + exp(w), 0.5)
    tape.plan.by_arrays = lambda rows: True
    for _ in range(2):
        w.grad = 0.0
        tape.backward([0.5, 0.5])
        again, w.grad = w.grad, 0.0
        y = sin(w * 0.5) + cos(w) * 0.5 + exp(w)
        y.backward()
        assert abs(again - w.grad) < 1e-15


def test_weights_of_a_layer_are_one_view() -> None:
    """Nothing is gathered by index where places are evenly spaced."""
    model = MLP(3, [4, 2], activation="tanh", seed=0)
    fixed = record(lambda x: model(x), [0.1] * 3).plan.array_program.fixed
    assert [name for name in fixed if name.startswith("i")] == []
