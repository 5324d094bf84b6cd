"""Both ways to lay out, what they make, and what happens when they fail."""

import re
import signal
import sys
import time
from pathlib import Path

import pytest

import viz.drawing
import viz.render
from tests.viz.graphs import product, tangle
from viz import LayoutError, NoGraphvizError, draw_dot

MAGIC = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


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


NEEDS_TIMER = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer on Windows")


@NEEDS_TIMER
def test_a_busy_machine_changes_nothing(fake_dot, monkeypatch):
    """A layout that has to wait for the processor is not late: what counts is what it works."""
    monkeypatch.setattr(viz.drawing, "PATIENCE", 0.4)
    fake_dot("import time\ntime.sleep(1.5)\nprint('<svg>whole</svg>')")
    assert "whole" in draw_dot(product()).pipe(encoding="utf-8")


@NEEDS_TIMER
@pytest.mark.parametrize("program", ["dot", "pygraphviz"])
def test_a_layout_that_works_for_too_long(request, program):
    """One that works on and on is stopped, by whichever Graphviz."""
    if program == "dot":
        request.getfixturevalue("fake_dot")("while True: pass")
    else:
        request.getfixturevalue("no_dot")
    with pytest.raises(LayoutError, match=r"more than 0.01 seconds and was stopped"):
        viz.render.render(draw_dot(tangle(290)).source, "svg", 0.01)


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
