"""Where cells begin and end."""

import pytest

from micrograd_plus.commands.tables.cutting import (
    best_delimiter,
    cut_records,
    is_number,
    usual_width,
)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n" * 30, ";"),
        ("a;b\n1,5;2,5\n", ";"),
        ("a,b\n1.5,x;y\n", ","),
        ("a\tb c\n1\tx y\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("a b\n1   2\n", " "),
        ('a b\n1 "x y"\n2 "z"\n', " "),
        ("b c\nx 1 2\ny 3 4\n", " "),
        ("a b c\n1 2\n3 4\n", ","),
        ('1 2\t"x"\n3 4\t"y"\n', " "),
        ("day 1\tx\nday 2\ty\n", "\t"),
        ("A title; of two parts\na,b\n1,2\n3,4\n5,6\n", ","),
        ('a,b\n"x,y;z",2\n"u,v;w",4\n', ","),
    ],
)
def test_what_cuts(text, delimiter) -> None:
    """The most even cut, into clean cells; blanks only where they cut every line."""
    assert best_delimiter(text, []) == delimiter


def test_known_names_decide() -> None:
    """Whatever else would cut more evenly."""
    assert best_delimiter("a;b\n1,2;3\n4,5;6", ["a", "b"]) == ";"
    assert best_delimiter("a,x;b\n1,2;3", ["a,x"]) == ";"


def test_records_have_lines() -> None:
    """Those of the file, counted from 1, whatever stands above and in the cells."""
    assert cut_records("t", 'a,b\n\n1,"x\ny"\n,\n2,z', ",", skipped=3) == [
        (4, ["a", "b"]),
        (6, ["1", "x\ny"]),
        (9, ["2", "z"]),
    ]
    assert cut_records("t", "a b\n\n 1   2 \n", " ", skipped=0) == [
        (1, ["a", "b"]),
        (3, ["1", "2"]),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('a,b\n1,"x', "t, line 2: a quote is opened in this row and never closed"),
        ('a,b\n1,"x"y', "t, line 2: a quote in this row ends before its cell does"),
        ("a,b\n1," + "x" * 200_000, "t, line 2: a cell is longer than any should be"),
    ],
)
def test_broken_rows(text, said) -> None:
    """The line is told."""
    with pytest.raises(ValueError, match=said):
        cut_records("t", text, ",", skipped=0)


def test_small_things() -> None:
    """What most rows have, and numbers of either kind."""
    assert usual_width([["a"], ["b", "c"], ["d", "e"]]) == 2
    assert usual_width([]) == 0
    assert is_number("1,5")
    assert is_number("1.5")
    assert not is_number("x")
