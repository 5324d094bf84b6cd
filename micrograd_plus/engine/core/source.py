"""Rows of the table as C, by which the core in C computes and differentiates.

A formula becomes statements in the order in which Python computes it, a choice an `if`: only the
branch that is chosen is computed. Where Python would raise, the C says `UNSURE` instead, and the
row's own Python takes over: it knows the message, and what IEEE 754 says. So does a row with a
function that C has not to the last bit.
"""

import math
from collections.abc import Callable

from ...errors import FormulaError
from ...rules.arithmetic import LARGEST_CUBE, SMALLEST_CUBE, STRICT
from ...rules.expression import (
    COMPARISONS,
    CONSTANTS,
    SYMBOLS,
    Call,
    Expression,
    Name,
    Number,
    names,
    operations,
)
from ...rules.inlining import inlined
from ...rules.table import BUILT_IN, Rule
from ..pulling import is_nothing, may_be_nothing

# These are written in C as they are in Python.
OPERATORS = ("add", "sub", "mul", "div")
# Those of one operand that Python's math takes from the C library, but for the errors.
LIBRARY = [
    name
    for name, function in STRICT.items()
    if function is getattr(math, name, None) and name not in ("atan2", "prod")
]
# Written by hand in `functions.h`; the others can be unsure.
OWN = ("cbrt", "pow", "maximum", "minimum")
SURE = ("maximum", "minimum")
REDUCERS = ("sum", "logsumexp")
KNOWN = {*OPERATORS, *COMPARISONS, *LIBRARY, *OWN, "neg", "abs", "where"}


def is_known(formula: Expression | None) -> bool:
    """Return whether C computes a formula to the last bit."""
    return formula is None or operations(formula) <= KNOWN | set(REDUCERS)


def c_source() -> str:
    """Return the source of the rows that C knows."""
    known = [rule for rule in BUILT_IN.values() if is_known(inlined(rule.forward, rule))]
    fixed = [rule for rule in known if len(rule.arguments) <= 2 and not rule.variadic]
    backward = [rule for rule in known if _differentiates(rule)]
    enum = _ENUM.format(
        names="\n".join([f"    {_code(rule)}," for rule in known]),
        texts="\n".join([f'    "{rule.name}",' for rule in known]),
    )
    functions = _FUNCTIONS.format(
        forward="".join(map(_forward_case, fixed)),
        together="".join([_forward_case(rule) for rule in known if rule.variadic]),
        known="\n".join([f"    case {_code(rule)}:" for rule in backward]),
        backward="".join(map(_backward_case, backward)),
    )
    return _HEAD + enum + functions


def _code(rule: Rule) -> str:
    return f"ROW_{rule.name.upper()}"


def _differentiates(rule: Rule) -> bool:
    return all(is_known(partial and inlined(partial, rule)) for partial in rule.partials)


class _Writer:
    """Writes the statements of formulas."""

    def __init__(self, given: dict[str, str], depth: int) -> None:
        self.given, self.depth = given, depth
        self.lines: list[str] = []
        self._count = 0

    def write(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def _let(self, text: str) -> str:
        self._count += 1
        name = f"t{self._count}"
        self.write(f"double {name} = {text};")
        return name

    def value(self, formula: Expression) -> str:
        """Write what computes a formula; return where the result is."""
        match formula:
            case Number(value=value):
                return _number(value)
            case Name(name=name):
                return self.given[name] if name in self.given else _number(CONSTANTS[name])
            case Call(operation="where", arguments=(condition, if_true, if_false)):
                self._count += 1
                name = f"t{self._count}"
                self.write(f"double {name};")
                self.choice(condition, if_true, if_false, lambda part: self._set(name, part))
                return name
            case Call(operation=operation, arguments=arguments):
                return self._called(operation, arguments)
        raise FormulaError("C has no formula for each of several operands", "", 0)

    def _set(self, name: str, formula: Expression) -> None:
        self.write(f"{name} = {self.value(formula)};")

    def _called(self, operation: str, arguments: tuple[Expression, ...]) -> str:
        if operation in REDUCERS:
            return self._let(f"{operation}_of(operands, count)")
        values = [self.value(argument) for argument in arguments]
        if operation == "div":
            self.write(f"if ({values[1]} == 0.0) return UNSURE;")
        if operation in OPERATORS:
            return self._let(f"{values[0]} {SYMBOLS[operation]} {values[1]}")
        if operation == "neg":
            return self._let(f"-{values[0]}")
        if operation == "abs":
            return self._let(f"fabs({values[0]})")
        if operation in SURE:
            return self._let(f"{operation}_of({', '.join(values)})")
        self._count += 1
        name = f"t{self._count}"
        self.write(f"double {name};")
        if operation in LIBRARY:
            written = isinstance(arguments[0], Number)
            plain = f"opaque({values[0]})" if written else values[0]
            self.write(f"if (!is_sure({plain}, &{name}, {operation})) return UNSURE;")
        else:
            given = ", ".join([*values, f"&{name}"])
            self.write(f"if (!{operation}_of({given})) return UNSURE;")
        return name

    def choice(
        self,
        condition: Expression,
        if_true: Expression,
        if_false: Expression,
        put: Callable[[Expression], None],
    ) -> None:
        """Write an `if`, with what `put` writes for each side."""
        self.write(f"if ({self._condition(condition)}) {{")
        self.depth += 1
        put(if_true)
        self.depth -= 1
        self.write("} else {")
        self.depth += 1
        put(if_false)
        self.depth -= 1
        self.write("}")

    def _condition(self, condition: Expression) -> str:
        assert isinstance(condition, Call)
        left, right = map(self.value, condition.arguments)
        return f"{left} {SYMBOLS[condition.operation]} {right}"

    def local(self, partial: Expression, slot: int) -> None:
        """Write what computes a local gradient, and whether anything flows."""
        if is_nothing(partial):
            self.write(f"flows{slot} = 0;")
        elif may_be_nothing(partial):
            assert isinstance(partial, Call)
            condition, if_true, if_false = partial.arguments
            self.choice(condition, if_true, if_false, lambda part: self.local(part, slot))
        else:
            self.write(f"local{slot} = {self.value(partial)};")


def _number(value: float) -> str:
    """A number to the last bit."""
    return repr(value) if value == math.floor(value) else value.hex()


def _forward_case(rule: Rule) -> str:
    """The case of a row in the step forward."""
    arguments = () if rule.variadic else rule.arguments
    writer = _Writer(dict(zip(arguments, "ab", strict=False)), 2)
    result = writer.value(inlined(rule.forward, rule))
    body = [*writer.lines, f"        *result = {result};", "        return SURE;"]
    return _case(rule, body)


def _case(rule: Rule, body: list[str]) -> str:
    return "\n".join([f"    case {_code(rule)}: {{", *body, "    }", ""])


def _backward_case(rule: Rule) -> str:
    """The case of a row in the step backward."""
    if rule.variadic:
        return _case(rule, _variadic_backward(rule))
    given = {name: f"{letter}->number" for name, letter in zip(rule.arguments, "abc", strict=False)}
    slots = [
        (slot, inlined(partial, rule))
        for slot, partial in enumerate(rule.partials)
        if partial is not None
    ]
    writer = _Writer(given | {"out": "node->number"}, 2)
    for slot, _ in slots:
        writer.write(f"Node *{'abc'[slot]} = operand_of(node, {slot});")
    if not slots:
        return _case(rule, ["        return SURE;"])
    used = {name for _, partial in slots for name in names(partial)}
    for slot, name in enumerate(rule.arguments):
        if name in used and slot not in dict(slots):
            writer.write(f"Node *{'abc'[slot]} = operand_of(node, {slot});")
    for slot, partial in slots:
        writer.write(f"double local{slot} = 0.0;")
        writer.write(f"int flows{slot} = !is_constant({'abc'[slot]});")
        writer.write(f"if (flows{slot}) {{")
        writer.depth += 1
        writer.local(partial, slot)
        writer.depth -= 1
        writer.write("}")
    for slot, _ in slots:
        target = "abc"[slot]
        writer.write(f"if (flows{slot} && add_gradient({target}, upstream * local{slot}) < 0)")
        writer.write("    return -1;")
    writer.write("return SURE;")
    return _case(rule, writer.lines)


def _variadic_backward(rule: Rule) -> list[str]:
    """The loop over the operands; where a formula may be unsure, once before anything is added."""
    (partial,) = rule.partials
    assert partial is not None
    formula = inlined(partial, rule)
    writer = _Writer({rule.member: "x->number", "out": "node->number"}, 3)
    writer.write("Node *x = operand_of(node, place);")
    writer.write("if (is_constant(x)) continue;")
    local = writer.value(formula)
    head = "        for (Py_ssize_t place = 0; place < count_of(node); place++) {"
    trial = [head, *writer.lines, f"            (void){local};", "        }"]
    add = f"            if (add_gradient(x, upstream * {local}) < 0) return -1;"
    loop = [head, *writer.lines, add, "        }"]
    unsure = any("UNSURE" in line for line in writer.lines)
    return [*(trial if unsure else []), *loop, "        return SURE;"]


_HEAD = f"""\
/* The rows of the rule table, written by `python -m tests.core` from their text: change the table,
   not this. */

#define SMALLEST_CUBE {SMALLEST_CUBE!r}
#define LARGEST_CUBE {LARGEST_CUBE!r}
#include "functions.h"
"""

_ENUM = """
enum Rows {{
    ROW_UNKNOWN,
{names}
    ROWS,
}};
static const char *const row_names[ROWS] = {{
    "",
{texts}
}};
"""

_FUNCTIONS = """
/* The result of a row of one or two operands. */
static inline int forward(int row, double a, double b, double *result) {{
    switch (row) {{
{forward}    }}
    return UNSURE;
}}

/* The result of a row of any number of operands. */
static inline int forward_of_all(
    int row, Node *const *operands, Py_ssize_t count, double *result) {{
    switch (row) {{
{together}    }}
    return UNSURE;
}}

/* Whether C has the partials of a row. */
static inline int differentiates(int row) {{
    switch (row) {{
{known}
        return 1;
    }}
    return 0;
}}

/* Add upstream times local gradient to the gradient of each operand. */
static inline int pull(Node *node, double upstream) {{
    switch (node->row) {{
{backward}    }}
    return UNSURE;
}}
"""
