"""The layer that each module of a model counts to."""

import re
from typing import Any

from ...nn.layers import Neuron
from ...nn.module import Module, parts_of


def layer_names(model: Any) -> dict[str, str]:
    """Return the layer that each module inside of a model counts to, by the module's path.

    A list of neurons is one layer, called by the path of what holds it; any other module is a layer
    by itself, and so is a model of another kind.

    >>> from micrograd_plus.nn import MLP
    >>> layer_names(MLP(2, [1, 1]))["layers[1].neurons[0]"]
    'layers[1]'
    """
    found: dict[str, str] = {}
    seen: set[int] = set()
    stack: list[tuple[str, Any]] = [("", model)]
    while stack:
        path, module = stack.pop()
        if id(module) in seen:
            continue
        seen.add(id(module))
        found[path] = layer_at(path, isinstance(module, Neuron)) or type(model).__name__
        parts = parts_of(module) if isinstance(module, Module) else []
        stack += [(f"{path}.{name}".lstrip("."), part) for name, part in parts]
    return found


def layer_at(path: str, is_neuron: bool) -> str:
    """Return the path of the layer of what is at a path; it is empty for the model itself."""
    return re.sub(r"(?:(?:^|\.)neurons)?\[[^\[\]]*\]$", "", path) if is_neuron else path
