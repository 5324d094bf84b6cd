"""The formats in which a sheet is written: one row a format."""

from collections.abc import Callable
from dataclasses import dataclass

from .gift import gift
from .interactive import interactive
from .latex import latex, latex_key
from .markdown import markdown, markdown_key
from .moodle import moodle
from .notebook import notebook, notebook_key
from .paper import paper, paper_key
from .sheet import Sheet


@dataclass(frozen=True)
class Format:
    """A format of sheets.

    Attributes:
        name: what it is asked for by.
        ending: of a file, which asks for the first format that has it.
        sheet: makes the text of a sheet.
        key: makes the text of its key; None where the format marks answers itself.
    """

    name: str
    ending: str
    sheet: Callable[[Sheet], str]
    key: Callable[[Sheet], str] | None = None


FORMATS = {
    format.name: format
    for format in (
        Format("html", ".html", paper, paper_key),
        Format("interactive", ".html", interactive, paper_key),
        Format("markdown", ".md", markdown, markdown_key),
        Format("latex", ".tex", latex, latex_key),
        Format("notebook", ".ipynb", notebook, notebook_key),
        Format("moodle", ".xml", moodle),
        Format("gift", ".gift", gift),
    )
}
