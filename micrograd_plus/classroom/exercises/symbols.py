"""Derive a gradient in symbols: any formula that is equal to it is right."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from ...engine.gradient import grad
from ...errors import FormulaError
from ...inputs import shown
from ...rules.arithmetic import ALL
from ...rules.expression import CONSTANTS, Expression, evaluate, names, parse
from ...rules.inlining import inlined, renamed
from ...rules.notation import simplify, to_text
from ...rules.table import BUILT_IN, arity
from .draws import Draws
from .problem import Edge, Problem
from .questions import Question, State, Verdict
from .symbolic import are_equal

# A formula is compared at so many places, each tried again where it is not defined.
PLACES, TRIES = 7, 40
_FUNCTIONS = {**ALL, "where": lambda condition, a, b: a if condition else b}


class Symbols:
    """Derive the gradient by the leaves in symbols; see `Kind`."""

    with_values = False

    def __init__(self, problem: Problem, draws: Draws) -> None:
        self.problem = problem
        self.worked: list[str] = []
        root = problem.root
        asked = draws.shuffled(list(problem.leaves))[:2]
        wanted = [name for name in problem.leaves if name in asked]
        self._known = [*problem.leaves, *[line.name for line in problem.lines]]
        self.task: str = f"Derive each gradient as a formula of {', '.join(self._known)}."
        self.form: str = (
            f"Write it with + - * / ** and brackets, as in 2*{wanted[0]}. Every formula that is "
            "equal to it counts."
        )
        bent = [line.operands[0] for line in problem.lines if line.operation == "relu"]
        if bent:
            self.form += f" The slope of relu({bent[0]}) is where({bent[0]} > 0, 1, 0)."
        formulas = _formulas(problem)
        self.questions: list[Question] = [
            Question(f"d{root}/d{name}", f"d{root}/d{name} in symbols", formulas[name])
            for name in wanted
        ]
        self.places: list[tuple[dict[str, float], dict[str, float]]] = list(_places(problem, draws))

    def verdict(self, question: Question, given: Any, own: Mapping[str, Any]) -> Verdict:
        """See `Kind.verdict`."""
        try:
            formula = self._read(given)
        except FormulaError as error:
            return Verdict(question, str(given), State.UNREADABLE, str(error))
        name = question.key.partition("/d")[2]
        pairs = [(_computed(formula, values), slopes[name]) for values, slopes in self.places]
        wrong = [place for place, pair in enumerate(pairs) if not math.isclose(*pair, **_CLOSE)]
        if not wrong:
            if are_equal(self.problem, formula, self._read(question.right)):
                return Verdict(question, given, State.RIGHT)
            sentence = "it agrees in many digits, and is not equal: its numbers are a little off"
            return Verdict(question, given, State.WRONG, sentence)
        values = self.places[wrong[0]][0]
        found, right = pairs[wrong[0]]
        at = ", ".join(f"{leaf} = {values[leaf]:.4g}" for leaf in self.problem.leaves)
        sentence = f"{_factor(pairs)}at {at} it is {found:.6g}, and should be {right:.6g}"
        return Verdict(question, given, State.WRONG, sentence)

    def _read(self, given: Any) -> Expression:
        if not isinstance(given, str):
            raise FormulaError(f"a formula is text such as 'a*b', here is {shown(given)}", "", 0)
        formula = parse(given, arity())
        for name, column in names(formula).items():
            if name not in self._known and name not in CONSTANTS:
                known = ", ".join(self._known)
                raise FormulaError(f"{name} is not in the graph: there are {known}", given, column)
        # Only basic functions are left then; the row is only asked for rows of its own.
        return inlined(formula, BUILT_IN["add"])


_CLOSE = {"rel_tol": 1e-9, "abs_tol": 1e-9}


def _factor(pairs: list[tuple[float, float]]) -> str:
    """What is wrong, if a formula is everywhere the same number of times the right one."""
    ratios = [found / right if right else math.nan for found, right in pairs]
    first = ratios[0]
    if not all(math.isclose(ratio, first, rel_tol=1e-9) for ratio in ratios):
        return ""
    if first == 0:
        return "it is always 0: "
    return (
        "the sign is wrong: " if first == -1 else f"it is always {first:.6g} times the gradient: "
    )


def _formulas(problem: Problem) -> dict[str, str]:
    """The gradient by each name: the sum over all ways from the result, each a product."""
    ways: dict[str, list[list[str]]] = {problem.root: [[]]}
    for edge in problem.edges:
        local = _local(problem, edge)
        longer = [way + [local] * (local != "1") for way in ways[edge.node]]
        ways.setdefault(edge.parent, []).extend(longer)
    return {
        name: " + ".join(" * ".join(map(_bracketed, way)) or "1" for way in found)
        for name, found in ways.items()
    }


def _local(problem: Problem, edge: Edge) -> str:
    """A local gradient with the names of the graph."""
    line = problem.line(edge.node)
    pairs = list(zip(line.rule.arguments, line.operands, strict=True))
    numbers = {argument: float(operand) for argument, operand in pairs if isinstance(operand, int)}
    partial = line.rule.partial(edge.slot)
    assert partial is not None
    short = simplify(partial, numbers, {}, every_branch=False)
    others = {argument: operand for argument, operand in pairs if isinstance(operand, str)}
    return to_text(renamed(short, others | {"out": line.name}))


def _bracketed(text: str) -> str:
    return text if text.isidentifier() or text.replace(".", "").isdigit() else f"({text})"


def _places(problem: Problem, draws: Draws) -> Iterator[tuple[dict[str, float], dict[str, float]]]:
    """Numbers of every name at random places, and the gradients there."""
    found = 0
    for _ in range(PLACES * TRIES):
        numbers = {name: draws.number(-2.0, 2.0) for name in problem.leaves}
        try:
            made = problem.build(numbers)
            slopes = grad(made[problem.root], [made[name] for name in problem.leaves])
        except (ValueError, ArithmeticError):
            continue
        values = {name: value.data for name, value in made.items()}
        if all(map(math.isfinite, [*slopes, *values.values()])):
            yield values, dict(zip(problem.leaves, slopes, strict=True))
            found += 1
        if found == PLACES:
            return


def _computed(formula: Expression, values: Mapping[str, float]) -> float:
    try:
        return float(evaluate(formula, values, _FUNCTIONS))
    except (ValueError, ArithmeticError):
        return math.nan
