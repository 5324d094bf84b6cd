"""An expression written out: as plain text, LaTeX or Python source, with names or numbers."""

import math
import re
from collections.abc import Callable, Mapping

from ..graph import toposort
from .arithmetic import ALL
from .expression import (
    CONSTANTS,
    SYMBOLS,
    Call,
    Each,
    Expression,
    Name,
    Number,
    bound_names,
    evaluate,
    fold,
    names,
    parts,
)


def number_text(value: float) -> str:
    """Write a number as people read it: `%.4f`, or `%.4g` where that has few digits or too many.

    >>> number_text(-3.0), number_text(0.00008), number_text(1e30), number_text(0.0)
    ('-3.0000', '8e-05', '1e+30', '0.0000')
    """
    return f"{value:.4g}" if 0 < abs(value) < 1e-3 or abs(value) >= 1e9 else f"{value:.4f}"


def literal(value: float) -> str:
    """Write a number as a formula would: `2` for 2.0, every digit where there are more."""
    if not math.isfinite(value):
        return repr(value)
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def bracketed(text: str) -> str:
    """Put a negative number in brackets, so that it can stand behind an operator."""
    return f"({text})" if text.startswith("-") else text


# How tightly a written operation holds together; what is looser gets brackets.
_COMPARE, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(6)
_BINDS = {"add": _SUM, "sub": _SUM, "mul": _PRODUCT, "div": _PRODUCT, "neg": _SIGN, "pow": _POWER}


def _sides(operation: str) -> tuple[int, int]:
    """How tightly the left and the right operand of an operator must hold together."""
    level = _BINDS.get(operation, _COMPARE)
    if operation == "pow":
        return _ATOM, _SIGN
    if operation in ("sub", "div"):
        return level, level + 1
    return level, level if operation in ("add", "mul") else level + 1


def to_text(expression: Expression, values: Mapping[str, str] | None = None) -> str:
    """Write an expression as plain text.

    Arguments:
        expression: what to write.
        values: what to write for a name: the name of an operand, or its number. A name that stands
            for several operands is given as `"a, b, c"`.
    """
    values = values or {}
    bound = bound_names(expression)

    def write(part: Expression, inner: list[tuple[str, int]]) -> tuple[str, int]:
        if isinstance(part, Number):
            return literal(part.value), _ATOM if part.value >= 0 else _SIGN
        if isinstance(part, Name):
            return part.name if part in bound else values.get(part.name, part.name), _ATOM
        if isinstance(part, Each):
            over = values.get(part.over, part.over)
            return f"{inner[0][0]} for {part.variable} in {over}", _ATOM
        if part.operation == "neg":
            return "-" + _wrap(*inner[0], _SIGN), _SIGN
        if part.operation in SYMBOLS:
            left, right = _sides(part.operation)
            symbol = SYMBOLS[part.operation]
            space = "" if part.operation == "pow" else " "
            text = _wrap(*inner[0], left) + space + symbol + space + _wrap(*inner[1], right)
            return text, _BINDS.get(part.operation, _COMPARE)
        return f"{part.operation}({', '.join(text for text, _ in inner)})", _ATOM

    return fold(expression, write)[0]


def _wrap(text: str, holds: int, needed: int) -> str:
    return text if holds >= needed else f"({text})"


_LATEX_FUNCTIONS = frozenset(
    ["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min"]
)
_LATEX_NAMES = {
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "log1p": r"\operatorname{log1p}",
    "log2": r"\log_{2}",
    "log10": r"\log_{10}",
    "maximum": r"\max",
    "minimum": r"\min",
    "sigmoid": r"\sigma",
    "sum": r"\sum",
    "prod": r"\prod",
}
_LATEX_COMPARISONS = {
    "less": "<",
    "less_equal": r"\le",
    "greater": ">",
    "greater_equal": r"\ge",
    "equal": "=",
    "not_equal": r"\ne",
}


def latex_function(operation: str) -> str:
    """Return the LaTeX of an operation's name."""
    if operation in _LATEX_NAMES:
        return _LATEX_NAMES[operation]
    if operation in _LATEX_FUNCTIONS:
        return "\\" + operation
    return r"\operatorname{" + operation.replace("_", r"\_") + "}"


def latex_name(name: str) -> str:
    r"""Write a name in LaTeX: an index is lowered, a long name stands upright.

    >>> print(latex_name("w1"), latex_name("x"), latex_name("layers[0].b"))
    w_{1} x \mathrm{layers[0].b}
    """
    indexed = re.fullmatch(r"([A-Za-z])_?(\d+)", name)
    if indexed:
        return f"{indexed[1]}_{{{indexed[2]}}}"
    if len(name) == 1 and name.isalnum():
        return name
    # A dollar sign or a stray brace would end the formula in which the name stands.
    escapes = {
        "\\": r"\backslash ",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "^": r"\hat{}",
        "~": r"\sim ",
    }
    escapes |= {"|": r"\vert "} | {character: "\\" + character for character in "#%&_"}
    upright = "".join(escapes.get(character, character) for character in name)
    return r"\mathrm{" + upright.replace(" ", r"\ ") + "}"


def to_latex(expression: Expression, values: Mapping[str, str] | None = None) -> str:
    """Write an expression as LaTeX (no dollar signs); `values` as for `to_text`, but in LaTeX."""
    values = values or {}
    bound = bound_names(expression)

    def write(part: Expression, inner: list[tuple[str, int]]) -> tuple[str, int]:
        if isinstance(part, Number):
            return literal(part.value), _ATOM if part.value >= 0 else _SIGN
        if isinstance(part, Name):
            given = None if part in bound else values.get(part.name)
            return given or (r"\pi" if part.name == "pi" else latex_name(part.name)), _ATOM
        if isinstance(part, Each):
            over = values.get(part.over) or latex_name(part.over)
            return rf"{inner[0][0]} \text{{ for }} {part.variable} \in {over}", _ATOM
        return _latex_call(part.operation, inner)

    return fold(expression, write)[0]


def _latex_call(operation: str, inner: list[tuple[str, int]]) -> tuple[str, int]:
    texts = [text for text, _ in inner]
    if operation == "neg":
        return "-" + _latex_wrap(*inner[0], _SIGN), _SIGN
    if operation == "div":
        return rf"\frac{{{texts[0]}}}{{{texts[1]}}}", _ATOM
    if operation == "pow":
        return f"{_latex_wrap(*inner[0], _ATOM)}^{{{texts[1]}}}", _POWER
    if operation in ("add", "sub", "mul"):
        left, right = _sides(operation)
        symbol = r" \cdot " if operation == "mul" else f" {SYMBOLS[operation]} "
        text = _latex_wrap(*inner[0], left) + symbol + _latex_wrap(*inner[1], right)
        return text, _BINDS[operation]
    if operation in _LATEX_COMPARISONS:
        return f"{texts[0]} {_LATEX_COMPARISONS[operation]} {texts[1]}", _COMPARE
    if operation == "where":
        rows = rf"{texts[1]} & \text{{if }} {texts[0]} \\ {texts[2]} & \text{{otherwise}}"
        return rf"\begin{{cases}} {rows} \end{{cases}}", _SUM
    if operation == "sqrt":
        return rf"\sqrt{{{texts[0]}}}", _ATOM
    if operation == "cbrt":
        return rf"\sqrt[3]{{{texts[0]}}}", _ATOM
    if operation == "abs":
        return rf"\left\lvert {texts[0]}\right\rvert", _ATOM
    if operation == "exp":
        return f"e^{{{texts[0]}}}", _POWER
    return rf"{latex_function(operation)}\left({', '.join(texts)}\right)", _ATOM


def _latex_wrap(text: str, holds: int, needed: int) -> str:
    return text if holds >= needed else rf"\left({text}\right)"


def simplify(
    expression: Expression,
    known: Mapping[str, float],
    at: Mapping[str, float],
    every_branch: bool = True,
) -> Expression:
    """Write an expression more shortly, for people to read.

    Arguments:
        expression: what to shorten.
        known: numbers to put in for names, where that lets something be computed at once: the
            derivative of x**n, n known to be 2, becomes `2 * x`.
        at: the number of each name, by which a branch of a `where` is chosen.
        every_branch: whether to choose in every `where`, or only in those that single out one
            point, such as `where(a == 0, ...)`, and those that are decided by what is known.
    """
    bound = bound_names(expression)

    def shorten(part: Expression, inner: list[Expression]) -> Expression:
        if isinstance(part, Name) and part.name in known and part not in bound:
            return Number(known[part.name])
        if isinstance(part, Each):
            return Each(inner[0], part.variable, part.over)
        if not isinstance(part, Call):
            return part
        if part.operation != "where":
            return _shorten_call(part, inner)
        condition, if_true, if_false = inner
        free = [name for name in names(condition) if name not in CONSTANTS]
        wanted = every_branch or not free or getattr(condition, "operation", "") == "equal"
        inside: list[Expression] = toposort(condition, parts)
        settled = at.keys() >= set(free) and bound.isdisjoint(inside)
        if wanted and settled:
            return if_true if evaluate(condition, at, ALL) else if_false
        # Such as the slope of x**2, once its exponent is known.
        if to_text(if_true) == to_text(if_false):
            return if_true
        return Call("where", (condition, if_true, if_false))

    return fold(expression, shorten)


def _shorten_call(part: Call, inner: list[Expression]) -> Expression:
    numbers = [term.value if isinstance(term, Number) else None for term in inner]
    call = Call(part.operation, tuple(inner), variadic=part.variadic)
    match part.operation, numbers:
        case ("add" | "sub" | "mul", [float(), float()]):
            return Number(evaluate(call, {}, ALL))
        case ("mul", [1.0, _]) | ("add", [0.0, _]):
            return inner[1]
        case ("mul", [0.0, _]):
            return inner[0]
        case ("pow", [_, 0.0]):
            return Number(1.0)
        case ("mul" | "pow" | "div", [_, 1.0]) | ("add" | "sub", [_, 0.0]):
            return inner[0]
    return call


def to_source(
    expression: Expression,
    values: Mapping[str, str],
    operators: Mapping[str, str],
    function: Callable[[str], str],
) -> str:
    """Write an expression as Python source.

    Arguments:
        expression: a checked expression.
        values: the source for each free name; that of a variadic argument begins with `*`.
        operators: a format for each operation that is not a plain call, such as
            `{"add": "({} + {})"}`; every one is fully bracketed.
        function: gives the source name of any other operation. A variadic one is called with a
            sequence.
    """
    bound = bound_names(expression)

    def write(part: Expression, inner: list[str]) -> str:
        if isinstance(part, Number):
            return repr(part.value)
        if isinstance(part, Name):
            if part in bound:
                return f"_each_{part.name}"
            return values[part.name] if part.name in values else repr(CONSTANTS[part.name])
        if isinstance(part, Each):
            return f"*[{inner[0]} for _each_{part.variable} in {values[part.over][1:]}]"
        if part.operation in operators:
            return operators[part.operation].format(*inner)
        if part.variadic:
            one = len(inner) == 1 and inner[0].startswith("*")
            sequence = inner[0][1:] if one else f"[{', '.join(inner)}]"
            return f"{function(part.operation)}({sequence})"
        return f"{function(part.operation)}({', '.join(inner)})"

    return fold(expression, write)
