"""The Digraph of graphviz, with the types that it does not have."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager
    from typing import Self

    class Digraph:
        """A directed graph as text, written line by line."""

        name: str | None
        comment: str | None
        filename: str
        directory: str
        format: str
        engine: str
        encoding: str
        graph_attr: dict[str, str]
        node_attr: dict[str, str]
        edge_attr: dict[str, str]
        body: list[str]
        strict: bool

        def __init__(
            self, name: str | None = None, comment: str | None = None, **settings: Any
        ) -> None: ...
        def __iter__(self) -> Iterator[str]: ...
        @property
        def source(self) -> str: ...
        @property
        def filepath(self) -> str: ...
        def clear(self, keep_attrs: bool = False) -> None: ...
        def copy(self) -> Self: ...
        def node(
            self, name: str, label: str | None = None, _attributes: Any = None, **attrs: Any
        ) -> None: ...
        def edge(
            self,
            tail_name: str,
            head_name: str,
            label: str | None = None,
            _attributes: Any = None,
            **attrs: Any,
        ) -> None: ...
        def edges(self, tail_head_iter: Iterable[Any]) -> None: ...
        def attr(self, kw: str | None = None, _attributes: Any = None, **attrs: Any) -> None: ...
        def subgraph(
            self, graph: "Digraph | None" = None, name: str | None = None, **settings: Any
        ) -> "AbstractContextManager[Digraph]": ...
        def unflatten(
            self, stagger: int | None = None, fanout: bool = False, chain: int | None = None
        ) -> Any: ...
else:
    from graphviz import Digraph as Digraph
