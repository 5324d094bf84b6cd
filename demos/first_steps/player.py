"""
A page that plays the chain rule
================================

Step by step, with numbers to move, to guess and to break.

Run `python demos/first_steps/player.py [FOLDER]`; the page goes into FOLDER, or a temporary one.
"""

import sys
import tempfile
from pathlib import Path

import viz
from micrograd_plus import Value, explain, source_lines, tanh

folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())

# %%
# Within ``source_lines`` each value keeps the line that made it, for the page to tell.
with source_lines():
    x, w, b = Value(2.0, label="x"), Value(-3.0, label="w"), Value(6.88, label="b")
    q = x * w
    q.label = "q"
    loss = tanh(q + b) * q
    loss.label = "L"

# %%
# The page is one file, to be opened offline. It stands here as it does in a notebook: arrows and
# the space bar go through it.
page = viz.player(loss, folder / "player.html", title="A fork, a neuron and a product")
print(f"{page!r}; open {folder / 'player.html'} in a browser")
assert (folder / "player.html").stat().st_size < 100_000
page

# %%
# The mistakes that the page plays are data, too.
lesson = explain(loss).broken("overwrite")
print(lesson)
assert not lesson
assert lesson.first_wrong is not None
