"""The command step: through the steps of a gradient with single keys, in the terminal."""

import argparse
import contextlib
import os
import sys
from typing import Any

from ..explanation.lines import text_lines
from ..explanation.output import for_output, terminal_width
from ..explanation.text import explain
from .expressions import add_expression, computed, gradients
from .options import Commands, add_command, is_terminal, show
from .step_screen import Steps, screen, steps_of

NEXT, PREVIOUS, FIRST, LAST, LEAVE, AGAIN = "next", "previous", "first", "last", "leave", "again"

_LETTERS = {"n": NEXT, " ": NEXT, "\n": NEXT, "\r": NEXT, "p": PREVIOUS, "b": PREVIOUS}
_LETTERS |= {"g": FIRST, "G": LAST, "q": LEAVE, "\x03": LEAVE, "\x0c": AGAIN}
_KEYS = {"KEY_RIGHT": NEXT, "KEY_ENTER": NEXT, "KEY_LEFT": PREVIOUS}
_KEYS |= {"KEY_HOME": FIRST, "KEY_END": LAST, "KEY_RESIZE": AGAIN}
# What terminals send for the same keys where they do not keep to their own description; Escape
# alone is followed by nothing.
_SEQUENCES = {"": LEAVE, "[C": NEXT, "OC": NEXT, "OM": NEXT, "[D": PREVIOUS, "OD": PREVIOUS}
_SEQUENCES |= dict.fromkeys(("[H", "OH", "[1~", "[7~"), FIRST)
_SEQUENCES |= dict.fromkeys(("[F", "OF", "[4~", "[8~"), LAST)

# Milliseconds in which the rest of an arrow arrives, also over a slow line.
_ESCAPE_DELAY = 50
# A terminal that is gone answers at once that there is no key, again and again.
_PATIENCE = 20


def add_step(commands: Commands) -> None:
    """Add the command to the parser."""
    command = add_command(
        commands,
        "step",
        "go through an expression's gradient step by step, with single keys",
        _step,
    )
    add_expression(command)


def moved(action: str, k: int, count: int) -> int:
    """Return the number of the step to be seen next, or 0 to leave.

    >>> moved(NEXT, 1, 9), moved(NEXT, 9, 9), moved(PREVIOUS, 1, 9), moved(LAST, 1, 9)
    (2, 9, 1, 9)
    """
    goals = {NEXT: k + 1, PREVIOUS: k - 1, FIRST: 1, LAST: count}
    return 0 if action == LEAVE else min(max(goals.get(action, k), 1), count)


def _step(options: argparse.Namespace) -> int:
    result, leaves = computed(options)
    explanation = explain(result)
    if is_terminal():
        given = f"   {', '.join(options.bindings)}" if options.bindings else ""
        steps = steps_of(options.expression.strip() + given, explanation)
        try:
            if _browsed(steps):
                return 0
        except KeyboardInterrupt:
            return 0
    result.backward()
    lines = text_lines(explanation.steps, {}, terminal_width())
    show("\n".join([*lines, *gradients(explanation, leaves)]))
    return 0


def _browsed(steps: Steps) -> bool:
    """Go through the steps until somebody leaves; False where no window can be drawn."""
    try:
        import curses
    except ImportError:
        # As on Windows.
        return False
    try:
        curses.setupterm(os.environ.get("TERM", "unknown"), sys.stdout.fileno())
        able = curses.tigetstr("cup") is not None
    except (curses.error, OSError, ValueError):
        return False
    # A terminal whose cursor cannot be placed is one within an editor, or paper.
    if able:
        curses.set_escdelay(_ESCAPE_DELAY)
        curses.wrapper(_browse, steps)
    return able


def _browse(window: Any, steps: Steps) -> None:
    """Show a step, wait for a key, show the next, until it is time to leave."""
    import curses

    # Ctrl-C is a key here: a signal that comes just before the wait for one would not end it.
    curses.raw()
    # Not every terminal can hide its cursor, or has colours; where it has, they stay its own.
    for wish in (lambda: curses.curs_set(0), curses.use_default_colors):
        with contextlib.suppress(curses.error):
            wish()
    k, count = 1, len(steps.steps)
    while k:
        height, width = window.getmaxyx()
        window.erase()
        for place, line in enumerate(screen(steps, k, width, height)):
            # Behind the last cell of a window the cursor has no place, which curses calls an error.
            with contextlib.suppress(curses.error):
                window.addstr(place, 0, _fitting(line, window.encoding, width))
        window.refresh()
        action = _pressed(window)
        if action == AGAIN:
            window.redrawwin()
        k = moved(action, k, count)


def _fitting(line: str, encoding: str, width: int) -> str:
    """A line in the letters of a terminal; symbols that are written out may make it longer."""
    plain = for_output(line, encoding)
    return plain if plain == line else plain[:width]


def _pressed(window: Any) -> str:
    """What the next key asks for; empty for a key that asks for nothing."""
    import curses

    for _ in range(_PATIENCE):
        try:
            key = window.get_wch()
        except curses.error:
            continue
        if isinstance(key, int):
            return _KEYS.get(curses.keyname(key).decode("ascii", "replace"), "")
        return _SEQUENCES.get(_rest(window), "") if key == "\x1b" else _LETTERS.get(key, "")
    return LEAVE


def _rest(window: Any) -> str:
    """What has come behind an Escape."""
    import curses

    found = ""
    window.nodelay(True)
    try:
        while len(found) < 8:
            found += str(window.get_wch())
    except curses.error:
        # There is nothing more.
        pass
    finally:
        window.nodelay(False)
    return found
