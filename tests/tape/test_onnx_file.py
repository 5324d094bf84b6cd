"""Recorded functions in ONNX Runtime: every operation, and the numbers of the tape."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from micrograd_plus import Value, losses, nn, record, rule, take, where
from micrograd_plus.engine import ops
from micrograd_plus.rules.table import BUILT_IN
from micrograd_plus.tape import Tape, onnx_file
from tests.helpers import ROWS
from tests.onnx_files import session
from tests.recipes import Recipe, Step, recipes, repeatable
from tests.tape.helpers import close, magnitude, scalar_rows, weights
from tests.test_random_graphs import on_values

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

W = weights(12)
RANDOM = np.random.default_rng(0)
COMPARISONS = [name for name in BUILT_IN if name not in ROWS and name != "detach"]

# Where an operation is asked, if not between -3 and 3.
INSIDE = {
    "log": (1e-3, 9),
    "log2": (1e-3, 9),
    "log10": (1e-3, 9),
    "sqrt": (0, 9),
    "log1p": (-0.99, 9),
    "asin": (-1, 1),
    "acos": (-1, 1),
    "atanh": (-0.99, 0.99),
    "acosh": (1, 9),
    "tan": (-1.5, 1.5),
    "pow": (0.1, 3),
    "logsumexp": (0, 3),
}
# How many units in the last place a result may be off, of 4.
ULPS = {"tan": 8}
# What is subtracted in between, where a result is next to 0.
SIZES = {"sin": 1, "cos": 1}


def computed(tape: Tape, path: Path, *columns: Any) -> np.ndarray:
    """What ONNX Runtime makes of a tape."""
    tape.to_onnx(path)
    made = session(path)
    names = [each.name for each in made.get_inputs()]
    given = dict(zip(names, map(np.asarray, columns), strict=True))
    found: np.ndarray = made.run(None, given)[0]
    return found


def operation(name: str) -> Callable[[Any], Value]:
    """An operation of the table, of as many numbers as it takes."""
    if name in COMPARISONS:
        return lambda x: on_values(Step("where", (), name), [x[0], x[1], W[0], W[1]])
    if name == "where":
        return lambda x: where(x[0] < x[1], x[2], W[0])
    if name == "detach":
        return lambda x: ops.detach(x[0]) * 1.0
    return lambda x: on_values(Step(name, ()), list(x))


@pytest.mark.parametrize("name", BUILT_IN)
def test_each_operation(name: str, tmp_path: Path) -> None:
    """To a few units in the last place, over the whole of the table."""
    row = BUILT_IN[name]
    count = 3 if row.variadic or name == "where" else len(row.arguments)
    X = RANDOM.uniform(*INSIDE.get(name, (-3, 3)), size=(500, count))
    if name in COMPARISONS:
        X[::7, 1] = X[::7, 0]
    tape = record(operation(name), X[0].tolist())
    found, expected = computed(tape, tmp_path / "f.onnx", X), tape(X)
    sizes = np.maximum(np.abs(expected), SIZES.get(name, 0))
    off = np.abs(found - expected) / np.spacing(sizes)
    assert off.max() <= ULPS.get(name, 4)


@settings(
    repeatable,
    max_examples=60,
    suppress_health_check=[*HealthCheck],
)
@given(recipes(), st.integers(1, 4))
@pytest.mark.thorough
def test_random_functions(tmp_path: Path, recipe: Recipe, columns: int) -> None:
    """Graphs with every operation, as near as their rounding allows."""
    columns = min(columns, len(recipe.leaves))
    parameters = [Value(number) for number in recipe.leaves[columns:]]

    def f(*given: Any) -> Value:
        return recipe.run([*given, *parameters], on_values)

    example = recipe.leaves[:columns]
    (expected,) = scalar_rows(f, [[Value(number) for number in example]])
    found = computed(record(f, *example), tmp_path / "f.onnx", *[[number] for number in example])
    assert close(found[0], expected.data, magnitude(expected))


FUNCTIONS: dict[str, tuple[Callable[..., Any], list[tuple[int, ...]]]] = {
    "several arguments": (lambda x, y: (W[0] * x[0] + W[1] * x[1] - y) ** 2, [(2,), ()]),
    "a matrix in each row": (lambda x: ops.sum([a * W[0] for r in x for a in r]), [(3, 2)]),
    "one number in each row": (lambda x: W[0] * x[0], [(1,)]),
    "several results": (lambda x: [W[0] * x, x, W[1] * W[2], ops.tanh(x)], [()]),
    "the same for all rows": (lambda x: W[0] * W[1], [()]),
    "a row's own number": (lambda x: x, [()]),
    "a part of the row": (lambda x, y: x[1], [(2,), ()]),
    "a single result in a list": (lambda x: [x * W[0]], [()]),
    "an argument called as the results": (lambda results, t0, c0: results * t0 + c0, [()] * 3),
    "a long sum": (lambda x: ops.sum([a * w for a in x for w in W]), [(50,)]),
    "a chain": (lambda x: _chain(x), [()]),
}


def _chain(x: Value) -> Value:
    for _ in range(500):
        x = x * 0.99 + W[0]
    return x


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("rows", [5, 1, 0])
def test_functions(name: str, rows: int, tmp_path: Path) -> None:
    f, shapes = FUNCTIONS[name]
    columns = [RANDOM.normal(size=(rows, *shape)) for shape in shapes]
    tape = record(f, *[np.ones(shape).tolist() for shape in shapes])
    found, expected = computed(tape, tmp_path / "f.onnx", *columns), tape(*columns)
    assert found.shape == expected.shape
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_a_function_of_parameters_alone(tmp_path: Path) -> None:
    tape = record(lambda: W[0] * W[1] - 3.0)
    assert computed(tape, tmp_path / "f.onnx").tolist() == tape().tolist()
    tape = record(lambda: [W[0], W[1] * 2.0])
    assert computed(tape, tmp_path / "f.onnx").tolist() == tape().tolist()


def test_the_parameters_are_those_of_now(tmp_path: Path) -> None:
    w = Value(2.0)
    tape = record(lambda x: w * x, 1.0)
    w.data = 5.0
    assert computed(tape, tmp_path / "f.onnx", [3.0]).tolist() == [15.0]


def test_a_loss_of_a_network_with_a_lookup(tmp_path: Path) -> None:
    model = nn.MLP(3, [6, 4], activation="silu", seed=1)

    def loss(x: Any, label: Any) -> Value:
        return -take(ops.log_softmax(model(x)), label) + losses.mse([x[0]], [W[0]])

    X, labels = RANDOM.normal(size=(20, 3)), RANDOM.integers(0, 4, 20).astype(float)
    tape = record(loss, [0.1, 0.2, 0.3], 1.0)
    found = computed(tape, tmp_path / "f.onnx", X, labels)
    assert found == pytest.approx(tape(X, labels), rel=1e-12)


def test_rules_of_one_s_own(tmp_path: Path) -> None:
    bent = rule("bent", "x", "x + softplus(2 * x)", "1 + 2 * sigmoid(2 * x)")
    norm = rule("norm", "*xs", "sqrt(sum(x**2 for x in xs))", "x / out")
    same = rule("same", "x", "2.5", "0")
    X = RANDOM.normal(size=(9, 3))
    for f in (lambda x: bent(x[0] * W[0]), lambda x: norm(*x, W[1]), lambda x: same(x[0])):
        tape = record(f, [0.1, 0.2, 0.3])
        assert computed(tape, tmp_path / "f.onnx", X) == pytest.approx(tape(X), rel=1e-12)


def test_outside_of_a_domain_nothing_is_raised(tmp_path: Path) -> None:
    tape = record(lambda x: ops.log(x), 1.0)
    found = computed(tape, tmp_path / "f.onnx", [-1.0, 0.0, 1.0])
    assert np.isnan(found[0])
    assert found[1:].tolist() == [-np.inf, 0.0]


def test_what_is_too_deep_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_file, "MOST_NODES", 300)
    tape = record(_chain, 1.0)
    with pytest.raises(ValueError, match="_chain is too deep for a file of ONNX"):
        tape.to_onnx(tmp_path / "f.onnx")
    assert list(tmp_path.iterdir()) == []
