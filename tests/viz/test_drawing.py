"""A drawing: what it gives, saves and shows, and what takes its place if it takes too long."""

import base64
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import viz.drawing
import viz.render
from micrograd_plus import Value, sum as total
from tests.viz.graphs import chain, product, recurrence, tangle
from viz import Drawing, LayoutError, NoGraphvizError, draw_dot

MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


def test_no_graphviz_in_a_notebook(no_dot, no_wheel):
    """A notebook cell then shows what to do and the text of the graph, not a traceback."""
    drawing = draw_dot(product())
    (shown,) = drawing._repr_mimebundle_().values()
    assert drawing._repr_html_() is None
    assert "pip install" in shown
    assert "https://graphviz.org" in shown
    assert drawing.source in shown


def test_text_needs_no_graphviz(no_dot, no_wheel, tmp_path):
    """The DOT text can be read and saved without Graphviz."""
    drawing = draw_dot(product())
    path = drawing.save(tmp_path / "y.gv")
    assert Path(path).read_text(encoding="utf-8") == drawing.source


def test_what_a_notebook_is_given():
    """HTML for the screen, a PNG for what prints, and the bare SVG only to those who ask for it."""
    drawing = draw_dot(product())
    bundle = drawing._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "image/png"}
    assert bundle["text/plain"] == repr(drawing)
    assert bundle["image/png"].startswith(MAGIC["png"])
    (data,) = re.findall('src="data:image/svg\\+xml;base64,([^"]*)"', bundle["text/html"])
    assert b"data -6.0000" in base64.b64decode(data)
    assert 'src="data:image/svg+xml;base64,' in drawing._repr_html_(), "for who knows no bundles"
    assert set(drawing._repr_mimebundle_(include=["image/svg+xml"])) == {"image/svg+xml"}
    without = drawing._repr_mimebundle_(exclude=["image/png"])
    assert set(without) == {"text/plain", "text/html"}


def test_svg_inside_a_page():
    """What is put into a page is the bare element."""
    picture = draw_dot(product()).inline_svg()
    assert picture.startswith("<svg ")
    assert picture.rstrip().endswith("</svg>")
    assert "<!" not in picture.replace("<!--", "")
    ElementTree.fromstring(f"<html><body>{picture}{picture}</body></html>")


def test_render_writes_text_and_picture(tmp_path, monkeypatch):
    """`render("graph")` writes the text and, beside it, the picture, and returns its path."""
    monkeypatch.chdir(tmp_path)
    assert draw_dot(product()).render("graph") == "graph.svg"
    assert sorted(os.listdir()) == ["graph", "graph.svg"]
    assert Path("graph.svg").read_bytes().startswith(b"<?xml")
    assert Path("graph").read_text(encoding="utf-8") == draw_dot(product()).source


def test_render_with_cleanup(tmp_path):
    """With cleanup, only the picture is left."""
    drawing = draw_dot(product())
    path = drawing.render("graph", directory=tmp_path, format="png", cleanup=True)
    assert path == str(tmp_path / "graph.png")
    assert os.listdir(tmp_path) == ["graph.png"]


def test_render_without_a_name(tmp_path, monkeypatch):
    """Without a name the files are called after the class, as those of graphviz are."""
    monkeypatch.chdir(tmp_path)
    assert draw_dot(product(), format="pdf").render() == "Drawing.gv.pdf"


def test_render_to_a_file(tmp_path):
    """The name of an outfile tells the format; the text is written beside it."""
    path = draw_dot(product()).render(outfile=tmp_path / "y.PDF")
    assert Path(path).read_bytes().startswith(MAGIC["pdf"])
    assert sorted(os.listdir(tmp_path)) == ["y.PDF", "y.gv"]
    with pytest.raises(ValueError, match="no format 'bmp'"):
        draw_dot(product()).render(outfile=tmp_path / "y.bmp")


def test_render_keeps_what_is_there(tmp_path):
    """A picture that is there already is replaced, or kept where that was asked for."""
    (tmp_path / "y.svg").write_text("old", encoding="utf-8")
    drawing = draw_dot(product())
    with pytest.raises(FileExistsError):
        drawing.render(outfile=tmp_path / "y.svg", raise_if_result_exists=True)
    assert (tmp_path / "y.svg").read_text(encoding="utf-8") == "old"
    drawing.render(outfile=tmp_path / "y.svg", cleanup=True)
    assert (tmp_path / "y.svg").read_bytes().startswith(b"<?xml")


def test_places_that_cannot_be_written(tmp_path):
    """What stands in the way of the file is named, and nothing is left behind."""
    drawing = draw_dot(product())
    (tmp_path / "graph.svg").mkdir()
    with pytest.raises(IsADirectoryError, match=r"cannot write .*graph.svg: it is a folder"):
        drawing.render(tmp_path / "graph", cleanup=True)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="choose another place"):
        drawing.save(tmp_path / "file" / "graph")
    assert sorted(os.listdir(tmp_path)) == ["file", "graph.svg"]


def test_missing_folders_are_made(tmp_path):
    """As with graphviz, a picture may go into a folder that is not there yet."""
    path = draw_dot(product()).render(tmp_path / "new" / "graph")
    assert Path(path).read_bytes().startswith(b"<?xml")


def test_failed_layout_leaves_no_file(no_dot, no_wheel, tmp_path, monkeypatch):
    """When there is no picture, no file is written."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoGraphvizError):
        draw_dot(product()).render("graph")
    assert os.listdir() == []


def test_save_can_skip(tmp_path):
    """`save(skip_existing=True)` leaves a file alone."""
    (tmp_path / "y.gv").write_text("mine", encoding="utf-8")
    draw_dot(product()).save("y.gv", tmp_path, skip_existing=True)
    assert (tmp_path / "y.gv").read_text(encoding="utf-8") == "mine"


def test_view(monkeypatch, tmp_path):
    """`view` opens the picture that it has written, and says so where nothing can open it."""
    opened = []
    monkeypatch.setattr(viz.render.graphviz, "view", lambda path, quiet: opened.append(path))
    path = draw_dot(product(), format="png").view(tmp_path / "y")
    assert opened == [path] == [str(tmp_path / "y.png")]

    def nothing_there(path, quiet):
        raise FileNotFoundError("xdg-open")

    monkeypatch.setattr(viz.render.graphviz, "view", nothing_there)
    with pytest.raises(RuntimeError, match=r"open .*y.png yourself"):
        draw_dot(product(), format="png").view(tmp_path / "y")


def test_what_is_not_offered():
    """Other engines and renderers are refused by name."""
    drawing = draw_dot(product())
    with pytest.raises(ValueError, match="not by 'neato'"):
        drawing.pipe(engine="neato")
    with pytest.raises(ValueError, match="no renderer"):
        drawing.render(renderer="cairo")
    with pytest.raises(ValueError, match="no format 'gif': choose one of svg, png, pdf"):
        drawing.pipe(format="gif")


def test_copies():
    """A copy of a drawing is a drawing with the same text."""
    drawing = draw_dot(product())
    copy = drawing.copy()
    assert type(copy) is type(drawing)
    assert copy.source == drawing.source


def test_a_slow_layout_ends_in_a_coarser_drawing(monkeypatch):
    """A layout that takes too long is stopped, and a coarser drawing says so."""
    monkeypatch.setattr(viz.drawing, "PATIENCE", 0.05)
    drawing = draw_dot(tangle(120))
    real = viz.drawing.render.render

    def slow(source, format, timeout=None):
        if source.count("shape=record") > 20 and timeout is not None:
            raise viz.drawing.render.SlowLayoutError("too slow")
        return real(source, format)

    monkeypatch.setattr(viz.drawing.render, "render", slow)
    picture = drawing.pipe(encoding="utf-8")
    assert "the layout of 223 boxes took more than 5 seconds" in picture
    assert "boxes, by stretches of the computation" in picture
    assert drawing.pipe(format="png").startswith(b"\x89PNG")
    assert drawing.inline_svg().startswith("<svg")


def test_a_drawing_that_was_added_to_is_never_replaced(monkeypatch):
    """What a user drew by hand does not vanish: the layout takes as long as it takes, or fails."""
    drawing = draw_dot(chain(3))
    drawing.node("note", "by hand")
    monkeypatch.setattr(viz.drawing, "PATIENCE", 0.0)
    assert "by hand" in drawing.pipe(encoding="utf-8")
    monkeypatch.setattr(viz.drawing.render, "TIMEOUT", 0.001)
    with pytest.raises(LayoutError, match=r"took more than 0\.001 seconds"):
        drawing.pipe()


@pytest.fixture
def slow(monkeypatch):
    """A drawing that takes too long, for which a coarser one stands ready."""

    def render(source, format, timeout=None):
        if timeout is not None:
            raise viz.drawing.render.SlowLayoutError("too slow")
        return source.encode()

    monkeypatch.setattr(viz.drawing.render, "render", render)
    return draw_dot(chain(3)).replaceable(lambda: Drawing("coarser"))


@pytest.mark.parametrize(
    "change",
    [
        lambda drawing: drawing.graph_attr.update(bgcolor="red"),
        lambda drawing: drawing.attr("node", shape="star"),
        lambda drawing: drawing.edge("n0", "n1"),
        lambda drawing: drawing.subgraph(draw_dot(Value(1.0))),
    ],
)
def test_any_change_by_hand_counts(slow, change):
    """Whatever a user sets or adds, the drawing is shown as it is now; so is a copy of it."""
    change(slow)
    assert [made.pipe() for made in (slow, slow.copy())] == [slow.source.encode()] * 2


def test_a_copy_is_replaced_too(slow):
    """A copy does not hang where the drawing itself would not."""
    assert slow.copy().pipe() == b"digraph coarser {\n}\n"


def test_nothing_coarser_is_left(monkeypatch):
    """Where even two boxes take too long, the error says what to do."""
    monkeypatch.setattr(viz.drawing, "PATIENCE", 0.0001)
    with pytest.raises(LayoutError, match='focus=a node, level="layer"'):
        draw_dot(recurrence(3)).pipe()


def test_a_drawing_is_made_once(monkeypatch):
    """A drawing that was replaced is not tried again for the next format."""
    tried = []

    def slow(source, format, timeout=None):
        tried.append(source)
        if timeout is not None and len(tried) == 1:
            raise viz.drawing.render.SlowLayoutError("too slow")
        return b"picture"

    monkeypatch.setattr(viz.drawing.render, "render", slow)
    drawing = draw_dot(total([Value(float(i), label=f"w{i}") for i in range(30)]))
    assert [drawing.pipe(), drawing.pipe(format="png")] == [b"picture"] * 2
    assert [source == drawing.source for source in tried] == [True, False, False]
