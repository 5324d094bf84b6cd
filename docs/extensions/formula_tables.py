"""The directive `formula-table`: every formula of a text, and whether it holds."""

import importlib
import sys
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from order import DEMOS, TEXTS
from sphinx.application import Sphinx
from verdicts import FAILS, HOLDS

HEADINGS = ("what the text says", "verdict", "as printed, and true", "why")
# How wide the columns are, in hundredths of the table.
WIDTHS = (34, 12, 22, 32)


class FormulaTable(Directive):
    """Show the formulas of one text of `order.TEXTS`, with their numbers, computed anew."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        group = nodes.tgroup("", cols=len(WIDTHS))
        group += [nodes.colspec(colwidth=width) for width in WIDTHS]
        group += nodes.thead("", row([nodes.Text(heading) for heading in HEADINGS]))
        group += nodes.tbody("", *map(row, verdicts(self.arguments[0])))
        return [nodes.table("", group, classes=["formulas"])]


def verdicts(text: str) -> list[list[nodes.Node]]:
    """Return for each formula what stands in its row: formula, verdict, numbers, reason."""
    if text not in TEXTS:
        raise ValueError(f"there is no text {text!r}: take one of {', '.join(TEXTS)}")
    # Numbers of formulas come from the demos beside them.
    sys.path.append(str(DEMOS / text))
    rows: list[list[nodes.Node]] = []
    for formula, verdict, reason, numbers in importlib.import_module(f"{text}.formulas").FORMULAS:
        printed, true = numbers()
        between = "=" if verdict == HOLDS else "not"
        marked = nodes.strong if verdict == FAILS else nodes.inline
        shown = (formula, f"{printed:.6g} {between} {true:.6g}", reason)
        said, compared, why = map(nodes.Text, shown)
        rows.append([said, marked("", verdict), compared, why])
    return rows


def row(cells: list[nodes.Node]) -> nodes.row:
    """Return a row of a table."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive."""
    app.add_directive("formula-table", FormulaTable)
    return {"parallel_read_safe": True}
