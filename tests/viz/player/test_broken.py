"""Broken passes in the page: steps, numbers and sentences are those of Python."""

from typing import Any

import pytest

from micrograd_plus import explain
from micrograd_plus.explanation.broken import Mistake
from micrograd_plus.explanation.player_data import player_data
from tests.explanation.test_broken import GRAPHS, values
from tests.viz.player.lab import random_results

RUN = """([data, mistake]) => {
    const graph = lab.graphOf(data), names = new lab.StepList(graph).names;
    try {
        const pass = new lab.BrokenPass(graph, names, mistake);
        return [pass.sentence, pass.firstWrong ?? null,
            pass.steps.map(s => [s.name, s.parentName, s.slot, s.wrong, s.upstream, s.total])];
    } catch (error) {
        return [error.message];
    }
}"""


def python_says(result: Any, mistake: str) -> list[Any]:
    try:
        found = explain(result).broken(mistake)
    except ValueError as error:
        return [str(error)]
    steps = [[s.name, s.parent_name, s.slot, s.wrong, s.upstream, s.total] for s in found.steps]
    return [found.sentence, found.first_wrong, steps]


def compare(lab: Any, result: Any, mistake: str) -> None:
    data, _ = player_data(result)
    found, expected = lab.evaluate(RUN, [data, mistake]), python_says(result, mistake)
    if len(expected) == 1:
        assert found[0].split(" steps")[0] == expected[0].split(" steps")[0]
        return
    assert found[:2] == expected[:2]
    for one, other in zip(found[2], expected[2], strict=True):
        assert one[:4] == other[:4]
        assert [x or 0.0 for x in one[4:]] == pytest.approx(other[4:], rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("mistake", list(Mistake))
def test_lessons(mistake: str, lab: Any) -> None:
    """The graphs of the lab in Python."""
    for f, numbers in GRAPHS.values():
        compare(lab, f(*values(numbers)), mistake)


@pytest.mark.parametrize("mistake", list(Mistake))
def test_random_programs(mistake: str, lab: Any) -> None:
    """Over all rows of the table."""
    for result in random_results(seed=5, count=25):
        finite = all(abs(s.result) < 1e9 for s in explain(result).steps)
        if finite:
            compare(lab, result, mistake)
