"""Operations of one's own."""

import math
import pickle

import pytest

from micrograd_plus import Value, explain, grad, rule
from micrograd_plus.commands.typed import compute
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.errors import RuleError
from micrograd_plus.rules.reference import operations_table
from micrograd_plus.rules.table import TABLE


def test_every_reader_follows() -> None:
    """A declared rule runs, differentiates twice, explains itself, is listed, can be typed."""
    swish = rule("swish", "x", "x * sigmoid(x)", "sigmoid(x) * (1 + x * sigmoid(-x))")
    x = Value(0.5, label="x")
    y = swish(x)
    y.backward()
    reference = x.silu()
    assert y.data == reference.data
    assert x.grad == grad(reference, x)
    twice = [grad(grad(f, x, create_graph=True), x) for f in (swish(x), x.silu())]
    assert twice[0] == pytest.approx(twice[1], rel=1e-14)
    assert "chain rule through swish" in str(explain(y))
    assert "swish(x)" in operations_table()
    assert compute("swish(x)", ["x=0.5"])[0].data == y.data
    assert y._op == "swish"


def test_several_arguments_and_laws() -> None:
    """Rules of several arguments take numbers and Values in any mix."""
    blend = rule("blend", "a b t", "a + (b - a) * t", "1 - t", "t", "b - a", law="mixing rule")
    t = Value(0.25, label="t")
    y = blend(1, Value(5.0), t)
    assert y.data == 2.0
    assert grad(y, t) == 4.0
    assert "mixing rule" in str(explain(y))


def test_any_number_of_operands() -> None:
    """A row of *xs takes operands one by one or as an iterable, numbers among them."""
    norm = rule("norm", "*xs", "sqrt(sum(x**2 for x in xs))", "x / out")
    a, b = Value(3.0, label="a"), Value(4.0, label="b")
    for y in (norm(a, b), norm([a, b]), norm(x for x in (a, b))):
        assert y.data == 5.0
        assert grad(y, [a, b]) == [0.6, 0.8]
    assert norm(a, 4).data == 5.0
    second = grad(grad(norm(a, b), a, create_graph=True), [a, b])
    assert second == pytest.approx([16 / 125, -12 / 125])
    assert "a / v1" in str(explain(norm(a, b)))
    with pytest.raises(ValueError, match="nothing"):
        norm([])


def test_conditions_on_each_operand_are_explained() -> None:
    """A where inside a sum over all operands stays as it is, for it has no one answer."""
    share = rule(
        "share",
        "*xs",
        "sum(where(x > 0, x, 0) for x in xs)",
        "where(x > 0, 1, 0)",
    )
    a, b = Value(2.0, label="a"), Value(-1.0, label="b")
    assert explain(share(a, b)).steps[-1].local_numbers == "0"
    count = rule("count", "*xs", "sum(where(v > 0, 1, 0) for v in xs)", "0 * sum(v for v in xs)")
    assert "count(a, b)" in str(explain(count(a, b)))
    shown = rule("shown", "*xs", "0 * sum(xs)", "0 + sum(where(v > 0, 0, v - v) for v in xs) + 0")
    assert "where(v > 0, 0, v - v) for v in a, b" in str(explain(shown(a, b)))


def test_errors_of_many_operands() -> None:
    """The operands are named with their labels; what is left out of very many is counted."""
    log_total = rule("log_total", "*xs", "log(sum(xs))", "1 / sum(xs)", domain="")
    with pytest.raises(ValueError, match=r'x1 = -1\.0 \("a"\), x2 = -2\.0'):
        log_total(Value(-1.0, label="a"), -2.0)
    with pytest.raises(ValueError, match="and 12 more"):
        log_total([-1.0] * 20)


def test_rules_may_use_rules() -> None:
    """A formula may call what has been declared before, variadic ones too."""
    rule("norm", "*xs", "sqrt(sum(x**2 for x in xs))", "x / out")
    distance = rule("distance", "a b", "norm(a, b)", "a / norm(a, b)", "b / out")
    a = Value(3.0)
    y = distance(a, 4.0)
    assert (y.data, grad(y, a)) == (5.0, 0.6)
    assert grad(grad(y, a, create_graph=True), a) == pytest.approx(16 / 125)


def test_a_wrong_partial_is_refused() -> None:
    """The point, what was given and what it should be are named; nothing is left behind."""
    operations = len(OPERATIONS)
    with pytest.raises(RuleError) as caught:
        rule("half", "x", "x / 2", "2")
    message = str(caught.value)
    assert "gives 2" in message
    assert "slope 0.5" in message
    assert "x = " in message
    assert "half" not in TABLE
    assert len(OPERATIONS) == operations
    rule("half", "x", "x / 2", "0.5")


@pytest.mark.parametrize(
    ("forward", "partial"),
    [
        ("x**3", "3 * x"),
        ("sin(x)", "-cos(x)"),
        ("exp(2 * x)", "out"),
        ("where(x > 0, x, 0)", "1"),
        ("1 / (1 + x**2)", "-2 * x * out"),
        ("x * tanh(x)", "tanh(x)"),
        ("x + 1e-3 * x**2", "1"),
        ("x**2", "where(x < -10, 7, 2 * x)"),
        ("1e-9 * x", "2e-9"),
    ],
)
def test_kinds_of_wrong_partials(forward: str, partial: str) -> None:
    """Wrong power, sign, factor, branch, missing term: all are refused."""
    with pytest.raises(RuleError, match="is wrong"):
        rule("wrong", "x", forward, partial)


def test_a_rule_is_text() -> None:
    """A number in place of a formula is told how to write it."""
    with pytest.raises(TypeError, match="write '1'"):
        rule("same", "x", "x", 1)
    with pytest.raises(TypeError, match="text"):
        rule("same", "x", "x", None)


def test_a_partial_may_use_the_operation_itself() -> None:
    """The derivative of a sigmoid is told by the sigmoid."""
    s = rule("squash", "x", "1 / (1 + exp(-x))", "squash(x) * (1 - squash(x))")
    x = Value(0.3)
    slope = grad(s(x), x, create_graph=True)
    assert slope.data == pytest.approx(grad(x.sigmoid(), x))
    assert grad(slope, x) == pytest.approx(grad(grad(x.sigmoid(), x, create_graph=True), x))
    with pytest.raises(RuleError, match="not an operation"):
        rule("endless", "x", "endless(x)", "1")


def test_a_wrong_second_argument_or_member() -> None:
    """The wrong one of several is named."""
    with pytest.raises(RuleError, match="by b is wrong"):
        rule("wrong", "a b", "a * b", "b", "b")
    with pytest.raises(RuleError, match="by x1 is wrong"):
        rule("wrong", "*xs", "sum(x**2 for x in xs)", "x")


def test_surrogates() -> None:
    """A derivative that is not the true one is taken with check=False, and shown as such."""
    step = rule("hard_step", "x", "where(x > 0, 1, 0)", "1", check=False)
    x = Value(2.0)
    assert grad(step(x), x) == 1.0
    assert "not the true one" in str(explain(step(x)))
    assert "not the true one" in operations_table()


def test_the_same_again_and_another_under_the_name() -> None:
    """The same row twice is one rule; a different one needs replace=True."""
    first = rule("double", "x", "2 * x", "2")
    assert rule("double", "x", "2 * x", "2") is first
    with pytest.raises(RuleError, match="replace=True"):
        rule("double", "x", "x + x", "2")
    with pytest.raises(RuleError, match="taken by tanh"):
        rule("tanh", "x", "x", "1")
    for name in ("where", "add", "less"):
        with pytest.raises(RuleError, match="language itself"):
            rule(name, "a b", "a + 2 * b", "1", "2", replace=True)
    y = first(Value(3.0))
    second = rule("double", "x", "x + x", "2", replace=True)
    assert second is not first
    assert y.rule.text[2] == "2 * x"
    assert TABLE["double"].text[2] == "x + x"


def test_replacing_a_rule_leaves_those_that_used_it() -> None:
    """A formula means the rules that were there when it was declared."""
    rule("double", "x", "2 * x", "2")
    quadruple = rule("quadruple", "x", "double(double(x))", "4")
    rule("double", "x", "3 * x", "3", replace=True)
    assert quadruple(Value(1.0)).data == 4.0


def test_domains() -> None:
    """A domain guides the check and the message; without any point there is no check."""
    far = rule("far", "x", "log(x - 100)", "1 / (x - 100)", domain="x > 100")
    assert far(Value(101.0)).data == 0.0
    with pytest.raises(ValueError, match="x > 100"):
        far(Value(3.0))
    rule("far_below", "x", "sqrt(-x - 20)", "-1 / (2 * out)", domain="x < -20")
    with pytest.raises(RuleError, match="no point"):
        rule("nowhere", "x", "log(x) + log(-x)", "1")


def test_a_domain_holds_where_the_formula_would_go_on() -> None:
    """Outside its domain a rule raises, also if its formula could be computed there."""
    positive = rule("positive", "x", "2 * x", "2", domain="x > 0")
    assert positive(3.0).data == 6.0
    with pytest.raises(ValueError, match="x > 0"):
        positive(Value(-1.0))
    assert math.isnan(positive(math.nan).data)


def test_domains_of_many_operands() -> None:
    """The domain of *xs is written for each x."""
    logs = rule("logs", "*xs", "sum(log(x) for x in xs)", "1 / x", domain="x > 0")
    assert logs(1.0, 1.0).data == 0.0
    with pytest.raises(ValueError, match="x > 0"):
        logs(1.0, -1.0)
    for wrong in ("xs > 0", "sum(xs) > 0"):
        with pytest.raises(RuleError, match="xs is not an argument"):
            rule("wrong", "*xs", "sum(xs)", "1", domain=wrong)


def test_a_check_that_meets_kinks_and_poles() -> None:
    """Right partials of functions with kinks and poles are not accused."""
    rule("relu6", "x", "minimum(maximum(x, 0), 6)", "where(x > 0, where(x < 6, 1, 0), 0)")
    rule("inverse", "x", "1 / x", "-1 / x**2")
    rule("steep", "x", "exp(x**2)", "2 * x * out")
    rule("log_abs", "x", "log(abs(x))", "1 / x")
    rule("gaussian", "x", "exp(-x**2 / 2) / sqrt(2 * pi)", "-x * out")
    assert math.isclose(compute("gaussian(x)", ["x=0"])[0].data, 0.3989422804014327)


def test_the_function_of_a_rule_pickles() -> None:
    """It is found again by its name; one that was replaced is not taken for the new one."""
    softly = rule("softly", "x", "x / (1 + abs(x))", "1 / (1 + abs(x))**2")
    text = pickle.dumps(softly)
    assert pickle.loads(text) is softly
    assert softly.__name__ == "softly"
    rule("softly", "x", "2 * x", "2", replace=True)
    with pytest.raises(pickle.PicklingError):
        pickle.dumps(softly)
    with pytest.raises(RuleError, match="is not declared here"):
        pickle.loads(text.replace(b"softly", b"sofXly"))
