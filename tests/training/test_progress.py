"""The progress bar, and Ctrl-C from outside: as a terminal sees them."""

import io
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading

import pytest

from micrograd_plus import datasets
from micrograd_plus.nn import MLP
from micrograd_plus.training.history import History
from micrograd_plus.training.progress import progress_bar
from tests.imports import ROOT

X, Y = datasets.moons(23, 0.1, seed=0)


class Terminal(io.StringIO):
    """A stream that takes itself for a terminal."""

    def isatty(self) -> bool:
        return True


def shown(text: str) -> list[str]:
    """The lines that were written one over the other."""
    return [line.rstrip() for line in text.removesuffix("\n").split("\r") if line]


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal in the place of standard error; a fixture would do so too early."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


class TestBar:
    def test_what_it_shows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """How far it is, in numbers and as a bar; a shorter line wipes away a longer one."""
        terminal = on_terminal(monkeypatch)
        bar = progress_bar(4, "epoch", None)
        assert bar is not None
        bar.mininterval = 0.0
        for steps, text in [(1, "loss 10.0"), (1, "loss 9"), (2, "")]:
            bar.set_postfix_str(text, refresh=False)
            bar.update(steps)
        bar.close()
        pieces = terminal.getvalue().split("\r")[1:]
        lines = [
            re.match(r"epoch (\d)/4 \|([#\d ]{10})\| \d\d:\d\d<[\d:?]+(, .*)?$", piece.strip())
            for piece in pieces
        ]
        found = [(line[1], line[2].rstrip(), line[3]) for line in lines if line]
        assert found[:4] == [
            ("0", "", None),
            ("1", "##5", ", loss 10.0"),
            ("2", "#####", ", loss 9"),
            ("4", "#" * 10, None),
        ]
        assert len(found) == len(pieces)
        for longer, shorter in itertools.pairwise(pieces):
            assert len(shorter.removesuffix("\n")) >= len(longer.rstrip())

    def test_the_last_state_is_always_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Few of many states are shown, and the one at which the work ended."""
        terminal = on_terminal(monkeypatch)
        bar = progress_bar(10**6, "epoch", None)
        assert bar is not None
        for done in range(1, 5001):
            bar.set_postfix_str(f"loss {done}", refresh=False)
            bar.update()
        bar.close()
        lines = shown(terminal.getvalue())
        assert lines[0].startswith("epoch 0/1000000 ")
        assert lines[-1].startswith("epoch 5000/1000000 ")
        assert lines[-1].endswith("loss 5000")
        assert len(lines) < 50
        assert terminal.getvalue().count("\n") == 1

    def test_nothing_to_show(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Work that has no parts leaves no empty line."""
        terminal = on_terminal(monkeypatch)
        assert progress_bar(0, "epoch", True) is None
        MLP(2, [1], seed=0).fit(X, Y, epochs=0)
        assert terminal.getvalue() == ""

    def test_nobody_watches_over_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """No thread is left behind, which a process that forks would be warned about."""
        on_terminal(monkeypatch)
        MLP(2, [1], seed=0).fit(X, Y, epochs=2)
        assert not [thread for thread in threading.enumerate() if "tqdm" in type(thread).__module__]

    def test_a_closed_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Training goes on when there is nobody to tell any more."""
        terminal = on_terminal(monkeypatch)

        def close(epoch: int, history: History) -> None:
            terminal.close()

        history = MLP(2, [1], seed=0).fit(X, Y, "hinge", epochs=5, callbacks=[close])
        assert history.epochs == 5
        assert history.stopped == ""

    def test_without_tqdm(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It is left out, unless it was asked for."""
        terminal = on_terminal(monkeypatch)
        monkeypatch.setitem(sys.modules, "tqdm.auto", None)
        model = MLP(2, [1], seed=0)
        assert model.fit(X, Y, "hinge", epochs=2).epochs == 2
        assert terminal.getvalue() == ""
        with pytest.raises(ImportError, match="pip install tqdm"):
            model.fit(X, Y, "hinge", epochs=2, progress=True)

    @pytest.mark.parametrize(
        ("progress", "terminal", "visible"),
        [
            (None, True, True),
            (None, False, False),
            (True, False, True),
            (False, True, False),
        ],
    )
    def test_when_it_is_shown(
        self,
        progress: bool | None,
        terminal: bool,
        visible: bool,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        """On a terminal, unless it is told otherwise; never on standard output."""
        stream = Terminal() if terminal else io.StringIO()
        monkeypatch.setattr(sys, "stderr", stream)
        MLP(2, [1], seed=0).fit(X, Y, "hinge", epochs=3, progress=progress)
        assert ("epoch 3/3" in stream.getvalue()) == visible
        assert bool(stream.getvalue()) == visible
        assert capsys.readouterr().out == ""

    def test_without_standard_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A program without a console has none."""
        monkeypatch.setattr(sys, "stderr", None)
        assert MLP(2, [1], seed=0).fit(X, Y, "hinge", epochs=3).epochs == 3

    def test_the_line_is_ended_whatever_happens(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """By an error in a callback, by Ctrl-C, and where training ends early."""
        terminal = on_terminal(monkeypatch)
        model = MLP(2, [1], seed=0)

        def press(epoch: int, history: History) -> None:
            if epoch == 3:
                raise KeyboardInterrupt

        def fail(epoch: int, history: History) -> None:
            raise LookupError

        model.fit(X, Y, "hinge", callbacks=[press])
        bar, message, _ = terminal.getvalue().split("\n")
        assert shown(bar)[-1].startswith("epoch 3/100 |")
        assert message.startswith("interrupted in epoch 3")
        with pytest.raises(LookupError):
            model.fit(X, Y, "hinge", callbacks=[fail])
        assert terminal.getvalue().endswith("\n")
        model.fit(X, Y, "hinge", callbacks=[lambda epoch, history: epoch == 7])
        assert shown(terminal.getvalue().split("\n")[-2])[-1].startswith("epoch 7/100")
        assert terminal.getvalue().endswith("\n")


PROGRAM = """
import json, math, signal, sys
from micrograd_plus import datasets, losses, optim
from micrograd_plus.nn import MLP

# What runs in the background may have been told to ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
X, y = datasets.moons(40, 0.1, seed=0)
model = MLP(2, [8, 1], activation="tanh", seed=0)
epochs = int(sys.argv[1])

def tell(epoch, history):
    if epoch == 30:
        print("begun", flush=True)

history = model.fit(X, y, "hinge", optim.SGD(lr=0.01), epochs, validation=0.2, engine=sys.argv[2],
                    batch_size=8, callbacks=[tell])
print(json.dumps({
    "epochs": history.epochs,
    "lengths": [len(history.accuracy), len(history.validation_loss), len(history.lr)],
    "stopped": history.stopped,
    "loss": losses.hinge([model(row) for row in X.tolist()], y.tolist()).data,
    "first": history.loss[0],
    "score": model.score(X, y),
}))
"""


def run(epochs: int, engine: str, columns: int, interrupt: bool) -> tuple[str, str]:
    """Run the program with standard error on a terminal; return what came on both streams."""
    termios = pytest.importorskip("termios", reason="there are no pseudo-terminals")
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM, str(epochs), engine],
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=ROOT,
        text=True,
    ) as child:
        os.close(theirs)
        written = b""
        # Whatever happens, nobody waits for ever.
        stopper = threading.Timer(60, child.kill)
        stopper.start()
        assert child.stdout is not None
        out = ""
        if interrupt:
            out = child.stdout.readline()
            child.send_signal(signal.SIGINT)
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            written += piece
        out += child.stdout.read()
        stopper.cancel()
    os.close(ours)
    assert child.returncode == 0, written
    return out, written.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [200, 60])
def test_a_terminal(columns: int) -> None:
    """Epochs, losses and accuracies in one line, never longer than the terminal is wide."""
    out, error = run(40, "tape", columns, interrupt=False)
    assert out.startswith("begun\n{")
    assert error.count("\n") == 1
    assert error.endswith("\n")
    lines = shown(error)
    assert max(map(len, lines)) < columns
    full = (
        r"epoch 40/40 \|█+\| \d\d:\d\d<00:00, loss 0\.\d{4}, accuracy \d+\.\d%, "
        r"validation loss 0\.\d{4}, validation accuracy \d+\.\d%"
    )
    if columns == 200:
        assert re.fullmatch(full, lines[-1])
    else:
        assert re.match(r"epoch 40/40 \|█+\| \d\d:\d\d<00:00, loss 0\.", lines[-1])


@pytest.mark.parametrize("engine", ["tape", "scalar"])
def test_a_signal_from_outside(engine: str) -> None:
    """A real Ctrl-C keeps what was learned, in the history, the weights and on the terminal."""
    out, error = run(10**7, engine, 200, interrupt=True)
    found = json.loads(out.splitlines()[-1])
    assert found["epochs"] >= 29
    assert set(found["lengths"]) == {found["epochs"]}
    assert found["stopped"].startswith("interrupted in epoch ")
    assert found["loss"] < 0.9 * found["first"]
    assert found["score"] > 0.7
    bar, message, _ = error.split("\n")
    assert shown(bar)[-1].startswith(f"epoch {found['epochs']}/10000000 |")
    assert message == found["stopped"]
