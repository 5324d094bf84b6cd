"""What a Value refuses, each with what to write instead: where Python's own words would mislead."""

from collections.abc import Iterable, Iterator
from types import MethodType
from typing import Any, NoReturn

from ..inputs import foreign, is_real, shown, to_float
from .core import FUNCTIONS
from .node import FIELDS, Node

# Names that other libraries have for what a Value has under another name.
_ELSEWHERE = {
    "derivative": "grad",
    "item": "data",
    "numpy": "data",
    "tolist": "data",
    "val": "data",
    "value": "data",
}


def plain_number(name: str, given: Any) -> float:
    """Return a number that an attribute of a Value is to hold.

    Raises:
        TypeError: for anything else; for a Value it names `.data` and `.grad`.
    """
    if isinstance(given, Node):
        raise TypeError(
            f".{name} is a plain number, here is {shown(given)}: take its .data; a step of descent "
            "is p.data -= 0.1 * p.grad, with .grad, not with the Value itself"
        )
    return to_float(given)


def too_many(name: str) -> NoReturn:
    """Raise `TypeError` for more than the two operands that an operation takes."""
    raise TypeError(
        f"{name} takes two operands, here are more: nest it, as in {name}({name}(a, b), c), or "
        f"write functools.reduce({name}, values)"
    )


_SETTINGS = {
    "requires_grad": "every Value has a gradient, so leave it out; x.detach() lets none through",
    "retain_graph": "every graph is kept, so leave it out",
    "create_graph": "write grad(result, [x], create_graph=True)",
    "gradient": "write backward(upstream=...)",
    "name": "write label=...",
}


def refuse_settings(of: str, given: Iterable[str]) -> NoReturn:
    """Raise `TypeError` for the first name of a setting that there is not."""
    name = next(iter(given))
    cure = _SETTINGS.get(name, "it takes data and label" if of == "Value" else "it takes upstream")
    raise TypeError(f"{of} has no setting {name!r}: {cure}")


def operand_number(given: Any) -> float:
    """Return the number of an operand that is no Value.

    Raises:
        TypeError: for what is not a number, and for a tensor whose gradient would be lost.
    """
    if type(given) is not int and getattr(given, "requires_grad", False) is True:
        raise TypeError(
            f"{shown(given)} asks for a gradient, which would be lost in an operation of "
            "micrograd_plus: make it a Value, or for its number alone write t.item()"
        )
    return to_float(given)


def check_operand(given: Any) -> None:
    """Raise `TypeError` for what nobody can compute with beside a Value, and say what is meant."""
    if isinstance(given, str) and not _is_number(given):
        raise TypeError(
            f"{shown(given)} is text, and a Value is a number: to show it write "
            'f"loss: {v.data:.4f}", or print("loss:", v.data)'
        )
    if isinstance(given, (*FUNCTIONS, MethodType)):
        name = getattr(given, "__name__", "f")
        call = f"v.{name}()" if isinstance(given, MethodType) else f"{name}(v)"
        raise TypeError(f"{name} is a function, not a number: call it, with brackets, as in {call}")
    if given is None:
        raise TypeError(
            "None is not a number: has a function been left without a return, or is it what "
            "v.backward() returns, which is nothing?"
        )
    if foreign(given):
        raise TypeError(f"{shown(given)} is not one of micrograd_plus: {_FOREIGN_CURE}")


_FOREIGN_CURE = "make all Values of one class, from micrograd_plus import Value"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _refusing(said: str) -> Any:
    def refuse(self: Any, *others: Any) -> NoReturn:
        raise TypeError(said.format(v=self.name if self.name.isidentifier() else "v"))

    return refuse


def _steps(symbol: str) -> str:
    return (
        f"a Value has no {symbol}: its derivative is 0 almost everywhere, so nothing would be "
        f"learned through it; for the number alone write {{v}}.data {symbol} 2"
    )


_BITS = "a Value is a real number, which has no {{v}} {0} w: {1}"
_ROUNDED = (
    "a Value is not rounded to a whole number: the derivative of that is 0 almost everywhere; for "
    "the number alone write math.{0}({{v}}.data)"
)
_REFUSED = {
    **dict.fromkeys(("floordiv", "rfloordiv"), _steps("//")),
    **dict.fromkeys(("mod", "rmod"), _steps("%")),
    **dict.fromkeys(
        ("divmod", "rdivmod"),
        "a Value has no divmod: for the numbers alone write divmod({v}.data, 2)",
    ),
    "xor": "^ is not a power in Python: write {v} ** 2",
    "and": _BITS.format("&", "for conditions write (a > 0) & (b > 0), for a product {v} * w"),
    "or": _BITS.format("|", "for conditions write (a > 0) | (b > 0), for the larger maximum"),
    "matmul": "a Value is one number, which has no @: write {v} * w, or dot([w1, w2], [x1, x2])",
    "invert": "a Value is a number, not a condition: write ~({v} > 0) or -{v}",
    **dict.fromkeys(
        ("getitem", "len"),
        "a Value is one number, with nothing in it to index, to count or to go through: for "
        "several numbers keep a list of Values, for its own number take {v}.data",
    ),
    "trunc": _ROUNDED.format("trunc"),
    "floor": _ROUNDED.format("floor"),
    "ceil": _ROUNDED.format("ceil"),
}


class Elsewhere:
    """An attribute that a Value has under another name, which it says.

    One by one: a `__getattr__` for all of them would make each attribute that there is slower.
    """

    def __init__(self, name: str, here: str) -> None:
        self.name: str = name
        self.here: str = here

    def __get__(self, value: Any, owner: type) -> NoReturn:
        raise AttributeError(
            f"{owner.__name__!r} object has no attribute {self.name!r}: its number is .data, the "
            f"slope of a result by it .grad; take .{self.here}",
            name=self.name,
            obj=value,
        )


def _itself(self: Any) -> Any:
    """Return the Value: it is real, and numpy's std and var ask for it."""
    return self


def _check_class(kind: type[Any], /, **options: Any) -> None:
    """Refuse attributes of a class of Values that would hide what each node keeps for itself."""
    super(Node, kind).__init_subclass__(**options)
    hidden = [name for name in _KEPT if name in vars(kind)]
    if hidden:
        raise TypeError(
            f"{kind.__name__}.{hidden[0]} hides where each Value keeps its {hidden[0]}: call the "
            "attribute something else"
        )


# The name may be a class's: labels are asked for by name, and then it is the label of all.
_KEPT = [field for field in FIELDS if field != "name"]


def refusals() -> Iterator[tuple[str, Any]]:
    """Yield the attributes of Value that only say what to write instead, by their names."""
    for name, said in _REFUSED.items():
        yield f"__{name}__", _refusing(said)
    for name, here in _ELSEWHERE.items():
        yield name, Elsewhere(name, here)
    yield "conjugate", _itself
    yield "__init_subclass__", classmethod(_check_class)


def is_step(given: Any) -> bool:
    """Return whether something is a plain number other than 0, as a step of descent is."""
    return is_real(given) and bool(given)
