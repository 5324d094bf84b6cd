"""What a class offers and a higher room does: the front door says where that is found.

Rooms import from those below only. Still `model.fit(...)` trains, and a `Value` shows itself in a
notebook: the class asks here.
"""

from collections.abc import Callable
from typing import Any

FINDERS: dict[str, Callable[[], Callable[..., Any]]] = {}


def found_by(name: str, find: Callable[[], Callable[..., Any]]) -> None:
    """Say how to find a function; it is looked for when it is first needed."""
    FINDERS[name] = find


def higher(name: str) -> Callable[..., Any]:
    """Return the function of a higher room."""
    return FINDERS[name]()


class Missing:
    """Stands for what cannot be loaded: whoever uses it is told why.

    Arguments:
        reason: what is missing, and the cure.
    """

    def __init__(self, reason: str) -> None:
        self.__reason = reason

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        raise ImportError(self.__reason)

    def __getattr__(self, name: str) -> Any:
        raise ImportError(self.__reason)
