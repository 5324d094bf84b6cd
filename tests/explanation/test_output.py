"""What standard output can show."""

import io
import os
import sys

from micrograd_plus.explanation.output import for_output, terminal_width


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


def test_only_a_terminal_has_a_width(monkeypatch) -> None:
    """What is sent to a file or to another program is as wide as it needs."""
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert terminal_width() is None
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((66, 24)))
    assert terminal_width() == 66
    monkeypatch.setattr(sys, "stdout", None)
    assert terminal_width() is None
