"""Drawing: the picture of a graph, as text until somebody looks at it."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from . import files, render, svg
from .digraph import Digraph

# Seconds of processor time that a layout may take where a coarser drawing can take its place.
PATIENCE = 5.0


# Dots an inch of a picture that is printed.
_SHARP = 192


class Drawing(Digraph):
    """A `graphviz.Digraph` that is laid out by whatever Graphviz there is.

    It takes everything that a Digraph takes: `source`, `save`, `attr`, `node`, `edge`, ... In a
    notebook it shows itself as the last line of a cell.

    Attributes:
        dpi: how many dots an inch of a png has; None is 96, those of a screen.
        coarser: makes a drawing with fewer boxes, to be shown if the layout of this one takes too
            long; None if there is none. A drawing to which something was added has none either.
    """

    dpi: float | None = None
    coarser: "Callable[[], Drawing | None] | None" = None
    _instead: "Drawing | None" = None
    _made: str = ""

    def replaceable(self, coarser: "Callable[[], Drawing | None]") -> "Drawing":
        """Let a coarser drawing take the place of this one, as it is now, if it takes too long."""
        self.coarser, self._made = coarser, self.source
        return self

    def copy(self) -> "Drawing":
        """Return a copy; what takes the place of this drawing takes that of the copy too."""
        made: Drawing = super().copy()
        made.coarser, made._instead, made._made = self.coarser, self._instead, self._made
        made.dpi = self.dpi
        return made

    def pipe(
        self,
        format: str | None = None,
        renderer: str | None = None,
        formatter: str | None = None,
        neato_no_op: bool | int | None = None,
        quiet: bool = False,
        *,
        engine: str | None = None,
        encoding: str | None = None,
    ) -> Any:
        """Return the picture.

        Arguments:
            format: svg, png or pdf; by default the one that the drawing was made for.
            renderer: not offered; nor are `formatter`, `neato_no_op` and an `engine` but dot.
            quiet: has no effect: only errors are reported.
            encoding: gives text instead of bytes, for svg.

        Raises:
            ValueError: for an unknown format.
            LayoutError: if there is no Graphviz, or it fails.
        """
        _only_dot(renderer, formatter, neato_no_op, engine)
        picture = self._laid_out(format or self.format)
        return picture if encoding is None else picture.decode(encoding)

    def inline_svg(self) -> str:
        """Return the picture as a bare `<svg>` element, to be put into a page.

        Raises:
            LayoutError: if there is no Graphviz, or it fails.
        """
        return svg.inside(self._laid_out("svg").decode())

    def in_cell(self, words: str = "computation graph") -> str:
        """Return the picture as HTML for a notebook, which shows it even where it is not trusted.

        Arguments:
            words: what the picture shows, for those who do not see it.

        Raises:
            LayoutError: if there is no Graphviz, or it fails.
        """
        return svg.in_cell(self.inline_svg(), words)

    def save(
        self,
        filename: str | os.PathLike[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        *,
        skip_existing: bool | None = False,
    ) -> str:
        """Write the DOT text to a file and return its path.

        Raises:
            OSError: if the place cannot be written to.
        """
        if filename is not None:
            self.filename: str = os.fspath(filename)
        if directory is not None:
            self.directory: str = os.fspath(directory)
        path = str(self.filepath)
        if not (skip_existing and os.path.exists(path)):
            files.write(path, self.source.encode(self.encoding))
        return path

    def render(
        self,
        filename: str | os.PathLike[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        view: bool = False,
        cleanup: bool = False,
        format: str | None = None,
        renderer: str | None = None,
        formatter: str | None = None,
        neato_no_op: bool | int | None = None,
        quiet: bool = False,
        quiet_view: bool = False,
        *,
        outfile: str | os.PathLike[str] | None = None,
        engine: str | None = None,
        raise_if_result_exists: bool = False,
        overwrite_source: bool = False,
    ) -> str:
        """Write the DOT text to a file, and the picture to one beside it.

        Arguments:
            filename: the file for the text; the picture's name has the format added to it.
            directory: the folder for both.
            view: open the picture.
            cleanup: delete the file with the text.
            format: svg, png or pdf; by default the one that the drawing was made for.
            quiet_view: open the picture, and hide what the program that shows it says.
            outfile: the file for the picture, whose name tells the format.
            raise_if_result_exists: raise `FileExistsError` rather than replace the picture.

        Returns:
            The path of the picture.

        Raises:
            ValueError: for an unknown format.
            OSError: if the place cannot be written to.
            LayoutError: if there is no Graphviz, or it fails.
        """
        _only_dot(renderer, formatter, neato_no_op, engine)
        if outfile is not None:
            outfile = Path(os.fsdecode(self.directory) if directory is None else "", outfile)
            format = format or outfile.suffix.removeprefix(".").lower()
            filename = outfile.with_suffix(".gv").name if filename is None else filename
            directory = outfile.parent if directory is None else directory
        picture = self._laid_out(format or self.format)
        if filename is not None:
            self.filename = os.fspath(filename)
        if directory is not None:
            self.directory = os.fspath(directory)
        path = f"{self.filepath}.{format or self.format}" if outfile is None else os.fspath(outfile)
        if raise_if_result_exists and os.path.exists(path):
            raise FileExistsError(f"{path} is there already")
        if not cleanup:
            self.save()
        files.write(path, picture)
        if view or quiet_view:
            render.show(path, quiet_view)
        return path

    def view(
        self,
        filename: str | os.PathLike[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        cleanup: bool = False,
        quiet: bool = False,
        quiet_view: bool = False,
    ) -> str:
        """Write the picture to a file, open it, and return its path; as `render(view=True)`."""
        return self.render(filename, directory, True, cleanup, quiet=quiet, quiet_view=quiet_view)

    def __repr__(self) -> str:
        return f'Drawing of {len(self.body):,} lines of DOT: .render("graph") saves the picture'

    def _repr_mimebundle_(
        self,
        include: Iterable[str] | None = None,
        exclude: Iterable[str] | None = None,
        **_: Any,
    ) -> dict[str, bytes | str]:
        """What a notebook shows: the picture, or the text and what to do where there is none.

        As HTML it shrinks to fit and shows its titles; as PNG it is in a PDF, which nbconvert makes
        of an SVG only with Inkscape. The SVG alone is for those who ask for it.
        """
        makers: dict[str, Callable[[], bytes | str]] = {
            "text/plain": lambda: repr(self),
            "text/html": self.in_cell,
            "image/png": lambda: self._laid_out("png", self.dpi or _SHARP),
        }
        if include is not None and "image/svg+xml" in include:
            makers["image/svg+xml"] = self.inline_svg
        wanted = [kind for kind in makers if include is None or kind in include]
        try:
            return {kind: makers[kind]() for kind in wanted if kind not in (exclude or ())}
        except render.LayoutError as error:
            return {"text/plain": f"{error}\n\n{self.source}"}

    def _repr_html_(self) -> str | None:
        # Who asks for this alone, as galleries of documentation do, knows no bundles.
        shown = self._repr_mimebundle_(include=("text/html",)).get("text/html")
        return shown if isinstance(shown, str) else None

    def _laid_out(self, format: str, dpi: float | None = None) -> bytes:
        """Lay out this drawing, or the first coarser one that does not take too long."""
        source, dpi = self.source, dpi or self.dpi
        sharp = {} if dpi is None else {"dpi": dpi}
        if self.coarser is None or self._made != source:
            return render.render(source, format, **sharp)
        if self._instead is None:
            try:
                return render.render(source, format, min(PATIENCE, render.TIMEOUT), **sharp)
            except render.SlowLayoutError:
                self._instead = self.coarser()
                if self._instead is None:
                    raise
        self._instead.dpi = dpi
        picture: bytes = self._instead.pipe(format)
        return picture


def _only_dot(
    renderer: str | None, formatter: str | None, neato_no_op: bool | int | None, engine: str | None
) -> None:
    if renderer is not None or formatter is not None or neato_no_op is not None:
        raise ValueError("a Drawing has no renderer, formatter or neato_no_op: leave them out")
    if engine not in (None, "dot"):
        raise ValueError(f"a Drawing is laid out by dot, not by {engine!r}: leave engine out")
