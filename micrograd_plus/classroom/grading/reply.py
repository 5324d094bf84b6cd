"""What a learner's process tells, taken with care: it may be of any form."""

from dataclasses import dataclass, field
from typing import Any

# An engine has fewer names than that.
_MOST_NAMES = 1_000

Number = float | None


@dataclass
class Answer:
    """What a process told of a program.

    Attributes:
        numbers: of each value its data and gradient.
        error: the type and the text of an exception; None if all went through.
        step: where in the program it was raised.
        lacking: what the engine does not have, and the program needs.
        plain: the name and the type of the first result that is no value of the engine.
    """

    numbers: dict[str, tuple[Number, Number]] = field(default_factory=dict)
    error: tuple[str, str] | None = None
    step: int = 0
    lacking: str = ""
    plain: str = ""


@dataclass
class Look:
    """What a value of an engine has.

    Attributes:
        attributes: its names, with the numbers that they hold; None for what is no number.
        methods: the names of those that can be called.
        functions: the functions of the module, of those that were asked for.
        made: whether there was a value to look at.
    """

    attributes: dict[str, Number] = field(default_factory=dict)
    methods: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    made: bool = False


def read_answer(told: dict[str, Any]) -> Answer:
    """Return the parts of an answer that have the right form; what has not was not given.

    >>> read_answer({"numbers": {"a": [2, "x"], "b": 5}, "step": []}).numbers
    {'a': (2.0, None)}
    """
    numbers = told.get("numbers")
    found = {}
    for name, pair in numbers.items() if isinstance(numbers, dict) else ():
        if isinstance(pair, list) and len(pair) == 2:
            found[name] = (_number(pair[0]), _number(pair[1]))
    step = told.get("step")
    return Answer(
        numbers=found,
        error=read_error(told),
        step=step if type(step) is int else 0,
        lacking=str(told.get("lacking") or "")[:100],
        plain=str(told.get("plain") or "")[:100],
    )


def read_look(told: dict[str, Any]) -> Look:
    """Return what was told of a value, as far as it has the right form."""
    attributes = told.get("attributes")
    known = attributes.items() if isinstance(attributes, dict) else ()
    return Look(
        {name: _number(x) for name, x in list(known)[:_MOST_NAMES] if name.isidentifier()},
        [name for name in texts(told.get("methods")) if name.isidentifier()],
        [name for name in texts(told.get("functions")) if name.isidentifier()],
        isinstance(attributes, dict),
    )


def read_error(told: dict[str, Any]) -> tuple[str, str] | None:
    """Return the type and the text of the error that was told."""
    error = told.get("error")
    if not (isinstance(error, list) and len(error) == 2):
        return None
    return str(error[0])[:60], str(error[1])[:300]


def texts(thing: object) -> list[str]:
    """Return the texts of a list, where it is one."""
    listed = thing[:_MOST_NAMES] if isinstance(thing, list) else []
    return [each for each in listed if isinstance(each, str)]


def _number(thing: object) -> Number:
    try:
        return float(thing) if isinstance(thing, int | float) else None
    except OverflowError:
        return None
