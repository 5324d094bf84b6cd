"""Links back from sources find what they lead to."""

import pytest

from tests.docs.common import extension


def test_names_of_every_room_above() -> None:
    """A name that something else has already stays its own."""
    links = extension("source_links")
    addnodes = pytest.importorskip("sphinx.addnodes")
    utils = pytest.importorskip("docutils.utils")
    page = utils.new_document("a page")
    for module, name in (("a.b.c", "C"), ("a", "D"), ("a.b", "D"), (None, "E")):
        full = f"{module}.{name}" if module else name
        page += addnodes.desc_signature(module=module, fullname=name, ids=[full])
    links.add_short_names(None, page)
    assert [signature["ids"] for signature in page] == [
        ["a.b.c.C", "a.C", "a.b.C"],
        ["a.D"],
        ["a.b.D"],
        ["E"],
    ]
