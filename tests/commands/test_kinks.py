"""The conventions at kinks are what the libraries that are named answer."""

import importlib

import pytest

from micrograd_plus.commands.cli import main
from micrograd_plus.commands.kinks import KINKS, VERSIONS, Kink, kinks_table
from micrograd_plus.rules.expression import parse
from micrograd_plus.rules.table import arity
from tests.commands.kink_peers import PEERS, answer, written

MODULES = {
    "PyTorch": "torch",
    "JAX": "jax",
    "autograd": "autograd",
    "casadi": "casadi",
    "sympy": "sympy",
}
OURS = ["0", "0", "0.01", "1", "0.5", "0.5", "0.25", "0", "nan", "0", "0", "0", "nan", "inf", "inf"]
OURS += ["0", "0", "0", "0", "0"]


def test_ours() -> None:
    """Our own answers are those that the documentation promises."""
    assert [written(kink.ours) for kink in KINKS] == OURS


def test_the_table() -> None:
    """Each point has a line, within the width of a wide terminal, and a reason."""
    text = kinks_table()
    assert max(map(len, text.splitlines())) <= 100
    assert all(kink.formula in text and kink.why in text for kink in KINKS)
    assert all(f"{name} {version}" in " ".join(text.split()) for name, version in VERSIONS.items())


@pytest.mark.parametrize("peer", PEERS)
@pytest.mark.parametrize("kink", KINKS, ids=lambda kink: f"{kink.formula} by {kink.by}")
def test_others(kink: Kink, peer: str) -> None:
    """Where a library is installed, it still answers what stands in the table."""
    pytest.importorskip(MODULES[peer])
    importlib.import_module(MODULES[peer])
    at = {name: float(number) for name, number in (each.split("=") for each in kink.at)}
    expected = kink.others[list(VERSIONS).index(peer)]
    assert answer(peer, parse(kink.formula, arity()), at, kink.by) == expected


def test_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """ops --kinks prints this table instead of the operations."""
    assert main(["ops", "--kinks"]) == 0
    assert "sqrt(maximum(x, 0))" in capsys.readouterr().out
