"""The names of illnesses are words."""

from micrograd_plus.training.diagnosis.findings import Finding, Illness


def test_an_illness_is_its_name() -> None:
    finding = Finding(Illness.RATE, "the learning rate 50 is too high")
    assert f"{finding.illness}: {finding.sentence}".startswith("learning rate: the learning rate")
    assert len(set(map(str, Illness))) == 11
