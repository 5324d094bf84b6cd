"""Pictures in files: whole or not at all, through links, into folders that are not there yet."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from micrograd_plus import Value, datasets
from micrograd_plus.nn import MLP
from viz import activations, draw_dot, film, player
from viz.files import write


def drawn(path: Path) -> None:
    draw_dot(-Value(1.0)).save(path)


def rendered(path: Path) -> None:
    draw_dot(-Value(1.0)).render(outfile=path, format="svg", cleanup=True)


def filmed(path: Path) -> None:
    X, y = datasets.moons(10, seed=0)
    film(MLP(2, [2, 1], seed=0).fit(X, y, "hinge", epochs=1, watch="units"), path)


def plotted(path: Path) -> None:
    pytest.importorskip("matplotlib")
    activations(["tanh"]).savefig(path, format="svg")


def played(path: Path) -> None:
    player(-Value(1.0), path)


@pytest.mark.parametrize("save", [drawn, rendered, filmed, plotted, played])
def test_links_and_modes_stay(save: Callable[[Path], None], tmp_path: Path) -> None:
    """A link leads to the new content, and who may read the file stays as it was."""
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    save(link)
    assert link.is_symlink()
    assert link.read_bytes() == target.read_bytes() != b"old"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link", "target"]


def test_folders_are_made(tmp_path: Path) -> None:
    """Text is UTF-8, bytes are what they are."""
    write(tmp_path / "new" / "er" / "text", "∂")
    write(str(tmp_path / "bytes"), b"\xff")
    assert (tmp_path / "new" / "er" / "text").read_bytes() == "∂".encode()
    assert (tmp_path / "bytes").read_bytes() == b"\xff"


def test_what_is_no_place_for_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the place and keeps its kind; what was there is untouched."""
    with pytest.raises(IsADirectoryError, match=r"cannot write .*: it is a folder; choose another"):
        write(tmp_path, "")
    (tmp_path / "file").write_text("old", encoding="utf-8")
    with pytest.raises(OSError, match=r"cannot write .*file/x: .*; choose another place"):
        write(tmp_path / "file" / "x", "")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match=r"cannot write .*file: No space left on device; choose"):
        write(tmp_path / "file", "new")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["file"]


def test_what_is_no_file(tmp_path: Path) -> None:
    """A device or a pipe is not replaced by a picture."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match=r"pipe is a device or a pipe, not a file"):
        write(pipe, "")
    assert pipe.is_fifo()
