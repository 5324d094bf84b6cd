"""From what an engine answers to the mistake that explains it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from .answers import Difference, Numbers, agree, differences, right_numbers
from .flaws import ARRAY_SHARED, OF_PASSES, Mistake
from .passes import Flaw, first_wrong_edge, flawed_gradients
from .programs import Program, Step, drawn, expression
from .reply import Answer
from .wrong_data import wrong_data
from .wrong_steps import ROWS, of_step, of_two

Ask = Callable[[Program], Answer]


@dataclass(frozen=True, slots=True)
class Explained:
    """The mistake that explains a failure.

    Attributes:
        mistake: its name; empty where none is known that does.
        sentence: in words.
        edge: the operation and the operand between which the gradient goes wrong.
    """

    mistake: str = ""
    sentence: str = ""
    edge: str = ""


UNKNOWN = "no mistake that is known gives these numbers"

# Programs on which mistakes that look alike are told apart; their numbers are no secret.
_HEAD = "a = value(1.3); b = value(-0.7); k = value(0.6); m = value(-1.7)"
_PROBES = (
    "c = a + b; c.backward()",
    "c = a * b; c.backward()",
    "c = a * k; d = a * m; e = c + d; e.backward()",
    "c = a * k; d = a * m; e = c * d; e.backward()",
    "c = a + a; c.backward()",
    "c = a * a; c.backward()",
    "c = a * k; d = c + c; d.backward()",
    "c = a * k; d = c * a; d.backward()",
    "c = a * k; d = c * m; e = d + c; e.backward()",
    "c = a * k; d = c * m; e = c + d; e.backward()",
    "c = a * k; d = c * m; e = d * k; e.backward()",
    "c = a + k; d = c * a; d.backward()",
    "c = a + k; d = c * k; d.backward()",
)
_PASSES = (
    "c = a * b; c.backward(); c.backward()",
    "c = a * b; d = c * b; d.backward(); d.backward()",
    "c = a * b; d = a + b; c.backward(); d.backward()",
)


def explain_numbers(
    program: Program, numbers: Numbers, ask: Ask, tolerance: float = 1e-6
) -> Explained:
    """Return the mistake that gives an engine's numbers, on this program and on others.

    Arguments:
        program: the smallest one on which the engine fails.
        numbers: what it gave there.
        ask: runs another program on the engine.
        tolerance: how exact the engine is.
    """
    found = differences(program, numbers, tolerance)
    if not found:
        return Explained()
    first = found[0]
    if first.what == "data" and (before := _before_descent(program)):
        return _explain_descent(program, before, ask, tolerance)
    if first.what == "data" and (made := _constructed(first, ask, tolerance)):
        return made
    if first.what == "data":
        return Explained(*wrong_data(program, first.name, first.given, numbers, tolerance))
    if first.name in {step.name for step in program if step.computes}:
        return _explain_inner(program, numbers, tolerance)
    alone = list(_answered(_alone(program), ask))
    evidence = list(_answered(_others(program), ask))
    # A mistake that says less of the other programs than none would is not the one. Of those that
    # say the same, one is likelier that takes operands as they are written.
    best, most = None, (_score(Flaw(), evidence, tolerance), False)
    for mistake in _candidates(program):
        for flaw in mistake.variants:
            if all(_explains(flaw, *pair, tolerance) for pair in [(program, numbers), *alone]):
                score = _score(flaw, evidence, tolerance), not flaw.turned
                if score > most or (best is None and score == most):
                    best, most = (mistake, flaw), score
    if best is None:
        edge = first_wrong_edge(program, Flaw(), first.name)
        return Explained("", UNKNOWN, edge)
    mistake, flaw = best
    edge = first_wrong_edge(program, flaw, first.name)
    return Explained(mistake.name, mistake.sentence, edge)


def _constructed(first: Difference, ask: Ask, tolerance: float) -> Explained | None:
    """The mistake of a value that goes wrong as soon as it is made of the right number."""
    alone = (Step("value", first.name, (first.right,)),)
    answer = ask(alone)
    given = answer.numbers.get(first.name, (None, None))[0]
    if answer.error or first.name not in answer.numbers or not _same(given, first, tolerance):
        return None
    return Explained(*wrong_data(alone, first.name, given, answer.numbers, tolerance))


def _same(given: float | None, first: Difference, tolerance: float) -> bool:
    if given is None or first.given is None:
        return given is first.given
    return agree(given, first.given, tolerance)


def _explain_inner(program: Program, numbers: Numbers, tolerance: float) -> Explained:
    """The mistake that leaves the gradients of leaves right, and those of other values wrong."""
    for flaw in ARRAY_SHARED.variants:
        wrong = flawed_gradients(program, flaw, inner=True) or {}
        given = {name: numbers.get(name, (None, None))[1] for name in wrong}
        if all(agree(given[name], wrong[name], tolerance) for name in wrong if given[name]):
            return Explained(ARRAY_SHARED.name, ARRAY_SHARED.sentence)
    return Explained("", UNKNOWN)


def _before_descent(program: Program) -> Program:
    """The program up to its first change of data; empty where there is none."""
    changes = [at for at, step in enumerate(program) if step.kind in ("set", "descend")]
    return program[: changes[0]] if changes else ()


def _explain_descent(program: Program, before: Program, ask: Ask, tolerance: float) -> Explained:
    """What is wrong with data that were changed: mostly the gradient that they followed."""
    answer = ask(before)
    if not answer.error and (found := differences(before, answer.numbers, tolerance)):
        explained = explain_numbers(before, answer.numbers, ask, tolerance)
        return replace(explained, edge="") if found[0].what == "data" else explained
    return Explained("data not changed", "data that are set are not what is computed with later")


def _candidates(program: Program) -> Iterator[Mistake]:
    yield from OF_PASSES
    counts = {
        ROWS.get(step.kind, step.kind): 1 if len(step.operands) == 1 else 2
        for step in program
        if step.computes
    }
    for row, count in counts.items():
        yield from of_step(row, count)
        if count > 1:
            yield from of_two(row)


def _answered(texts: Iterable[str], ask: Ask) -> Iterator[tuple[Program, Numbers]]:
    """What the engine says to other programs, where it says something."""
    for text in texts:
        other = drawn(text)
        with suppress(ArithmeticError, ValueError):
            # Some operations are not defined at all points.
            right_numbers(other)
            answer = ask(other)
            if not (answer.error or answer.lacking or answer.plain):
                yield other, answer.numbers


def _others(program: Program) -> Iterator[str]:
    """Programs that tell mistakes apart, and those with the operations of this one."""
    passes = sum(step.kind == "backward" for step in program) > 1
    yield from (f"{_HEAD}; {text}" for text in [*_PROBES, *(_PASSES if passes else ())])
    for text in _alone(program):
        yield text.replace("c.backward()", "d = c * k; d.backward()")


def _alone(program: Program) -> Iterator[str]:
    """Programs of single operations of a program, at other numbers: a mistake explains them too."""
    for step in program:
        if not step.computes or step.kind == "repeat":
            continue
        pairs = zip(step.operands, "ab", strict=False)
        letters = [letter if isinstance(operand, str) else operand for operand, letter in pairs]
        formula = expression(Step(step.kind, "", tuple(letters)))
        for a, b in ((0.8, 1.9), (1.4, 0.55), (-0.9, 1.3)):
            yield f"a = value({a}); b = value({b}); k = value(-1.7); c = {formula}; c.backward()"


def _score(flaw: Flaw, evidence: Iterable[tuple[Program, Numbers]], tolerance: float) -> int:
    """How many programs a flaw explains."""
    return sum(_explains(flaw, *pair, tolerance) for pair in evidence)


def _explains(flaw: Flaw, program: Program, numbers: Numbers, tolerance: float) -> bool:
    """Whether a flaw gives the gradients of all leaves."""
    wrong = flawed_gradients(program, flaw)
    return wrong is not None and all(
        agree(numbers.get(name, (None, None))[1] or 0.0, number, tolerance)
        for name, number in wrong.items()
    )


def explain_error(
    program: Program, step: Step, error: tuple[str, str] | None, plain: str
) -> Explained:
    """Return the mistake behind an error, or behind a result that is no value of the engine.

    Arguments:
        program: the smallest one that shows it.
        step: where the error was raised.
        error: its type and its text.
        plain: the name of the first result that is something else, and its type.
    """
    if plain:
        name, _, kind = plain.partition(" ")
        made = next((each for each in program if each.name == name), step)
        formula = expression(made) if made.computes and made.kind != "repeat" else name
        return Explained(
            "nothing returned" if kind == "NoneType" else "cut graph",
            f"{formula} gives {'nothing' if kind == 'NoneType' else f'a {kind}'}, which is no "
            "value, so no gradient can come back: return a new value",
        )
    kind = error[0] if error else ""
    mixed = step.computes and any(not isinstance(x, str) for x in step.operands)
    for mistake, sentence, fits in _errors(program, step, mixed):
        if kind in mistake and fits:
            return Explained(mistake[0], sentence)
    return Explained()


def _errors(
    program: Program, step: Step, mixed: bool
) -> Iterable[tuple[tuple[str, ...], str, bool]]:
    """What errors mean: the name of the mistake and the types, words, and whether they fit here."""
    bases = [_base(program, each) for each in program if each.kind == "**"]
    deep = any(each.kind == "repeat" for each in program)
    made = expression(step) if step.computes and step.kind != "repeat" else step.kind
    yield (
        ("recursion", "RecursionError"),
        "the walk of the graph calls itself once for each value on the way: keep a stack of your "
        "own in a loop",
        deep,
    )
    yield ("endless call", "RecursionError"), f"{made} calls itself without an end", True
    yield (
        ("sum begins with 0", "TypeError", "AttributeError"),
        "sum() computes 0 + the first value: __radd__ has to take the number 0",
        step.kind == "sum",
    )
    yield (
        ("plain number", "TypeError", "AttributeError"),
        f"{made} has a plain number in it: make a value of it first",
        mixed,
    )
    yield (
        ("power at 0", "ZeroDivisionError", "ValueError"),
        "n * a**(n - 1) divides by 0 at a = 0 where n is below 1: for n = 0 the slope is 0",
        0 in bases,
    )
    yield (
        ("power through logarithm", "ValueError"),
        "a logarithm of a negative number is asked for: the slope of a**n needs none",
        any(base < 0 for base in bases),
    )
    yield (
        ("overflow", "OverflowError"),
        "an exponential becomes too large on the way to a small result: use a form that only takes "
        "exp of negative numbers, or math.tanh",
        True,
    )
    yield (
        ("no gradient", "TypeError"),
        "the pass computes with None: a gradient starts as 0",
        step.kind == "backward",
    )


def _base(program: Program, power: Step) -> float:
    """The number of which a power is taken."""
    base = power.operands[0]
    number = right_numbers(program)[base][0] if isinstance(base, str) else base
    return 1.0 if number is None else number


ONCE_FOR_EACH_WAY = Explained(
    "once for each way",
    "a value hands on its gradient once for each way that leads to it, and there are millions of "
    "millions: visit each value once, when all of its gradient has come",
)
