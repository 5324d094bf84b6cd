"""What standard output can show."""

import io
import os
import sys

from micrograd_plus.explanation.output import cells, cut, for_output, terminal_width


class Terminal(io.StringIO):
    """A standard output that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_letters_that_cannot_be_shown(monkeypatch) -> None:
    """They are written in ASCII."""
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    text = for_output("∂L/∂x · 2 → ü")
    monkeypatch.undo()
    assert text == "dL/dx * 2 -> \\xfc"


def test_letters_of_another_encoding() -> None:
    """An encoding that is named counts, not that of standard output; of an unknown one ASCII."""
    assert for_output("∂L", "utf-8") == "∂L"
    assert for_output("∂L", "latin-1") == for_output("∂L", "no such encoding") == "dL"


def test_cells_of_a_terminal() -> None:
    """Chinese letters and pictures fill two cells, accents that are put on a letter none."""
    assert [cells(text) for text in ("", "w1", "漢字", "🙂", "e\u0301", "∂L/∂β")] == [
        0,
        2,
        4,
        2,
        1,
        5,
    ]


def test_a_text_is_cut() -> None:
    """It never fills more cells than there are, and dots say that something is missing."""
    for width in range(12):
        for text in ("tanh(q + b)", "漢字漢字漢字", "e\u0301e\u0301e\u0301e\u0301"):
            kept = cut(text, width)
            assert cells(kept) <= width
            assert kept == text or not width or kept.endswith("…")
    assert cut("漢字", 4) == "漢字"


def test_only_a_terminal_has_a_width(monkeypatch) -> None:
    """What is sent to a file or to another program is as wide as it needs."""
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert terminal_width() is None
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_, **__: os.terminal_size((66, 24)))
    assert terminal_width() == 66
    monkeypatch.setattr(sys, "stdout", None)
    assert terminal_width() is None
