"""From the source of a class back to where it is documented, by whatever name that is."""

from typing import Any

from docutils.nodes import document
from sphinx.addnodes import desc_signature
from sphinx.application import Sphinx


def add_short_names(_app: Sphinx, doctree: document) -> None:
    """Let `a.b.C` be found as `a.C` too: Sphinx takes one room for all that a module has."""
    signatures = [each for each in doctree.findall(desc_signature) if each.get("module")]
    taken = {name for each in signatures for name in each["ids"]}
    for signature in signatures:
        parts = signature["module"].split(".")
        rooms = [".".join(parts[:place]) for place in range(1, len(parts))]
        for name in [f"{room}.{signature['fullname']}" for room in rooms]:
            if name not in taken:
                taken.add(name)
                signature["ids"].append(name)


def setup(app: Sphinx) -> dict[str, Any]:
    """Name what stands on a page once it has been read."""
    app.connect("doctree-read", add_short_names)
    return {"parallel_read_safe": True}
