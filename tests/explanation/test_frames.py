"""A picture of each step."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from micrograd_plus import Value, explain, tanh
from micrograd_plus.explanation.frames import MOST_FRAMES, frames
from tests.viz.graphs import neuron


@pytest.mark.thorough
def test_a_picture_a_step(tmp_path: Path, capsys) -> None:
    """Their names are in the order of the steps, their sizes are alike, nothing else is written."""
    out = neuron()
    folder = tmp_path / "pictures" / "of a neuron"
    paths = explain(out).frames(folder)
    steps = explain(out).steps
    assert [path.name for path in paths] == [f"step-{step.number:03}.svg" for step in steps]
    assert sorted(folder.iterdir()) == paths
    pictures = [ElementTree.fromstring(path.read_text(encoding="utf-8")) for path in paths]
    assert len({picture.get("viewBox") for picture in pictures}) == 1
    for step, picture in zip(steps, pictures, strict=True):
        assert f"step {step.number} of {len(steps)}, {step.kind}" in "".join(picture.itertext())
    assert out.grad == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("format", "start"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_other_formats(tmp_path: Path, format: str, start: bytes) -> None:
    """A slide wants another format."""
    paths = explain(tanh(Value(1.0))).frames(tmp_path, format, theme="flow", rankdir="TB")
    assert [path.suffix for path in paths] == [f".{format}"] * 3
    assert all(path.read_bytes().startswith(start) for path in paths)


def test_what_is_refused(tmp_path: Path) -> None:
    """Too many steps, too many values, an unknown format: nothing is written then."""
    y = x = Value(0.5)
    for _ in range(MOST_FRAMES // 2):
        y = y * x
    with pytest.raises(ValueError, match=r"at most 500 steps, here are 751: .* step=\.\.\."):
        explain(y).frames(tmp_path)
    z = x
    for _ in range(300):
        z = z * 0.5 if z is x else -z
    with pytest.raises(ValueError, match="at most 300"):
        frames(z, 10, tmp_path)
    with pytest.raises(ValueError, match="no format 'gif'"):
        explain(-x).frames(tmp_path, "gif")
    with pytest.raises(ValueError, match="no theme 'neon'"):
        explain(-x).frames(tmp_path, theme="neon")
    assert list(tmp_path.iterdir()) == []
