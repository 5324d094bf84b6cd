"""Exercises whose answers are numbers: forward values, local gradients, gradients, one step."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from ...errors import AnswerError
from .answers import DECIMALS, Given, read_number
from .draws import Draws
from .exact import Exact, NotByHand, exact
from .problem import Edge, Line, Problem
from .questions import Question, State, Verdict

AS_NUMBERS = f"Write fractions (1/3, 2 1/2), or decimals with {DECIMALS} digits or more."


class Numbers:
    """What exercises with numbers have in common; see `Kind`.

    A number that is wrong, and right for what was answered before, is counted as right: a mistake
    costs its mark once.
    """

    task = ""
    form = AS_NUMBERS
    with_values = False

    def __init__(self, problem: Problem, draws: Draws) -> None:
        self.problem = problem
        self.worked: list[str] = []
        self.questions: list[Question] = [
            Question(key, prompt, str(number), number=number)
            for key, prompt, number in self.asked(draws)
        ]

    def asked(self, draws: Draws) -> Iterator[tuple[str, str, Exact]]:
        """Give the questions: key, prompt and answer."""
        raise AssertionError("each kind has its own")

    def follows(self, key: str, own: Mapping[str, Exact]) -> Exact | None:
        """Return what a number would be, had these earlier answers been right."""
        return None

    def slips(self, key: str, own: Mapping[str, Exact]) -> Iterator[tuple[Exact, str]]:
        """Give wrong numbers for which the mistake is known, with the mistake in words."""
        yield from ()

    def verdict(self, question: Question, given: Any, own: Mapping[str, Any]) -> Verdict:
        """See `Kind.verdict`."""
        try:
            read = read_number(given)
        except AnswerError as error:
            return Verdict(question, str(given), State.UNREADABLE, str(error))
        right = question.number
        assert right is not None
        if read.is_right(right):
            return Verdict(question, read.text, State.RIGHT)
        before = dict(self._readable(question, own))
        try:
            follows = self.follows(question.key, before)
        except NotByHand:
            follows = None
        if follows is not None and follows != right and read.is_right(follows):
            return Verdict(question, read.text, State.FOLLOWS)
        sentence = self._mistake(question.key, read, before) or _too_short(read, right)
        return Verdict(question, read.text, State.WRONG, sentence)

    def _mistake(self, key: str, read: Any, before: Mapping[str, Exact]) -> str:
        try:
            for wrong, sentence in self.slips(key, before):
                if read.is_right(wrong):
                    return sentence
        except NotByHand:
            pass
        return ""

    def _readable(self, question: Question, own: Mapping[str, Any]) -> Iterator[tuple[str, Exact]]:
        """The answers before this one; a rounded one that is right counts as exact."""
        for each in self.questions[: self.questions.index(question)]:
            right = each.number
            assert right is not None
            try:
                read = read_number(own[each.key])
            except (AnswerError, KeyError):
                continue
            yield each.key, right if read.is_right(right) else read.value


def _too_short(read: Given, right: Exact) -> str:
    """Say so, if a number is only not written with digits enough."""
    digits = read.decimals
    if digits is None or digits >= DECIMALS:
        return ""
    near = abs(float(read.value) - float(right)) <= 0.5 * 10.0**-digits
    return f"give {DECIMALS} digits behind the point, or a fraction" if near else ""


class Forward(Numbers):
    """Fill in the forward values."""

    task = "Compute the value of every node, from the leaves to the result."

    def asked(self, draws: Draws) -> Iterator[tuple[str, str, Exact]]:
        """See `Numbers.asked`."""
        for line in self.problem.lines:
            yield line.name, str(line), self.problem.values[line.name]

    def follows(self, key: str, own: Mapping[str, Exact]) -> Exact | None:
        """See `Numbers.follows`."""
        return self.problem.computed(self.problem.line(key), self.problem.values | dict(own))

    def slips(self, key: str, own: Mapping[str, Exact]) -> Iterator[tuple[Exact, str]]:
        """See `Numbers.slips`."""
        line, values = self.problem.line(key), self.problem.values | dict(own)
        right = self.problem.computed(line, values)
        for operation, operands, sentence in _other_operations(line):
            try:
                yield self.problem.computed(Line(key, operation, operands), values), sentence
            except NotByHand:
                continue
        yield -right, f"the size of {key} is right, its sign is not"


_WORDS = {"add": "added", "sub": "subtracted", "mul": "multiplied", "div": "divided"}


def _other_operations(line: Line) -> Iterator[tuple[str, tuple[Any, ...], str]]:
    operation, operands = line.operation, line.operands
    if operation in ("sub", "div"):
        yield operation, operands[::-1], f"the two operands of {line.name} have changed places"
    if operation in _WORDS:
        for other in _WORDS:
            if other != operation:
                meant = f"it is {_WORDS[operation]}"
                yield other, operands, f"{line.name} was {_WORDS[other]}, and {meant}: {line}"
    if operation == "pow":
        yield "mul", operands, f"{line} is a power, not {operands[0]} times {operands[1]}"
    if operation == "relu":
        yield "add", (operands[0], 0), "relu gives 0 for what is below 0"


class Local(Numbers):
    """Fill in the local gradients."""

    task = (
        "Compute the local gradient of every edge: the derivative of a node by one of its "
        "operands, the other held fixed."
    )

    with_values = True

    def asked(self, draws: Draws) -> Iterator[tuple[str, str, Exact]]:
        """See `Numbers.asked`."""
        for edge in reversed(self.problem.edges):
            yield edge.title, f"{edge.title} of {self.problem.line(edge.node)}", edge.local

    def slips(self, key: str, own: Mapping[str, Exact]) -> Iterator[tuple[Exact, str]]:
        """See `Numbers.slips`."""
        problem = self.problem
        edge = next(edge for edge in problem.edges if edge.title == key)
        line = problem.line(edge.node)
        for other in problem.edges:
            if other.node == edge.node and other.slot != edge.slot:
                yield other.local, f"this is {other.title}: the operands have changed places"
        yield -edge.local, "the size is right, the sign is not"
        if line.operation == "pow":
            base, power = problem.values[edge.parent], exact(Fraction(str(line.operands[1])))
            yield base ** (power - 1), "the exponent comes down as a factor: power rule"
            yield power * base**power, "the exponent goes down by 1: power rule"
        yield problem.gradients[edge.parent], "this is the gradient, not the local one"


class Gradients(Numbers):
    """Fill in the gradients."""

    task = "Compute the gradient of the result by every node, from the result back to the leaves."

    with_values = True

    def asked(self, draws: Draws) -> Iterator[tuple[str, str, Exact]]:
        """See `Numbers.asked`."""
        root = self.problem.root
        for name, number in self.problem.gradients.items():
            if name != root:
                yield f"d{root}/d{name}", f"d{root}/d{name}", number

    def follows(self, key: str, own: Mapping[str, Exact]) -> Exact | None:
        """See `Numbers.follows`."""
        return self._sum(self._arriving(key, own))

    def slips(self, key: str, own: Mapping[str, Exact]) -> Iterator[tuple[Exact, str]]:
        """See `Numbers.slips`."""
        arriving = self._arriving(key, own)
        right = self._sum(arriving)
        name = key.partition("/d")[2]
        yield -right, "the size is right, the sign is not"
        for edge, contribution in arriving if len(arriving) > 1 else []:
            yield (
                contribution,
                f"{name} is used {_times(len(arriving))}, and this is what arrives over "
                f"{edge.title} alone: add up what comes over every edge",
            )
        product = exact(1)
        for _, contribution in arriving:
            product = product * contribution
        yield product, "what comes over several edges is added, not multiplied"
        local = self._sum([(edge, edge.local) for edge, _ in arriving])
        yield local, "this is the local gradient: multiply it by what comes from above"
        upstream = self._sum([(edge, self._from_above(edge, own)) for edge, _ in arriving])
        yield upstream, "this is what comes from above: multiply it by the local gradient"
        for edge, _ in arriving if len(arriving) == 1 else []:
            for other in self.problem.edges:
                if other.node == edge.node and other.slot != edge.slot:
                    wrong = self._from_above(edge, own) * other.local
                    yield wrong, f"this is multiplied by {other.title} in place of {edge.title}"
        yield self.problem.values[name], f"this is the value of {name}, not its gradient"

    def _arriving(self, key: str, own: Mapping[str, Exact]) -> list[tuple[Edge, Exact]]:
        """What comes to a node over each edge, for these answers."""
        name = key.partition("/d")[2]
        return [
            (edge, self._from_above(edge, own) * edge.local)
            for edge in self.problem.edges
            if edge.parent == name
        ]

    def _from_above(self, edge: Edge, own: Mapping[str, Exact]) -> Exact:
        known = own.get(f"d{self.problem.root}/d{edge.node}")
        return self.problem.gradients[edge.node] if known is None else known

    @staticmethod
    def _sum(arriving: list[tuple[Edge, Exact]]) -> Exact:
        total = exact(0)
        for _, contribution in arriving:
            total += contribution
        return total


def _times(count: int) -> str:
    return {2: "twice", 3: "three times"}.get(count, f"{count} times")


class Descent(Numbers):
    """Predict the weights after one step of gradient descent."""

    with_values = True
    _RATES = (Fraction(1, 10), Fraction(1, 2), Fraction(1, 4), Fraction(1, 5), Fraction(1))

    def __init__(self, problem: Problem, draws: Draws) -> None:
        self.rate: Fraction = draws.choice(self._RATES)
        self.task: str = (
            "Predict each weight after one step of gradient descent with the learning rate "
            f"{self.rate}."
        )
        super().__init__(problem, draws)

    def asked(self, draws: Draws) -> Iterator[tuple[str, str, Exact]]:
        """See `Numbers.asked`."""
        for name in self.problem.weights:
            yield name, f"{name} after the step", self._moved(name, -self.rate)

    def slips(self, key: str, own: Mapping[str, Exact]) -> Iterator[tuple[Exact, str]]:
        """See `Numbers.slips`."""
        slope = self.problem.gradients[key]
        yield self._moved(key, self.rate), "this goes up the slope: subtract, to go down"
        yield self._moved(key, Fraction(-1)), "the learning rate is left out"
        yield slope * -self.rate, f"this is the step alone: add it to {key}"
        yield slope, "this is the gradient"
        yield self.problem.leaves[key], "this is the weight before the step"

    def _moved(self, name: str, factor: Fraction) -> Exact:
        return self.problem.leaves[name] + self.problem.gradients[name] * factor
