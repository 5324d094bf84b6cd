"""The arrays that a derivation has names for: its own, those next to them, each once."""

import numpy as np

from micrograd_plus import check_derivation
from micrograd_plus.checking.derivation.case import Case
from micrograd_plus.checking.derivation.guesses.known_arrays import known
from tests.checking.derivation.networks import network, numbers


def test_arrays_are_known_by_name(monkeypatch) -> None:
    """What was differentiated by, what an activation makes of it, what a matrix multiplies."""
    cases = []
    original = Case.fits
    monkeypatch.setattr(
        Case, "fits", lambda case, *more: cases.append(case) or original(case, *more)
    )
    net = network(0)
    given = net.given()
    given["dZ1"] = given["dZ1"] * 1.37
    assert not check_derivation(net.J, net.pairs(given))
    found = {matrix.name: np.array(matrix.rows) for matrix in known(cases[0])}
    for name in ("W1", "W2", "Z1", "Z2"):
        np.testing.assert_array_equal(found[name], numbers(net.arrays[name]))
    np.testing.assert_array_equal(found["(what W1 multiplies)"].T, net.arrays["X"].T)
    as_text = [array.tobytes() for array in found.values()]
    assert len(set(as_text)) == len(as_text), "an array has one name"
