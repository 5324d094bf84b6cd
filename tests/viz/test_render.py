"""Pictures from DOT text: both ways to lay out, what they make, and what happens when they fail."""

import os
import re
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

import viz.render
from micrograd_plus import Value, tanh
from viz import LayoutError, NoGraphvizError, draw_dot
from viz.svg import tidy

SVG = "{http://www.w3.org/2000/svg}"
MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


def product():
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    y = a * b
    y.label = "y"
    y.backward()
    return y


@pytest.fixture
def no_dot(monkeypatch, tmp_path):
    """A machine without the program dot."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def no_wheel(monkeypatch):
    """A machine without pygraphviz."""
    monkeypatch.setitem(sys.modules, "pygraphviz", None)


@pytest.fixture
def fake_dot(monkeypatch, tmp_path):
    """Put a program named dot on the PATH that does what the given lines of Python say."""

    def install(code):
        program = tmp_path / "dot"
        program.write_text(f"#!{sys.executable} -S\nimport sys\n{code}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        return program

    return install


@pytest.mark.parametrize("format", ["svg", "png", "pdf"])
def test_wheel_makes_every_format(no_dot, format):
    """Without the program dot, the wheel makes each format."""
    assert draw_dot(product(), format=format).pipe().startswith(MAGIC[format])


def test_program_comes_first(fake_dot, tmp_path):
    """Where there is a program dot, it is given the text and the format."""
    fake_dot(
        f"open({str(tmp_path / 'seen')!r}, 'w').write(sys.argv[1] + sys.stdin.read())\n"
        "print('picture')"
    )
    drawing = draw_dot(product())
    assert drawing.pipe(format="png") == b"picture\n"
    assert (tmp_path / "seen").read_text(encoding="utf-8") == "-Tpng" + drawing.source


def test_program_and_wheel_give_the_same(fake_dot, monkeypatch, tmp_path):
    """Whichever Graphviz lays out, the SVG is made fit for a page in the same way."""
    drawing = draw_dot(product())
    monkeypatch.setenv("PATH", str(tmp_path))
    with_wheel = drawing.pipe(encoding="utf-8")
    here = [path for path in sys.path if path]
    fake_dot(
        f"sys.path += {here!r}\nfrom pygraphviz import AGraph\n"
        "graph = AGraph(string=sys.stdin.buffer.read().decode())\n"
        "sys.stdout.buffer.write(graph.draw(format=sys.argv[1][2:], prog='dot'))"
    )
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    with_program = drawing.pipe(encoding="utf-8")
    shapes = [re.sub(r"g[0-9a-f]{8}-\d+-", "", text) for text in (with_wheel, with_program)]
    assert shapes[0] == shapes[1]


def test_broken_program(fake_dot):
    """A program dot that fails is passed over for the wheel."""
    fake_dot("sys.exit('no plugin')")
    assert draw_dot(product(), format="png").pipe().startswith(MAGIC["png"])


def test_program_that_does_not_start(monkeypatch, tmp_path):
    """A program dot made for another machine is passed over for the wheel."""
    program = tmp_path / "dot"
    program.write_bytes(b"\x00not a program")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert draw_dot(product(), format="png").pipe().startswith(MAGIC["png"])


def test_broken_program_and_no_wheel(fake_dot, no_wheel):
    """When nothing else is left, the error shows what dot said and where to get a whole one."""
    fake_dot("sys.exit('no plugin for this')")
    with pytest.raises(LayoutError, match=r"code 1 and said: no plugin for this.*pip install"):
        draw_dot(product()).pipe()


def test_text_that_is_no_dot(no_dot):
    """A drawing spoilt by hand gives an error that shows what Graphviz said."""
    drawing = draw_dot(product())
    drawing.body.append("-> ->")
    with pytest.raises(LayoutError, match="syntax error"):
        drawing.pipe()


def test_no_graphviz(no_dot, no_wheel):
    """With no Graphviz at all, the error names the two ways to get one."""
    with pytest.raises(NoGraphvizError) as error:
        draw_dot(product()).pipe()
    assert "pip install graphviz pygraphviz" in str(error.value)
    assert "https://graphviz.org" in str(error.value)


def test_no_graphviz_in_a_notebook(no_dot, no_wheel):
    """A notebook cell then shows what to do and the text of the graph, not a traceback."""
    drawing = draw_dot(product())
    (shown,) = drawing._repr_mimebundle_().values()
    assert "pip install" in shown
    assert "https://graphviz.org" in shown
    assert drawing.source in shown


def test_text_needs_no_graphviz(no_dot, no_wheel, tmp_path):
    """The DOT text can be read and saved without Graphviz."""
    drawing = draw_dot(product())
    path = drawing.save(tmp_path / "y.gv")
    assert Path(path).read_text(encoding="utf-8") == drawing.source


def test_timeout_of_the_program(fake_dot, monkeypatch):
    """A layout by dot that takes too long is stopped, and the error says what to draw instead."""
    fake_dot("import time\ntime.sleep(30)")
    monkeypatch.setattr(viz.render, "TIMEOUT", 0.3)
    start = time.perf_counter()
    with pytest.raises(LayoutError, match=r"more than 0.3 seconds.*draw a smaller part"):
        draw_dot(product()).pipe()
    assert time.perf_counter() - start < 10


def test_timeout_of_the_wheel(no_dot, monkeypatch):
    """A layout by the wheel that takes too long is stopped too."""
    monkeypatch.setattr(viz.render, "TIMEOUT", 0.001)
    with pytest.raises(LayoutError, match="draw a smaller part"):
        draw_dot(product()).pipe()


def test_files_of_the_working_folder_are_not_run(no_dot, monkeypatch, tmp_path):
    """A file named like a module, in the folder where Python runs, has no say in the layout."""
    for name in ("pygraphviz", "random", "shlex"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('wrong file')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert draw_dot(product(), format="png").pipe().startswith(MAGIC["png"])


def test_fonts_on_a_bare_machine(monkeypatch, tmp_path):
    """Where the system may have no fonts, the layout is told of those that matplotlib brings."""
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    settings = viz.render.font_settings(tmp_path)
    text = Path(settings["FONTCONFIG_FILE"]).read_text(encoding="utf-8")
    folders = re.findall("<dir>(.*)</dir>", text)
    assert any(Path(folder, "DejaVuSans.ttf").exists() for folder in folders if "mpl" in folder)


def test_fonts_of_the_user(monkeypatch, tmp_path):
    """A user's own choice of fonts stands."""
    monkeypatch.setenv("FONTCONFIG_FILE", "mine.conf")
    assert viz.render.font_settings(tmp_path) == {}


def test_svg_is_well_formed():
    """An SVG parses, has a viewBox and its own size, and shrinks inside a page."""
    root = ElementTree.fromstring(draw_dot(product()).pipe())
    assert root.tag == f"{SVG}svg"
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    assert root.attrib["width"] == f"{width:.0f}pt"
    assert root.attrib["height"] == f"{height:.0f}pt"
    style = root.find(f"{SVG}style").text
    assert style.startswith(f"#{root.attrib['id']}:not(:root) {{ max-width: 100%; height: auto; }}")


def test_svg_titles():
    """Hovering over a box or an edge shows names and full numbers: each has one title."""
    root = ElementTree.fromstring(draw_dot(product(), theme="flow").pipe())
    groups = [group for group in root.iter(f"{SVG}g") if group.get("class") in ("node", "edge")]
    titles = [[title.text for title in group.iter(f"{SVG}title")] for group in groups]
    assert sorted(titles) == sorted(
        [
            ["a\ndata = 2.0\ngrad = -3.0"],
            ["b\ndata = -3.0\ngrad = 2.0"],
            ["y = a * b\ndata = -6.0\ngrad = 1.0"],
            ["y = a * b"],
            ["y = a * b"],
            ["a → y, operand 1 of 2\ngradient that flows back here = -3.0"],
            ["b → y, operand 2 of 2\ngradient that flows back here = 2.0"],
        ]
    )
    assert not list(root.iter(f"{SVG}a"))


def test_titles_of_what_is_left_out():
    """The mark of a cut and the line to it say what is missing, not what Graphviz calls them."""
    y = product()
    root = ElementTree.fromstring(draw_dot(-y * 2.0, focus=y, around=0).pipe())
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert titles.count("2 operands not drawn here") == titles.count("1 use not drawn here") == 2


def test_svg_ids_are_unlike():
    """Pictures in one page share no id, even two of the same graph."""
    drawing = draw_dot(product())
    page = "".join(drawing.inline_svg() for _ in range(2))
    page += draw_dot(tanh(Value(1.0))).inline_svg()
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids)) > 20
    assert all(re.fullmatch(r"g[0-9a-f]{8}-\d+-\w+", name) for name in ids)


def test_svg_inside_a_page():
    """What a notebook is given is the bare element, which can stand inside HTML."""
    bundle = draw_dot(product())._repr_mimebundle_()
    picture = bundle["image/svg+xml"]
    assert bundle == {"image/svg+xml": picture, "text/html": picture}
    assert picture.startswith("<svg ")
    assert picture.rstrip().endswith("</svg>")
    assert "<!" not in picture.replace("<!--", "")
    ElementTree.fromstring(f"<html><body>{picture}{picture}</body></html>")


def test_nodes_added_by_hand():
    """A drawing takes more nodes, as any Digraph does, and links keep working."""
    drawing = draw_dot(product())
    drawing.node("mine", "note", URL="https://example.org/?a=1")
    drawing.attr(fillcolor="red:blue", bgcolor="white:grey")
    text = drawing.pipe(encoding="utf-8")
    assert 'xlink:href="https://example.org/?a=1"' in text
    (name,) = re.findall(r"url\(#([^)]*)\)", text)
    assert f'id="{name}"' in text


def test_picture_that_cannot_be_parsed():
    """What is no XML is passed on as it came, without a prolog of its own."""
    assert tidy(b"<svg>\x07", "g-") == "<svg>\x07"
    assert tidy(b"<?xml?>\n<!DOCTYPE svg>\n<svg>&x", "g-") == "<svg>&x"


def test_title_of_older_versions():
    """The name that older versions give to a graph without one is not shown."""
    old = b'<svg viewBox="0 0 1 1"><g class="graph"><title>%3</title></g></svg>'
    assert "title" not in tidy(old, "g-")


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
