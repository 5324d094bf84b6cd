"""The directive `command-output`: what `micrograd-plus` prints, for a command or its `--help`."""

import contextlib
import io
import os
from collections.abc import Sequence
from typing import Any
from unittest import mock

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from micrograd_plus.commands.cli import main


class CommandOutput(Directive):
    """Show what a command line prints, such as `ops --kinks`."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the text as a literal block."""
        block = nodes.literal_block(text=printed(self.arguments[0].split()))
        block["language"] = "text"
        return [block]


def printed(words: Sequence[str]) -> str:
    """Return what a command prints, where lines may be 88 letters wide.

    Raises:
        RuntimeError: if it fails.
    """
    out = io.StringIO()
    wide = mock.patch.dict(os.environ, {"COLUMNS": "88"})
    with wide, contextlib.redirect_stdout(out):
        try:
            status: object = main(words)
        except SystemExit as ended:
            status = ended.code
    if status:
        raise RuntimeError(f"micrograd-plus {' '.join(words)} ends with {status}")
    return out.getvalue()


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive."""
    app.add_directive("command-output", CommandOutput)
    return {"parallel_read_safe": True}
