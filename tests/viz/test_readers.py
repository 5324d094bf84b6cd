"""What draws SVG beside browsers: each of these reads what Graphviz and we have written."""

import io
import os
import shutil
import subprocess
import sys

import pytest
from PIL import Image

from micrograd_plus import Value, tanh
from tests.viz.graphs import batch_loss
from viz import draw_dot
from viz.style import THEMES


def few():
    x, w = Value(2.0, label="x"), Value(-3.0, label="w")
    y = tanh(x * w + 6.88) * 2
    y.label = r"y\alpha"
    y.backward()
    return y


def many():
    loss, _ = batch_loss(10, (4, 1))
    loss.backward()
    return loss


def by_cairosvg(path, _):
    cairosvg = pytest.importorskip("cairosvg")
    return cairosvg.svg2png(url=str(path))


def by_resvg(path, _):
    resvg = pytest.importorskip("resvg_py")
    return bytes(resvg.svg_to_bytes(svg_path=str(path)))


def by_svglib(path, out):
    svglib = pytest.importorskip("svglib.svglib")
    pdf = pytest.importorskip("reportlab.graphics.renderPDF")
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not installed")
    pdf.drawToFile(svglib.svg2rlg(str(path)), str(out / "page.pdf"))
    pixels = ["pdftoppm", "-png", "-r", "72", "-singlefile", "page.pdf", "page"]
    subprocess.run(pixels, cwd=out, check=True)
    return (out / "page.png").read_bytes()


_QT = """
import sys
from PyQt5.QtGui import QColor, QGuiApplication, QImage, QPainter
from PyQt5.QtSvg import QSvgRenderer
application = QGuiApplication(sys.argv)
svg = QSvgRenderer(sys.argv[1])
image = QImage(svg.defaultSize(), QImage.Format_RGB32)
image.fill(QColor("white"))
painter = QPainter(image)
svg.render(painter)
painter.end()
sys.exit(not image.save(sys.argv[2]))
"""


def by_qt(path, out):
    pytest.importorskip("PyQt5.QtSvg")
    settings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _QT, str(path), str(out / "page.png")]
    subprocess.run(command, env=settings, check=True, capture_output=True)
    return (out / "page.png").read_bytes()


def by_program(*command):
    def read(path, out):
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not installed")
        made = [word.format(path=path, out=out / "page.png") for word in command]
        subprocess.run(made, check=True, capture_output=True)
        return (out / "page.png").read_bytes()

    return read


READERS = {
    "cairosvg": by_cairosvg,
    "resvg": by_resvg,
    "svglib": by_svglib,
    "qt": by_qt,
    "librsvg": by_program("rsvg-convert", "{path}", "-o", "{out}"),
    "inkscape": by_program("inkscape", "{path}", "-o", "{out}"),
}


def darkness(image):
    """How dark a picture is, in 16 parts of its width: where ink is and how much of it."""
    grey = image.convert("L").resize((160, 40), Image.Resampling.BOX)
    columns = [sum(255 - grey.getpixel((x, y)) for y in range(40)) / 40 for x in range(160)]
    return [sum(columns[start : start + 10]) / 10 for start in range(0, 160, 10)]


def on_white(picture):
    image = Image.open(io.BytesIO(picture)).convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("root", "level"), [(few, None), (many, "neuron")], ids=["few", "many"])
@pytest.mark.parametrize("reader", READERS)
def test_reader(reader, root, level, theme, tmp_path):
    """It shows the whole picture as Graphviz draws it: white behind, the same ink in place."""
    drawing = draw_dot(root(), theme=theme, level=level)
    path = tmp_path / "graph.svg"
    path.write_bytes(drawing.pipe())
    shown = on_white(READERS[reader](path, tmp_path))
    drawn = on_white(drawing.pipe(format="png"))
    assert shown.width == pytest.approx(drawn.width, rel=0.3)
    assert shown.width / shown.height == pytest.approx(drawn.width / drawn.height, rel=0.02)
    assert shown.getpixel((1, 1)) == (255, 255, 255)
    assert darkness(shown) == pytest.approx(darkness(drawn), rel=0.35, abs=3)
