"""Every demo, run, and all that they print and draw on one page; then every formula of the texts.

Run `python demos/gallery.py [FOLDER]`; the page is FOLDER/index.html, by default in `gallery`.
"""

import ast
import html
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from formulas import FAILS, tables

from micrograd_plus.commands.page import page, preformatted, section

DEMOS = Path(__file__).parent
MARKER = ".micrograd_plus_gallery"


def main(folder: Path, names: list[str]) -> None:
    claim(folder)
    start = time.monotonic()
    # Demos are processes of their own: as many at a time as there are processors.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sections = []
        for name, shown in zip(names, pool.map(lambda name: run(name, folder), names), strict=True):
            print(f"{len(sections) + 1:>3} of {len(names)}  {name}", flush=True)
            sections.append(shown)
    contents = "".join(f'<li><a href="#{name}">{name}</a></li>' for name in names)
    formulas = [section(title, table(rows)) for title, rows in tables()]
    parts = [f"<nav><ul>{contents}</ul></nav>", *sections, *formulas]
    index = folder / "index.html"
    index.write_text(page("The gallery of micrograd_plus", parts, width="76rem"), encoding="utf-8")
    print(f"open {index} ({time.monotonic() - start:.0f} s)")
    assert index.read_text(encoding="utf-8").count("<h2>") == len(names) + len(formulas)


def claim(folder: Path) -> None:
    """Take a folder that is new, empty or an earlier gallery's."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        sys.exit(f"the folder {folder} holds something else than a gallery: name another one")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("This folder was written by demos/gallery.py.\n")


def run(name: str, folder: Path) -> str:
    """Run a demo, and return what it says, prints and draws."""
    place = folder / name
    place.mkdir(exist_ok=True)
    path = DEMOS / f"{name}.py"
    environment = os.environ | {
        "PYTHONIOENCODING": "utf-8",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    result = subprocess.run(
        [sys.executable, str(path), str(place)],
        capture_output=True,
        encoding="utf-8",
        env=environment,
    )
    if result.returncode != 0:
        sys.exit(f"{name} failed:\n{result.stderr}")
    about = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    printed = result.stdout.replace(f"{place}{os.sep}", "")
    pictures = [picture(found, folder) for found in sorted(place.iterdir())]
    head = about.partition("\n\n")[0].replace("\n", " ")
    anchor = f'<a id="{name}"></a>'
    return section(name, anchor, f"<p>{html.escape(head)}</p>", preformatted(printed), *pictures)


def picture(path: Path, folder: Path) -> str:
    """Return what shows a file that a demo has written."""
    source = html.escape(path.relative_to(folder).as_posix())
    if path.suffix == ".svg":
        shown = f'<object type="image/svg+xml" data="{source}"></object>'
        return f'<figure class="drawing">{shown}</figure>'
    if path.suffix == ".png":
        return f'<figure><img src="{source}" alt="{path.stem}"></figure>'
    return f'<p><a href="{source}">{html.escape(path.name)}</a></p>'


def table(rows: list[tuple[str, str, str, str]]) -> str:
    """Return a table of formulas: what the text says, whether it holds, what shows it, why."""
    titles = ("what the text says", "", "as printed, and true", "why")
    head = "".join(f"<th>{title}</th>" for title in titles)
    body = ""
    for formula, verdict, numbers, why in rows:
        mark = "strong" if verdict == FAILS else "span"
        shown = f'<{mark} style="white-space: nowrap">{verdict}</{mark}>'
        cells = [html.escape(formula), shown, html.escape(numbers), html.escape(why)]
        body += f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def all_demos() -> list[str]:
    """The names of all demos but this one."""
    return sorted(path.stem for path in DEMOS.glob("*.py") if path != Path(__file__))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "gallery"), sys.argv[2:] or all_demos())
