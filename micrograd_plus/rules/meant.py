"""What is meant by what stands in no formula: other names of operations, other signs."""

import ast
import difflib
import re
from collections.abc import Collection

# What other programs and textbooks call an operation.
_ELSEWHERE = {
    "ln": "log",
    "lg": "log10",
    "ld": "log2",
    "lb": "log2",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arctan2": "atan2",
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    "max": "maximum",
    "min": "minimum",
    "avg": "mean",
    "average": "mean",
    "product": "prod",
    "logistic": "sigmoid",
    "expit": "sigmoid",
    "swish": "silu",
}
# What is written in another way.
_WRITTEN = {
    "pow": "a power is written x ** 2",
    "add": "a sum is written x + y",
    "sub": "a difference is written x - y",
    "mul": "a product is written x * y",
    "div": "a quotient is written x / y",
    "neg": "a negative is written -x",
    "square": "a square is written x ** 2",
    "sqr": "a square is written x ** 2, a root sqrt(x)",
    "softmax": "it gives several numbers, and a formula one: write exp(x - logsumexp(x, y)) for "
    "the first of two",
    "log_softmax": "it gives several numbers, and a formula one: write x - logsumexp(x, y) for "
    "the first of two",
    "dot": "it takes two lists, which a formula does not have: write x1 * y1 + x2 * y2",
    "take": "it chooses from a list, which a formula does not have: write where(i < 1, x, y)",
    "sign": "write where(x < 0, -1, where(x > 0, 1, 0))",
    "sgn": "write where(x < 0, -1, where(x > 0, 1, 0))",
    "step": "write where(x > 0, 1, 0)",
    "heaviside": "write where(x > 0, 1, 0)",
    **dict.fromkeys(
        ("round", "floor", "ceil", "int", "mod"),
        "its derivative is 0 almost everywhere, so a formula does without",
    ),
}


def operation(name: str, known: Collection[str]) -> str:
    """Return what to write for a call of what is no operation.

    >>> operation("ln", {"log", "tanh"})
    'did you mean log?'
    >>> operation("f", {"log", "tanh"})
    'to multiply, write f * (...)'
    """
    plain = name.casefold()
    if plain in _WRITTEN:
        return _WRITTEN[plain]
    if plain in known or _ELSEWHERE.get(plain) in known:
        return f"did you mean {_ELSEWHERE.get(plain, plain)}?"
    near = difflib.get_close_matches(plain, known, n=2)
    return f"did you mean {' or '.join(near)}?" if near else f"to multiply, write {name} * (...)"


def decimal(text: str) -> str:
    """Return what to write for a number with a decimal comma; empty where there is none."""
    found = re.search(r"(?<![\w.,])(\d+),(\d+)(?![\w.,])", text)
    return f"a decimal number has a point: write {found[1]}.{found[2]}" if found else ""


_STEPS = "its derivative is 0 almost everywhere, so a formula does without"


def part(node: ast.AST, text: str) -> str:
    """Return what to write for a part of Python that stands in no formula; empty if unknown."""
    match node:
        case ast.Tuple():
            return decimal(text) or "one formula at a time: a comma stands only between arguments"
        case ast.IfExp() | ast.BoolOp():
            return "a choice is written where(x > 0, a, b)"
        case ast.BinOp(op=ast.FloorDiv()):
            return f"there is no //: {_STEPS}; a quotient is written x / y"
        case ast.BinOp(op=ast.Mod()):
            return f"there is no %: {_STEPS}"
        case ast.BinOp(op=ast.MatMult()):
            return "there is no @: a product is written x * y"
        case ast.List() | ast.Subscript():
            return "each name is one number: write x1, x2 and so on"
        case ast.Constant(value=str()):
            return "numbers and names stand without quotes"
    return ""
