"""What a demo writes goes beside its page in the gallery."""

from pathlib import Path

from tests.docs.common import extension


def test_files_are_taken_over(tmp_path: Path) -> None:
    """Pictures are shown, pages can be opened, and nothing stays beside the demo."""
    pictures = extension("demo_pictures")
    demos, docs = tmp_path / "demos", tmp_path / "docs"
    images = docs / "gallery" / "images"
    for folder in (demos, images):
        folder.mkdir(parents=True)
    script = {
        "src_file": str(demos / "demo.py"),
        "target_file": str(docs / "gallery" / "demo.py"),
        "image_path_iterator": iter(str(images / f"demo_{i}.png") for i in (1, 2)),
    }
    (argument,) = pictures.folder_for({}, script)
    folder = demos / argument
    for name in ("a_graph.svg", "b.png", "page.html"):
        (folder / name).write_text(name)
    (folder / "a_graph.svg").write_text('<svg xmlns="..." width="737" height="10">')
    shown = pictures.taken_over(None, script, {"src_dir": str(docs)})
    assert ".. image:: /gallery/images/demo_1.svg\n   :alt: a graph\n   :width: 100%\n" in shown
    assert ".. image:: /gallery/images/demo_2.png\n   :alt: b\n\n" in shown
    assert ":download:`page.html`" in shown
    assert (images / "demo_1.svg").read_text().startswith("<svg")
    assert (docs / "gallery" / "page.html").read_text() == "page.html"
    assert list(demos.iterdir()) == []


def test_a_demo_that_writes_nothing(tmp_path: Path) -> None:
    """There is nothing to show then."""
    pictures = extension("demo_pictures")
    script = {"src_file": str(tmp_path / "demo.py"), "image_path_iterator": iter(())}
    assert pictures.taken_over(None, script, {"src_dir": str(tmp_path)}) == ""
