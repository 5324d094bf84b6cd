"""The report of a training: one page, which needs nothing else."""

import re
from pathlib import Path

import pytest

from micrograd_plus.commands.cli import main
from tests.commands.tables.examples import IRIS

pytestmark = pytest.mark.usefixtures("in_a_folder")


def test_the_picture_that_tells_most(capsys) -> None:
    """A plane with the names of its columns, mixed-up classes, or numbers over numbers."""
    body = "".join(f"{i % 7},{i % 11},{'ab'[i % 7 > 3]},{'uv'[i % 2]}\n" for i in range(60))
    Path("t.csv").write_text(f"$ in,y^2,kind,more\n{body}")
    words = ["train", "t.csv", "--target", "kind", "--epochs", "2", "-o", "p.svg"]
    assert main([*words, "--ignore", "more"]) == 0
    drawn = Path("p.svg").read_text(encoding="utf-8")
    assert "<!-- \\$ in -->" in drawn or "<!-- $ in -->" in drawn
    assert "<!-- y^2 -->" in drawn
    assert main(words) == 0
    assert "<!-- predicted -->" in Path("p.svg").read_text(encoding="utf-8")
    assert main([*words, "--target", "y^2"]) == 0
    assert "<!-- held out -->" in Path("p.svg").read_text(encoding="utf-8")


class TestReport:
    def test_one_page_without_anything_else(self, capsys) -> None:
        """The page holds all its pictures, fetches nothing and runs nothing."""
        name = "<script>alert(1)</script>"
        Path("odd.csv").write_text(IRIS.replace("species", name).replace("setosa", "$x^$ <i>"))
        words = ["train", "odd.csv", "--target", name, "--epochs", "3", "-o", "r.html"]
        assert main(words) == 0
        page = Path("r.html").read_text(encoding="utf-8")
        assert re.findall(r'src="([^,"]*)', page) == ["data:image/svg+xml;base64"] * 2
        # A picture opens large, within the page.
        assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)', page))
        assert "<script" not in page
        assert "<i>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;, predicted from the other columns" in page
        assert "color-scheme: light dark" in page
        assert page.count('alt="') == 2
        for part in ("120 to learn from", "held out", "Which classes are mixed up", "silu"):
            assert part in page
        assert "probability of predicted" in page
        assert "wrote r.html" in capsys.readouterr().out
