"""The steps of an explanation as JSON, with the schema that it keeps to."""

import json
import math
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from .steps import Step

FORMAT, VERSION = "micrograd_plus explanation", 1

_TEXTS = ("name", "operation", "symbols", "numbers", "law", "latex", "mathml")
_MAYBE_TEXTS = ("parent_name", "slope", "local_symbols", "local_numbers")
_WHOLE = ("number", "node")
_MAYBE_WHOLE = ("parent", "slot")
_MAYBE_NUMBERS = ("upstream", "local", "before", "total")


def to_json(result: str, steps: Iterable[Step]) -> str:
    """Return steps as JSON; a number that JSON does not have is the text `inf`, `-inf` or `nan`.

    Arguments:
        result: what the result is called.
        steps: of its explanation.
    """
    listed = [
        {each.name: _plain(getattr(step, each.name)) for each in fields(step)} for step in steps
    ]
    document = {"format": FORMAT, "version": VERSION, "result": result, "steps": listed}
    return json.dumps(document, ensure_ascii=False, indent=1)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an explanation.

    >>> schema()["properties"]["format"]
    {'const': 'micrograd_plus explanation'}
    """
    number = {"anyOf": [{"type": "number"}, {"enum": ["inf", "-inf", "nan"]}]}
    nothing = {"type": "null"}
    whole = {"type": "integer", "minimum": 0}
    told = {
        "kind": {"enum": ["forward", "seed", "backward"]},
        "result": number,
        "last": {"type": ["boolean", "null"]},
        **{name: {"type": "string"} for name in _TEXTS},
        **{name: {"type": ["string", "null"]} for name in _MAYBE_TEXTS},
        **dict.fromkeys(_WHOLE, whole),
        **{name: {"anyOf": [whole, nothing]} for name in _MAYBE_WHOLE},
        **{name: {"anyOf": [*number["anyOf"], nothing]} for name in _MAYBE_NUMBERS},
    }
    step = {
        "type": "object",
        "properties": told,
        "required": sorted(told),
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "result": {"type": "string"},
            "steps": {"type": "array", "items": step},
        },
        "required": ["format", "version", "result", "steps"],
        "additionalProperties": False,
    }


def _plain(thing: Any) -> Any:
    if isinstance(thing, float) and not math.isfinite(thing):
        return str(thing)
    return thing
