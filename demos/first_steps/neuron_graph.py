"""
A neuron, step by step
======================

A neuron with two inputs, step by step and as a picture.

Run `python demos/first_steps/neuron_graph.py [FOLDER]`; the picture goes into FOLDER, or a
temporary one.
"""

import sys
import tempfile
from pathlib import Path

from micrograd_plus import Value, draw_dot, explain


def main(folder: Path) -> None:
    x1, x2 = Value(2.0, label="x1"), Value(0.0, label="x2")
    w1, w2 = Value(-3.0, label="w1"), Value(1.0, label="w2")
    b = Value(6.8813735870195432, label="b")

    n = x1 * w1 + x2 * w2 + b
    n.label = "n"
    out = n.tanh()
    out.label = "out"
    out.backward()
    print(explain(out))

    picture = folder / "neuron.svg"
    draw_dot(out).render(outfile=str(picture), cleanup=True)
    print(f"\nthe graph is in {picture}")

    # The bias was chosen such that tanh'(n) is one half.
    gradients = [x1.grad, w1.grad, x2.grad, w2.grad]
    assert all(
        abs(g - true) < 1e-12 for g, true in zip(gradients, (-1.5, 1.0, 0.5, 0.0), strict=True)
    )
    assert picture.read_text(encoding="utf-8").count("<title>") > 10


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()))
