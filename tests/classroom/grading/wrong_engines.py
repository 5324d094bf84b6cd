"""Deliberately wrong engines: a right one of some style, with one mistake put into it.

Each has what is replaced in which engine, the lesson that has to fail first, and what has to be
said of it.
"""

from tests.classroom.grading.engines import ARRAYS, CLOSURES, COUNTS, LOCALS, TAPE

KINDS = {CLOSURES: "Value", LOCALS: "Value", TAPE: "Var", ARRAYS: "Tensor", COUNTS: "Node"}

Wrong = tuple[str, tuple[tuple[str, str], ...], str, str]

_TOPOLOGICAL = CLOSURES[CLOSURES.index("        order = self.order()") :]
_LOCAL_PASS = LOCALS[LOCALS.index("        order, seen, stack") : LOCALS.index("    def zero_grad")]
_BY_DISTANCE = """
        self.grad, waiting, seen = 1.0, [self], {self}
        for node in waiting:
            node.step()
            for parent in node.parents:
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
"""
_RECURSION = """
        self.grad = 1.0
        self.spread()

    def spread(self):
        self.step()
        for parent in self.parents:
            parent.spread()
"""
_UNMARKED = """
        order = []
        def visit(node):
            for parent in node.parents:
                visit(parent)
            order.append(node)
        visit(self)
        for node in order:
            node.grad = node.grad if not node.parents else 0.0
        self.grad = 1.0
        for node in reversed(order):
            node.step()
"""
_PATHS = """
        self.spread(1.0)

    def spread(self, g):
        self.grad += g
        for parent, local in zip(self.parents, self.local):
            parent.spread(g * local)

"""
_RECURSIVE_ORDER = """
        order, seen = [], set()
        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)
        visit(self)
        for node in order:
            node.grad = node.grad if not node.parents else 0.0
        self.grad = 1.0
        for node in reversed(order):
            node.step()
"""
_SHARED_STATE = (
    ("self.data, self.grad, self.parents", "Value.data, self.grad, self.parents"),
    ("class Value:", "class Value:\n    data = 0.0"),
)

# Found in the wild: what waits on the stack already is put there again.
_ON_THE_STACK_TWICE = """
        order, seen, stack = [], set(), [self]
        while stack:
            node = stack[-1]
            if node in seen:
                order.append(stack.pop())
            else:
                seen.add(node)
                stack += [parent for parent in node.parents if parent not in seen]
        for node in order:
            node.grad = node.grad if not node.parents else 0.0
        self.grad = 1.0
        for node in reversed(order):
            node.step()
"""

WRONG: dict[str, Wrong] = {
    "= for +=, closures": (
        CLOSURES,
        (("self.grad +=", "self.grad ="), ("other.grad +=", "other.grad =")),
        "twice",
        "= for +=",
    ),
    "= for +=, a tape": (TAPE, (("node.g += local", "node.g = local"),), "twice", "= for +="),
    "= for +=, arrays": (ARRAYS, (("x.grad = x.grad + g", "x.grad = g"),), "twice", "= for +="),
    "order by distance": (
        CLOSURES,
        ((_TOPOLOGICAL, _BY_DISTANCE),),
        "order",
        "no order: by distance",
    ),
    "recursion without order": (
        CLOSURES,
        ((_TOPOLOGICAL, _RECURSION),),
        "order",
        "no order: recursion",
    ),
    "order without marks": (
        CLOSURES,
        ((_TOPOLOGICAL, _UNMARKED),),
        "order",
        "no order: no marks",
    ),
    "twice on the stack": (
        CLOSURES,
        ((_TOPOLOGICAL, _ON_THE_STACK_TWICE),),
        "order",
        "no order: no marks",
    ),
    "tanh with the slope of relu": (
        CLOSURES,
        (("(1 - t * t)", "(t > 0)"),),
        "tanh",
        "wrong local gradient",
    ),
    "subtraction returns nothing": (
        CLOSURES,
        (("        return self + (-other)", "        self + (-other)"),),
        "subtract",
        "nothing returned",
    ),
    "order not reversed": (
        CLOSURES,
        (("reversed(order)", "order"),),
        "multiply",
        "one step only",
    ),
    "once for each way": (LOCALS, ((_LOCAL_PASS, _PATHS),), "many_ways", "once for each way"),
    "parents as a set, local gradients": (
        LOCALS,
        (("zip(node.parents, node.local)", "dict(zip(node.parents, node.local)).items()"),),
        "twice",
        "parents as a set",
    ),
    "inner gradients kept, closures": (
        CLOSURES,
        (
            (
                "            if node.parents:\n                node.grad = 0.0\n",
                "            pass\n",
            ),
        ),
        "second_pass",
        "inner gradients kept",
    ),
    "inner gradients kept, a tape": (
        TAPE,
        (("        out.g = 0.0\n", "        pass\n"),),
        "accumulation",
        "inner gradients kept",
    ),
    "seed added": (
        CLOSURES,
        (
            (
                "            if node.parents:\n                node.grad = 0.0\n",
                "            pass\n",
            ),
            ("self.grad = 1.0", "self.grad += 1.0"),
        ),
        "second_pass",
        "seed added",
    ),
    "no seed": (CLOSURES, (("        self.grad = 1.0\n", ""),), "add", "no seed"),
    "leaves cleared by backward": (
        CLOSURES,
        (("            if node.parents:\n    ", "            if True:\n    "),),
        "accumulation",
        "leaves cleared by backward",
    ),
    "zero_grad does nothing": (
        LOCALS,
        (("        self.grad = 0.0\n", "        self.grad == 0.0\n"),),
        "zero_grad",
        "not cleared",
    ),
    "add, second operand forgotten": (
        CLOSURES,
        (("            other.grad += out.grad\n", ""),),
        "add",
        "cut graph",
    ),
    "product not swapped": (
        CLOSURES,
        (("+= other.data * out.grad", "+= self.data * out.grad"),),
        "multiply",
        "operands swapped",
    ),
    "upstream forgotten everywhere": (
        LOCALS,
        (("local * sums[id(node)]", "local"),),
        "multiply",
        "upstream forgotten",
    ),
    "upstream forgotten in tanh": (
        CLOSURES,
        (("(1 - t * t) * out.grad", "(1 - t * t)"),),
        "tanh",
        "upstream forgotten",
    ),
    "data for gradient": (
        CLOSURES,
        (("+= other.data * out.grad", "+= other.data * out.data"),),
        "multiply",
        "data for gradient",
    ),
    "subtraction with the sign of a sum": (
        LOCALS,
        (("(1.0, -1.0)", "(1.0, 1.0)"),),
        "subtract",
        "wrong sign",
    ),
    "reflected subtraction swapped": (
        CLOSURES,
        (("return -self + other", "return self - other"),),
        "number_minus",
        "operands swapped",
    ),
    "reflected division swapped": (
        CLOSURES,
        (("return self**-1 * other", "return self / other"),),
        "number_divided",
        "operands swapped",
    ),
    "quotient without the square": (
        LOCALS,
        (("-a / b**2", "-a / b"),),
        "divide",
        "wrong local gradient",
    ),
    "quotient without the sign": (LOCALS, (("-a / b**2", "a / b**2"),), "divide", "wrong sign"),
    "integer division": (
        COUNTS,
        (('case "/": val = a[0] / a[1]', 'case "/": val = a[0] // a[1]'),),
        "divide",
        "integer division",
    ),
    "tanh' of the input": (
        CLOSURES,
        (("(1 - t * t)", "(1 - self.data**2)"),),
        "tanh",
        "wrong local gradient",
    ),
    "sigmoid' of the input": (
        LOCALS,
        (("(s * (1 - s),)", "(self.data * (1 - self.data),)"),),
        "sigmoid",
        "wrong local gradient",
    ),
    "exp' as of a power": (
        LOCALS,
        (
            (
                "return Value(e, (self,), (e,))",
                "return Value(e, (self,), (self.data * math.exp(self.data - 1),))",
            ),
        ),
        "exp",
        "wrong local gradient",
    ),
    "log' of the result": (
        LOCALS,
        (("(1 / self.data,)", "(1 / math.log(self.data),)"),),
        "log",
        "wrong local gradient",
    ),
    "relu passes all": (
        CLOSURES,
        (("(self.data > 0) * out.grad", "out.grad"),),
        "relu",
        "local gradient forgotten",
    ),
    "relu by the sign of the gradient": (
        CLOSURES,
        (("(self.data > 0) * out.grad", "(out.grad > 0) * out.grad"),),
        "relu",
        "wrong local gradient",
    ),
    "power without its factor": (
        CLOSURES,
        (("n * self.data ** (n - 1)", "self.data ** (n - 1)"),),
        "power",
        "wrong local gradient",
    ),
    "power not lowered": (
        LOCALS,
        (("other * self.data ** (other - 1)", "other * self.data ** other"),),
        "power",
        "wrong local gradient",
    ),
    "twice too large": (LOCALS, (("(0.5 / r,)", "(1.0 / r,)"),), "sqrt", "factor of two"),
    "cos' without the sign": (
        LOCALS,
        (("-math.sin(self.data)", "math.sin(self.data)"),),
        "cos",
        "wrong sign",
    ),
    "cut graph in neg": (
        LOCALS,
        (("Value(-self.data, (self,), (-1.0,))", "Value(-self.data)"),),
        "negate",
        "cut graph",
    ),
    "a product with a number is a number": (
        CLOSURES,
        (("        return self * other\n", "        return self.data * other\n"),),
        "reflected",
        "cut graph",
    ),
    "whole numbers": (TAPE, (("float(value)", "int(value)"),), "construction", "integer"),
    "numbers are not wrapped": (
        LOCALS,
        (("return x if isinstance(x, Value) else Value(x)", "return x"),),
        "numbers",
        "plain number",
    ),
    "sum() begins with 0": (
        CLOSURES,
        (
            (
                "    def __radd__(self, other):\n        return self + other",
                "    def __radd__(self, other):\n        return Value(other.data + self.data)",
            ),
        ),
        "reflected",
        "plain number",
    ),
    "recursive order": (CLOSURES, ((_TOPOLOGICAL, _RECURSIVE_ORDER),), "deep", "recursion"),
    "sigmoid overflows": (
        LOCALS,
        (("0.5 + 0.5 * math.tanh(0.5 * self.data)", "1 / (1 + math.exp(-self.data))"),),
        "sigmoid_extremes",
        "overflow",
    ),
    "0 ** 0 divides by 0": (
        CLOSURES,
        (("            if n:\n    ", "            if True:\n    "),),
        "power_edges",
        "power at 0",
    ),
    "operand changed": (
        ARRAYS,
        (
            (
                "        return Tensor(self.data + other.data, (self, other)",
                "        self.data += other.data\n        return Tensor(self.data, (self, other)",
            ),
        ),
        "add",
        "operand changed",
    ),
    "a set in products alone": (
        CLOSURES,
        (
            (
                "            self.grad += other.data * out.grad\n"
                "            other.grad += self.data * out.grad",
                "            for x, y in {self: other, other: self}.items():\n"
                "                x.grad += y.data * out.grad",
            ),
        ),
        "twice",
        "parents as a set",
    ),
    "all values share one": (LOCALS, _SHARED_STATE, "construction", "shared state"),
}


def source(wrong: Wrong) -> str:
    """The engine with its mistake; every replacement has to find its place."""
    text, replaced, *_ = wrong
    for old, new in replaced:
        assert old in text, old
        text = text.replace(old, new)
    return text
