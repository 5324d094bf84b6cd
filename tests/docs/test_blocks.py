"""Every code block on every page of the documentation runs, and prints what the page says."""

import doctest
from pathlib import Path

import pytest

from tests.blocks import blocks, in_folder, run_page
from tests.docs.common import DOCS

RUN = {"python", "pycon", "console"}
PAGES = [
    path
    for path in sorted(DOCS.rglob("*.md"))
    if RUN & {block.kind for block in blocks(path.read_text(encoding="utf-8"))}
]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_page(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of a page run from top to bottom in one namespace."""
    in_folder(tmp_path, monkeypatch)
    run_page(path.name, path.read_text(encoding="utf-8"))


def test_a_model_of_a_table_predicts_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blocks that need ONNX Runtime and pandas, after those above them."""
    for needed in ("onnx", "onnxruntime", "pandas"):
        pytest.importorskip(needed)
    in_folder(tmp_path, monkeypatch)
    page = (DOCS / "howto/train_a_table.md").read_text(encoding="utf-8")
    above = page.split("\n## Tables as they are\n")[0]
    assert "```py\n" in above
    run = above.replace("```sh\n", "```console\n$ ").replace("```py\n", "```python\n")
    run_page("train_a_table.md", run)


@pytest.mark.parametrize("path", sorted(DOCS.rglob("api/*.rst")), ids=lambda path: path.stem)
def test_sessions_of_the_reference(path: Path) -> None:
    """What a page of the reference types is answered as it says."""
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert not doctest.testfile(str(path), False, optionflags=options).failed
