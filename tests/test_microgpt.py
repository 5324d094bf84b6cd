"""The demo of a small GPT: its tape of filled-up texts, held against a loop by hand."""

import math
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from micrograd_plus import Value, optim, record
from tests.texts.common import DEMOS

PROGRAM = DEMOS / "networks" / "microgpt.py"
GPT = SimpleNamespace(**runpy.run_path(str(PROGRAM)))
BETA1, BETA2, RATE, EPS = 0.85, 0.99, 0.01, 1e-8


def small() -> object:
    return GPT.GPT(tokens=5, width=4, heads=2, length=4, seed=3)


def filled(texts: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Texts of at most four tokens behind the one that begins them, filled up with 4."""
    tokens, weights = np.full((len(texts), 5), 4.0), np.zeros((len(texts), 4))
    for row, text in enumerate(texts):
        tokens[row, : len(text)] = text
        weights[row, : len(text) - 1] = 1 / (len(text) - 1)
    return tokens, weights


def plain_losses(texts: list[list[int]]) -> tuple[list[float], list[float]]:
    """Losses and parameters of a loop by the scalar engine: real lengths, Adam written out."""
    model = small()
    parameters = model.parameters()
    m, v = [0.0] * len(parameters), [0.0] * len(parameters)
    losses = []
    for step, text in enumerate(texts):
        count = len(text) - 1
        loss = model.loss([Value(float(token)) for token in text], [1 / count] * count)
        for parameter in parameters:
            parameter.grad = 0.0
        loss.backward()
        losses.append(loss.data)
        rate = RATE * (1 - step / len(texts))
        for i, parameter in enumerate(parameters):
            m[i] = BETA1 * m[i] + (1 - BETA1) * parameter.grad
            v[i] = BETA2 * v[i] + (1 - BETA2) * parameter.grad**2
            mean, square = m[i] / (1 - BETA1 ** (step + 1)), v[i] / (1 - BETA2 ** (step + 1))
            parameter.data -= rate * mean / (math.sqrt(square) + EPS)
    return losses, [parameter.data for parameter in parameters]


def test_the_tape_learns_as_a_plain_loop_does() -> None:
    """Texts of all lengths: what they are filled up with changes no loss and no parameter."""
    texts = [[4, 0, 4], [4, 1, 2, 3, 4], [4, 4], [4, 3, 1, 4], [4, 2, 2, 0, 1], [4, 0, 4]] * 2
    model = small()
    tokens, weights = filled(texts)
    tape = record(model.loss, tokens[1], weights[1])
    assert len(tape.parameters) == len(model.parameters()) == 5 * 4 * 2 + 4 * 4 * 5 + 2 * 64
    losses = tape.fit(
        (tokens, weights),
        optim.Adam(lr=RATE, betas=(BETA1, BETA2), eps=EPS),
        steps=len(texts),
        batch_size=1,
        shuffle=False,
        schedule=optim.linear(0.0),
    )
    expected, parameters = plain_losses(texts)
    assert losses.tolist() == pytest.approx(expected, abs=1e-12)
    found = [parameter.data for parameter in model.parameters()]
    assert found == pytest.approx(parameters, abs=1e-11)
    assert losses[-1] < losses[0]


def test_nothing_is_seen_of_what_follows() -> None:
    """A later token changes no score before it."""
    model = small()
    tape = record(lambda tokens: [s for row in model.scores(tokens) for s in row], [0] * 4)
    first, second = tape([[4, 1, 2, 3], [4, 1, 0, 0]]).reshape(2, 4, 5)
    assert (first[:2] == second[:2]).all()
    assert (first[2:] != second[2:]).all()


def test_names_as_rows() -> None:
    """A name stands between two marks, as far as there is room; weights add up to 1."""
    tokens, weights = GPT.rows_of(["ab", "abcd", "abcde"], 4)
    assert tokens.tolist() == [[26, 0, 1, 26, 26], [26, 0, 1, 2, 3], [26, 0, 1, 2, 3]]
    assert weights.tolist() == [[1 / 3, 1 / 3, 1 / 3, 0], [0.25] * 4, [0.25] * 4]


@pytest.mark.thorough
def test_a_file_of_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Read from the command line, with the number of steps; pictures go into the folder."""
    names = tmp_path / "names.txt"
    names.write_text("Anna\nbo\n\nclara\n")
    folder = tmp_path / "pictures"
    folder.mkdir()
    command = [str(PROGRAM), str(folder), "--steps", "3", "--names", str(names)]
    monkeypatch.setattr(sys, "argv", command)
    runpy.run_path(str(PROGRAM), run_name="__main__")
    said = capsys.readouterr().out
    assert "3 steps" in said
    assert "4192 parameters" in said
    assert sorted(path.name for path in folder.iterdir()) == ["attention.png", "one_way.svg"]
    names.write_text("Anna-Lena\n")
    with pytest.raises(SystemExit, match="letters a to z"):
        runpy.run_path(str(PROGRAM), run_name="__main__")
