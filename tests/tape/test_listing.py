"""A tape as text: short enough to read, and each line says what it stands for."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from micrograd_plus import Value, nn, record
from micrograd_plus.engine import ops
from micrograd_plus.tape import Tape
from micrograd_plus.tape.listing import SHOWN, WIDEST
from micrograd_plus.tape.plan import Plan
from tests.tape.conftest import Taping
from tests.tape.helpers import weights

W = weights(3000)


@pytest.fixture(autouse=True)
def _by_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """How machine code is shown is told in `lowering/test_text.py`."""
    monkeypatch.setattr(Plan, "cost_of_compiling", float("inf"))


def chain(x: Value) -> Value:
    for w in W[:200]:
        x = ops.tanh(x * w + 1)
    return x


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda x: x,
    "one operation": lambda x: x * W[0],
    "several results": lambda x: [x * W[0], W[1] * W[2], ops.log(x)],
    "a network": lambda x: nn.MLP(1, [8, 8, 1], seed=0)([x]),
    "a chain": chain,
    "a long sum": lambda x: ops.sum([w * x for w in W]),
    "a long sum of functions": lambda x: ops.sum([ops.sin(w * x) for w in W]),
    "a long logsumexp": lambda x: ops.logsumexp([w * x for w in W]),
}


def parts(tape: Tape) -> dict[str, list[str]]:
    """The lines under each title."""
    found: dict[str, list[str]] = {"": []}
    title = ""
    for line in str(tape).splitlines():
        if line in ("names", "forward", "backward"):
            title = line
            found[title] = []
        elif line:
            found[title].append(line)
    return found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_line_says_what_it_stands_for(taped: Taping, name: str) -> None:
    """A remark names the operation and the nodes; long parts and long lines are cut."""
    tape = taped(FUNCTIONS[name], 0.5)
    tape([0.5])
    found = parts(tape)
    assert found[""][0] == repr(tape)
    assert set(found) >= {"forward", "backward"}
    for title in ("forward", "backward"):
        lines = found[title]
        assert len(lines) <= SHOWN + 1
        for line in lines:
            assert len(line) <= WIDEST + 60
            remark = r"  # (\d+ )?[a-z]\w*( and \d+ folded into (it|them))?: node \d+"
            assert re.search(remark, line) or re.fullmatch(r"  \.\.\. \d+ more lines \.\.\.", line)


def test_which_program_runs_and_why() -> None:
    """By arrays where many numbers are computed at once, else by plain Python."""
    model = nn.MLP(4, [16, 16, 1], seed=0)
    tape = record(lambda x: model(x), [0.5] * 4)
    assert re.fullmatch(
        r"a batch of 100 rows runs by arrays: \d{4} operations a row make 5 groups, "
        "each computed at once for all rows",
        str(tape).splitlines()[1],
    )
    deep = record(chain, 0.5)
    deep([0.5])
    assert re.fullmatch(
        r"a batch of 1 row runs by plain Python: \d+ operations a row make 600 groups of about \d, "
        "too few for numpy calls to pay",
        str(deep).splitlines()[1],
    )


def test_the_batch_that_ran_last_is_shown(taped: Taping) -> None:
    """Whatever came before it."""
    tape = taped(lambda x: x * W[0], 0.5)
    for rows in (100, 1, 100, 7, 1, 2, 3, 100):
        tape([0.5] * rows)
        assert f"a batch of {rows} row" in str(tape)


def test_folded_nodes_are_counted(taped: Taping) -> None:
    """Every operation stands in some line: by itself, or folded into another."""
    tape = taped(lambda x: ops.sum([w * x for w in W[:5]]) * ops.sum(W[5:8]) + x * x, 0.5)
    counted = 0
    for line in parts(tape)["forward"]:
        found = re.search(r"# (\d+ )?\w+(?: and (\d+) folded)?", line)
        assert found is not None
        counted += int(found[1] or 1) + int(found[2] or 0)
    assert f"{counted} operations" in repr(tape)


def test_labels_are_shown() -> None:
    """What a person has named is found by that name."""
    w, b = Value(2.0, label="slope"), Value(1.0, label="offset")

    def f(x: Value) -> Value:
        result = w * x + b
        result.label = "line"
        return result * result

    tape = record(f, 0.5)
    tape.plan.by_arrays = lambda rows: False  # type: ignore[method-assign]
    assert 'add and 1 folded into it: node 4 "line"' in str(tape)
    assert 'leaf: node 1 "slope"' in str(tape)
