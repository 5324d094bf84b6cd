"""explain, draw and ops on the command line."""

from pathlib import Path

import pytest

from micrograd_plus.commands.cli import main

EXAMPLE = ["tanh(q + b)", "q=x*w", "x=2", "w=-3", "b=6.88"]


class TestCommands:
    def test_explain(self, capsys) -> None:
        """Steps, then the gradients of what was given."""
        assert main(["explain", *EXAMPLE]) == 0
        printed = capsys.readouterr().out
        assert "chain rule through tanh" in printed
        assert "∂L/∂x  = -1.5029" in printed

    @pytest.mark.parametrize(
        ("format", "beginning", "inside"),
        [
            ("text", "forward\n", "∂(x * w)/∂x"),
            ("markdown", "| | forward |", r"$q = x \cdot w"),
            ("latex", r"\begin{align*}", r"q &= x \cdot w"),
            ("document", r"\documentclass{article}", r"\title{tanh(q + b)}"),
            ("mathml", "<math", "<mi>q</mi><mo>=</mo>"),
            ("html", "<!doctype html>", "<title>tanh(q + b)</title>"),
        ],
    )
    def test_formats(self, format: str, beginning: str, inside: str, capsys) -> None:
        """Every view of an explanation can be printed, a page with its gradients."""
        assert main(["explain", *EXAMPLE, "--format", format]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith(beginning)
        assert inside in printed
        assert ("∂L/∂x  = -1.5029" in printed) == (format in ("text", "html"))
        assert main(["explain", "-x", "x=1", f"--format={format}"]) == 0
        assert main(["explain", "--format", format, "-x", "x=1"]) == 0
        if format == "html":
            assert "http" not in printed.replace("http://www.w3.org", "")

    @pytest.mark.parametrize("format", ["html", "mathml"])
    def test_pages_where_the_output_is_not_utf_8(self, format: str, monkeypatch) -> None:
        """Letters are written by their numbers, so that a page reads as it says."""
        import io
        import sys

        written = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="latin-1"))
        assert main(["explain", "2 * β", "β=3", "--format", format]) == 0
        sys.stdout.flush()
        printed = written.getvalue().decode("ascii")
        monkeypatch.undo()
        assert "<mi>&#946;</mi>" in printed

    def test_a_document_where_the_output_is_ascii(self, monkeypatch) -> None:
        """A document is ASCII by itself: nothing of it is written otherwise."""
        import io
        import sys

        written = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
        assert main(["explain", "2 * 漢", "漢=3", "--format", "document"]) == 0
        sys.stdout.flush()
        printed = written.getvalue().decode("ascii")
        monkeypatch.undo()
        assert r"\letter{6F22}" in printed

    def test_an_expression_may_begin_with_a_minus(self, capsys) -> None:
        """A sign is no option, wherever the expression stands."""
        for words in (["explain", "-x**2", "x=3"], ["explain", "-(x - 1)", "x=-3"]):
            assert main(words) == 0
        assert main(["explain", "--x", "x=3"]) == 0
        assert "∂L/∂x  = -6.0000" in capsys.readouterr().out

    def test_signs_and_options(self, tmp_path: Path, monkeypatch) -> None:
        """Options keep their arguments, whatever they begin with; -- ends the options."""
        monkeypatch.chdir(tmp_path)
        assert main(["explain", "--", "-x", "x=1"]) == 0
        assert main(["draw", "-x", "x=1", "-og.svg"]) == 0
        with pytest.raises(SystemExit):
            main(["draw", "-x", "x=1", "-o", "-x.svg"])
        assert [path.name for path in tmp_path.iterdir()] == ["g.svg"]

    def test_unused_names_are_noted(self, capsys) -> None:
        """A name that is not used is no error, but it is told."""
        assert main(["explain", "x * x", "x=2", "w=3"]) == 0
        assert "w is not used" in capsys.readouterr().err

    @pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
    def test_draw(self, suffix: str, tmp_path: Path, capsys) -> None:
        """The file's ending says the format."""
        path = tmp_path / f"graph.{suffix}"
        assert main(["draw", *EXAMPLE, "--theme", "flow", "-o", str(path)]) == 0
        beginning = path.read_bytes()[:200]
        assert {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[suffix] in beginning
        assert str(path) in capsys.readouterr().out
        assert [file.name for file in tmp_path.iterdir()] == [path.name]

    def test_how_a_drawing_looks(self, tmp_path: Path) -> None:
        """Digits, the width of a slide, and a level are those of `draw_dot`; a minus stays one."""
        path = tmp_path / "graph.svg"
        looks = ["--digits", "2", "--width=1920", "--level", "network"]
        assert main(["draw", "-x", "x=3", *looks, "-o", str(path)]) == 0
        text = path.read_text(encoding="utf-8")
        assert ">data -3.00</text>" in text
        assert 'width="1920"' in text

    def test_how_sharp_a_drawing_is(self, tmp_path: Path, capsys) -> None:
        """Dots are counted in a png, and other formats have none."""
        widths = []
        for dots in ("96", "288"):
            assert main(["draw", "x*x", "x=3", "--dpi", dots, "-o", f"{tmp_path}/g.png"]) == 0
            widths.append(int.from_bytes((tmp_path / "g.png").read_bytes()[16:20], "big"))
        assert widths[1] == pytest.approx(3 * widths[0], abs=3)
        assert main(["draw", "x*x", "x=3", "--dpi", "96", "-o", f"{tmp_path}/g.svg"]) == 2
        assert "--dpi is for a .png" in capsys.readouterr().err

    def test_ops(self, capsys) -> None:
        """Every operation stands in the list."""
        assert main(["ops"]) == 0
        printed = capsys.readouterr().out
        assert "tanh(x)" in printed
        assert "1 - out**2" in printed
        assert "log_softmax" in printed
