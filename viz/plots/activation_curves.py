"""The plot of activations with their derivatives."""

import itertools
import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from micrograd_plus.engine import Value
from micrograd_plus.engine.gradient import grad
from micrograd_plus.inputs import shown
from micrograd_plus.nn.layers import activation_named
from micrograd_plus.rules.notation import to_text
from micrograd_plus.rules.table import TABLE, Rule

from ..style import BLUE, ORANGE
from .figures import figure_class, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Function = Callable[[float], float]

# Inputs from -REACH to REACH are drawn, in so many steps to either side.
REACH, _STEPS = 5.0, 200
# What bends its input and neither tears it apart nor turns it round: slopes within these bounds.
GENTLE = (-0.25, 1.25)

_ACROSS = 3
_DOT: dict[str, Any] = {"markersize": 6, "zorder": 3}
# So many letters of a name, together with those of a formula, have room above a plot.
_LETTERS = 44
_HIGHEST = 6.0
# A change of less is none to see; what changes still over such a distance jumps, at a place that is
# told to so many digits.
_NOTICED, _CLOSE, _DIGITS = 1e-3, 1e-7, 9


def activations(names: Iterable[str] | None = None) -> "Figure":
    """Draw activations with their derivatives, which the rule table gives.

    Where a line jumps there is a gap: open circles are what it comes near to on either side, a
    full dot is what it is there.

    Arguments:
        names: the names of operations of one argument; None is all of the table that are defined
            everywhere and whose slope stays between -0.25 and 1.25.

    Returns:
        A matplotlib Figure.

    Raises:
        ImportError: if matplotlib is missing.
        TypeError, ValueError: for a name that is none of such an operation, or for no names.

    >>> figure = activations(["relu", "tanh"])
    >>> [axes.get_title(loc="left") for axes in figure.axes]
    ['relu', 'tanh']
    """
    new_figure = figure_class()
    chosen = [names] if isinstance(names, str) else names
    if chosen is not None and not isinstance(chosen, Iterable):
        raise TypeError(
            f'activations takes a list of names such as ["relu", "tanh"], here is {shown(chosen)}'
        )
    listed = list(_usable() if chosen is None else chosen)
    if not listed:
        raise ValueError('there is no activation to draw: name some, such as ["relu", "tanh"]')
    functions = [activation_named(name) for name in listed]
    across = min(len(listed), _ACROSS)
    down = math.ceil(len(listed) / across)
    figure: Figure = new_figure(
        figsize=(max(3.5 * across, 4.2), 0.5 + 2.6 * down), layout="constrained"
    )
    for place, (name, function) in enumerate(zip(listed, functions, strict=True)):
        axes = figure.add_subplot(down, across, place + 1)
        _draw(axes, _number_of(function), BLUE, "-", "activation")
        _draw(axes, _slope_of(function), ORANGE, "--", "its derivative")
        title = short(name)
        axes.set_title(title, loc="left", fontsize=11, fontweight="bold")
        room = _LETTERS - round(1.4 * len(title))
        axes.set_title(short(_derivative_text(name), room), loc="right", fontsize=8)
        axes.grid(alpha=0.3)
        axes.axhline(0, color="black", linewidth=0.6)
        axes.axvline(0, color="black", linewidth=0.6)
        low, high = axes.get_ylim()
        axes.set(xlim=(-REACH, REACH), ylim=(max(low, -_HIGHEST), min(high, _HIGHEST)))
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
    return figure


def _usable() -> list[str]:
    """The operations of the table that can serve as an activation."""
    return [rule.name for rule in TABLE.values() if _is_gentle(rule)]


def _is_gentle(rule: Rule) -> bool:
    if len(rule.arguments) != 1 or rule.variadic or rule.domain or rule.partials == (None,):
        return False
    function = activation_named(rule.name)
    number, slope = _number_of(function), _slope_of(function)
    inputs = [2 * REACH * step / 50 for step in range(-50, 51)]
    low, high = GENTLE
    return all(math.isfinite(number(x)) and low <= slope(x) <= high for x in inputs)


def _derivative_text(name: str) -> str:
    """The derivative as the table has it."""
    partial = TABLE[name].partials[0] if name in TABLE else None
    if partial is None:
        return ""
    declared = ", declared" if TABLE[name].surrogate else ""
    return f"{to_text(partial)}{declared}"


def _number_of(function: Callable[[Value], Value]) -> Function:
    def number(x: float) -> float:
        return function(Value(x)).data

    return _where_defined(number)


def _slope_of(function: Callable[[Value], Value]) -> Function:
    def slope(x: float) -> float:
        point = Value(x)
        return grad(function(point), point)

    return _where_defined(slope)


def _where_defined(function: Function) -> Function:
    """A function that is nan where it is not defined or infinite, so that no line is drawn."""

    def careful(x: float) -> float:
        try:
            number = function(x)
        except (ArithmeticError, ValueError):
            return math.nan
        return number if math.isfinite(number) else math.nan

    return careful


def _draw(axes: "Axes", function: Function, colour: str, style: str, label: str) -> None:
    """Draw a line with a gap at each jump."""
    inputs = [REACH * step / _STEPS for step in range(-_STEPS, _STEPS + 1)]
    points = [(x, function(x)) for x in inputs]
    for place in _jumps(function, points):
        points = [point for point in points if abs(point[0] - place) > _CLOSE]
        left, right = function(place - _CLOSE), function(place + _CLOSE)
        points += [(place - _CLOSE, left), (place, math.nan), (place + _CLOSE, right)]
        there = function(place)
        for limit in (left, right):
            if limit != there:
                axes.plot(place, limit, "o", color=colour, markerfacecolor="white", **_DOT)
        axes.plot(place, there, "o", color=colour, **_DOT)
    points.sort()
    axes.plot(*zip(*points, strict=True), linestyle=style, color=colour, linewidth=2, label=label)


def _jumps(function: Function, points: list[tuple[float, float]]) -> list[float]:
    """Where a function jumps between two neighbouring points."""
    found = {_jump(function, *pair) for pair in itertools.pairwise(points)}
    return sorted(place for place in found if place is not None)


def _jump(
    function: Function, left: tuple[float, float], right: tuple[float, float]
) -> float | None:
    """Where a function jumps: however near two points come to each other, their values do not."""
    change = abs(right[1] - left[1])
    if not change > _NOTICED:
        return None
    while right[0] - left[0] > _CLOSE / 1000:
        x = (left[0] + right[0]) / 2
        middle = (x, function(x))
        # Go on in the half that changes more.
        if abs(middle[1] - left[1]) > abs(right[1] - middle[1]):
            right = middle
        else:
            left = middle
        if not abs(right[1] - left[1]) > change / 2:
            return None
    return round((left[0] + right[0]) / 2, _DIGITS)
