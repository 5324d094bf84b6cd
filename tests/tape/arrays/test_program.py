"""The program for a batch: one line for many numbers, forward and backward."""

from micrograd_plus import Value, detach, record, sin, tanh
from micrograd_plus.nn import MLP


def program(compute, *example):
    return record(compute, *example).plan.array_program


def test_the_length_does_not_grow_with_the_width() -> None:
    """Three units or thirty are the same lines over other arrays."""
    lengths = []
    for width in (3, 30):
        model = MLP(2, [width, width, 1], activation="tanh", seed=0)
        found = program(lambda x, model=model: model(x), [0.1, 0.2])
        lengths.append((len(found.forward), len(found.backward)))
    assert lengths[0] == lengths[1]


def test_every_name_of_a_line_is_bound() -> None:
    """To a view, a temporary or a fixed array; each line says what it stands for."""
    model = MLP(2, [3, 1], activation="tanh", seed=0)
    found = program(lambda x: (model(x) - 1.0) ** 2, [0.1, 0.2])
    names = {*found.specs, *found.fixed}
    assert names
    text = "\n".join(line.text for line in found.forward + found.backward)
    assert all(name in text or f"'{name}'" in repr(found.specs) for name in names)
    assert all(line.meaning for line in found.forward + found.backward)


def test_nothing_is_sent_where_no_gradient_flows() -> None:
    """What only detach leads to has no line on the way back."""
    w = Value(2.0)
    assert program(lambda x: detach(sin(w * x)), 0.5).backward == []
    both = program(lambda x: tanh(w * x) + detach(sin(w * x)), 0.5)
    assert "sin" in "".join(line.text for line in both.forward)
    assert "cos" not in "".join(line.text for line in both.backward)
