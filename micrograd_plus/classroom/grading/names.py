"""What an engine calls data, grad and backward: as one says, or as is found by trying."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from .answers import agree
from .programs import Program, Step
from .reply import Look
from .sandbox import Ended, Session

# As engines are written, the usual name first.
USUAL: dict[str, tuple[str, ...]] = {
    "data": ("data", "value", "val", "v", "x", "number", "item", "n", "_data", "_value"),
    "grad": ("grad", "gradient", "g", "_grad", "dv", "deriv", "derivative", "adjoint", "bar", "d"),
    "backward": ("backward", "backprop", "backpropagate", "back", "backward_pass", "run_backward"),
    "zero_grad": ("zero_grad", "zero_grads", "zero", "clear_grad", "reset_grad", "reset"),
}
WRAPS = ("number", "list", "array")
# What may be called otherwise by saying so: log=ln.
FUNCTIONS = ("exp", "log", "tanh", "sigmoid", "relu", "softplus", "sin", "cos", "sqrt")

_A, _B = Step("value", "a", (1.75,)), Step("value", "b", (-0.625,))
_PROBE: Program = (_A, _B, Step("*", "c", ("a", "b")), Step("backward", "c"))
_TENTH: Program = (Step("value", "a", (0.1,)),)

# So many tries may end a process before no more are made.
_MOST_ENDED = 3

Open = Callable[[dict[str, str]], Session]


@dataclass(frozen=True)
class Named:
    """What an engine calls things, and how exact its numbers are.

    Attributes:
        names: its names for `data`, `grad`, `backward`, `zero_grad` and perhaps for functions; and
            under `wrap` what it makes values of: a `number`, a `list` of one, or an `array`.
        tolerance: how far off a right number may be: more where the engine computes in 32 bits.
        lacking: the functions, such as `tanh`, that are nowhere to be found.
        unlimited: the limits that this system does not have.
    """

    names: dict[str, str]
    tolerance: float = 1e-6
    lacking: frozenset[str] = frozenset()
    unlimited: tuple[str, ...] = ()


def read_names(names: str | Mapping[str, str] | None) -> dict[str, str]:
    """Return a mapping of names, given as one or as text such as `data=value,grad=g`.

    Raises:
        ValueError: for a name that is no name, or that stands for nothing that is asked for.

    >>> read_names("data=value, grad=g")
    {'data': 'value', 'grad': 'g'}
    """
    if names is None:
        return {}
    if isinstance(names, str):
        parts = [part.strip().partition("=") for part in names.split(",") if part.strip()]
        names = {ours.strip(): theirs.strip() for ours, _, theirs in parts}
    known = (*USUAL, "wrap", *FUNCTIONS)
    for ours, theirs in names.items():
        if ours not in known:
            near = difflib.get_close_matches(ours, known, n=1)
            cure = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise ValueError(f"{ours}={theirs} names nothing that is asked for: {cure}")
        if ours == "wrap" and theirs not in WRAPS:
            raise ValueError(f"wrap={theirs} is none of {', '.join(WRAPS)}")
        if not theirs.removesuffix("()").isidentifier():
            raise ValueError(f"{ours}={theirs} is no name: write one such as {ours}=value")
    return dict(names)


def find_names(start: Open, given: Mapping[str, str]) -> Named:
    """Find what an engine calls things.

    Arguments:
        start: opens a session with an engine, given names.
        given: the names that are known, which are taken as they are.

    Raises:
        Ended: if the engine cannot be loaded, or does not let itself be looked at.
    """
    with start(_usual(given)) as session:
        seen = _wrapped(session)
        methods = seen.methods
        functions = [f"{name}()" for name in seen.functions]
        numbers = {name: x for name, x in seen.attributes.items() if name not in methods}
        session.names = _guessed(session.names, given, numbers, methods, functions)
        tolerance = _tolerance(session)
        names = _working(start, session, given, list(numbers), methods)
    there = {*methods, *functions, *(f"{name}()" for name in methods)}
    lacking = [name for name in FUNCTIONS if not there & {x := called(names, name), x + "()"}]
    return Named(names, tolerance, frozenset(lacking), tuple(session.unlimited))


def called(names: Mapping[str, str], function: str) -> str:
    """Return what an engine calls a function.

    >>> called({"log": "ln"}, "log"), called({"log": "ln"}, "exp")
    ('ln', 'exp')
    """
    return names.get(function, function)


def _usual(given: Mapping[str, str]) -> dict[str, str]:
    return {ours: usual[0] for ours, usual in USUAL.items()} | {"wrap": "number"} | dict(given)


def _first(wanted: Iterable[str], there: Iterable[str]) -> str | None:
    there = set(there)
    return next((name for name in wanted if name in there), None)


def _wrapped(session: Session) -> Look:
    """Find what values are made of, so that they can be multiplied; return how one looks."""
    own = [name.removesuffix("()") for name in session.names.values()]
    functions = [*USUAL["backward"], *USUAL["zero_grad"], *FUNCTIONS, *own]
    usual, first = session.names, session.look(functions)
    for wrap in dict.fromkeys((usual["wrap"], *WRAPS)):
        session.names = usual | {"wrap": wrap}
        seen = session.look(functions)
        if seen.made and not session.run(_PROBE[:3]).error:
            return seen
    session.names = usual
    return first


def _guessed(
    names: dict[str, str],
    given: Mapping[str, str],
    numbers: Mapping[str, object],
    methods: Sequence[str],
    functions: Sequence[str],
) -> dict[str, str]:
    """The usual names of what is there."""
    held = [name for name, number in numbers.items() if number == 2.5]
    usual = _first(USUAL["data"], held) or (held[0] if held else _first(USUAL["data"], numbers))
    data = given.get("data") or usual or "data"
    others = [name for name in numbers if name != data]
    grad = given.get("grad") or _first(USUAL["grad"], others) or "grad"
    names = names | {"data": data, "grad": grad}
    for ours in ("backward", "zero_grad"):
        if ours not in given:
            as_functions = _first((f"{name}()" for name in USUAL[ours]), functions)
            names[ours] = _first(USUAL[ours], methods) or as_functions or ours
    return names


def _working(
    start: Open,
    session: Session,
    given: Mapping[str, str],
    attributes: Sequence[str],
    methods: Sequence[str],
) -> dict[str, str]:
    """The guessed names, or, where a backward pass by them reaches nothing, others that do."""
    guessed = session.names
    with suppress(Ended):
        if _passes(session, guessed):
            return guessed
    passes, holders = [guessed["backward"]], [guessed["grad"]]
    if "backward" not in given and guessed["backward"] not in methods:
        passes += [name for name in methods if not name.startswith("_")]
    if "grad" not in given:
        holders += [name for name in attributes if name not in (*holders, guessed["data"])]
    tries = [(backward, grad) for backward in passes[:12] for grad in holders[:6]][1:]
    ended = 0
    for backward, grad in tries:
        names = guessed | {"backward": backward, "grad": grad}
        try:
            with start(names) as fresh:
                if _passes(fresh, names):
                    return names
        except Ended:
            # Whatever is called here may end the process, or never end itself.
            ended += 1
            if ended == _MOST_ENDED:
                break
    return guessed


def _passes(session: Session, names: dict[str, str]) -> bool:
    """Whether a backward pass by these names gives the gradient of a product."""
    session.names = names
    answer = session.run(_PROBE)
    gradient = answer.numbers.get("a", (None, None))[1]
    return not answer.error and agree(gradient, -0.625, 1e-3)


def _tolerance(session: Session) -> float:
    number = session.run(_TENTH).numbers.get("a", (None, None))[0]
    # 0.1 is kept to eight digits in 32 bits.
    in_32_bits = number is not None and 1e-12 < abs(number - 0.1) < 1e-7
    return 1e-3 if in_32_bits else 1e-6
