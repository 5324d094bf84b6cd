"""The command worksheet: a sheet of exercises with its key, for everyone or one a learner."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from ..classroom.sheets.formats import FORMATS, Format
from ..classroom.sheets.sheet import Sheet
from ..files.saving import write_whole
from ..inputs import choice
from .classes import file_names, read_names
from .drawn import add_drawn, draw
from .options import Commands, add_command, add_output, check_place, say

_UNDRAWN = (
    "note: the graphs are not drawn, only written: pip install graphviz pygraphviz, or install the "
    "program dot from https://graphviz.org"
)


def add_worksheet(commands: Commands) -> None:
    """Add the command to the parser."""
    command = add_command(commands, "worksheet", "make a sheet of exercises with its key", _run)
    add_drawn(command, count=10)
    command.add_argument("--title", default="", help="what stands above")
    endings = ", ".join(dict.fromkeys(format.ending for format in FORMATS.values()))
    command.add_argument("--format", help=f"{', '.join(FORMATS)} (default: by the file's ending)")
    command.add_argument(
        "--for",
        dest="learners",
        type=Path,
        metavar="NAMES",
        help="a file with a name a line: one variant for each, in the folder of -o",
    )
    help = f"the file to write, ending in {endings}; its key is put beside it (default: sheet.html)"
    add_output(command, help)


def _run(options: argparse.Namespace) -> int:
    return _for_a_class(options) if options.learners else _for_everyone(options)


def _for_everyone(options: argparse.Namespace) -> int:
    output: Path = options.output or Path(f"sheet{_ending(options.format)}")
    format = _format(options.format, output)
    check_place(output)
    for path in _write(draw(options, title=options.title), format, output):
        print(f"wrote {path}")
    return 0


def _for_a_class(options: argparse.Namespace) -> int:
    names = read_names(options.learners)
    folder: Path = options.output or Path("sheets")
    if folder.suffix in [format.ending for format in FORMATS.values()]:
        raise ValueError(
            f"with --for, -o names a folder, here is {folder}: leave the ending out, and give "
            "--format if it is not to be html"
        )
    format = FORMATS[choice("--format", options.format or "html", FORMATS)]
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for name, file in file_names(names).items():
        drawn = draw(options, variant=name, title=options.title)
        written += len(list(_write(drawn, format, folder / f"{file}{format.ending}")))
    print(f"wrote {written} files for {len(names)} learners to {folder}")
    return 0


def _write(drawn: Sheet, format: Format, path: Path) -> Iterator[Path]:
    """Write a sheet and, beside it, its key; gives the paths."""
    text = format.sheet(drawn)
    if format.ending == ".html" and "<svg" not in text:
        say(_UNDRAWN)
    write_whole(path, text)
    yield path
    if format.key is not None:
        beside = path.with_name(f"{path.stem}-key{path.suffix}")
        write_whole(beside, format.key(drawn))
        yield beside


def _ending(name: str | None) -> str:
    return FORMATS[choice("--format", name or "html", FORMATS)].ending


def _format(name: str | None, output: Path) -> Format:
    """The format that was asked for, or the first one of a file's ending."""
    ending = output.suffix.lower()
    if name is not None:
        found = FORMATS[choice("--format", name, FORMATS)]
        if ending != found.ending:
            raise ValueError(f"{output} must end in {found.ending} for --format {name}")
        return found
    fitting = [format for format in FORMATS.values() if format.ending == ending]
    if not fitting:
        endings = ", ".join(dict.fromkeys(format.ending for format in FORMATS.values()))
        raise ValueError(f"{output} must end in {endings}: the ending says the format")
    return fitting[0]
