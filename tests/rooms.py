"""The picture of the rooms and their imports: `python -m tests.rooms` draws it from the code.

An arrow leads from a room to one that it imports from; what follows from other arrows is left out.
"""

from pathlib import Path

from graphviz import Digraph

from micrograd_plus.graph import toposort
from tests.imports import FLOORS, ROOT, all_imports, room_of
from viz.render import render

PICTURE = ROOT / ".github" / "rooms.svg"


def arrows(imports: dict[Path, set[Path]]) -> set[tuple[str, str]]:
    """Which room imports from which, without what follows from other arrows."""
    direct: dict[str, set[str]] = {}
    for path, found in imports.items():
        rooms = set(map(room_of, found)) - {room_of(path)}
        direct.setdefault(room_of(path), set()).update(rooms)
    below = {room: set(toposort(room, lambda each: sorted(direct[each]))) for room in direct}
    return {
        (room, other)
        for room, others in direct.items()
        for other in others
        if not any(other in below[between] for between in others - {other})
    }


def source() -> str:
    """Return the picture as text for Graphviz: a row for each floor."""
    graph = Digraph(
        graph_attr={"rankdir": "TB", "ranksep": "0.35", "nodesep": "0.25"},
        node_attr={"shape": "box", "fontname": "DejaVu Sans", "fontsize": "11"},
        edge_attr={"arrowsize": "0.6", "color": "#666666"},
    )
    for number, floor in enumerate(FLOORS):
        with graph.subgraph(name=f"floor {number}") as row:
            row.attr(rank="same")
            for room in sorted(floor):
                folder = (ROOT / "micrograd_plus" / room).is_dir() or room == "viz"
                row.node(room, label=f"{room}/" if folder else room)
    for room, other in sorted(arrows(all_imports())):
        graph.edge(room, other)
    return graph.source


def main() -> None:
    """Draw the picture anew."""
    PICTURE.write_bytes(render(source(), "svg"))
    print(f"wrote {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
