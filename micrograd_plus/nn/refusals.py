"""What networks refuse, each with what to write instead."""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec, TypeVar

from ..engine.value import Value
from ..inputs import check_settings, shortened, shown

Arguments = ParamSpec("Arguments")
Model = TypeVar("Model")

# What others call the settings of a model.
_ELSEWHERE = {
    "nonlin": "activation='linear'",
    **dict.fromkeys(("act", "hidden_activation", "nonlinearity"), "activation"),
    **dict.fromkeys(("output_activation", "last"), "output"),
    **dict.fromkeys(("sizes", "layers", "hidden", "hidden_sizes"), "nouts"),
    **dict.fromkeys(("n_in", "inputs", "input_size"), "nin"),
    **dict.fromkeys(("random_state", "random_seed"), "seed"),
}


def with_cures(
    init: Callable[Concatenate[Model, Arguments], None],
) -> Callable[Concatenate[Model, Arguments], None]:
    """Let the `__init__` of an MLP answer sizes in one list, and settings that there are not."""
    known = list(signature(init).parameters)[1:]

    @wraps(init)
    def checked(self: Model, /, *given: Arguments.args, **settings: Arguments.kwargs) -> None:
        check_settings("MLP", settings, known, _ELSEWHERE)
        nin = given[0] if given else settings.get("nin")
        if isinstance(nin, list | tuple):
            first, rest = (nin[0], list(nin[1:])) if len(nin) > 1 else (2, [16, 1])
            raise TypeError(
                f"nin is how many inputs there are, and nouts lists the layers; here is {nin!r}: "
                f"write MLP({first!r}, {rest!r})"
            )
        init(self, *given, **settings)

    return checked


def row_of(x: Any, nin: int, taker: object, others: tuple[Any, ...]) -> list[Any]:
    """Return a row of inputs as a list, once it is sure that it is one of the right length."""
    if others:
        raise TypeError(
            f"{taker} takes one row of {nin} inputs, here are {1 + len(others)} things: put the "
            f"inputs into one list, such as {[0.5] * min(nin, 4)}"
        )
    if type(x) is list and len(x) == nin:
        return x
    if not isinstance(x, Iterable):
        one = f"[{x!r}]" if nin == 1 else f"a list of {nin}, such as {[0.5] * min(nin, 4)}"
        raise TypeError(
            f"{taker} takes a row of {nin} inputs, here is one number, {x!r}: write {one}"
        )
    row = list(x)
    check_one_row(row, nin, taker)
    if len(row) != nin:
        text = shortened(repr(row))
        raise ValueError(f"{taker} takes {nin} inputs, here are {len(row)}: {text}")
    return row


def check_one_row(row: list[Any], nin: int, taker: object) -> None:
    """Raise `ValueError` if a row is a list of rows."""
    rows = [each for each in row if isinstance(each, Iterable) and not isinstance(each, str)]
    # An array without axes is a number.
    if any(getattr(each, "ndim", 1) for each in rows):
        here = "is 1 row" if len(row) == 1 else f"are {len(row)} rows"
        raise ValueError(
            f"{taker} takes one row of {nin} inputs, here {here} in a list: write "
            "[model(row) for row in X], or model.outputs(X) for arrays"
        )


def check_nonlin(kind: str, sizes: str, nonlin: Any, activation: str) -> str:
    """Return the activation that a neuron or layer has, once it is sure that `nonlin` is a bool."""
    if not isinstance(nonlin, bool) and nonlin not in (0, 1):
        name = getattr(nonlin, "__name__", nonlin)
        raise TypeError(
            f"{kind}({sizes}, nonlin) has True or False behind its sizes, here is {shown(nonlin)}: "
            f"write {kind}({sizes}, activation={name!r})"
        )
    return activation if nonlin else "linear"


def check_weights(name: str, given: Any) -> None:
    """Raise `TypeError` unless a neuron can learn what is to be its weights `w` or its bias `b`."""
    if name == "b" and not isinstance(given, Value):
        raise TypeError(
            f"the bias b of a neuron is a Value, here is {shown(given)}: to move it write "
            "neuron.b.data = 0.5, for another one neuron.b = Value(0.5)"
        )
    if name == "w" and not (
        isinstance(given, list | tuple) and all(isinstance(weight, Value) for weight in given)
    ):
        raise TypeError(
            f"the weights w of a neuron are a list of Values, here is {shown(given)}: to move "
            "them write for p, number in zip(neuron.w, numbers): p.data = number; for others "
            "neuron.w = [Value(number) for number in numbers]"
        )
