"""Going through the steps with single keys: in a real pseudo terminal, and where there is none."""

import os
import re
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from micrograd_plus.commands.cli import main
from micrograd_plus.commands.step import moved
from tests.imports import ROOT

pty = pytest.importorskip("pty", reason="there are no pseudo terminals here")
termios = pytest.importorskip("termios", reason="there are no pseudo terminals here")
fcntl = pytest.importorskip("fcntl", reason="there are no pseudo terminals here")
pytest.importorskip("curses", reason="curses is missing here")

EXAMPLE = ["tanh(q + b)", "q=x*w", "x=2", "w=-3", "b=6.88"]
AGAIN = b"\x0c"
UTF_8 = {"LC_ALL": "C.UTF-8", "TERM": "xterm"}


def _to_terminal() -> None:
    """Belong to the terminal at hand, and heed its end, which a shell may have switched off."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Terminal:
    """A pseudo terminal in which the command runs, in a window of 80 by 24."""

    def __init__(self, *words: str, **environment: str) -> None:
        self.ours, self.theirs = pty.openpty()
        self.resize(80, 24)
        self.before = termios.tcgetattr(self.theirs)
        # A size that stands there would be believed, whatever the window's own.
        kept = {name: said for name, said in os.environ.items() if name not in ("LINES", "COLUMNS")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "micrograd_plus", "step", *words],
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            cwd=ROOT,
            env={**kept, **UTF_8, **environment},
            start_new_session=True,
            preexec_fn=_to_terminal,
        )

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        size = struct.pack("HHHH", height, width, 0, 0)
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, size)

    def read(self, wanted: str, seconds: float = 30.0) -> str:
        """Read until some text has come, or nothing comes any more."""
        found, end = "", time.monotonic() + seconds
        while not re.search(wanted, found) and time.monotonic() < end:
            if select.select([self.ours], [], [], 0.1)[0]:
                try:
                    found += os.read(self.ours, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        assert re.search(wanted, found), found
        return found

    def press(self, keys: bytes, wanted: str) -> str:
        """Press keys, ask for the whole screen, and read it up to some text."""
        os.write(self.ours, keys)
        # An Escape that more follows at once would be the beginning of a key.
        time.sleep(0.2)
        os.write(self.ours, AGAIN)
        return self.read(wanted)

    def leave(self, keys: bytes) -> int:
        """Press keys that leave, and return the exit code."""
        os.write(self.ours, keys)
        self.read(re.escape("\x1b[?1049l"))
        return self.process.wait(30)

    def is_as_before(self) -> bool:
        """Whether lines, echo and the other settings are what they were."""
        return termios.tcgetattr(self.theirs) == self.before


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal(*EXAMPLE)
    made.read("step 1 of 9, forward")
    yield made
    made.process.kill()
    made.process.wait()
    os.close(made.ours)
    os.close(made.theirs)


@pytest.mark.parametrize(
    ("keys", "step"),
    [
        (b"n", 2),
        (b" n", 3),
        (b"\r", 2),
        (b"\x1bOC\x1b[C", 3),
        (b"nnnp", 3),
        (b"nnb", 2),
        (b"nnn\x1bOD\x1b[D", 2),
        (b"G", 9),
        (b"\x1bOF", 9),
        (b"\x1b[4~", 9),
        (b"Gnn", 9),
        (b"Gg", 1),
        (b"G\x1bOH", 1),
        (b"G\x1b[1~", 1),
        (b"ppp", 1),
        (b"xyz\x1b[17~\x1b[200~", 1),
    ],
)
def test_keys(terminal: Terminal, keys: bytes, step: int) -> None:
    """Each key does what the line at the bottom says, those at the ends nothing."""
    seen = terminal.press(keys, rf"step {step} of 9, [\s\S]*q: leave")
    assert "tanh(q + b)" in seen
    assert terminal.leave(b"q") == 0
    assert terminal.is_as_before()


@pytest.mark.parametrize("keys", [b"q", b"\x1b", b"\x03"])
def test_leaving(terminal: Terminal, keys: bytes) -> None:
    """q, Escape and Ctrl-C leave; the terminal is as it was before, and nothing is said."""
    assert not terminal.is_as_before()
    assert terminal.leave(keys) == 0
    assert terminal.is_as_before()


def test_what_is_seen(terminal: Terminal) -> None:
    """A backward step tells each factor by its name, and the values so far, in its own colours."""
    seen = terminal.press(b"nnnnn", r"step 6 of 9, backward[\s\S]*q: leave")
    for text in ("sum rule: add distributes", "upstream", "local", "contribution", "sum so far"):
        assert text in seen
    assert "∂L/∂q += ∂L/∂v1 · ∂(q + b)/∂q" in seen
    assert "—" in seen
    assert "\x1b[40m" not in seen


def test_another_size(terminal: Terminal) -> None:
    """The screen is drawn anew for the window that there is."""
    terminal.resize(40, 10)
    terminal.process.send_signal(signal.SIGWINCH)
    seen = terminal.press(b"G", r"step 9 of 9, backward[\s\S]*b: previous   q: leave")
    lines = seen.rpartition("\x1b[2J")[2]
    assert "\x1b[11" not in lines
    assert terminal.leave(b"q") == 0


def test_a_terminal_that_goes_away(terminal: Terminal) -> None:
    """The command ends, it does not wait for a key for ever."""
    terminal.process.send_signal(signal.SIGHUP)
    assert terminal.process.wait(30) != 0


def test_a_terminal_of_ascii() -> None:
    """Symbols are written out where the terminal has none."""
    made = Terminal(*EXAMPLE, LC_ALL="C")
    made.read("step 1 of 9")
    assert "dL/dw" in made.press(b"G", r"step 9 of 9[\s\S]*leave")
    assert made.leave(b"q") == 0


@pytest.mark.parametrize("kind", ["dumb", "no-such-terminal", ""])
def test_a_terminal_without_windows(kind: str) -> None:
    """All steps are printed, as where there is no terminal."""
    made = Terminal("x*x", "x=3", TERM=kind)
    seen = made.read(r"gradients[\s\S]*6\.0000")
    assert "forward" in seen
    assert "\x1b" not in seen
    assert made.process.wait(30) == 0


def test_wrong_input_in_a_terminal() -> None:
    """One sentence, before any window is opened."""
    made = Terminal("x ^ 2", "x=3")
    seen = made.read(r"write \*\* instead")
    assert "\x1b" not in seen
    assert made.process.wait(30) == 2


def test_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """All steps are printed, more than explain shows at once, and the gradients."""
    many = "+".join(["x*x"] * 40)
    assert main(["step", many, "x=3"]) == 0
    printed = capsys.readouterr().out
    assert "more forward steps" not in printed
    assert printed.count("product rule") == 80
    assert "∂L/∂x  = 240.0000" in printed
    assert main(["step", "-x", "x=1"]) == 0


def test_a_pipe(tmp_path: Path) -> None:
    """Where keys or the screen are no terminal it prints, and reads nothing."""
    command = [sys.executable, "-m", "micrograd_plus", "step", "x*x", "x=3"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, input="n" * 9)
    assert done.returncode == 0
    assert "step" not in done.stdout
    assert "6.0000" in done.stdout


def test_without_curses(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    """As on Windows: all steps are printed."""
    monkeypatch.setitem(sys.modules, "curses", None)
    monkeypatch.setattr("micrograd_plus.commands.step.is_terminal", lambda: True)
    assert main(["step", "x*x", "x=3"]) == 0
    assert "6.0000" in capsys.readouterr().out


def test_closed_streams(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    """Without a standard input there is nobody to press keys."""
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["step", "x*x", "x=3"]) == 0
    assert "6.0000" in capsys.readouterr().out


def test_moves_stay_within_the_steps() -> None:
    """At either end a key does nothing; what is no key does nothing; leaving is 0."""
    assert [moved(action, 1, 1) for action in ("next", "previous", "first", "last", "")] == [1] * 5
    assert moved("leave", 5, 9) == 0
    assert moved("", 5, 9) == moved("again", 5, 9) == 5
