"""
Training in the page
====================

A network that learns as one looks, in which every weight tells why it moved.

Run `python demos/networks/playground.py [FOLDER]`; the page goes into FOLDER, or a temporary one.
"""

import sys
import tempfile
from pathlib import Path

import viz
from micrograd_plus import datasets, optim
from micrograd_plus.nn import MLP

folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())

# %%
# Ten epochs are trained here.
X, y = datasets.moons(100, seed=0)
model = MLP(2, [8, 8, 1], activation="tanh", seed=0)
recipe = optim.Adam(lr=0.03)
history = model.fit(X, y, "binary_cross_entropy", recipe, epochs=10, progress=False)
print(history)
assert history.loss[-1] < history.loss[0]

# %%
# The page goes on from these weights. It is one file, to be opened offline; here it stands as it
# does in a notebook. Play it, then open a unit, a weight or a point.
page = viz.playground(
    X, y, folder / "playground.html", model=model, optimizer=recipe, title="Two moons"
)
print(f"{page!r}; open {folder / 'playground.html'} in a browser")
assert (folder / "playground.html").stat().st_size < 150_000
page

# %%
# Without data it begins with the toy sets, and lessons are links with a question.
lesson = {
    "name": "one-unit",
    "title": "How far does one unit get?",
    "settings": "data=moons&layers=1&activations=tanh-linear&hide=training",
    "text": "One unit bends the plane along one line. The two moons need more.",
    "question": "How many units does it take until every point is right?",
}
print(viz.playground(title="Lesson 3", lessons=[lesson]))
