"""`train moons`: the demo of micrograd."""

import re
import sys
from pathlib import Path

from micrograd_plus.commands.cli import main


def test_moons(capsys) -> None:
    """The demo of micrograd ends with nearly all points on their side."""
    assert main(["train", "moons"]) == 0
    printed = capsys.readouterr().out
    (accuracy,) = re.findall(r"accuracy is (\d+\.\d)%", printed)
    assert float(accuracy) >= 95


class TestCommands:
    def test_train(self, tmp_path: Path, capsys) -> None:
        """Loss and accuracy at the end, a picture if asked, and no bar off a terminal."""
        path = tmp_path / "boundary.png"
        assert main(["train", "moons", "--epochs", "3", "-o", str(path)]) == 0
        printed = capsys.readouterr()
        assert "after 3 epochs" in printed.out
        assert "accuracy" in printed.out
        assert printed.err == ""
        assert path.read_bytes().startswith(b"\x89PNG")

    def test_a_bar_on_a_terminal(self, capsys, monkeypatch) -> None:
        """On a terminal the epochs are shown, on one line."""
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        assert main(["train", "moons", "--epochs", "2"]) == 0
        shown = capsys.readouterr().err
        assert shown.startswith("\repoch 0/2")
        assert "\repoch 2/2" in shown
        assert shown.count("\n") == 1
