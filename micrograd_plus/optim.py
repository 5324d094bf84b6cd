"""How parameters follow their gradients."""

from collections.abc import Iterable

from .engine import Value, to_float


class SGD:
    """Gradient descent: each step is p = p - lr * p.grad.

    Arguments:
        lr: the learning rate; it may be set between steps.

    >>> p = Value(1.0)
    >>> (p * p).backward()
    >>> SGD(lr=0.1).step([p])
    >>> p.data
    0.8
    """

    def __init__(self, lr: float = 0.1) -> None:
        if not to_float(lr) >= 0:
            raise ValueError(f"the learning rate is at least 0, here is {lr!r}")
        self.lr = lr

    def step(self, parameters: Iterable[Value]) -> None:
        """Move every parameter against its gradient."""
        if not isinstance(parameters, Iterable):
            raise TypeError(
                f"step takes a list of parameters, here is {parameters!r}: write "
                "optimizer.step(model.parameters())"
            )
        for parameter in parameters:
            if not isinstance(parameter, Value):
                raise TypeError(f"a parameter is a Value, here is {parameter!r}")
            parameter.data -= self.lr * parameter.grad

    def __repr__(self) -> str:
        return f"SGD(lr={self.lr})"
