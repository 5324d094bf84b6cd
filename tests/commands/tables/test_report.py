"""The report of a training: one page, which needs nothing else."""

import re
from pathlib import Path

import pytest

from micrograd_plus.commands.cli import main
from tests.commands.tables.examples import IRIS

pytestmark = pytest.mark.usefixtures("in_a_folder")


class TestReport:
    def test_one_page_without_anything_else(self, capsys) -> None:
        """The page holds all its pictures, fetches nothing and runs nothing."""
        name = "<script>alert(1)</script>"
        Path("odd.csv").write_text(IRIS.replace("species", name).replace("setosa", "$x^$ <i>"))
        words = ["train", "odd.csv", "--target", name, "--epochs", "3", "-o", "r.html"]
        assert main(words) == 0
        page = Path("r.html").read_text(encoding="utf-8")
        assert re.findall(r'(?:src|href)="([^,]*)', page) == ["data:image/svg+xml;base64"] * 2
        assert "<script" not in page
        assert "<i>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;, predicted from the other columns" in page
        assert "color-scheme: light dark" in page
        assert page.count('alt="') == 2
        for part in ("120 to learn from", "held out", "Which classes are mixed up", "silu"):
            assert part in page
        assert "wrote r.html" in capsys.readouterr().out
