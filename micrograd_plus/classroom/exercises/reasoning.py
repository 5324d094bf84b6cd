"""Exercises about the order of a backward pass, and about a worked solution with a mistake."""

from collections.abc import Mapping
from typing import Any

from ...aligned import aligned_lines
from ...errors import AnswerError
from ...explanation.broken import BrokenPass, Mistake, broken_pass
from ...explanation.mistakes import TWO_PASSES
from .answers import quoted, read_names
from .draws import Draws
from .problem import Problem
from .questions import Question, State, Verdict

# What each mistake is in words that do not give away what it is called.
IN_WORDS = {
    Mistake.NAIVE_RECURSION: "each time something arrives, a node sends all that it holds",
    Mistake.DEPTH_FIRST_WITHOUT_MARKS: "a node is put into the order once for every way to it",
    Mistake.BREADTH_FIRST: "a node sends before all of its gradient has come",
    Mistake.OVERWRITE: "= in place of +=: what arrives later replaces what came before",
    Mistake.NOT_CLEARED: "a second pass adds to the gradients of the first",
    Mistake.INNER_KEPT: "inner gradients of the first pass are sent on once more",
    Mistake.PARENTS_AS_SET: "an operand that is used twice by one operation counts once",
}
_FORMS = "write the names apart by commas, such as 'q, r'"


class Order:
    """Say which node must wait for which in a backward pass; see `Kind`."""

    task = (
        "A node may send its gradient on only when all of it has arrived. For each node say from "
        "which others something must have come before; then give an order in which all computed "
        "nodes can send."
    )
    form: str = f"{_FORMS.capitalize()}."
    with_values = False

    def __init__(self, problem: Problem, draws: Draws) -> None:
        self.problem = problem
        self.worked: list[str] = []
        computed = [line.name for line in reversed(problem.lines)]
        self._waits = {
            f"{name} waits for": frozenset(problem.consumers(name)) for name in computed[1:]
        }
        self.questions: list[Question] = [
            Question(key, f"{key} ...", ", ".join(sorted(names)))
            for key, names in self._waits.items()
        ]
        self.questions.append(Question("order", "an order, first to last", ", ".join(computed)))

    def verdict(self, question: Question, given: Any, own: Mapping[str, Any]) -> Verdict:
        """See `Kind.verdict`."""
        try:
            names = read_names(given)
        except AnswerError as error:
            return Verdict(question, str(given), State.UNREADABLE, str(error))
        text = ", ".join(names)
        known = [*self.problem.values]
        strange = [name for name in names if name not in known]
        if strange or not names:
            what = f"{quoted(strange[0])} is not in the graph" if strange else "no name is given"
            sentence = f"{what}: there are {', '.join(known)}; {_FORMS}"
            return Verdict(question, text, State.UNREADABLE, sentence)
        if question.key == "order":
            sentence = self._out_of_order(names)
        else:
            sentence = self._not_these(question.key, set(names))
        return Verdict(question, text, State.WRONG if sentence else State.RIGHT, sentence)

    def _not_these(self, key: str, names: set[str]) -> str:
        """What is wrong with the nodes that one waits for, or nothing."""
        right, name = self._waits[key], key.split()[0]
        missing, extra = sorted(right - names), sorted(names - right)
        if missing:
            return f"{missing[0]} is computed from {name}, so something comes from it as well"
        if extra and name in self.problem.consumers(extra[0]):
            return f"{name} is computed from {extra[0]}: gradients come from results to operands"
        return f"{extra[0]} is not computed from {name}" if extra else ""

    def _out_of_order(self, names: list[str]) -> str:
        """What is wrong with an order, or nothing."""
        wanted = [line.name for line in self.problem.lines]
        names = [name for name in names if name not in self.problem.leaves]
        for name in wanted:
            if names.count(name) != 1:
                times = "is missing" if name not in names else "stands in it more than once"
                return f"{name} {times}"
        for name in names:
            for consumer in self.problem.consumers(name):
                if names.index(consumer) > names.index(name):
                    return f"{name} sends before {consumer}, from which it still has to receive"
        return ""


_ONE_BY_ONE = {str(Mistake.NAIVE_RECURSION), str(Mistake.DEPTH_FIRST_WITHOUT_MARKS)}


class FindTheMistake:
    """Find the mistake in a worked backward pass; see `Kind`."""

    task: str = (
        "This backward pass was worked out with a mistake. Give the number of the first step that "
        "goes wrong, and say what the mistake is."
    )
    form = ""
    with_values = True

    def __init__(self, problem: Problem, draws: Draws) -> None:
        root = problem.build()[problem.root]
        passes = [broken_pass(root, mistake) for mistake in Mistake]
        wrong = [each for each in passes if not each and each.first_wrong is not None]
        # Never empty: to a leaf of its own a second pass adds what the first one has left.
        self.broken: BrokenPass = draws.choice(wrong)
        self.worked: list[str] = _worked(self.broken, problem.root)
        if self.broken.mistake in TWO_PASSES:
            self.task += " The second pass is to begin anew, as the first one did."
        alike = [each for each in wrong if _worked(each, problem.root) == self.worked]
        self._right = {str(each.mistake) for each in alike}
        if not self._right.isdisjoint(_ONE_BY_ONE):
            # In another order of the operands the one gives the steps of the other.
            self._right |= _ONE_BY_ONE
        self._first = {str(each.first_wrong) for each in alike}
        options = draws.shuffled([(str(each), IN_WORDS[each]) for each in Mistake])
        self.questions: list[Question] = [
            Question("step", "the first step that goes wrong", str(self.broken.first_wrong)),
            Question("mistake", "what the mistake is", str(self.broken.mistake), tuple(options)),
        ]

    def verdict(self, question: Question, given: Any, own: Mapping[str, Any]) -> Verdict:
        """See `Kind.verdict`."""
        text = str(given).strip()
        if question.key == "step":
            number = text.removesuffix(".")
            if not number.isdecimal():
                sentence = f"{quoted(text)} is no number of a step"
                return Verdict(question, text, State.UNREADABLE, sentence)
            if number in self._first:
                return Verdict(question, text, State.RIGHT)
            return Verdict(question, text, State.WRONG, self._not_there(int(number)))
        names = [name for name, _ in question.options]
        words = {sentence: name for name, sentence in question.options}
        chosen = words.get(text, text.replace(" ", "_"))
        if chosen not in names:
            sentence = f"{quoted(text)} is none of them: choose from {', '.join(names)}"
            return Verdict(question, text, State.UNREADABLE, sentence)
        if chosen in self._right:
            return Verdict(question, chosen, State.RIGHT)
        return Verdict(question, chosen, State.WRONG, self.broken.sentence)

    def _not_there(self, number: int) -> str:
        first = self.broken.first_wrong or 0
        if number > len(self.broken.steps):
            return f"there are {len(self.broken.steps)} steps"
        return "up to there all is well" if number < first else "it goes wrong before that"


def _short(number: float) -> str:
    return f"{number:.4g}"


def _worked(broken: BrokenPass, root: str) -> list[str]:
    """A pass as it is shown: every step, and none that is marked."""
    rows = []
    two = len({step.pass_number for step in broken.steps}) > 1
    for step in broken.steps:
        product = f"{_short(step.upstream)} · {_short(step.local)}"
        before = "" if step.before is None else f"it was {_short(step.before)},"
        now = f"d{root}/d{step.parent_name} is {_short(step.total)}"
        way = f"{step.name} → {step.parent_name}"
        result = f"= {_short(step.contribution)}"
        head = (f"{step.number}.", *((f"pass {step.pass_number}",) if two else ()))
        rows.append((*head, way, product, result, before, now))
    return list(aligned_lines(rows))
