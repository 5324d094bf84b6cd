"""
Two moons, every step written out
=================================

Two moons learned by the scalar engine alone, every step of it written out.
"""

from micrograd_plus import datasets, losses, optim, sum as total
from micrograd_plus.nn import MLP

EPOCHS = 40


def main() -> None:
    X, y = datasets.moons(100, noise=0.1, seed=0)
    model = MLP(2, [16, 16, 1], seed=0)
    print(model.summary())
    optimizer = optim.SGD()

    for epoch in range(EPOCHS):
        scores = [model(row) for row in X]
        loss = losses.hinge(scores, y) + 1e-4 * total([p * p for p in model.parameters()])
        model.zero_grad()
        loss.backward()
        optimizer.lr = 1.0 - 0.9 * epoch / EPOCHS
        optimizer.step(model.parameters())
        if epoch % 10 == 0:
            print(f"epoch {epoch:2}  loss {loss:.4f}")

    right = sum((model(row).data > 0) == (label > 0) for row, label in zip(X, y, strict=True))
    print(f"{right} of {len(y)} points on the right side")
    assert right / len(y) >= 0.98


if __name__ == "__main__":
    main()
