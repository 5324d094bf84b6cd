"""What is known after a step."""

import pytest

from micrograd_plus import StaleGraphError, Value, explain, relu, sqrt, sum as total, where
from micrograd_plus.explanation.names import node_names
from micrograd_plus.nn import MLP
from tests.viz.graphs import neuron
from viz.collapse import whole
from viz.moment import Moment, moment, width


def at(root: Value, step: int) -> Moment:
    order = whole(root).order
    return moment(root, step, dict(zip(order, node_names(order), strict=True)))


def results() -> list[Value]:
    a, b = Value(-2.0, label="a"), Value(0.5, label="b")
    return [
        neuron(),
        a * a + a**3 - 2 * a,
        where(a < b, a * b, sqrt(b)),
        relu(a) * b,
        total([a, a, b]),
        MLP(2, [3, 1], seed=0)([a, b]),
        a,
    ]


@pytest.mark.parametrize("root", results(), ids=lambda root: root.label or root._op or "leaf")
def test_it_is_what_the_steps_tell(root: Value) -> None:
    """Numbers and sums are those that explain has told by then; the step is about the same."""
    known: dict[str, float] = {}
    come: dict[str, float] = {}
    explained = explain(root)
    for step in explained.steps:
        if step.kind == "forward":
            known[step.name] = step.result
        else:
            come[step.parent_name or step.name] = step.total
        now = at(root, step.number)
        assert now.sentence.startswith(f"step {step.number} of {len(explained.steps)}, {step.kind}")
        assert {explained.name(node): node.data for node in now.computed} == known
        assert {explained.name(node): number for node, number in now.gradients.items()} == come
        assert explained.name(now.changed) == (step.parent_name or step.name)
        assert (now.sender is None) == (step.kind != "backward")
        if now.sender is not None:
            assert explained.name(now.sender) == step.name
            assert now.lines == {(now.sender, step.slot)}
    with pytest.raises(ValueError, match=f"1 to {len(explained.steps)}"):
        at(root, len(explained.steps) + 1)


def test_texts() -> None:
    """A dash stands for what is not known; a title has every digit."""
    a = Value(0.1, label="a")
    y = a * a
    first, seed, middle, last = (at(y, step) for step in (1, 2, 3, 4))
    assert (first.data_text(y), first.gradient_text(y)) == ("0.0100", "—")
    assert (seed.gradient_text(y), seed.gradient_text(a)) == ("1.0000", "—")
    assert (middle.gradient_text(a), last.gradient_text(a)) == ("0.1000", "0.2000")
    assert first.title(a) == ["data = 0.1", "grad: not reached yet"]
    assert last.title(a) == ["data = 0.1", "grad so far = 0.2"]
    z = y + 3.0
    assert at(z, 1).title(z) == ["data: not computed yet", "grad: not reached yet"]
    assert at(z, 1).title(z.parents[1]) == ["data = 3.0"]
    assert last.sentence == (
        "step 4 of 4, backward: v1 sends 1.0000 · 0.1000 = 0.1000 to a, in all 0.2000"
    )


def test_room_is_there_for_all_that_comes() -> None:
    """The rooms of all steps are the same, and no text is wider."""
    a = Value(-1e-7, label="a")
    y = (a * 1e12 + a) * a
    moments = [at(y, step.number) for step in explain(y).steps]
    assert all(
        (each.rooms, each.line_rooms, each.sentence_room, each.largest)
        == (moments[0].rooms, moments[0].line_rooms, moments[0].sentence_room, moments[0].largest)
        for each in moments
    )
    for each in moments:
        assert width(each.sentence) <= each.sentence_room
        for node, (data, gradient) in each.rooms.items():
            assert width(each.data_text(node)) <= data
            assert width(each.gradient_text(node)) <= gradient


def test_long_names_are_cut() -> None:
    """A sentence stays a line, whatever the labels and however many the operands."""
    y = total([Value(1.0, label="a name as long as a sentence, or longer") for _ in range(200)])
    for step in (1, 2, 3):
        assert len(at(y, step).sentence) < 150


@pytest.mark.parametrize("step", [0, -1, 4, 10**30])
def test_steps_that_there_are_not(step: int) -> None:
    """The error says how many there are."""
    with pytest.raises(ValueError, match=f"step is one of 1 to 3, .* here is {step}"):
        at(-Value(1.0), step)


@pytest.mark.parametrize("step", ["1", 1.0, True])
def test_steps_that_are_no_number(step: object) -> None:
    """A step is counted."""
    with pytest.raises(TypeError, match="step is a whole number"):
        at(-Value(1.0), step)


def test_stale_graphs() -> None:
    """There are no steps to draw of what is not so any more."""
    a = Value(1.0)
    y = -a
    a.data = 2.0
    with pytest.raises(StaleGraphError):
        at(y, 1)
