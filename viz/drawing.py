"""Drawing: the picture of a graph, as text until somebody looks at it."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from graphviz import Digraph

from micrograd_plus.engine import Value

from . import files, render
from .dot import attributes, body, values_of
from .style import THEMES

RANKDIRS = ("LR", "TB")


class Drawing(Digraph):  # type: ignore[misc]
    """A `graphviz.Digraph` that is laid out by whatever Graphviz there is.

    It takes everything that a Digraph takes: `source`, `save`, `attr`, `node`, `edge`, ... In a
    notebook it shows itself as the last line of a cell.
    """

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
        picture = render.render(self.source, format or self.format)
        return picture if encoding is None else picture.decode(encoding)

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
            self.filename = os.fspath(filename)
        if directory is not None:
            self.directory = os.fspath(directory)
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
        picture = render.render(self.source, format or self.format)
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

    def _repr_mimebundle_(
        self,
        include: Iterable[str] | None = None,
        exclude: Iterable[str] | None = None,
        **_: Any,
    ) -> dict[str, bytes | str]:
        """What a notebook shows: the picture, or the text and what to do where there is none."""
        try:
            bundle: dict[str, bytes | str] = super()._repr_mimebundle_(include, exclude)
        except render.LayoutError as error:
            bundle = {"text/plain": f"{error}\n\n{self.source}"}
        return bundle

    def _repr_image_svg_xml(self) -> str:
        return render.render_svg(self.source)


def draw_dot(
    root: Value, format: str = "svg", rankdir: str = "LR", theme: str = "classic"
) -> Drawing:
    """Draw the graph of a result: each value a box, each operation an ellipse.

    A box shows label, data and gradient, and an edge leads from each operand to its operation, so
    that `a + a` has two. Constants are grey. A gradient that no backward pass has reached is
    drawn as a dash.

    Arguments:
        root: the result.
        format: svg, png or pdf.
        rankdir: LR (from left to right) or TB (from top to bottom).
        theme: classic, or flow: blue edges carry a positive gradient back, orange ones a negative,
            thick ones much.

    Returns:
        A `Drawing`; the last line of a notebook cell shows it, `render("name")` saves it.

    Raises:
        TypeError: if `root` is not a Value.
        ValueError: for an unknown format, rankdir or theme, and for a graph that is too large.

    >>> a = Value(2.0, label="a")
    >>> print((a + a).data, draw_dot(a + a).source.count("n0 -> n1_op"))
    4.0 2
    """
    render.check_format(format)
    _check_choice("rankdir", rankdir, RANKDIRS)
    _check_choice("theme", theme, THEMES)
    if not isinstance(root, Value):
        raise TypeError(_not_a_value(root))
    order = values_of(root)
    graph, node, edge = attributes(order, rankdir, THEMES[theme])
    return Drawing(
        format=format,
        graph_attr=graph,
        node_attr=node,
        edge_attr=edge,
        body=body(order, THEMES[theme]),
    )


def _check_choice(name: str, choice: str, choices: Iterable[str]) -> None:
    known = list(choices)
    if choice not in known:
        raise ValueError(f"there is no {name} {choice!r}: choose one of {', '.join(known)}")


def _not_a_value(thing: object) -> str:
    kind = type(thing).__name__
    if isinstance(thing, list | tuple):
        return f"draw_dot draws one result, here is a {kind}: draw one of them, or their sum"
    if callable(thing):
        return f"draw_dot draws a result, here is a {kind}: call it and draw what it returns"
    return f"draw_dot draws a Value, here is a {kind}: compute the result from Value(...)"


def _only_dot(
    renderer: str | None, formatter: str | None, neato_no_op: bool | int | None, engine: str | None
) -> None:
    if renderer is not None or formatter is not None or neato_no_op is not None:
        raise ValueError("a Drawing has no renderer, formatter or neato_no_op: leave them out")
    if engine not in (None, "dot"):
        raise ValueError(f"a Drawing is laid out by dot, not by {engine!r}: leave engine out")
