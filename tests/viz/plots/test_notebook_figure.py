"""Figures in a notebook, in files and as copies."""

import copy
import io
import os
import pickle
from pathlib import Path

import pytest

from tests.viz.plots.figures import boundary, look_alike
from viz import loss_curve


def test_figures_show_themselves():
    """A notebook gets one picture, that of `%matplotlib inline` where this is on, and its size."""
    formatters = pytest.importorskip("IPython.core.formatters", reason="IPython shows figures")
    from matplotlib.figure import Figure

    figure = loss_curve([1.0, 0.5])
    assert isinstance(figure, Figure)
    notebook = formatters.DisplayFormatter()
    shown, sizes = notebook.format(figure)
    assert {kind: size for kind, size in sizes.items() if size} == {
        "image/png": {"width": 640, "height": 400}
    }
    assert set(shown) == {"text/plain", "image/png"}
    assert shown["text/plain"] == "<Figure size 640x400 with 1 Axes>"
    picture = shown["image/png"]
    assert [int.from_bytes(picture[place : place + 4], "big") for place in (16, 20)] == [1280, 800]
    notebook.formatters["image/png"].for_type(Figure, lambda _: b"inline")
    assert notebook.format(figure)[0]["image/png"] == b"inline"


def test_what_a_figure_is_saved_as(tmp_path, monkeypatch):
    """The ending says the format, or what was asked for; without either it is matplotlib's own."""
    figure = loss_curve([1.0, 0.5])
    monkeypatch.chdir(tmp_path)
    figure.savefig("a.pdf")
    figure.savefig(tmp_path / "b.dat", format="svg")
    figure.savefig("c", dpi=50)
    figure.savefig(file := io.BytesIO(), format="png", dpi=50)
    assert sorted(os.listdir()) == ["a.pdf", "b.dat", "c.png"]
    assert Path("a.pdf").read_bytes().startswith(b"%PDF")
    assert b"<svg" in Path("b.dat").read_bytes()
    assert Path("c.png").read_bytes() == file.getvalue()


def test_a_figure_that_cannot_be_saved_leaves_what_was_there(tmp_path):
    """A figure is written whole or not at all."""
    (tmp_path / "a.png").write_bytes(b"old")
    with pytest.raises(ValueError, match="not supported"):
        loss_curve([1.0, 0.5]).savefig(tmp_path / "a.png", format="nonsense")
    with pytest.raises(OSError, match="it is a folder; choose another place"):
        loss_curve([1.0, 0.5]).savefig(tmp_path, format="png")
    assert (tmp_path / "a.png").read_bytes() == b"old"


def test_figures_are_data():
    """They can be pickled and copied, and look the same then."""
    figure = boundary()
    for again in (pickle.loads(pickle.dumps(figure)), copy.deepcopy(figure)):
        assert type(again) is type(figure)
        assert look_alike(again, figure)
