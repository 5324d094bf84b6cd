"""A formula as instructions: the same functions in the same order as the scalar engine's."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from ...graph import toposort
from ...rules.arithmetic import LARGEST_CUBE, SMALLEST_CUBE
from ...rules.expression import CONSTANTS, Call, Each, Expression, Name, Number, parts
from ..lowering.templates import is_power_of_two
from . import fast
from .code import ARITHMETIC, COMPARE, Code
from .host import square_is_sure

# Python's math calls these of the C library, and so do we: to the bit what they give.
LIBRARY = {
    "exp": 1,
    "expm1": 1,
    "log": 1,
    "log1p": 1,
    "log2": 1,
    "log10": 1,
    "cbrt": 1,
    "sin": 1,
    "cos": 1,
    "tan": 1,
    "asin": 1,
    "acos": 1,
    "atan": 1,
    "sinh": 1,
    "cosh": 1,
    "tanh": 1,
    "asinh": 1,
    "acosh": 1,
    "atanh": 1,
    "pow": 2,
    "atan2": 2,
}


def compute(
    code: Code,
    formula: Expression,
    given: Mapping[str, str],
    several: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> str:
    """Write the instructions of a formula; return the name of the result.

    Arguments:
        code: takes them.
        formula: of basic functions alone.
        given: what each name stands for.
        several: the members of what stands for any number of operands.
    """
    found: dict[Expression, str] = {}
    for part in _in_order(formula):
        found[part] = _part(code, part, found, given, several)
    return found[formula]


@lru_cache(maxsize=512)
def _in_order(formula: Expression) -> list[Expression]:
    """The parts of a formula, each after those that it is computed from: asked for many times."""
    return toposort(formula, _computed_first)


def _computed_first(part: Expression) -> tuple[Expression, ...]:
    """The parts that are computed by themselves: not those over any number of operands."""
    if isinstance(part, Each):
        return ()
    if isinstance(part, Call) and part.variadic and len(part.arguments) == 1:
        return tuple([inner for inner in part.arguments if isinstance(inner, Call | Number)])
    return parts(part)


def _part(
    code: Code,
    part: Expression,
    found: Mapping[Expression, str],
    given: Mapping[str, str],
    several: Mapping[str, Sequence[str]],
) -> str:
    if isinstance(part, Number):
        return code.number(part.value)
    if isinstance(part, Name):
        return given[part.name] if part.name in given else code.number(CONSTANTS[part.name])
    assert isinstance(part, Call)
    if part.variadic:
        return REDUCE[part.operation](code, _members(code, part, found, given, several))
    operands = [found[inner] for inner in part.arguments]
    if part.operation == "pow" and isinstance(part.arguments[1], Number):
        return _power(code, operands, part.arguments[1].value)
    if part.operation == "div" and isinstance(part.arguments[1], Number):
        divisor = part.arguments[1].value
        if is_power_of_two(divisor):
            return code.operate("mul", operands[0], code.number(1.0 / divisor))
    return basic(code, part.operation, operands)


def _power(code: Code, operands: Sequence[str], exponent: float) -> str:
    """A power with a written exponent."""
    quick = fast.power(code, operands[0], exponent) if code.fast else None
    if quick is not None:
        return quick
    if exponent == 2 and square_is_sure():
        code.functions.update({("pow", 2, 1), ("llvm.fma", 3, 1), ("llvm.fabs", 1, 1)})
        return code.call("square", operands[0])
    return code.call("pow", *operands)


def _members(
    code: Code,
    part: Call,
    found: Mapping[Expression, str],
    given: Mapping[str, str],
    several: Mapping[str, Sequence[str]],
) -> list[str]:
    """What a sum or the like goes over."""
    members: list[str] = []
    for inner in part.arguments:
        if isinstance(inner, Name) and inner.name in several:
            members += several[inner.name]
        elif isinstance(inner, Each):
            for member in several[inner.over]:
                own = {**given, inner.variable: member}
                members.append(compute(code, inner.body, own, several))
        else:
            members.append(found[inner] if inner in found else compute(code, inner, given))
    return members


def basic(code: Code, operation: str, operands: Sequence[str]) -> str:
    """Write the instructions of one basic function."""
    if code.fast and operation in fast.FUNCTIONS:
        return fast.FUNCTIONS[operation](code, *operands)
    if operation in ARITHMETIC:
        return code.operate(operation, *operands)
    if operation in COMPARE:
        return code.compare(operation, *operands)
    if operation in _OWN:
        return _OWN[operation](code, *operands)
    return code.call(operation, *operands)


def _larger(comparison: str) -> Callable[[Code, str, str], str]:
    """As `maximum` or `minimum`: the first where it is beyond the other, or nan."""

    def chosen(code: Code, a: str, b: str) -> str:
        beyond = code.compare(comparison, a, b)
        return code.choose(code.logic("or", beyond, code.compare("not_equal", a, a)), a, b)

    return chosen


def _cbrt(code: Code, x: str) -> str:
    root = code.call("cbrt", x)
    size = code.intrinsic("fabs", x)
    square = code.operate("mul", root, root)
    apart = code.operate("sub", code.operate("mul", square, root), x)
    step = code.operate("div", apart, code.operate("mul", code.number(3.0), square))
    mended = code.operate("sub", root, step)
    above = code.compare("less", code.number(SMALLEST_CUBE), size)
    below = code.compare("less", size, code.number(LARGEST_CUBE))
    return code.choose(code.logic("and", above, below), mended, root)


_OWN: dict[str, Callable[..., str]] = {
    "neg": Code.negative,
    "where": Code.choose,
    "abs": lambda code, x: code.intrinsic("fabs", x),
    "sqrt": lambda code, x: code.intrinsic("sqrt", x),
    "maximum": _larger("greater"),
    "minimum": _larger("less"),
    "cbrt": _cbrt,
}


def _from_left(operation: str, empty: float) -> Callable[[Code, Sequence[str]], str]:
    def reduced(code: Code, members: Sequence[str]) -> str:
        if not members:
            return code.number(empty)
        result = members[0]
        for member in members[1:]:
            result = code.operate(operation, result, member)
        return result

    return reduced


def _logsumexp(code: Code, members: Sequence[str]) -> str:
    """As `arithmetic.logsumexp`: the first of the largest is taken out."""
    top, some_nan = members[0], code.compare("not_equal", members[0], members[0])
    for member in members[1:]:
        top = code.choose(code.compare("greater", member, top), member, top)
        is_nan = code.compare("not_equal", member, member)
        some_nan = code.logic("or", some_nan, is_nan)
    rest, taken = code.number(-0.0 if len(members) > 1 else 0.0), ""
    for member in members:
        is_top = code.compare("equal", member, top)
        term = basic(code, "exp", [code.operate("sub", member, top)])
        with_it = code.operate("add", rest, term)
        if taken:
            first = code.logic("and", is_top, code.let(f"xor {code.truth} {taken}, {_true(code)}"))
            taken = code.logic("or", taken, is_top)
        else:
            first = taken = is_top
        rest = code.choose(first, rest, with_it)
    result = code.operate("add", top, code.call("log1p", rest))
    endless = code.compare("equal", code.intrinsic("fabs", top), code.number(math.inf))
    result = code.choose(endless, top, result)
    return code.choose(some_nan, code.number(math.nan), result)


def _true(code: Code) -> str:
    return "true" if code.lanes == 1 else "splat (i1 true)"


REDUCE: dict[str, Callable[[Code, Sequence[str]], str]] = {
    "sum": _from_left("add", 0.0),
    "prod": _from_left("mul", 1.0),
    "logsumexp": _logsumexp,
}
