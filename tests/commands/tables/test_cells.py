"""What the text of a cell stands for."""

import pytest

from micrograd_plus.commands.tables.cells import (
    counts,
    decimal_mark,
    is_absent,
    is_code,
    is_date,
    is_infinite,
    is_year,
    number,
    sign_of,
)


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("-1.5", ".", -1.5),
        ("+2", ".", 2.0),
        (".5", ".", 0.5),
        ("3.", ".", 3.0),
        ("1e-3", ".", 0.001),
        ("1,250", ".", 1250.0),
        ("1,250,000.5", ".", 1250000.5),
        ("1 250", ".", 1250.0),
        ("1'250.75", ".", 1250.75),
        ("1,5", ",", 1.5),
        ("0,125", ",", 0.125),
        ("1.250.000,5", ",", 1250000.5),
        ("1\u202f250,5", ",", 1250.5),
        ("1\xa0250 €", ",", 1250.0),
        ("$1,250", ".", 1250.0),
        ("-$5", ".", -5.0),
        ("$-5", ".", -5.0),
        ("£ 3.20", ".", 3.2),
        ("12%", ".", 12.0),
        ("-0,5 %", ",", -0.5),
        ("\u22123", ".", -3.0),
        ("(1,250)", ".", -1250.0),
        ("($5)", ".", -5.0),
        ("1e100", ".", 1e100),
    ],
)
def test_numbers(text: str, mark: str, expected: float) -> None:
    """Decimals by either mark, thousands in threes, a sign of a currency or of per cent."""
    assert number(text, mark) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1_000",
        "0x10",
        "１２",
        "--1",
        "e5",
        "1e",
        ".",
        "$",
        "%",
        "5 kg",
        "1e101",
        "nan",
        "1,5",
        "1,25,000",
        "0,125",
        "1,250 000",
        "1000,000",
        "$5%",
        "1 5",
        "(5",
        "(-5)",
        "1,250,",
        "12-13",
    ],
)
def test_no_numbers(text: str) -> None:
    """Plain digits alone are numbers, not all that Python would take; thousands in threes alone."""
    assert number(text) is None


def test_the_mark_of_most_cells() -> None:
    """Where either would do, none is told."""
    assert decimal_mark(["1", "2,5", "1.000"]) == ","
    assert decimal_mark(["1", "2.5", "1,000"]) == "."
    assert decimal_mark(["1", "1.000", "0.125"]) == "."
    assert decimal_mark(["1", "1.000", "2,000"]) == ""
    assert decimal_mark([*["1.250"] * 5000, "12,5", *["1.250"] * 5000]) == ",", "one is enough"
    assert decimal_mark([*["1.25"] * 5000, *["1,250"] * 3000]) == "."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-31", True),
        ("2024-01-31 10:30:00", True),
        ("2024-01-31T10:30:00Z", True),
        ("2024-01-31T10:30:00.5+02:00", True),
        ("31/1/24", True),
        ("1/31/2024 9:05 PM", True),
        ("31.01.2024", True),
        ("2024-01", True),
        ("5 Jan 2024", True),
        ("05-Jan-24", True),
        ("January 5, 2024", True),
        ("Jan-24", True),
        ("10:30", True),
        ("20.5", False),
        ("1.250.000", False),
        ("1/2", False),
        ("31.1/24", False),
        ("May", False),
        ("Mars 5", False),
    ],
)
def test_dates(text: str, expected: bool) -> None:
    """Days and times in the usual forms."""
    assert is_date(text) is expected


def test_what_else_a_cell_may_be() -> None:
    """Missing, a code, a year, infinite, with a sign; a column may count."""
    assert all(
        map(is_absent, ["", "NA", "n/a", "NaN", "None", "?", "-", "NULL", "Unknown", "#DIV/0!"])
    )
    assert not any(map(is_absent, ["0", "no", "Nana"]))
    assert is_code("007")
    assert not is_code("0.07")
    assert is_year("2001")
    assert not is_year("3001")
    assert is_infinite("-Inf")
    assert not is_infinite("infant")
    assert (sign_of("5 €"), sign_of("5%"), sign_of("5")) == ("€", "%", "")
    assert counts([100.0, 102.0, 104.0])
    assert not counts([1.0, 2.0, 4.0])
    assert not counts([1.0, None, 3.0])
    assert not counts([5.0, 5.0, 5.0])
    assert not counts([0.5, 1.5, 2.5])
