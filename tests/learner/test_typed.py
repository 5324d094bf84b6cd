"""Mistakes on the command line."""

import pytest

import micrograd_plus
from micrograd_plus.commands.cli import main


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["ln(x)", "x=2"], ["ln is not an operation", "did you mean log?"]),
        (["ReLU(x)", "x=2"], ["ReLU is not an operation", "did you mean relu?"]),
        (["pow(x, 2)", "x=2"], ["pow is not an operation", "x ** 2"]),
        (["softmax(x, y)", "x=2", "y=1"], ["several numbers", "exp(x - logsumexp(x, y))"]),
        (["dot(x, y)", "x=2", "y=1"], ["two lists", "x1 * y1 + x2 * y2"]),
        (["log_softmax(x, y)", "x=2", "y=1"], ["several numbers", "x - logsumexp(x, y)"]),
        (["take(x, 1)", "x=2"], ["where("]),
        (["max(x, 0)", "x=2"], ["did you mean maximum?"]),
        (["arctan(x)", "x=2"], ["did you mean atan?"]),
        (["SIGMOID(x)", "x=2"], ["did you mean sigmoid?"]),
        (["2 * x", "x=1,5"], ["a decimal number has a point", "1.5"]),
        (["x * 1,5", "x=2"], ["a decimal number has a point", "1.5"]),
        (["relu(1,5)"], ["relu takes 1 argument", "1.5"]),
        (["x^2", "x=2"], ["x**2"]),
        (["x²", "x=2"], ["x ** 2"]),
        (["x × y", "x=2", "y=1"], ["x * y"]),
        (["x // 2", "x=2"], ["no //", "derivative is 0"]),
        (["x if x > 0 else 0", "x=2"], ["where(x > 0, a, b)"]),
        (["2 * sin", "x=2"], ["sin is an operation", "sin(x)"]),
        (["2x", "x=2"], ["2*x"]),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else None,
)
def test_a_mistake_is_answered(
    typed: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The command ends with 2 and says what is meant."""
    assert main(["explain", *typed]) == 2
    said = capsys.readouterr().err
    assert [word for word in words if word not in said] == [], said


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    """The same in Python and on the command line, which says which engine runs, too."""
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    said = f"micrograd-plus {micrograd_plus.__version__} (engine in {micrograd_plus.core})\n"
    assert capsys.readouterr().out == said
