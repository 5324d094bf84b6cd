"""DOT text to pictures: the only file that runs a program.

Graphviz lays out: the program `dot` where there is one, else the wheel pygraphviz, which carries
Graphviz inside and needs nothing on the machine. Either runs as a process of its own, so that it
can be stopped, and cannot take this one along.
"""

import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import graphviz

from . import svg

FORMATS = ("svg", "png", "pdf")

# Seconds that a layout may take. What can be drawn needs one or two.
TIMEOUT = 60.0

_CURES = (
    "pip install graphviz pygraphviz, or install the program dot from https://graphviz.org "
    "and see that it is on the PATH"
)

# A timer of the processor's time, which a busy machine does not shorten; Windows has none.
_HAS_TIMER = hasattr(signal, "setitimer")
_TIMER = """
import signal
if float(sys.argv[1]):
    signal.setitimer(signal.ITIMER_PROF, float(sys.argv[1]))
"""

# Runs the program dot, which inherits the timer.
_TIMED = f"""
import os, sys
{_TIMER}
os.execv(sys.argv[2], sys.argv[2:])
"""

# Runs in the child. The folder of pygraphviz is handed over, as the child starts isolated: no
# file in the working folder can stand in for a module.
_LAYOUT = f"""
import sys
sys.path.append(sys.argv[2])
from pygraphviz import AGraph
{_TIMER}
try:
    graph = AGraph(string=sys.stdin.buffer.read().decode())
    sys.stdout.buffer.write(graph.draw(format=sys.argv[3], prog="dot", args=sys.argv[4]))
except Exception as error:
    sys.exit(f"{{type(error).__name__}}: {{error}}")
"""

# The fonts of the system, and those of matplotlib: a bare machine has none of its own, and would
# draw a box for each letter.
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <dir>{folder}</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""

_serial = itertools.count(1)


class LayoutError(RuntimeError):
    """Report a picture that could not be made, with what Graphviz said."""


class SlowLayoutError(LayoutError):
    """Report a layout that was stopped because it took too long."""


class NoGraphvizError(LayoutError):
    """Report that there is no Graphviz to lay out with, and the two ways to get it."""


def render(
    source: str, format: str, timeout: float | None = None, dpi: float | None = None
) -> bytes:
    """Turn DOT text into a picture.

    Arguments:
        source: the DOT text.
        format: svg, png or pdf.
        timeout: how many seconds of the processor's time the layout may take, so that the same
            graph is the same picture on a busy machine; None allows TIMEOUT seconds by the clock.
        dpi: how many dots an inch of a png has; None is 96, those of a screen.

    Raises:
        ValueError: for any other format.
        NoGraphvizError: if there is no Graphviz.
        SlowLayoutError: if Graphviz needs more time.
        LayoutError: if Graphviz fails.
    """
    check_format(format)
    if format == "svg":
        return (svg.PROLOG + _tidied(source, timeout)).encode()
    # Paper has no need of a margin around the picture: whoever prints it has one.
    given = ["-Gmargin=0"] if format == "pdf" else [f"-Gdpi={dpi:g}"] if dpi is not None else []
    return _layout(source, format, timeout, given)


def render_svg(source: str, timeout: float | None = None) -> str:
    """Turn DOT text into a bare `<svg>` element, to be put into a page.

    Its ids are unlike those of any other picture, so that many can share a page. The errors are
    those of `render`.
    """
    return svg.inside(_tidied(source, timeout))


def check_format(format: str) -> str:
    """Return a known format, raise `ValueError` for any other."""
    if format not in FORMATS:
        raise ValueError(f"there is no format {format!r}: choose one of {', '.join(FORMATS)}")
    return format


def show(path: str, quiet: bool = False) -> None:
    """Open a picture in the program that the system has for it.

    Raises:
        RuntimeError: if there is no such program.
    """
    try:
        graphviz.view(path, quiet=quiet)
    except (OSError, RuntimeError) as error:
        raise RuntimeError(
            f"found no program to show pictures with ({error}): open {path} yourself"
        ) from None


def _tidied(source: str, timeout: float | None) -> str:
    # The serial number tells two pictures of one graph apart, the sum those of two programs.
    prefix = f"g{zlib.crc32(source.encode('utf-8', 'replace')):08x}-{next(_serial)}-"
    return svg.tidy(_layout(source, "svg", timeout), prefix)


def _layout(source: str, format: str, timeout: float | None, given: Sequence[str] = ()) -> bytes:
    """Lay out by the first Graphviz that can, which is given further arguments."""
    # A timer that is set to 0 never ends.
    patience = 0.0 if timeout is None else max(timeout, 1e-6)
    seconds = patience if patience and not _HAS_TIMER else TIMEOUT
    failures = []
    text = source.encode("utf-8", "backslashreplace")
    program = shutil.which("dot")
    if program is not None:
        try:
            command = [program, f"-T{format}", *given]
            if patience and _HAS_TIMER and sys.executable:
                command = [sys.executable, "-I", "-S", "-c", _TIMED, f"{patience}", *command]
            return _run(command, text, "dot", seconds, patience)
        except _FailedError as failure:
            failures.append(str(failure))
    folder = _folder_of("pygraphviz")
    if folder is not None and sys.executable:
        timer = f"{patience if _HAS_TIMER else 0}"
        told = [timer, str(folder), format, " ".join(given)]
        command = [sys.executable, "-I", "-c", _LAYOUT, *told]
        with tempfile.TemporaryDirectory() as temporary:
            try:
                settings = font_settings(Path(temporary))
                return _run(command, text, "pygraphviz", seconds, patience, settings)
            except _FailedError as failure:
                failures.append(str(failure))
    if failures:
        raise LayoutError(
            f"Graphviz could not draw this graph. {' '.join(failures)} A whole Graphviz comes "
            f"with {_CURES}."
        )
    raise NoGraphvizError(f"there is no Graphviz here to draw with: {_CURES}.")


class _FailedError(Exception):
    """One Graphviz has failed; another may not."""


def _run(
    command: list[str],
    text: bytes,
    name: str,
    seconds: float,
    patience: float,
    settings: Mapping[str, str] | None = None,
) -> bytes:
    """Run a layout; raise `_FailedError` if it fails, `SlowLayoutError` if it takes too long."""
    try:
        done = subprocess.run(
            command,
            input=text,
            capture_output=True,
            timeout=seconds,
            env={**os.environ, **(settings or {})},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        # Any other Graphviz would take as long.
        raise _slow(seconds) from None
    except OSError as error:
        raise _FailedError(f"{name} did not start: {error.strerror}.") from None
    if _HAS_TIMER and done.returncode == -signal.SIGPROF:
        raise _slow(patience)
    if done.returncode != 0 or not done.stdout:
        said = done.stderr.decode("utf-8", "replace").strip() or "nothing"
        raise _FailedError(f"{name} ended with code {done.returncode} and said: {said[:600]}.")
    return done.stdout


def _slow(seconds: float) -> SlowLayoutError:
    return SlowLayoutError(
        f"the layout of this graph took more than {seconds:g} seconds and was stopped: draw a "
        'smaller part (focus=a node, level="layer"), or set viz.render.TIMEOUT higher'
    )


def font_settings(temporary: Path) -> dict[str, str]:
    """Return environment variables by which text finds a font, and put a file that they name.

    Arguments:
        temporary: the folder for that file.
    """
    matplotlib = _folder_of("matplotlib")
    if matplotlib is None or "FONTCONFIG_FILE" in os.environ:
        return {}
    folder = matplotlib / "matplotlib" / "mpl-data" / "fonts" / "ttf"
    settings = temporary / "fonts.conf"
    settings.write_text(_FONTS.format(folder=folder), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(settings)}


def _folder_of(package: str) -> Path | None:
    """Return the folder in which a package is installed, without importing it."""
    try:
        spec = importlib.util.find_spec(package)
    except ValueError:
        return None
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent.parent
