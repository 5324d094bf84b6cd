"""The programs of the player without its page: what they compute is held against Python."""

import json
import math
import random
from collections.abc import Iterator
from typing import Any

from micrograd_plus import Value
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.rules.javascript import to_javascript
from micrograd_plus.rules.table import TABLE
from viz.player_page import programs

NAMES = (
    "R, M, StepList, BrokenPass, FormulaError, graphOf, flowBack, computeForward, parseFormula, "
    "parseBinding, namesOf, layoutGraph, numberText, literal, boxText, numberFrom, programOf, "
    "graphOfProgram, checkByDifferences, evaluateTree, mistakesOf, questionsOf, write, PLAIN, "
    "arities, page"
)


def lab_script(rules: str | None = None) -> str:
    """A script that puts what the programs declare under `window.lab`."""
    source = to_javascript(TABLE.values())[0] if rules is None else rules
    script = "\n".join(programs())
    return (
        '"use strict";\nwindow.lab = (() => {\n'
        f"const R = {source};\n{script}\nreturn {{{NAMES}}};\n}})();"
    )


def sent(number: float) -> float | str:
    """A number as JSON can hold it; JavaScript reads it back by `+x`."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return "-0" if number == 0 and math.copysign(1, number) < 0 else number


# Numbers leave a page as text, which keeps nan, inf and the sign of a zero.
RECEIVE = "x => Object.is(x, -0) ? '-0.0' : x === null || x === undefined ? null : String(x)"


def received(text: str | None) -> float | None:
    """A number that a page has sent as text."""
    return None if text is None else float(text.replace("Infinity", "inf").replace("NaN", "nan"))


LABELS = ("x", "w1", "alpha", "a b", "y_2", "", "loss", "<b>", "ŷ", "p+q", "v1", "τ3")
SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, 40.0, -40.0, 1e-5, 1e10, math.pi, 0.03125)


def random_results(seed: int, count: int) -> Iterator[Value]:
    """Results of random programs over all rows, at ordinary and special numbers."""
    rng = random.Random(seed)
    while count:
        labels = rng.sample(LABELS, 3)
        made: list[Any] = [
            Value(rng.choice(SPECIAL) if rng.random() < 0.2 else rng.uniform(-2, 2), label)
            for label in labels
        ]
        try:
            for _ in range(rng.randint(1, 9)):
                made.append(_computed(rng, made))
        except (ValueError, ArithmeticError):
            continue
        if made[-1].operands:
            count -= 1
            yield made[-1]


def _computed(rng: random.Random, made: list[Any]) -> Value:
    rule = rng.choice(list(TABLE.values()))
    count = rng.randint(1, 4) if rule.variadic else len(rule.arguments)
    operands = [
        rng.choice(made[-6:]) if rng.random() < 0.9 else rng.choice([2.0, 0.5, -1.0, math.pi])
        for _ in range(count)
    ]
    if rule.name == "where":
        operands[0] = rng.choice(made) < rng.choice(made)
    result: Value = OPERATIONS[rule].apply(*operands)
    return result


def as_json(value: Any) -> str:
    """JSON that may stand in a script."""
    return json.dumps(value).replace("<", r"\u003c")
