"""The formulas of the three texts, each with the numbers that show whether it holds."""

from collections.abc import Iterator

HOLDS, CARE, FAILS = "holds", "holds with care", "does not hold"

Row = tuple[str, str, str, str]


def tables() -> Iterator[tuple[str, list[Row]]]:
    """Yield for each text its title, and for each formula the cells of a row.

    They are the formula, whether it holds, what it gives as printed and what is true, and why.
    """
    # Imported here, as these import the demos that compute the numbers.
    from .text1 import FORMULAS as FIRST
    from .text2 import FORMULAS as SECOND
    from .text3 import FORMULAS as THIRD

    for title, formulas in (
        ("First text: Backpropagation In Neural Networks", FIRST),
        ("Second text: Back Propogation", SECOND),
        ("Third text: Neural Networks and the Backpropagation Algorithm", THIRD),
    ):
        rows = []
        for formula, verdict, reason, numbers in formulas:
            printed, true = numbers()
            between = " = " if verdict == HOLDS else ", not "
            shown = f"{printed:.6g}{between}{true:.6g}"
            rows.append((formula, verdict, shown, reason))
        yield title, rows
