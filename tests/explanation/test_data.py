"""An explanation as JSON keeps to its schema, and has every number of the steps."""

import json
import math
from dataclasses import fields
from typing import Any

import pytest

from micrograd_plus import Value, explain, log, maximum
from micrograd_plus.commands.cli import main
from micrograd_plus.explanation.data import schema
from micrograd_plus.explanation.steps import Step
from micrograd_plus.nn import MLP

jsonschema = pytest.importorskip("jsonschema")

x = Value(2.0, label="x")
RESULTS = {
    "twice": lambda: x * x + x,
    "kink": lambda: maximum(x, 2.0),
    "endless": lambda: Value(math.inf, label='a"b') * x,
    "nothing": lambda: Value(1.0),
    "model": lambda: MLP(2, [2, 1], activation="tanh", seed=0)([0.5, -1.0]),
    "log": lambda: log(x),
}


def read(text: str) -> Any:
    def refused(name: str) -> float:
        raise ValueError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refused)


@pytest.mark.parametrize("name", RESULTS)
def test_it_keeps_to_the_schema_and_loses_nothing(name: str) -> None:
    explanation = explain(RESULTS[name]())
    told = read(explanation.json())
    jsonschema.validate(told, schema(), cls=jsonschema.Draft202012Validator)
    assert told["result"] == explanation.name(explanation.root)
    assert len(told["steps"]) == len(explanation.steps)
    for found, step in zip(told["steps"], explanation.steps, strict=True):
        for field in fields(Step):
            number = getattr(step, field.name)
            if isinstance(number, float) and not math.isfinite(number):
                number = str(number)
            assert found[field.name] == number


def test_the_schema_is_one_and_refuses_what_is_none() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    told = read(explain(x * x).json())
    for place, thing in (("kind", "sideways"), ("result", None), ("node", -1), ("more", 1)):
        wrong = json.loads(json.dumps(told))
        wrong["steps"][0][place] = thing
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema(), cls=jsonschema.Draft202012Validator)


def test_the_command_line_writes_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "x*x", "x=3", "--format", "json"]) == 0
    assert read(capsys.readouterr().out)["steps"][0]["result"] == 9.0
