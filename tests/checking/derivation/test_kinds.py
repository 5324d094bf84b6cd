"""The kinds of mistake: names that are text, each of one meaning."""

import json

import pytest

from micrograd_plus import Value, check_derivation
from micrograd_plus.checking.derivation.kinds import Kind


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_its_name(kind: Kind) -> None:
    """It compares, prints and is written like the text that it stands for."""
    text = kind.value
    assert kind == text
    assert f"{kind}" == str(kind) == text
    assert (repr((kind,)), json.dumps([kind])) == (repr((text,)), json.dumps([text]))
    assert {text: 1}[kind] == 1


def test_kinds_are_told_apart() -> None:
    """No two kinds have one name: an alias would silently be the other kind."""
    assert len(Kind.__members__) == len(Kind) == 16


def test_with_article() -> None:
    """A kind is spoken of as one of them."""
    assert Kind.SIGN.with_article == "a wrong sign"
    assert Kind.EXTRA_FACTOR.with_article == "an extra factor"


def test_verdicts_have_kinds() -> None:
    """What a report holds is a kind, and shows as text."""
    x = Value(3.0)
    verdict = check_derivation(x**2, {"dx": (x, -6.0)})["dx"]
    assert verdict.kind is Kind.SIGN
    assert verdict.kind == "wrong sign"
    assert "kind='wrong sign', kinds=('wrong sign'," in repr(verdict)
