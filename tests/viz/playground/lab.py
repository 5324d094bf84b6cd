"""The programs of the playground without its page: what they compute is held against Python."""

from collections.abc import Mapping
from typing import Any

from viz.playground_data import toy_sets
from viz.playground_page import known, programs

NAMES = (
    "Run, Network, SampleGraph, Shuffler, mersenne, whyMoved, stateOfLink, linkOf, settled, "
    "dataOf, settingsOf, modelFile, modelFrom, scriptOf, ACTIVATIONS, LOSSES, DATA, OPTIMISERS, "
    "SCHEDULES, rateAt, sleepers, layerGradients, Curve, slopesOf, clone, withName, "
    "ownNumber, marksOf, asRow"
)


def lab_script(data: Mapping[str, Any] | None = None) -> str:
    """A script that puts what the programs declare under `window.lab`."""
    made = {"sets": toy_sets(), "told": [], "lessons": []} | dict(data or {})
    script = "\n".join(programs())
    inside = f"{known(made)}\n{script}\nreturn {{{NAMES}}};"
    return f'"use strict";\nwindow.lab = (() => {{\n{inside}\n}})();'
