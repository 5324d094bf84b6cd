"""The imports of this project, read from its code: who sees whom, file by file and room by room."""

import ast
from pathlib import Path

from micrograd_plus.graph import toposort

ROOT = Path(__file__).parent.parent

# From the front door down: a room sees those on lower floors, and on its own only what stands in
# NEIGHBOURS. A folder of a floor is one room; so is a file that stands by itself.
FLOORS = [
    {"__main__", "__init__"},
    {"commands"},
    {"display"},
    {"viz"},
    {"classroom", "estimators"},
    {"training"},
    {"nn"},
    {"tape", "explanation", "checking", "losses"},
    {"optim"},
    {"schedules"},
    {"engine"},
    {"rules"},
    {"datasets", "files"},
    {"arrays"},
    {"errors", "graph", "inputs", "aligned", "caller", "higher"},
]


def files() -> list[Path]:
    """The files of the product, by their path from the top."""
    found = [*(ROOT / "micrograd_plus").rglob("*.py"), *(ROOT / "viz").rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in found)


def room_of(path: Path) -> str:
    """The room in which a file stands."""
    package, *rest = path.with_suffix("").parts
    return "viz" if package == "viz" else rest[0]


def floor_of(room: str) -> int:
    """How many floors down from the front door a room is."""
    (found,) = [place for place, rooms in enumerate(FLOORS) if room in rooms]
    return found


def imported(source: str, path: Path) -> set[Path]:
    """The files that a file imports: at its head, late within a function, or for types alone.

    Arguments:
        source: the text of the file.
        path: where it stands.
    """
    package = path.parent.parts
    found: set[Path | None] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {_file(tuple(alias.name.split("."))) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            module = (*above, *(node.module.split(".") if node.module else ()))
            for alias in node.names:
                found.add(_file((*module, alias.name)) or _file(module))
    return {each for each in found if each is not None} - {path}


def _file(module: tuple[str, ...]) -> Path | None:
    """The file of a module of this project; None for a stranger."""
    if module[0] not in ("micrograd_plus", "viz"):
        return None
    for path in (Path(*module).with_suffix(".py"), Path(*module) / "__init__.py"):
        if (ROOT / path).is_file():
            return path
    return None


def all_imports() -> dict[Path, set[Path]]:
    """What each file of the product imports."""
    return {path: imported((ROOT / path).read_text(encoding="utf-8"), path) for path in files()}


def upward(path: Path, found: set[Path]) -> set[Path]:
    """Those of the imports of a file that do not lead down."""
    room = room_of(path)
    return {
        other
        for other in found
        if room_of(other) != room and floor_of(room_of(other)) <= floor_of(room)
    }


def circle(imports: dict[Path, set[Path]]) -> list[Path]:
    """Files of which each imports the next, and the last the first; empty if there are none."""
    depth = {}
    for start in imports:
        order = toposort(start, lambda path: sorted(imports.get(path, ())))
        depth[start] = set(order) - {start}
    for start, below in depth.items():
        for other in sorted(below):
            if start in depth[other]:
                return [start, *_way(imports, other, start)]
    return []


def _way(imports: dict[Path, set[Path]], start: Path, end: Path) -> list[Path]:
    """The shortest chain of imports from one file to another."""
    came: dict[Path, Path] = {start: start}
    waiting = [start]
    while end not in came:
        path = waiting.pop(0)
        for other in sorted(imports[path] - set(came)):
            came[other] = path
            waiting.append(other)
    way = [end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]
