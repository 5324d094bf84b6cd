"""Text to a checked expression.

One small language serves the rule table and the command line: numbers, names, `pi`, `e`, the
operators `+ - * / **`, calls of known operations, and comparisons inside `where`. Python's own
parser reads it; a white list decides what may pass; nothing is ever evaluated here.
"""

import ast
import math
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeGuard, TypeVar

from ..errors import FormulaError
from ..graph import toposort

CONSTANTS = {"pi": math.pi, "e": math.e}

# A call that takes any number of arguments, such as sum(a, b, c).
VARIADIC = -1


@dataclass(frozen=True, eq=False, slots=True)
class Number:
    """A number written in a formula."""

    value: float
    column: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Name:
    """A name: an argument of a rule, a binding, or one of the constants `pi` and `e`."""

    name: str
    column: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """An operation applied to arguments. `a * b` is the call of `mul`, `a < b` that of `less`."""

    operation: str
    arguments: "tuple[Expression, ...]"
    column: int = 0
    variadic: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Each:
    """A body repeated for every member of a variadic argument: `x**2 for x in xs`."""

    body: "Expression"
    variable: str
    over: str
    column: int = 0


Expression = Number | Name | Call | Each
Result = TypeVar("Result")

BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
}
COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Lt: "less",
    ast.LtE: "less_equal",
    ast.Gt: "greater",
    ast.GtE: "greater_equal",
    ast.Eq: "equal",
    ast.NotEq: "not_equal",
}
SYMBOLS = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "div": "/",
    "pow": "**",
    "neg": "-",
    "less": "<",
    "less_equal": "<=",
    "greater": ">",
    "greater_equal": ">=",
    "equal": "==",
    "not_equal": "!=",
}
COMPARISONS = frozenset(COMPARISON.values())


def parts(expression: Expression) -> "tuple[Expression, ...]":
    """Return the expressions that `expression` is directly made of."""
    if isinstance(expression, Call):
        return expression.arguments
    if isinstance(expression, Each):
        return (expression.body,)
    return ()


def fold(expression: Expression, combine: Callable[[Expression, list[Result]], Result]) -> Result:
    """Read an expression from its leaves up, by `combine(part, results of its parts)`."""
    results: dict[Expression, Result] = {}
    for part in toposort(expression, parts):
        results[part] = combine(part, [results[inner] for inner in parts(part)])
    return results[expression]


def bound_names(expression: Expression) -> set[Expression]:
    """Return the names that belong to a `for x in xs` of the expression itself."""
    return {
        name
        for each in toposort(expression, parts)
        if isinstance(each, Each)
        for name in toposort(each.body, parts)
        if isinstance(name, Name) and name.name == each.variable
    }


def names(expression: Expression) -> dict[str, int]:
    """Return the free names of an expression, each with the column where it first stands."""
    found: dict[str, int] = {}
    bound = bound_names(expression)
    for part in toposort(expression, parts):
        if isinstance(part, Each):
            found.setdefault(part.over, part.column)
        elif isinstance(part, Name) and part not in bound:
            found.setdefault(part.name, part.column)
    return found


def operations(expression: Expression) -> set[str]:
    """Return the names of the operations that an expression calls."""
    return {part.operation for part in toposort(expression, parts) if isinstance(part, Call)}


def evaluate(
    expression: Expression,
    values: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]],
    text: str = "",
) -> Any:
    """Compute an expression, operation by operation, with whatever `functions` compute on.

    Arguments:
        expression: a checked expression without `for`.
        values: what each name stands for; `pi` and `e` need not be given.
        functions: what each operation does, operators and comparisons included.
        text: what the expression was read from; if given, errors point into it.

    Raises:
        FormulaError: if `text` is given and an operation raises.

    >>> import operator
    >>> evaluate(parse("2 * x", {}), {"x": 3}, {"mul": operator.mul})
    6.0
    """

    def compute(part: Expression, inner: list[Any]) -> Any:
        if isinstance(part, Number):
            return part.value
        if isinstance(part, Name):
            return values[part.name] if part.name in values else CONSTANTS[part.name]
        if isinstance(part, Each):
            raise TypeError("a part with for is computed only inside a rule")
        try:
            return functions[part.operation](*inner)
        except (ArithmeticError, ValueError) as error:
            if not text:
                raise
            raise FormulaError(str(error), text, part.column) from error

    return fold(expression, compute)


# ------------------------------------------------------------------------------------- parsing


def parse(text: str, arity: Mapping[str, int]) -> Expression:
    """Read one formula.

    Arguments:
        text: such as `"a * b"` or `"where(x < 0, 0, x)"`.
        arity: the operations that may be called, with their number of arguments, or `VARIADIC`.

    Raises:
        FormulaError: for anything else than this small language, with its column and the cure.

    >>> sorted(operations(parse("1 - tanh(x)**2", {"tanh": 1})))
    ['pow', 'sub', 'tanh']
    """
    expression = _Reader(text, arity).read()
    if _is_comparison(expression):
        raise FormulaError(_LONE_COMPARISON, text, expression.column)
    return expression


def parse_domain(text: str, arity: Mapping[str, int]) -> tuple[Call, ...]:
    """Read a domain such as `"x >= -1 and x <= 1"`: the comparisons that must all hold."""
    conditions = []
    for part in text.split(" and ") if text else []:
        condition = _Reader(part, arity).read()
        if not _is_comparison(condition):
            raise FormulaError("a domain is a comparison, such as x > 0", part, 0)
        conditions.append(condition)
    return tuple(conditions)


_LONE_COMPARISON = (
    "a comparison stands only as the first argument of where: write where(x > 0, 1, 0)"
)


def _is_comparison(expression: Expression) -> TypeGuard[Call]:
    return isinstance(expression, Call) and expression.operation in COMPARISONS


class _Reader:
    """Reads one text; holds it so that every error can point into it."""

    def __init__(self, text: str, arity: Mapping[str, int]) -> None:
        self.text = text.replace("\n", " ").replace("\t", " ")
        self.arity = arity

    def fail(self, message: str, node: ast.AST | int, cure: str = "") -> FormulaError:
        column = node if isinstance(node, int) else self.column(node)
        return FormulaError(message, self.text, column, cure)

    def column(self, node: ast.AST) -> int:
        # Python counts columns in UTF-8 bytes, and from where the formula itself starts.
        start = len(self.text) - len(self.text.lstrip())
        before = self.text.lstrip().encode()[: getattr(node, "col_offset", 0)]
        return start + len(before.decode(errors="ignore"))

    def tree(self) -> ast.expr:
        if not self.text.strip():
            raise self.fail("the formula is empty: write an expression such as a*b + c", 0)
        for character, message in _FORBIDDEN.items():
            if character in self.text:
                raise self.fail(message, self.text.index(character))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # Only with an end of line is an error at the end told there.
                return ast.parse(self.text.strip() + "\n", mode="eval").body
        except SyntaxError as error:
            start = len(self.text) - len(self.text.lstrip())
            column = start + max(0, (error.offset or 1) - 1)
            raise self.syntax_error(min(column, len(self.text)), error.msg) from None
        except (MemoryError, RecursionError):
            raise self.fail("the formula is nested too deeply: name a part of it", 0) from None

    def syntax_error(self, column: int, reason: str) -> FormulaError:
        number = r"(?<![\w.])(\d+\.?\d*(?:[eE][-+]?\d+)?)(?![eE][-+]?\d)"
        glued = re.search(number + r"\s*([A-Za-z(])", self.text)
        if glued:
            message = f"write the multiplication out: {glued[1]}*{glued[2]}..."
            return self.fail(message, glued.start())
        equals = re.search(r"(?<![<>=!])=(?!=)", self.text)
        if equals:
            message = "a formula has no = in it: give a name its value in an argument of its own"
            return self.fail(message, equals.start())
        for call in re.finditer(r"(?<!\w)([^\W\d]\w*)\s+\w", self.text):
            if call[1] in self.arity:
                message = f"put the argument of {call[1]} in brackets: {call[1]}(...)"
                return self.fail(message, call.start())
        if reason.startswith("invalid syntax"):
            reason = "something is missing or too much here"
        return self.fail(f"this is not a formula: {reason}", column)

    def read(self) -> Expression:
        tree = self.tree()
        results: dict[ast.expr, Expression] = {}
        for node in toposort(tree, self.children):
            results[node] = self.build(node, [results[inner] for inner in self.children(node)])
        return results[tree]

    def children(self, node: ast.expr) -> list[ast.expr]:
        """The formulas inside a formula; everything that is not on this list is refused."""
        if isinstance(node, ast.BinOp):
            return [node.left, node.right]
        if isinstance(node, ast.UnaryOp):
            return [node.operand]
        if isinstance(node, ast.Compare):
            if len(node.comparators) != 1:
                raise self.fail("compare two things at a time", node)
            return [node.left, node.comparators[0]]
        if isinstance(node, ast.Call):
            if node.keywords:
                raise self.fail("arguments are given in order, without names", node.keywords[0])
            return node.args
        if isinstance(node, ast.GeneratorExp):
            return [node.elt]
        return []

    def build(self, node: ast.expr, inner: list[Expression]) -> Expression:
        column = self.column(node)
        if isinstance(node, ast.Constant):
            return Number(self.number(node), column)
        if isinstance(node, ast.Name):
            return Name(node.id, column)
        if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
            self.refuse_comparisons(inner)
            return Call(BINARY[type(node.op)], tuple(inner), column)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
            self.refuse_comparisons(inner)
            return Call("neg", tuple(inner), column) if isinstance(node.op, ast.USub) else inner[0]
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISON:
            self.refuse_comparisons(inner)
            return Call(COMPARISON[type(node.ops[0])], tuple(inner), column)
        if isinstance(node, ast.Call):
            return self.call(node, inner)
        if isinstance(node, ast.GeneratorExp):
            return self.each(node, inner)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
            before = self.column(node.right)
            caret = self.text.rfind("^", 0, before)
            raise self.fail("^ is not a power here: write ** instead, as in x**2", caret)
        raise self.refused(node)

    def refused(self, node: ast.AST) -> FormulaError:
        return self.fail(_WHITE_LIST, node, meant().part(node, self.text))

    def number(self, node: ast.Constant) -> float:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise self.refused(node)
        try:
            value = float(node.value)
        except OverflowError:
            value = math.inf
        if math.isinf(value):
            raise self.fail("this number is too large for a float (the largest is 1.8e308)", node)
        return value

    def call(self, node: ast.Call, inner: list[Expression]) -> Expression:
        column = self.column(node)
        if not isinstance(node.func, ast.Name):
            if isinstance(node.func, ast.Attribute):
                method = node.func.attr
                raise self.fail(f"write {method}(x), with the argument in brackets", node)
            raise self.fail("to multiply, write a * before the bracket", node)
        name = node.func.id
        if name not in self.arity:
            cure = meant().operation(name, self.arity)
            raise self.fail(f"{name} is not an operation: {cure}", column)
        wanted = self.arity[name]
        if wanted != VARIADIC and len(inner) != wanted:
            plural = "" if wanted == 1 else "s"
            message = f"{name} takes {wanted} argument{plural}, here are {len(inner)}"
            raise self.fail(message, column, meant().decimal(self.text))
        if not inner:
            raise self.fail(f"{name} needs at least one argument", column)
        if name == "where" and not _is_comparison(inner[0]):
            message = "where chooses by a comparison: write where(x > 0, 1, 0)"
            raise self.fail(message, inner[0].column)
        self.refuse_comparisons(inner[1:] if name == "where" else inner)
        return Call(name, tuple(inner), column, wanted == VARIADIC)

    def each(self, node: ast.GeneratorExp, inner: list[Expression]) -> Expression:
        loop = node.generators[0]
        plain = len(node.generators) == 1 and not loop.ifs and not loop.is_async
        if plain and isinstance(loop.target, ast.Name) and isinstance(loop.iter, ast.Name):
            self.refuse_comparisons(inner)
            return Each(inner[0], loop.target.id, loop.iter.id, self.column(node))
        raise self.fail("a repeated part has the form x**2 for x in xs", node)

    def refuse_comparisons(self, inner: Sequence[Expression]) -> None:
        for part in inner:
            if _is_comparison(part):
                raise self.fail(_LONE_COMPARISON, part.column)


def meant() -> ModuleType:
    """Return the file that is needed only where something is wrong."""
    from . import meant as found

    return found


_WHITE_LIST = (
    "only numbers, names, pi, e, the operators + - * / ** and the operations of the table "
    "stand in a formula"
)
_FORBIDDEN = {
    "#": "a formula has no comments",
    "\0": "a formula has no null characters",
    "\\": "a formula has no backslashes",
    ";": "one formula at a time: there is no ; in it",
    "²": "a square is written x ** 2",
    "³": "a third power is written x ** 3",
    "×": "a product is written x * y",
    "÷": "a quotient is written x / y",
    "−": "this is not the minus of a keyboard: write -",
}
