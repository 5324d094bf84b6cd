"""
Aiming along an orbit
=====================

Aiming: the end of an orbit of 500 steps is differentiated by its start.
"""

from micrograd_plus import Value, optim, record

STEPS, TIME_STEP = 500, 0.01
TARGET = (-0.5, 0.9)

vx, vy = Value(0.0, label="vx"), Value(1.0, label="vy")


def missed_by() -> Value:
    """The squared distance to the target after going round the sun for a while."""
    x, y, speed_x, speed_y = 1.0, 0.0, vx, vy
    for _ in range(STEPS):
        pull = (x * x + y * y) ** -1.5 * TIME_STEP
        speed_x, speed_y = speed_x - x * pull, speed_y - y * pull
        x, y = x + TIME_STEP * speed_x, y + TIME_STEP * speed_y
    return (x - TARGET[0]) ** 2 + (y - TARGET[1]) ** 2


def main() -> None:
    tape = record(missed_by)
    print(str(tape).split("\n\n")[0])
    optimizer = optim.Adam(lr=0.02)
    for attempt in range(200):
        vx.grad = vy.grad = 0.0
        squared = tape.backward()
        if attempt % 40 == 0:
            print(
                f"attempt {attempt:3}  start at speed ({vx:.4f}, {vy:.4f}), "
                f"missed by {squared**0.5:.4f}"
            )
        optimizer.step([vx, vy])
    final = missed_by().data ** 0.5
    print(f"at last     start at speed ({vx:.4f}, {vy:.4f}), missed by {final:.4f}")
    assert final < 0.01


if __name__ == "__main__":
    main()
