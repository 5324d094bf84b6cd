"""The proof of the rule table: each partial is the derivative of its row, shown by sympy."""

import functools
import itertools

import pytest
import sympy

import micrograd_plus
from micrograd_plus import Value, grad
from micrograd_plus.errors import RuleError
from micrograd_plus.rules.expression import Call, Each, Expression, Name, Number, evaluate
from micrograd_plus.rules.table import BUILT_IN, TABLE, Rule, arity, read_rule

# ------------------------------------------------------------------------------------ the proof
#
# A row is proved piece by piece. A piece is an open part of the domain without a kink inside: its
# points are written with symbols that are free to take any positive value. On a piece each
# comparison has one answer, so that forward and partial become smooth expressions in the row's own
# arguments; they are differentiated first, and the points of the piece are put in last.

Piece = dict[str, sympy.Expr]
P, Q = sympy.symbols("p q", positive=True)

# Where a negative base has a power at all, the exponent is whole, and there is no slope by it.
INTEGERS = sympy.Symbol("m", integer=True, positive=True)
EXTRA = {
    "pow": [
        (0, {"a": -P, "b": INTEGERS}),
        (0, {"a": -P, "b": -INTEGERS}),
        *((slot, {"a": P, "b": b}) for slot in (0, 1) for b in (Q, -Q)),
    ]
}
ROWS = [name for name, rule in TABLE.items() if any(rule.partials)]


def intervals(rule: Rule, name: str) -> list[sympy.Expr]:
    """The open intervals of an argument's domain between its ends and 0, each as a map of P."""
    low, high = -sympy.oo, sympy.oo
    for condition in rule.domain:
        argument, limit = condition.arguments
        assert isinstance(argument, Name), f"{rule.name}: name its pieces in EXTRA"
        if argument.name != name:
            continue
        bound = sympy.nsimplify(evaluate(limit, {}, {"neg": lambda x: -x}))
        if condition.operation in ("greater", "greater_equal"):
            low = max(low, bound)
        elif condition.operation in ("less", "less_equal"):
            high = min(high, bound)
        else:
            assert condition.operation == "not_equal", f"{rule.name}: name its pieces in EXTRA"
            assert bound == 0, f"{rule.name}: name its pieces in EXTRA"
    ends = sorted({low, high} | ({sympy.S.Zero} if low < 0 < high else set()))
    return [between(*pair) for pair in itertools.pairwise(ends)]


def between(low: sympy.Expr, high: sympy.Expr) -> sympy.Expr:
    if high == sympy.oo:
        return low + P
    return high - P if low == -sympy.oo else (low + high * P) / (1 + P)


def pieces(rule: Rule) -> list[tuple[int, Piece]]:
    """Every slot that has a partial, with every piece on which it is to be proved."""
    slots = [slot for slot in range(len(rule.partials)) if rule.partial(slot) is not None]
    if rule.name in EXTRA:
        return EXTRA[rule.name]
    if rule.variadic:
        names = [f"x{i}" for i in (1, 2, 3)]
        return [(0, {name: sympy.Symbol(f"{name}_at", real=True) for name in names})]
    if len(rule.arguments) == 1:
        return [(0, {rule.arguments[0]: points}) for points in intervals(rule, rule.arguments[0])]
    deciding = [name for name, p in zip(rule.arguments, rule.partials, strict=True) if p is None]
    numbers = [name for name in rule.arguments if name not in deciding]
    assert len(numbers) == 2, f"{rule.name}: name its pieces in EXTRA"
    # Both signs of both, and either one the larger.
    planes = [(P + Q, P), (P, P + Q), (-P, -P - Q), (-P - Q, -P), (P, -Q), (-P, Q)]
    answers = itertools.product((0, 1), repeat=len(deciding))
    found = []
    for plane, answer in itertools.product(planes, answers):
        at = dict(zip(numbers + deciding, plane + answer, strict=True))
        piece = {name: sympy.sympify(at[name]) for name in rule.arguments}
        found += [(slot, piece) for slot in slots]
    return found


class Reader:
    """Reads the formulas of rows as smooth sympy expressions on one piece."""

    def __init__(self, piece: Piece) -> None:
        self.symbols = {name: sympy.Symbol(name, real=True) for name in piece}
        self.piece = {self.symbols[name]: points for name, points in piece.items()}

    def at(self, expression: sympy.Expr) -> sympy.Expr:
        return sympy.sympify(expression).subs(self.piece)

    def sign(self, expression: sympy.Expr) -> int:
        """The sign that an expression has all over the piece."""
        here = sympy.factor(sympy.simplify(self.at(expression)))
        for answer, holds in ((1, here.is_positive), (-1, here.is_negative), (0, here.is_zero)):
            if holds:
                return answer
        raise AssertionError(f"the piece does not decide the sign of {here}")

    def compare(self, name: str, a: sympy.Expr, b: sympy.Expr) -> bool:
        if name in ("equal", "not_equal"):
            difference = self.at(a - b)
            assert difference.is_zero is not None, f"the piece does not decide {difference} = 0"
            return difference.is_zero == (name == "equal")
        wanted = {"less": (-1,), "less_equal": (-1, 0), "greater": (1,), "greater_equal": (0, 1)}
        return self.sign(a - b) in wanted[name]

    def functions(self, rule: Rule) -> dict[str, object]:
        def where(condition: object, a: sympy.Expr, b: sympy.Expr) -> sympy.Expr:
            decided = condition if isinstance(condition, bool) else self.sign(condition) != 0
            return a if decided else b

        def cbrt(x: sympy.Expr) -> sympy.Expr:
            third = sympy.Rational(1, 3)
            return x**third if self.sign(x) > 0 else -((-x) ** third)

        named = {
            "add": lambda a, b: a + b,
            "sub": lambda a, b: a - b,
            "mul": lambda a, b: a * b,
            "div": lambda a, b: a / b,
            "pow": lambda a, b: a**b,
            "neg": lambda a: -a,
            "abs": lambda x: self.sign(x) * x,
            "where": where,
            "maximum": lambda a, b: where(self.compare("greater", a, b), a, b),
            "minimum": lambda a, b: where(self.compare("less", a, b), a, b),
            "expm1": lambda x: sympy.exp(x) - 1,
            "log1p": lambda x: sympy.log(1 + x),
            "log2": lambda x: sympy.log(x, 2),
            "log10": lambda x: sympy.log(x, 10),
            "cbrt": cbrt,
            "hypot": lambda a, b: sympy.sqrt(a**2 + b**2),
            "sum": lambda *xs: sympy.Add(*xs),
            "prod": lambda *xs: sympy.Mul(*xs),
            "logsumexp": lambda *xs: sympy.log(sympy.Add(*map(sympy.exp, xs))),
        }
        for name in ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal"):
            named[name] = functools.partial(self.compare, name)
        for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "atan2"):
            named[name] = getattr(sympy, name)
        for name in ("sinh", "cosh", "tanh", "asinh", "acosh", "atanh"):
            named[name] = getattr(sympy, name)
        for name, row in rule.uses.items():
            named[name] = functools.partial(self.forward, row)
        return named

    def forward(self, rule: Rule, *operands: sympy.Expr) -> sympy.Expr:
        names = (
            {rule.arguments[0]: operands}
            if rule.variadic
            else dict(zip(rule.arguments, operands, strict=True))
        )
        return self.read(rule.forward, names, self.functions(rule))

    def read(
        self, expression: Expression, values: dict[str, object], functions: dict[str, object]
    ) -> sympy.Expr:
        """Like `formula.evaluate`, with exact numbers, and with the members of variadic rows."""
        if isinstance(expression, Number):
            return sympy.Rational(repr(expression.value))
        if isinstance(expression, Name):
            constants = {"pi": sympy.pi, "e": sympy.E}
            return {**constants, **values}[expression.name]
        if isinstance(expression, Each):
            members = values[expression.over]
            return tuple(
                self.read(expression.body, {**values, expression.variable: x}, functions)
                for x in members
            )
        inner = [self.read(part, values, functions) for part in expression.arguments]
        alone = expression.variadic and isinstance(inner[0], tuple)
        return functions[expression.operation](*(inner[0] if alone else inner))


def factored_roots(expression: sympy.Expr) -> sympy.Expr:
    """The same with each root taken of factors: that of p**2 + 2*p + 1 is p + 1."""
    return expression.replace(
        lambda part: part.is_Pow and part.exp.is_Rational and not part.exp.is_integer,
        lambda part: sympy.factor(part.base) ** part.exp,
    )


def remainder(rule: Rule, slot: int, partial: Expression, piece: Piece) -> sympy.Expr:
    """Return diff(forward, argument) - partial on a piece: 0 where the partial is proved."""
    reader = Reader(piece)
    symbols = list(reader.symbols.values())
    out = reader.forward(rule, *symbols)
    values = dict(zip([rule.member] if rule.variadic else rule.arguments, symbols, strict=False))
    if rule.variadic:
        values[rule.arguments[0]] = tuple(symbols)
    given = reader.read(partial, values | {"out": out}, reader.functions(rule))
    difference = reader.at(sympy.diff(out, symbols[slot]) - given)
    attempts = (
        sympy.simplify,
        sympy.radsimp,
        lambda d: sympy.simplify(d.rewrite(sympy.exp)),
        lambda d: sympy.simplify(factored_roots(sympy.radsimp(sympy.together(d)))),
    )
    for attempt in attempts:
        # What is certainly not 0 needs no other form.
        if difference.is_zero is not None:
            break
        difference = attempt(difference)
    return difference


@pytest.mark.parametrize("name", ROWS)
def test_each_partial_is_the_derivative_of_its_row(name: str) -> None:
    """diff(forward, argument) - partial is 0, exactly, on every piece of the domain."""
    rule = TABLE[name]
    proved = set()
    for slot, piece in pieces(rule):
        partial = rule.partial(slot)
        assert partial is not None
        assert remainder(rule, slot, partial, piece) == 0, f"by operand {slot} at {piece}"
        proved.add(slot)
    assert proved == {slot for slot, p in enumerate(rule.partials) if p is not None}


@pytest.mark.parametrize("name", ROWS)
def test_the_proof_can_fail(name: str) -> None:
    """A partial that is off by 1, doubled, or of the wrong sign is not proved for any row."""
    rule = TABLE[name]
    for slot in {slot for slot, _ in pieces(rule)}:
        partial = rule.partial(slot)
        assert partial is not None
        own = [piece for at, piece in pieces(rule) if at == slot]
        off = Call("add", (partial, Number(1.0)))
        assert remainder(rule, slot, off, own[0]) == -1
        for wrong in (Call("mul", (Number(2.0), partial)), Call("neg", (partial,))):
            # A partial of 0, as that of relu on the left, is right when doubled: not so elsewhere.
            assert any(remainder(rule, slot, wrong, piece) != 0 for piece in own)


def test_rows_without_partials_are_those_that_only_decide() -> None:
    """Nothing but comparisons and detach is left out of the proof."""
    left_out = set(BUILT_IN) - set(ROWS)
    assert left_out == {"less", "less_equal", "greater", "greater_equal", "detach"}
    for name in left_out - {"detach"}:
        forward = TABLE[name].forward
        assert isinstance(forward, Call)
        assert [name, "where"] == [forward.arguments[0].operation, forward.operation]


def test_a_piece_that_does_not_decide_a_comparison_is_an_error() -> None:
    """The proof never picks a branch by itself: a kink inside a piece stops it."""
    reader = Reader({"x": sympy.Symbol("x_at", real=True)})
    with pytest.raises(AssertionError, match="does not decide"):
        reader.forward(TABLE["abs"], *reader.symbols.values())


# ------------------------------------------------------------------------- rows that are refused

WRONG = {
    "too few partials": (("f", "a b", "a * b", "b"), "2 argument(s) a b"),
    "too many partials": (("f", "x", "x", "1", "1"), "here are 2"),
    "no partial": (("f", "x", "x"), "here are 0"),
    "no argument": (("f", "", "1"), "each argument"),
    "the same argument twice": (("f", "a a", "a", "1", "1"), "each argument a name of its own"),
    "an unknown name in the forward": (("f", "x", "x + y", "1"), "y is not an argument"),
    "an unknown name in a partial": (("f", "x", "x", "z"), "z is not an argument"),
    "out in the forward": (("f", "x", "out", "1"), "out is not an argument"),
    "an unknown function": (("f", "x", "sigmiod(x)", "1"), "did you mean sigmoid"),
    "a far-off function": (("f", "x", "frobnicate(x)", "1"), "frobnicate is not an operation"),
    "itself in its own forward": (("f", "x", "f(x)", "1"), "f is not an operation"),
    "an attribute": (("f", "x", "x.real", "1"), "only numbers, names"),
    "a method": (("f", "x", "x.exp()", "1"), "x.exp()\n    ^"),
    "a text": (("f", "x", "'x'", "1"), "only numbers, names"),
    "a lambda": (("f", "x", "lambda: x", "1"), "only numbers, names"),
    "an index": (("f", "x", "x[0]", "1"), "only numbers, names"),
    "a truth value": (("f", "x", "x * True", "1"), "only numbers, names"),
    "and": (("f", "x", "where(x > 0 and x < 1, 1, x)", "1"), "only numbers, names"),
    "two formulas": (("f", "x", "x; x", "1"), "one formula at a time"),
    "an assignment": (("f", "x", "y = x", "1"), "no = in it"),
    "a missing times sign": (("f", "x", "2x", "2"), "2*x"),
    "no formula": (("f", "x", "", "1"), "forward: the formula is empty"),
    "an empty partial": (("f", "x", "x", " "), "partial by x: the formula is empty"),
    "a wrong number of operands": (("f", "x", "hypot(x)", "1"), "hypot takes 2 arguments"),
    "a number too large": (("f", "x", "x + 1e999", "1"), "too large for a float"),
    "^": (("f", "x", "x^2", "2 * x"), "** instead"),
    "^ in a partial": (("f", "x", "x**3", "3 * x^2"), "partial by x: ^ is not a power"),
    "a lone comparison": (("f", "x", "x > 0", "1"), "first argument of where"),
    "a comparison as a factor": (("f", "x", "x * (x > 0)", "1"), "first argument of where"),
    "a comparison as a branch": (("f", "x", "where(x > 0, x > 1, 1)", "1"), "first argument"),
    "a chain of comparisons": (("f", "x", "where(0 < x < 1, 1, x)", "1"), "two things at a time"),
    "a reserved word as an argument": (("f", "lambda", "1", "1"), "'lambda'"),
    "a reserved word as a name": (("class", "x", "x", "1"), "'class'"),
    "out as an argument": (("f", "out", "out", "1"), "out is the result"),
    "an argument with an underscore": (("f", "_x", "_x", "1"), "'_x'"),
    "a name with an underscore": (("_f", "x", "x", "1"), "'_f'"),
    "an argument with a digit": (("f", "1x", "1", "1"), "'1x'"),
    "arguments with commas": (("f", "a,b", "a", "1", "1"), "'a,b'"),
    "a name that is none": (("f g", "x", "x", "1"), "'f g'"),
    "variadic without an s": (("f", "*x", "sum(x)", "1"), "ends in s"),
    "variadic named s": (("f", "*s", "sum(s)", "1"), "ends in s"),
    "variadic and another": (("f", "*xs y", "sum(xs)", "1", "1"), "one argument"),
    "variadic in second place": (("f", "y *xs", "sum(xs)", "1", "1"), "'*xs'"),
    "several operands as a term": (("f", "*xs", "xs + 1", "1"), "several operands"),
    "several operands in tanh": (("f", "*xs", "tanh(xs)", "1"), "several operands"),
    "several operands alone": (("f", "*xs", "xs", "1"), "several operands"),
    "several operands beside one": (("f", "*xs", "sum(xs, 1)", "1"), "several operands"),
    "for without a sum": (("f", "*xs", "tanh(x for x in xs)", "1"), "several operands"),
    "for over one number": (("f", "x", "sum(y for y in x)", "1"), "x is one number"),
    "for with if": (("f", "*xs", "sum(x for x in xs if x)", "1"), "x**2 for x in xs"),
    "the single operand in the forward": (("f", "*xs", "sum(xs) + x", "1"), "x is not an argument"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_row_is_refused_by_name(wrong: str) -> None:
    """Whatever is not a row raises `RuleError` that names the rule and the part that is wrong."""
    row, said = WRONG[wrong]
    before = dict(TABLE)
    with pytest.raises(RuleError) as caught:
        read_rule(*row)
    assert said in str(caught.value)
    assert row[0] in str(caught.value)
    assert before == TABLE


@pytest.mark.parametrize(
    "domain", ["x", "x > 0 or x < -1", "x >", "x > y", "tahn(x) > 0", "xs > 0"]
)
def test_a_wrong_domain_is_refused(domain: str) -> None:
    """A domain is made of comparisons of the row's arguments and numbers; else it is refused."""
    with pytest.raises(RuleError, match="rule f"):
        read_rule("f", "x", "log(x)", "1 / x", domain=domain)


def test_an_error_points_into_the_formula() -> None:
    """The message shows the formula with a mark under the place where reading stopped."""
    with pytest.raises(RuleError) as caught:
        read_rule("f", "a b", "a * b", "b", "1 + c")
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("rule f, partial by b: c is not an argument here")
    assert lines[1].index("c") == lines[2].index("^")


def test_reading_a_row_does_not_declare_it() -> None:
    """`read_rule` leaves the table alone, and knows nothing of the name afterwards."""
    made = read_rule("cube", "x", "x**3", "3 * x**2")
    assert made.arguments == ("x",)
    assert "cube" not in TABLE
    assert "cube" not in arity()


def test_a_row_keeps_the_meaning_of_the_rows_it_uses() -> None:
    """A later row under the name of one that was used does not change the row that used it."""
    micrograd_plus.rule("half", "x", "x / 2", "0.5")
    quarter = micrograd_plus.rule("quarter", "x", "half(half(x))", "0.25")
    micrograd_plus.rule("half", "x", "x / 3", "1 / 3", replace=True)
    x = Value(8.0)
    y = quarter(x)
    assert (y.data, grad(y, x)) == (2.0, 0.25)
