"""A graph by hand has the numbers of the engine."""

from fractions import Fraction

from micrograd_plus.classroom.exercises.exact import exact, ln
from micrograd_plus.classroom.exercises.problem import Line, Problem, is_neat


def fork() -> Problem:
    """p is used by q and r, and twice by s."""
    lines = (
        Line("p", "mul", ("a", "b")),
        Line("q", "sub", ("p", "a")),
        Line("s", "add", ("p", "p")),
        Line("r", "pow", ("s", 2)),
        Line("L", "div", ("r", "q")),
    )
    return Problem({"a": exact(3), "b": exact(Fraction(1, 2))}, lines, ("a",))


def test_values_and_gradients_are_those_of_the_engine() -> None:
    problem = fork()
    made = problem.build()
    made["L"].backward()
    assert {name: float(number) for name, number in problem.values.items()} == {
        name: value.data for name, value in made.items()
    }
    assert {name: float(number) for name, number in problem.gradients.items()} == {
        name: value.grad for name, value in made.items()
    }
    assert [problem.root, str(problem.values["L"]), str(problem.gradients["a"])] == [
        "L",
        "-6",
        "-2",
    ]


def test_edges_are_named_by_both_ends() -> None:
    titles = [edge.title for edge in fork().edges]
    assert titles == [
        "dL/dr",
        "dL/dq",
        "dr/ds",
        "ds/dp left",
        "ds/dp right",
        "dq/dp",
        "dq/da",
        "dp/da",
        "dp/db",
    ]


def test_who_reads_a_number_is_known() -> None:
    assert [fork().consumers(name) for name in "apL"] == [["p", "q"], ["q", "s"], []]


def test_a_line_can_be_computed_for_other_operands() -> None:
    problem = fork()
    values = problem.values | {"s": exact(5)}
    assert problem.computed(problem.line("r"), values) == exact(25)


def test_a_line_is_written_as_it_is_computed() -> None:
    assert [str(line) for line in fork().lines] == [
        "p = a * b",
        "q = p - a",
        "s = p + p",
        "r = s**2",
        "L = r / q",
    ]


def test_neat_numbers_are_short() -> None:
    assert is_neat([exact(Fraction(-30, 7)), ln(3)], 30, 7)
    assert not is_neat([exact(31)], 30, 7)
    assert not is_neat([exact(Fraction(1, 8))], 30, 7)
    assert not is_neat([ln(31)], 30, 7)
