"""A model for tests."""

from collections.abc import Callable
from typing import Any

from micrograd_plus.nn import Module


class Mine(Module):
    """A model that a function of the model and a row makes, with parts of its own."""

    def __init__(self, compute: Callable[[Any, Any], Any], **parts: Any) -> None:
        vars(self).update(parts)
        self.compute = compute

    def __call__(self, x: Any) -> Any:
        return self.compute(self, x)
