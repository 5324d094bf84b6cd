"""What the README shows is what happens."""

import re
from pathlib import Path

import pytest

from tests.blocks import Block, blocks, run_python

README = Path(__file__).parent.parent / "README.md"
BLOCKS = blocks(README.read_text(encoding="utf-8"))
PYTHON = [(place, block) for place, block in enumerate(BLOCKS) if block.kind == "python"]


@pytest.mark.parametrize(("place", "block"), PYTHON)
def test_every_python_block_prints_the_text_below_it(place: int, block: Block) -> None:
    """Each Python block runs by itself, and prints what the next block says."""
    assert block.printed
    run_python(f"README.md, block {place}", block, {"__name__": "readme"})


def test_the_picture_is_of_the_expression_beside_it() -> None:
    """The picture shows the numbers that the text above it shows."""
    (name,) = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    picture = (README.parent / name).read_text(encoding="utf-8")
    for number in ("-6.0000", "0.8800", "0.7064", "-1.5029", "1.0019", "0.5010"):
        assert number in picture


def test_the_quick_start_has_two_sh_blocks() -> None:
    """The two sh blocks of the quick start are the only ones, and install what they use."""
    shell = [block.text for block in BLOCKS if block.kind == "sh"]
    quick_start = README.read_text(encoding="utf-8").split("## Quick start")[1].split("\n## ")[0]
    assert len(shell) == quick_start.count("```sh") == 2
    assert '".[all]"' in shell[0]
    assert shell[0].rstrip().endswith("python -m micrograd_plus tour")
    assert '".[test]"' in shell[1]
    assert shell[1].rstrip().endswith("python -m pytest")


def test_its_links_lead_somewhere() -> None:
    """Every file that the README points to is there."""
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8"))
    files = [link for link in links if not link.startswith("https://")]
    assert len(files) > 10
    assert [link for link in files if not (README.parent / link).is_file()] == []


def test_it_is_read_in_two_minutes() -> None:
    """What is longer belongs into the documentation."""
    assert len(README.read_text(encoding="utf-8").splitlines()) < 160
