"""Mistakes of backward passes: the numbers that the broken code gives, and a sentence for each."""

import math
import random
from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import Value, explain, tanh
from micrograd_plus.explanation.broken import MOST_STEPS, Mistake, broken_pass
from micrograd_plus.explanation.names import node_names

# ---------------------------------------------- the broken engines, as a learner writes them


class Learner:
    """A small engine; its backward passes come in all the wrong ways."""

    def __init__(self, data: float, parents: tuple[Any, ...] = (), slopes: tuple[Any, ...] = ()):
        self.data, self.parents, self.slopes, self.grad = data, parents, slopes, 0.0

    def __add__(self, other: "Learner") -> "Learner":
        return Learner(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: "Learner") -> "Learner":
        return Learner(self.data * other.data, (self, other), (other.data, self.data))

    def tanh(self) -> "Learner":
        out = math.tanh(self.data)
        return Learner(out, (self,), (1 - out**2,))

    def send(self) -> None:
        for parent, slope in zip(self.parents, self.slopes, strict=True):
            parent.grad += self.grad * slope


def topological(root: Learner, marks: bool = True) -> list[Learner]:
    order: list[Learner] = []
    seen: set[Learner] = set()

    def visit(node: Learner) -> None:
        if marks and node in seen:
            return
        seen.add(node)
        for parent in node.parents:
            visit(parent)
        order.append(node)

    visit(root)
    return order[::-1]


def naive_recursion(root: Learner) -> None:
    def backward(node: Learner) -> None:
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad += node.grad * slope
            backward(parent)

    root.grad = 1.0
    backward(root)


def depth_first_without_marks(root: Learner) -> None:
    root.grad = 1.0
    for node in topological(root, marks=False):
        node.send()


def breadth_first(root: Learner) -> None:
    root.grad = 1.0
    queue, seen = [root], {root}
    while queue:
        node = queue.pop(0)
        node.send()
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)


def overwrite(root: Learner) -> None:
    root.grad = 1.0
    for node in topological(root):
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad = node.grad * slope


def not_cleared(root: Learner) -> None:
    for _ in range(2):
        for node in topological(root):
            if node.parents:
                node.grad = 0.0
        root.grad = 1.0
        for node in topological(root):
            node.send()


def inner_kept(root: Learner) -> None:
    for _ in range(2):
        root.grad = 1.0
        for node in topological(root):
            node.send()


def parents_as_set(root: Learner) -> None:
    root.grad = 1.0
    for node in topological(root):
        # Each parent once, with the slope of its first place.
        for parent in dict.fromkeys(node.parents):
            parent.grad += node.grad * node.slopes[node.parents.index(parent)]


BROKEN: dict[str, Callable[[Learner], None]] = {
    each.__name__: each
    for each in (
        naive_recursion,
        depth_first_without_marks,
        breadth_first,
        overwrite,
        not_cleared,
        inner_kept,
        parents_as_set,
    )
}

# ----------------------------------------------------------------------------------- the graphs


def twice(a: Any) -> Any:
    b = a + a
    return b + b


def cube(x: Any) -> Any:
    return x * x * x


def fork(x: Any, y: Any) -> Any:
    return x * y + x


def neuron(x: Any, w: Any, v: Any, u: Any, b: Any) -> Any:
    return (x * w + v * u + b).tanh()


def diamond(a: Any, b: Any) -> Any:
    c = a * b
    d = c * a
    return (d + b) * (c + d) * c


def tree(a: Any, b: Any) -> Any:
    return (a * b).tanh()


def early(x: Any, y: Any) -> Any:
    k = x * y
    return k.tanh() + k


def hidden(x: Any, zero: Any) -> Any:
    y = x + x
    return (y + y) * zero


GRAPHS: dict[str, tuple[Callable[..., Any], list[float]]] = {
    "twice": (twice, [1.0]),
    "cube": (cube, [3.0]),
    "fork": (fork, [3.0, -4.0]),
    "neuron": (neuron, [2.0, -3.0, 0.5, 1.0, 6.88]),
    "diamond": (diamond, [0.5, -1.5]),
    "tree": (tree, [0.5, 0.25]),
    "early": (early, [0.5, 0.25]),
    "hidden": (hidden, [2.0, 0.0]),
}
# A few words that only the sentence about this mistake holds.
WORDS = {
    "naive_recursion": "as soon as",
    "depth_first_without_marks": "mark each node",
    "breadth_first": "order by distance",
    "overwrite": "took the place",
    "not_cleared": "clear the gradients of leaves",
    "inner_kept": "inner",
    "parents_as_set": "a set holds it once",
}


def values(numbers: list[float]) -> list[Value]:
    return [Value(number, label=f"x{place}") for place, number in enumerate(numbers, 1)]


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("mistake", list(Mistake))
def test_numbers_are_those_of_broken_code(mistake: str, graph: str) -> None:
    """The same graph, the same mistake, the same gradients; and nothing of the user's changes."""
    f, numbers = GRAPHS[graph]
    learners = [Learner(number) for number in numbers]
    BROKEN[mistake](f(*learners))
    leaves = values(numbers)
    y = f(*leaves)
    found = explain(y).broken(mistake)
    broken = [found.gradients[leaf.label][1] for leaf in leaves]
    assert broken == pytest.approx([learner.grad for learner in learners], rel=1e-15)
    assert all(leaf.grad == 0.0 and not leaf.is_reached for leaf in leaves)
    y.backward()
    assert [found.gradients[leaf.label][0] for leaf in leaves] == [leaf.grad for leaf in leaves]
    assert bool(found) == (broken == [leaf.grad for leaf in leaves])


@pytest.mark.parametrize("mistake", list(Mistake))
def test_random_graphs(mistake: str) -> None:
    """Fifty graphs of sums and products."""
    rng = random.Random(str(mistake))
    for _ in range(50):
        numbers = [rng.uniform(-1.5, 1.5) for _ in range(3)]
        choices = [(rng.choice("+*t"), rng.random(), rng.random()) for _ in range(6)]

        def f(*leaves: Any, choices: Any = choices) -> Any:
            made = list(leaves)
            for operation, one, other in choices:
                a, b = made[int(one * len(made))], made[-1 - int(other * 3)]
                made.append({"+": a + b, "*": a * b, "t": a.tanh()}[operation])
            return made[-1]

        learners = [Learner(number) for number in numbers]
        BROKEN[mistake](f(*learners))
        leaves = values(numbers)
        found = broken_pass(f(*leaves), mistake)
        for leaf, learner in zip(leaves, learners, strict=True):
            if leaf.label in found.gradients:
                broken = found.gradients[leaf.label][1]
                assert broken == pytest.approx(learner.grad, rel=1e-12, abs=1e-12)
        assert bool(found) or found.first_wrong is not None


@pytest.mark.parametrize("mistake", list(Mistake))
def test_the_sentence(mistake: str) -> None:
    """It names this mistake and no other, at the first step that is marked as wrong."""
    for f, numbers in GRAPHS.values():
        found = broken_pass(f(*values(numbers)), mistake)
        said = [name for name, words in WORDS.items() if words in found.sentence]
        marked = [step.number for step in found.steps if step.wrong]
        if found.first_wrong is None:
            assert "no harm" in found.sentence
            assert not marked
            assert found
        else:
            assert said == [mistake]
            assert marked[0] == found.first_wrong
        assert found.sentence in str(found)


def test_lessons() -> None:
    """The smallest ones."""
    a, x = Value(1.0, label="a"), Value(3.0, label="x")
    lesson = explain(twice(a))
    expected = {
        "naive_recursion": 6,
        "depth_first_without_marks": 8,
        "overwrite": 1,
        "parents_as_set": 1,
        "breadth_first": 4,
        "not_cleared": 8,
    }
    assert {name: lesson.broken(name).gradients["a"] for name in expected} == {
        name: (4, broken) for name, broken in expected.items()
    }
    second = explain(cube(x))
    assert second.broken("not_cleared").gradients == {"x": (27.0, 54.0)}
    assert second.broken("inner_kept").gradients == {"x": (27.0, 72.0)}
    assert "x stands 2 times in x * x" in second.broken("parents_as_set").sentence


def test_steps_are_data() -> None:
    """Each step tells what it sent, what was there before, and what is there now."""
    a = Value(1.0, label="a")
    found = explain(twice(a)).broken("overwrite")
    assert [(s.parent_name, s.before, s.total, s.wrong) for s in found.steps] == [
        ("v1", None, 1.0, False),
        ("v1", 1.0, 1.0, True),
        ("a", None, 1.0, False),
        ("a", 1.0, 1.0, True),
    ]
    assert [step.number for step in found.steps] == [1, 2, 3, 4]
    assert found.steps[0].name == node_names([a, a + a])[0].replace("a", "v2")


def test_wrong_names() -> None:
    """What is asked for is named, with what may be meant."""
    every = ", ".join(Mistake)
    with pytest.raises(ValueError, match=f"did you mean breadth_first.*choose one of {every}"):
        explain(Value(1.0) * 2).broken("breadth-first")
    with pytest.raises(ValueError, match="choose one of naive_recursion"):
        explain(Value(1.0) * 2).broken("?")


@pytest.mark.parametrize("mistake", ["naive_recursion", "depth_first_without_marks"])
def test_exponential_ones_are_refused(mistake: str) -> None:
    """Before they are begun, with the number of steps; other mistakes take such a graph."""
    a = Value(1.0)
    for _ in range(60):
        a = a + a
    with pytest.raises(ValueError, match=f"2,305,843.* other thing.* at most {MOST_STEPS:,}"):
        broken_pass(a, mistake)
    assert broken_pass(a, "breadth_first")


@pytest.mark.parametrize("mistake", ["naive_recursion", "depth_first_without_marks"])
def test_long_chains_are_refused_without_blame(mistake: str) -> None:
    """The right pass takes as many steps there: the number is not the fault of the mistake."""
    y = Value(0.5)
    for _ in range(20_000):
        y = -y
    with pytest.raises(ValueError, match=r"takes 20,000 steps in this graph: take a smaller"):
        broken_pass(y, mistake)


@pytest.mark.parametrize("mistake", ["naive_recursion", "depth_first_without_marks"])
def test_steps_are_counted_exactly(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many steps as the limit are played, one more is refused."""
    for f, numbers in GRAPHS.values():
        y = f(*values(numbers))
        count = len(broken_pass(y, mistake).steps)
        monkeypatch.setattr("micrograd_plus.explanation.broken.MOST_STEPS", count)
        assert len(broken_pass(y, mistake).steps) == count
        monkeypatch.setattr("micrograd_plus.explanation.broken.MOST_STEPS", count - 1)
        with pytest.raises(ValueError, match=f"takes {count} steps"):
            broken_pass(y, mistake)
        monkeypatch.undo()


def test_early_without_marks() -> None:
    """A node that comes again is wrong from its first turn, if not all had come by then."""
    x = Value(2.0, label="x")
    k = x * 3.0
    k.label = "k"
    found = broken_pass(tanh(k) + k, "depth_first_without_marks")
    assert [(s.number, s.name) for s in found.steps if s.wrong] == [(3, "k"), (5, "k")]
    assert found.first_wrong == 3
    assert "k stands in the order more than once" in found.sentence
    assert "when 1 of 2 contributions had come" in found.sentence


def test_it_may_not_show() -> None:
    """Where what goes wrong is 0, the sentence says that the gradients are right."""
    x, z = Value(2.0, label="x"), Value(0.0, label="z")
    for mistake in Mistake:
        for y in ((x + x) * z, (x + x) * z * z, x * 0.0, x * x):
            found = broken_pass(y, mistake)
            hidden = bool(found) and found.first_wrong is not None
            assert ("come out right all the same" in found.sentence) == hidden
    assert "all the same" in broken_pass((x + x) * z, "parents_as_set").sentence
    assert "nothing but 0 is sent to a leaf" in broken_pass(x * 0.0, "not_cleared").sentence


def test_harmless_words_are_true() -> None:
    """A leaf may be used many times where only computed values must not be; a root may be one."""
    x, y = Value(3.0, label="x"), Value(-4.0, label="y")
    for mistake in ("naive_recursion", "depth_first_without_marks"):
        assert "every computed value gets" in broken_pass(fork(x, y), mistake).sentence
    assert broken_pass(x, "not_cleared").sentence.endswith("nothing but 0 is sent to a leaf")
    assert broken_pass(x, "inner_kept").sentence.endswith("from one value to another")


@pytest.mark.parametrize("mistake", list(Mistake))
def test_gradients_that_are_there_stay(mistake: str) -> None:
    """A broken pass after a right one neither reads nor changes what that one left."""
    x, y = values([3.0, -4.0])
    inner = x * y
    result = inner * inner + x
    fresh = broken_pass(result, mistake)
    result.backward()
    held = [node.grad for node in (x, y, inner, result)]
    assert broken_pass(result, mistake) == fresh
    assert [node.grad for node in (x, y, inner, result)] == held


def test_not_cleared_is_a_second_backward() -> None:
    """What the engine itself does when it is called twice."""
    for f, numbers in GRAPHS.values():
        leaves = values(numbers)
        y = f(*leaves)
        found = broken_pass(y, "not_cleared")
        y.backward()
        y.backward()
        assert [found.gradients[leaf.label][1] for leaf in leaves] == [leaf.grad for leaf in leaves]


@pytest.mark.parametrize(
    "mistake", sorted(set(Mistake) - {"naive_recursion", "depth_first_without_marks"})
)
def test_depth(mistake: str) -> None:
    """No recursion: a long chain goes through."""
    y = x = Value(0.5)
    for _ in range(20_000):
        y = tanh(y)
    assert len(broken_pass(y, mistake).steps) % 20_000 == 0
    assert not x.is_reached
