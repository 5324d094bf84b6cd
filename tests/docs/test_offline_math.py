"""Formulas are MathML in the page itself."""

from types import SimpleNamespace

import pytest

from tests.docs.common import extension


@pytest.mark.parametrize(
    ("visit", "display"), [("visit_math", "inline"), ("visit_displaymath", "block")]
)
def test_a_formula(visit: str, display: str) -> None:
    """No browser needs a script or a network for it."""
    math = extension("offline_math")
    nodes = pytest.importorskip("docutils.nodes")
    writer = SimpleNamespace(body=[])
    with pytest.raises(nodes.SkipNode):
        getattr(math, visit)(writer, nodes.math(text=r"\frac{\partial L}{\partial x}"))
    (told,) = writer.body
    assert "<mfrac>" in told
    assert "<math" in told
    assert ('display="block"' in told) == (display == "block")
