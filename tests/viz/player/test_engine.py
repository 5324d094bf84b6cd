"""The engine in the page against the engine in Python: every row, and random programs."""

import math
import operator
import random
from typing import Any

import pytest

from micrograd_plus import Value, explain, rule
from micrograd_plus.engine.generate import OPERATIONS
from micrograd_plus.engine.gradient import flow
from micrograd_plus.engine.pulling import UNCHOSEN
from micrograd_plus.engine.staleness import ordered
from micrograd_plus.engine.state import during
from micrograd_plus.explanation.player_data import player_data
from micrograd_plus.rules.notation import literal, number_text
from micrograd_plus.rules.table import TABLE
from tests.viz.player.lab import RECEIVE, as_json, lab_script, random_results, received, sent
from viz.style import number_text as box_text

ORDINARY = (-2.5, -1.0, -0.3, 0.25, 0.5, 1.0, 1.7, 3.0)
EDGE = (0.0, -0.0, 1.0, -1.0, 1 - 1e-16, 1e-8, -1e-8, math.inf, -math.inf, math.nan)
EXTREME = (1e-300, -1e300, 1e300, 40.0, -40.0, 710.0, -750.0, 5e-324, 1e16)
POINTS = (*ORDINARY, *EDGE, *EXTREME)

# Chromium's Math differs from Python's by one unit in the last place in these, and by no more.
LAST_PLACE = 2.3e-16


def operands_of(rule: Any) -> list[list[float]]:
    """The numbers at which a row is tried."""
    if rule.variadic:
        return [[a, b, c] for a in POINTS for b in (0.5, -40.0, math.inf) for c in (0.25,)]
    if len(rule.arguments) == 1:
        return [[a] for a in POINTS]
    if rule.name == "where":
        return [[c, a, b] for c in (0.0, 1.0, math.nan) for a in POINTS[:6] for b in (2.0, -0.0)]
    return [[a, b] for a in POINTS for b in (*ORDINARY[::2], *EDGE, 40.0, 1e300)]


@pytest.mark.parametrize("name", list(TABLE))
def test_every_row(name: str, lab: Any) -> None:
    """Result and partials at ordinary, edge and extreme points, by IEEE rules."""
    row, points = TABLE[name], operands_of(TABLE[name])
    found = lab.evaluate(
        f"""([name, points]) => points.map(numbers => {{
            const x = numbers.map(Number), rule = lab.R[name];
            const out = rule.forward(x), send = {RECEIVE};
            const slots = rule.variadic ? x.map((_, slot) => [0, slot]) : x.map((_, s) => [s, s]);
            return [send(out), slots.map(([partial, slot]) => rule.partials[partial] === null
                ? "none" : send(rule.partials[partial](x, out, x[slot])))];
        }})""",
        [name, [[sent(x) for x in point] for point in points]],
    )
    operation = OPERATIONS[row]
    for point, (result, slopes) in zip(points, found, strict=True):
        expected = operation.forward(point) if row.variadic else operation.forward(*point)
        check(result, expected, f"{name}{tuple(point)}")
        node = type("Stub", (), {})()
        node.operands = [Value(x) for x in point]
        node.number = expected
        for slot, local in enumerate(operation.local(node)):
            place = f"slope {slot} of {name}{tuple(point)}"
            if local is None:
                assert slopes[slot] == "none", place
            elif local is UNCHOSEN:
                assert slopes[slot] is None, place
            else:
                check(slopes[slot], local, place)


def check(text: str | None, expected: float, place: str) -> None:
    """Equal, or within 1e-12 of it."""
    number = received(text)
    assert number is not None, place
    if math.isnan(expected):
        assert math.isnan(number), place
    elif not math.isfinite(expected) or expected == 0:
        near = abs(number) > 1.79e308 if math.isinf(expected) else abs(number) < 1e-300
        assert number == expected or near, (place, number, expected)
    else:
        assert abs(number - expected) <= 1e-12 * abs(expected) + 5e-324, (place, number, expected)


def test_rules_of_ones_own(browser: Any) -> None:
    """A row that a user has declared is read too, whatever its arguments are called."""
    swish = rule(
        "swish",
        "x o",
        "x * sigmoid(o * x)",
        "sigmoid(o*x) + x*o*sigmoid(o*x)*sigmoid(-o*x)",
        "x**2 * sigmoid(o*x) * sigmoid(-o*x)",
    )
    spread = rule("spread", "*ms", "sum(m**2 for m in ms) / 2", "m")
    result = swish(spread(Value(0.5), Value(-2.0)), Value(1.5))
    data, source = player_data(result)
    page = browser.new_page()
    page.add_script_tag(content=lab_script(source))
    totals = page.evaluate(
        "data => { const graph = lab.graphOf(data); "
        "return [...graph.data, ...lab.flowBack(graph)]; }",
        data,
    )
    page.close()
    result.backward()
    leaves = ordered(result)
    expected = [node.data for node in leaves] + [node.grad for node in leaves]
    assert totals == pytest.approx(expected, rel=1e-14)


FIELDS = ("symbols", "numbers", "result", "law", "local", "sum", "mathml")


def told_by_python(result: Value) -> list[list[str]]:
    return [
        [
            step.symbols,
            step.numbers,
            "1" if step.kind == "seed" else number_text(step.result),
            step.law,
            step.local_text,
            step.running_sum,
            step.mathml,
        ]
        for step in explain(result).steps
    ]


def test_steps_are_those_of_explain(lab: Any) -> None:
    """200 random programs over all rows: the same steps, word for word."""
    differing = 0
    for result in random_results(seed=7, count=200):
        data, _ = player_data(result)
        found = lab.evaluate(
            f"""data => {{
                const list = new lab.StepList(lab.graphOf(data));
                const fields = {as_json(FIELDS)};
                return list.list.map(step => {{
                    const told = list.told(step);
                    return fields.map(field => told[field] ?? "");
                }});
            }}""",
            data,
        )
        expected = told_by_python(result)
        assert len(found) == len(expected)
        differing += sum(one != other for one, other in zip(found, expected, strict=True))
    # Where a number that is shown lies next to the middle of two, its last digit may differ.
    assert differing <= 4


def test_gradients_of_random_programs(lab: Any) -> None:
    """200 random programs after random moves of their leaves."""
    rng = random.Random(3)
    for result in random_results(seed=11, count=200):
        data, _ = player_data(result)
        nodes = ordered(result)
        leaves = [i for i, node in enumerate(nodes) if node.rule is None and not node.is_constant]
        moves = {leaf: rng.uniform(-2, 2) for leaf in leaves}
        numbers, slopes = lab.evaluate(
            f"""([data, moves]) => {{
                const graph = lab.graphOf(data), send = {RECEIVE};
                for (const [leaf, number] of Object.entries(moves)) graph.data[leaf] = number;
                lab.computeForward(graph);
                return [Array.from(graph.data, send), lab.flowBack(graph).map(send)];
            }}""",
            [data, moves],
        )
        again = computed_again(nodes, moves)
        totals: dict[Value, Any] = {again[-1]: 1.0}
        with during(lenient=True):
            list(flow(again, totals))
        for text, node in zip(numbers, again, strict=True):
            near(received(text), node.data)
        for text, node in zip(slopes, again, strict=True):
            if text is not None or totals.get(node):
                near(received(text), totals[node])


COMPARE = {
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
}


def computed_again(nodes: list[Value], moves: dict[int, float]) -> list[Value]:
    """The same graph at other numbers, by IEEE rules."""
    made: dict[Value, Value] = {}
    with during(lenient=True):
        for place, node in enumerate(nodes):
            if node.operation is None:
                made[node] = node if node.is_constant else Value(moves[place])
            else:
                operands: list[Any] = [made[parent] for parent in node.operands]
                if node.operation.rule.name == "where":
                    # It chooses by a comparison, not by the number that this has given.
                    left, right = (made[parent] for parent in node.operands[0].operands)
                    compare = COMPARE[node.operands[0].rule.name]
                    operands[0] = compare(left, right)
                made[node] = node.operation.apply(*operands)
    return list(made.values())


def near(number: float | None, expected: float) -> None:
    """Equal up to rounding, also where numbers that are not finite meet."""
    assert number is not None
    if not math.isfinite(expected) or abs(expected) > 1e15:
        assert not math.isfinite(number) or abs(number) > 1e14
    else:
        assert number == pytest.approx(expected, rel=1e-9, abs=1e-9)


NUMBERS = [0.0, -0.0, 1.0, -3.0, 0.05, 0.01234, 0.00008, 1.23456e30, 0.03125, 0.09375, 1e9, 1e16]
NUMBERS += [1234500000.0, 9.9995, 99999.99995, 1e-5, 1e-4, 5e-324, 1.7e308, math.inf, math.nan]
NUMBERS += [-0.00001, 0.1 + 0.2, 2 / 3, 1e21, 123456789.125, 1e15, 1e15 + 2, -1e22, 0.000123450001]


def test_numbers_as_text(lab: Any) -> None:
    """Every digit as Python writes it, ties to the even digit too."""
    rng = random.Random(1)
    some = [rng.choice((1, -1)) * 10 ** rng.uniform(-12, 18) for _ in range(2000)]
    some += [rng.randrange(-9999, 9999) / 32 for _ in range(500)]
    numbers = [*NUMBERS, *some]
    found = lab.evaluate(
        "numbers => numbers.map(Number).map(x => "
        "[lab.numberText(x), lab.literal(x), lab.boxText(x)])",
        [sent(x) for x in numbers],
    )
    for number, texts in zip(numbers, found, strict=True):
        expected = [number_text(number), literal(number), box_text(number)]
        assert texts == expected, number
