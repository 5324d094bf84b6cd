"""Draw many exercises of each level and compare every number with HIPS autograd.

Run `python -m tests.classroom.many 10000`; autograd is in the extra `test`.
"""

import sys
from typing import Any

from micrograd_plus.classroom.exercises.draws import Draws
from micrograd_plus.classroom.exercises.levels import LEVELS, problem
from micrograd_plus.classroom.exercises.problem import Problem, is_neat


def by_autograd(found: Problem) -> tuple[float, list[float]]:
    """The result and the gradients by the leaves, computed by HIPS autograd."""
    from autograd import numpy as anp, value_and_grad

    functions: dict[str, Any] = {
        "sub": anp.subtract,
        "div": anp.divide,
        "pow": anp.power,
        "neg": anp.negative,
        "relu": lambda x: anp.maximum(x, 0.0),
        "sigmoid": lambda x: 1.0 / (1.0 + anp.exp(-x)),
    }
    functions |= {"add": anp.add, "mul": anp.multiply}
    functions |= {name: getattr(anp, name) for name in ("exp", "log", "tanh")}

    def result(*leaves: Any) -> Any:
        values = dict(zip(found.leaves, leaves, strict=True))
        for line in found.lines:
            operands = [values[x] if isinstance(x, str) else float(x) for x in line.operands]
            values[line.name] = functions[line.operation](*operands)
        return values[found.root]

    every = tuple(range(len(found.leaves)))
    value, slopes = value_and_grad(result, every)(*map(float, found.leaves.values()))
    return float(value), [float(slope) for slope in slopes]


def check(level: str, seed: int) -> None:
    """Draw a graph; raise if a number is too long, or another than autograd's."""
    chosen = LEVELS[level]
    found = problem(level, Draws(seed, level))
    numbers = [*found.values.values(), *found.gradients.values()]
    assert is_neat(numbers, chosen.largest, chosen.denominator), (level, seed)
    value, slopes = by_autograd(found)
    right = [found.values[found.root], *[found.gradients[name] for name in found.leaves]]
    for ours, theirs in zip(map(float, right), [value, *slopes], strict=True):
        assert abs(ours - theirs) <= 1e-11 * max(1.0, abs(theirs)), (level, seed, ours, theirs)


def main() -> None:
    seeds = int(sys.argv[1])
    for level in LEVELS:
        for seed in range(seeds):
            check(level, seed)
        print(f"{level}: {seeds:,} graphs, every number right", flush=True)


if __name__ == "__main__":
    main()
