"""The command quiz: exercises asked one question after the other, with marks at the end."""

import argparse
import sys
from textwrap import wrap

from ..classroom.exercises.exercise import WIDTH, Exercise, Marks
from ..classroom.exercises.questions import Question, State
from ..classroom.sheets.sheet import heading
from ..explanation.output import for_output
from .drawn import add_drawn, draw
from .options import Commands, add_command, is_terminal, printable, show

# What leaves the quiz early: what was not asked counts as not answered. No node is called so.
_LEAVE = "quit"
# In a terminal an answer that cannot be read is asked for so often, then counts as wrong.
_PATIENCE = 3


def add_quiz(commands: Commands) -> None:
    """Add the command to the parser."""
    command = add_command(commands, "quiz", "ask exercises here, and mark the answers", _quiz)
    add_drawn(command, count=3)


def _quiz(options: argparse.Namespace) -> int:
    drawn = draw(options)
    show(f"{drawn.title}: seed {drawn.seed}, {drawn.points} points")
    show("An empty line passes a question over; quit ends the quiz.")
    patience = _PATIENCE if is_terminal() else 1
    marks: list[Marks] = []
    ended = False
    for number, exercise in enumerate(drawn, 1):
        answers: dict[str, str] = {}
        if not ended:
            show(f"\n{heading(number, exercise)}\n{_told(exercise)}")
            ended = _asked(exercise, answers, patience)
        marks.append(exercise.check(answers))
        if answers:
            show(f"\n{marks[-1]}")
            _show_right(marks[-1])
    points = sum(each.points for each in marks)
    show(f"\nAll together: {points} of {drawn.points} points (seed {drawn.seed})")
    return 0 if points == drawn.points else 1


def _told(exercise: Exercise) -> str:
    """What an exercise tells before it asks."""
    lines = [f"  {line}" for line in exercise.given]
    if exercise.asks.worked:
        lines += ["", *[f"  {line}" for line in exercise.asks.worked]]
    return "\n".join(["", *lines, "", *wrap(exercise.task, WIDTH), ""])


def _asked(exercise: Exercise, answers: dict[str, str], patience: int) -> bool:
    """Ask the questions of an exercise; return whether somebody wants to leave."""
    for question in exercise.questions:
        for place, (_, words) in enumerate(question.options, 1):
            show(f"    {place}. {words}")
        for _ in range(patience):
            given = _line(f"  {question.prompt}: ")
            if given is None or given == _LEAVE:
                return True
            if not given:
                break
            answers[question.key] = _chosen(question, given)
            trouble = _unreadable(exercise, question, answers)
            if not trouble:
                break
            show(f"    {trouble}")
    return False


def _chosen(question: Question, given: str) -> str:
    """An answer, which may be the number of an option."""
    names = [name for name, _ in question.options]
    if given.isdecimal() and 1 <= int(given) <= len(names):
        return names[int(given) - 1]
    return given


def _unreadable(exercise: Exercise, question: Question, answers: dict[str, str]) -> str:
    """Why an answer cannot be read; empty where it can."""
    verdict = exercise.asks.verdict(question, answers[question.key], answers)
    return verdict.sentence if verdict.state is State.UNREADABLE else ""


def _show_right(marks: Marks) -> None:
    """Tell what would have been right."""
    missed = [verdict.question for verdict in marks.verdicts if not verdict.is_good]
    if missed:
        show("Right would be:")
    for question in missed:
        show(f"  {question.key}: {dict(question.options).get(question.right, question.right)}")


def _line(prompt: str) -> str | None:
    """What is typed behind a prompt; None where nothing more comes."""
    print(for_output(prompt), end="", flush=True)
    line = sys.stdin.readline()
    if not line or not is_terminal():
        # Nobody's Enter has ended the line.
        show(printable(line.strip(), WIDTH))
    return line.strip() if line else None
