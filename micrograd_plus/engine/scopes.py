"""Scopes: which part of a program made a node, so that a large graph can be drawn by its parts.

The call of a module is a scope by itself; `with scope("encoder"):` makes one of anything else. A
scope holds names, never modules: a graph keeps no model alive.
"""


class Scope:
    """One stretch of a program: the call of a module, or a `with scope(...)` block.

    Attributes:
        name: what it is called within the outer one, such as `neurons[3]`.
        kind: the class of the module that was called; empty for a user's own scope.
        outer: the scope around it; None if there is none.
    """

    __slots__ = ("kind", "name", "outer")

    def __init__(self, name: str, kind: str = "", outer: "Scope | None" = None) -> None:
        self.name: str = name
        self.kind: str = kind
        self.outer: Scope | None = outer

    def chain(self) -> "list[Scope]":
        """Return this scope and those around it, the outermost first."""
        found = []
        scope: Scope | None = self
        while scope is not None:
            found.append(scope)
            scope = scope.outer
        return found[::-1]

    @property
    def path(self) -> str:
        """The names from the outermost scope to this one, such as `MLP.layers[0].neurons[3]`."""
        return ".".join(scope.name for scope in self.chain())

    def __repr__(self) -> str:
        return f"<scope {self.path}>"

    def __reduce__(self) -> "tuple[type[Scope], tuple[str, str, Scope | None]]":
        return Scope, (self.name, self.kind, self.outer)
