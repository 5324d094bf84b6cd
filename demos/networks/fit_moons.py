"""
Two engines, one result
=======================

Two moons learned by fit: the tape and the scalar engine end at the same weights.
"""

import tempfile
from pathlib import Path

from micrograd_plus import datasets, fit, nn, optim


def train(engine: str) -> nn.MLP:
    X, y = datasets.moons(100, noise=0.1, seed=0)
    model = nn.MLP(2, [8, 8, 1], seed=0)
    history = fit(
        model,
        X,
        y,
        loss="hinge",
        optimizer=optim.SGD(lr=1.0),
        schedule=optim.linear(0.1),
        epochs=40,
        l2=1e-4,
        engine=engine,
    )
    print(f"{engine:<6}  {history}")
    return model


def main() -> None:
    model, other = train("tape"), train("scalar")
    pairs = zip(model.parameters(), other.parameters(), strict=True)
    apart = max(abs(p.data - q.data) for p, q in pairs)
    print(f"the weights differ by {apart:.0e} at most")
    assert apart < 1e-9

    X, y = datasets.moons(1000, noise=0.1, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "moons.json"
        model.save(path)
        loaded = nn.load(path)
    print(f"accuracy on a thousand new points, after saving and loading: {loaded.score(X, y):.1%}")
    assert loaded.score(X, y) > 0.95
    assert (loaded.outputs(X) == model.outputs(X)).all()


if __name__ == "__main__":
    main()
