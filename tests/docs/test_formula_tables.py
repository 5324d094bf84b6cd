"""The tables of formulas show each with its numbers."""

from functools import partial

import pytest

from tests.docs.common import extension
from tests.texts.common import computed, load


def test_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds is told as equal; what does not is marked, with both numbers."""
    verdicts = extension("formula_tables").verdicts
    table = load("text3.formulas")
    shared = [(*row, partial(computed, numbers)) for *row, numbers in table.FORMULAS]
    monkeypatch.setattr(table, "FORMULAS", shared)
    rows = verdicts("text3")
    assert len(rows) == len(shared)
    told = {said.astext(): (verdict, numbers.astext()) for said, verdict, numbers, _ in rows}
    verdict, numbers = told["d beta / d alpha = (1 + e^-alpha)^2 e^-alpha, at 0.7"]
    assert (verdict.astext(), numbers) == ("does not hold", "1.11224 not 0.221713")
    assert verdict.tagname == "strong"
    assert any(
        verdict.tagname == "inline" and " = " in numbers for verdict, numbers in told.values()
    )


def test_an_unknown_text() -> None:
    """The error names the texts that there are."""
    with pytest.raises(ValueError, match="no text 'text4': take one of text1, text2, text3"):
        extension("formula_tables").verdicts("text4")
