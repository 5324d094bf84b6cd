"""`train moons`: the demo of micrograd."""

import re
import sys
from pathlib import Path

from micrograd_plus import nn
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

    def test_options_of_every_data_set(self, tmp_path: Path, capsys, monkeypatch) -> None:
        """Layers, rate and batches are obeyed; model, page and film are written."""
        monkeypatch.chdir(tmp_path)
        words = ["train", "moons", "--epochs", "3", "--hidden", "4", "--batch-size", "50"]
        words += ["--learning-rate", "0.1", "--save", "m.json", "-o", "r.html"]
        assert main([*words, "--film", "f.html"]) == 0
        printed = capsys.readouterr().out
        assert "MLP(2, [4, 1]) with 17 parameters" in printed
        assert len(nn.load("m.json").parameters()) == 17
        assert Path("r.html").read_text().count("data:image/svg+xml;base64") == 2
        assert '"columns":60' in Path("f.html").read_text().replace(" ", "")
        assert [line for line in printed.splitlines() if line.startswith("wrote")] == [
            "wrote m.json",
            "wrote r.html",
            "wrote f.html",
        ]

    def test_a_run_that_diverges(self, tmp_path: Path, capsys) -> None:
        """It is an error, and saves nothing."""
        words = ["train", "moons", "--epochs", "50", "--learning-rate", "1e200"]
        assert main([*words, "--save", str(tmp_path / "m.json")]) == 2
        assert "nothing was learned: diverged in epoch" in capsys.readouterr().err
        assert not list(tmp_path.iterdir())

    def test_a_bar_on_a_terminal(self, capsys, monkeypatch) -> None:
        """On a terminal the epochs are shown, on one line."""
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
        assert main(["train", "moons", "--epochs", "2"]) == 0
        shown = capsys.readouterr().err
        assert shown.startswith("\repoch 0/2")
        assert "\repoch 2/2" in shown
        assert shown.count("\n") == 1
