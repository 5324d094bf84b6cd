"""Every demo, run, and all that they print and draw on one page; then every formula of the texts.

Run `python demos/gallery.py [FOLDER [DEMO ...]]`; the page is FOLDER/index.html, by default in
`gallery`.
"""

import argparse
import ast
import html
import importlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from verdicts import FAILS, HOLDS

from micrograd_plus.commands.page import drawing, image, page, preformatted, scrolling, section
from micrograd_plus.files.saving import write_whole

DEMOS = Path(__file__).parent
MARKER = ".micrograd_plus_gallery"

# Every demo, room by room, in the order of a reader.
ORDER = {
    "first_steps": [
        "a_plus_a",
        "neuron_graph",
        "player",
        "micrograd_example",
        "order_matters",
        "newton",
        "own_rule",
    ],
    "networks": [
        "moons",
        "replay",
        "fit_moons",
        "digits",
        "watch_training",
        "sweep",
        "large_graph",
        "mixture",
        "orbit",
        "microgpt",
    ],
    "text1": [
        "text1_square",
        "text1_network",
        "text1_losses",
        "text1_figure",
        "text1_minima",
        "text1_local_minima",
        "text1_sgd",
        "text1_old_values",
        "text1_arrays",
        "text1_chain",
        "text1_products",
        "text1_softmax",
        "text1_stages",
    ],
    "text2": [
        "text2_contours",
        "text2_not_a_bowl",
        "text2_learning_rate",
        "text2_epochs",
        "text2_labels",
        "text2_terms",
        "text2_squares",
        "text2_columns",
        "text2_links",
        "text2_plug_in",
        "text2_listing",
        "text2_shapes",
        "text2_update_loop",
    ],
    "text3": [
        "text3_bias",
        "text3_threshold",
        "text3_ascent",
        "text3_sigmoid_slope",
        "text3_gammas",
        "text3_indices",
        "text3_old_weights",
        "text3_counts",
        "text3_wasted",
        "text3_learning",
    ],
}
TEXTS = {
    "text1": "First text: Backpropagation In Neural Networks",
    "text2": "Second text: Back Propogation",
    "text3": "Third text: Neural Networks and the Backpropagation Algorithm",
}

# What a formula says, whether it holds, what it gives as printed and what is true, and why.
Row = tuple[str, str, str, str]


def main(folder: Path, names: list[str]) -> None:
    claim(folder)
    start = time.monotonic()
    # Demos are processes of their own: as many at a time as there are processors.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sections = []
        for name, shown in zip(names, pool.map(lambda name: run(name, folder), names), strict=True):
            print(f"{len(sections) + 1:>3} of {len(names)}  {name}", flush=True)
            sections.append(shown)
    contents = "".join(
        f'<li><a href="#{name}">{html.escape(shows(name))}</a></li>' for name in names
    )
    formulas = [section(title, scrolling(table(rows))) for title, rows in tables()]
    nav = f'<nav aria-label="demos"><ul>{contents}</ul></nav>'
    index = folder / "index.html"
    title = "The gallery of micrograd_plus"
    write_whole(index, page(title, [nav, *sections, *formulas], width="84rem"))
    print(f"open {index} ({time.monotonic() - start:.0f} s)")
    assert index.read_text(encoding="utf-8").count("<h2>") == len(names) + len(formulas)


def claim(folder: Path) -> None:
    """Take a folder that is new, empty or an earlier gallery's."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        sys.exit(f"the folder {folder} holds something else than a gallery: name another one")
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / MARKER, "This folder was written by demos/gallery.py.\n")


def shows(name: str) -> str:
    """Return what a demo shows, in one line."""
    about = ast.get_docstring(ast.parse(path_of(name).read_text(encoding="utf-8"))) or name
    return about.partition("\n\n")[0].replace("\n", " ").removesuffix(".")


def code(name: str) -> str:
    """Return the code of a demo, without the words above it."""
    text = path_of(name).read_text(encoding="utf-8")
    first, *_ = ast.parse(text).body
    return "".join(text.splitlines(keepends=True)[first.end_lineno :]).strip()


def run(name: str, folder: Path) -> str:
    """Run a demo, and return what it says, its code, what it prints and draws."""
    place = folder / name
    place.mkdir(exist_ok=True)
    path = path_of(name)
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
    printed = result.stdout.replace(f"{place}{os.sep}", "")
    pictures = [picture(found, folder, shows(name)) for found in sorted(place.iterdir())]
    source = f'<p id="{name}"><code>demos/{path.relative_to(DEMOS).as_posix()}</code></p>'
    both = f'<div class="beside">{preformatted(code(name))}{preformatted(printed)}</div>'
    return section(shows(name), source, both, *pictures)


def picture(path: Path, folder: Path, words: str) -> str:
    """Return what shows a file that a demo has written.

    Arguments:
        path: the file.
        folder: where the page is.
        words: what the demo shows.
    """
    source = path.relative_to(folder).as_posix()
    caption = f"{words}: {path.name}"
    if path.suffix == ".svg":
        return drawing(source, path.read_text(encoding="utf-8"), caption)
    if path.suffix == ".png":
        return image(source, caption)
    return f'<p><a href="{html.escape(source)}">{html.escape(path.name)}</a></p>'


def tables() -> Iterator[tuple[str, list[Row]]]:
    """Yield for each text its title, and its formulas as rows."""
    for text, title in TEXTS.items():
        # Numbers of formulas come from the demos beside them.
        sys.path.append(str(DEMOS / text))
        formulas = importlib.import_module(f"{text}.formulas").FORMULAS
        rows = []
        for formula, verdict, reason, numbers in formulas:
            printed, true = numbers()
            between = " = " if verdict == HOLDS else ", not "
            rows.append((formula, verdict, f"{printed:.6g}{between}{true:.6g}", reason))
        yield title, rows


def table(rows: list[Row]) -> str:
    """Return formulas as a table."""
    titles = ("what the text says", "", "as printed, and true", "why")
    head = "".join(f"<th>{title}</th>" if title else "<td></td>" for title in titles)
    body = ""
    for formula, verdict, numbers, why in rows:
        mark = "strong" if verdict == FAILS else "span"
        shown = f'<{mark} style="white-space: nowrap">{verdict}</{mark}>'
        cells = [html.escape(formula), shown, html.escape(numbers), html.escape(why)]
        body += f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def path_of(name: str) -> Path:
    """Return the file of a demo."""
    room = next((room for room, names in ORDER.items() if name in names), "")
    return DEMOS / room / f"{name}.py"


def all_demos() -> list[str]:
    """The names of all demos, in their order."""
    return [name for names in ORDER.values() for name in names]


def typed() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(
        description="Run every demo, and write one page with all that they print and draw.",
        epilog=f"demos: {' '.join(all_demos())}",
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path("gallery"), help="default: gallery"
    )
    parser.add_argument("demos", nargs="*", metavar="demo", help="by default all of them")
    options = parser.parse_args()
    for name in options.demos:
        if name not in all_demos():
            parser.error(f"there is no demo {name!r}: --help lists them")
    return options


if __name__ == "__main__":
    options = typed()
    main(options.folder, options.demos or all_demos())
