"""The rule table as a reference: every operation with its derivatives, own ones too."""

from micrograd_plus import rule
from micrograd_plus.rules.notation import to_text
from micrograd_plus.rules.reference import operations_table
from micrograd_plus.rules.table import BUILT_IN


def test_every_derivative_stands_there() -> None:
    """As many as the rows have partials, each beside its argument."""
    lines = operations_table().splitlines()
    for row in BUILT_IN.values():
        for partial in row.partials:
            if partial is not None:
                assert any(to_text(partial) in line for line in lines), row.name
    body = lines[2 : lines.index("")]
    assert len(body) == sum(p is not None for row in BUILT_IN.values() for p in row.partials)


def test_columns_stand_below_their_headings() -> None:
    """The second line underlines the first one."""
    head, dashes, *_ = operations_table().splitlines()
    assert head.split("  ")[0] == "operation"
    assert set(dashes) == {"-", " "}
    starts = [place for place in range(len(dashes)) if dashes[: place + 1].endswith(" -")]
    assert all(head[place - 1] == " " and head[place] != " " for place in starts)


def test_what_only_decides_has_no_derivative_and_no_line() -> None:
    """Comparisons are left out; compositions are listed below."""
    text = operations_table()
    assert not any(line.startswith(("a < b", "less")) for line in text.splitlines())
    assert "softmax(xs)" in text.split("made of these:")[1]


def test_own_operations_and_surrogates() -> None:
    """A derivative that is not the true one is marked as such."""
    rule("twice", "x", "2 * x", "2")
    rule("step", "x", "where(x > 0, 1, 0)", "1", check=False)
    lines = operations_table().splitlines()
    (twice,) = (line for line in lines if line.startswith("twice(x)"))
    (step,) = (line for line in lines if line.startswith("step(x)"))
    assert "not the true one" not in twice
    assert "1 (declared, not the true one)" in step
