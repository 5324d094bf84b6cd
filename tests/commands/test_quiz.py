"""micrograd-plus quiz: questions one by one, marks at the end."""

import io

import pytest

from micrograd_plus.classroom import Sheet, sheet
from micrograd_plus.commands.cli import main


def answers(drawn: Sheet) -> list[str]:
    """The key of a sheet as lines to be typed."""
    return [question.right for one in drawn for question in one.questions]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys):
    """Runs the quiz on lines that are typed; returns its exit code and what it prints."""

    def run(lines: list[str], *words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        code = main(["quiz", *words])
        return code, capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    "kind", ["forward", "local", "gradients", "symbols", "mistake", "order", "step"]
)
def test_all_right(kind: str, typed) -> None:
    """Every point, exit code 0, for every kind; the seed is told."""
    drawn = sheet(seed=5, count=2, kind=kind)
    code, said = typed(answers(drawn), "--seed", "5", "--count", "2", "--kind", kind)
    assert code == 0
    assert said.endswith(f"All together: {drawn.points} of {drawn.points} points (seed 5)\n")
    assert "Right would be" not in said
    # A heading, the graph and the prompts; nothing that only a terminal would understand.
    assert "1. A fork that meets again\n\n  a = " in said
    assert f"  {drawn.exercises[0].questions[0].prompt}: " in said
    assert "\x1b" not in said


def test_a_mistake_is_told(typed) -> None:
    """What was wrong, and what would have been right; exit code 1."""
    drawn = sheet(seed=5, count=1)
    lines = answers(drawn)
    lines[0] = "77"
    code, said = typed(lines, "--seed", "5", "--count", "1")
    first = drawn.exercises[0].questions[0]
    assert code == 1
    assert f"The first mistake: {first.key} = 77" in said
    assert f"Right would be:\n  {first.key}: {first.right}\n" in said


def test_an_option_by_its_number(typed) -> None:
    """As it stands in the list."""
    (one,) = sheet(seed=1, count=1, kind="mistake")
    step, mistake = one.questions
    number = [name for name, _ in mistake.options].index(mistake.right) + 1
    command = ["--seed", "1", "--count", "1", "--kind", "mistake"]
    code, said = typed([step.right, str(number)], *command)
    assert code == 0
    assert f"    {number}. {dict(mistake.options)[mistake.right]}\n" in said
    assert typed([step.right, "99"], *command)[0] == 1


def test_leaving(typed) -> None:
    """By a word, or where nothing more comes: what was not asked is not answered."""
    drawn = sheet(seed=5, count=3)
    first = answers(drawn)[0]
    for lines in ([first, "quit", "1"], [first]):
        code, said = typed(lines, "--seed", "5")
        assert code == 1
        assert "2. A fork" not in said
        assert f"All together: 1 of {drawn.points} points" in said


def test_names_of_nodes_are_answers(typed) -> None:
    """Also q, which leaves many a program."""
    drawn = sheet(count=1, level="chain", kind="order")
    assert "q" in answers(drawn)
    command = ["--count", "1", "--level", "chain", "--kind", "order"]
    assert typed(answers(drawn), *command)[0] == 0


def test_in_a_terminal_it_is_asked_again(typed, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read; elsewhere the next line answers the next question."""
    drawn = sheet(seed=5, count=1)
    lines = ["two", "1//2", *answers(drawn)]
    assert typed(lines, "--seed", "5", "--count", "1")[0] == 1
    monkeypatch.setattr("micrograd_plus.commands.quiz.is_terminal", lambda: True)
    code, said = typed(lines, "--seed", "5", "--count", "1")
    assert code == 0
    assert said.count("is not a number: write it as 3") == 2


def test_an_empty_line_passes_over(typed) -> None:
    """Nothing is said of it but that it is missing."""
    code, said = typed(["", "", *answers(sheet(seed=5, count=1))[2:]], "--seed=5", "--count=1")
    assert code == 1
    assert "is not a number" not in said


def test_nonsense(typed, capsys) -> None:
    """One sentence, exit code 2."""
    assert typed([], "--level", "frok")[0] == 2
    with pytest.raises(SystemExit):
        main(["quiz", "--count", "0"])
