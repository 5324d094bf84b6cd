"""
A page that plays the chain rule
================================

A page that plays the chain rule: step by step, with numbers to move, to guess and to break.

Run `python demos/first_steps/player.py [FOLDER]`; the page goes into FOLDER, or a temporary one.
"""

import sys
import tempfile
from pathlib import Path

import viz
from micrograd_plus import Value, explain, source_lines, tanh


def main(folder: Path) -> None:
    with source_lines():
        x, w, b = Value(2.0, label="x"), Value(-3.0, label="w"), Value(6.88, label="b")
        q = x * w
        q.label = "q"
        loss = tanh(q + b) * q
        loss.label = "L"
    page = viz.player(loss, folder / "player.html", title="A fork, a neuron and a product")
    print(f"{page!r}; open {folder / 'player.html'} in a browser\n")

    # The mistakes that the page plays are data, too.
    lesson = explain(loss).broken("overwrite")
    print(lesson)
    assert not lesson
    assert lesson.first_wrong is not None
    assert (folder / "player.html").stat().st_size < 100_000


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()))
