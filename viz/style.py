"""Colours, fonts and number formats, shared by all pictures."""

import math
from dataclasses import dataclass

from micrograd_plus.engine import Value

# What stands in place of a gradient that no backward pass has reached yet.
NOT_REACHED = "—"

# A longer label is cut in its box; whoever hovers over the box reads the whole of it.
LONGEST_LABEL = 60

# Blue and orange are told apart in every common kind of colour blindness.
BLUE = "#0072B2"
ORANGE = "#D55E00"
GREY = "#666666"
GREEN = "#00734D"
RED = "#B3261E"
# Behind what stands for several values.
SHADE = "#F2F2F2"
# Behind what a step of an explanation changes; a bold outline says the same.
MARK = "#FFE9A0"

# The layout gets one font: the Graphviz of a browser measures a list of them as Times. Where a
# picture is shown it may be missing: the first of its fallbacks has the same widths.
FONT = "DejaVu Sans"
FALLBACKS = "Verdana,sans-serif"

# Lines grow from thin to thick while numbers grow by this factor, by equal steps of the logarithm.
_RANGE = 1e3
_THINNEST, _THICKEST = 0.6, 3.0


@dataclass(frozen=True, slots=True)
class Theme:
    """How a graph is drawn.

    Attributes:
        name: what to ask for it by.
        legend: what its colours and places mean, each as markup; empty if they speak for
            themselves.
        ink: the colour of text and lines.
        constant: the colour of constants, which have no gradient.
        shade: the colour behind boxes that stand for several values.
        mark: the colour behind what a step changes.
        circuit: whether values are wires with the number above and the gradient below.
        flow: whether edges show the gradient that flows over them.
        positive: the colour of a positive gradient; `flow` only.
        negative: the colour of a negative gradient; `flow` only.
        digits: how many digits of a number stand behind the point.
        font: the font of the layout.
        font_size: in points.
    """

    name: str
    legend: tuple[str, ...] = ()
    ink: str = "black"
    constant: str = GREY
    shade: str = SHADE
    mark: str = MARK
    circuit: bool = False
    flow: bool = False
    positive: str = BLUE
    negative: str = ORANGE
    digits: int = 4
    font: str = FONT
    font_size: int = 11


_FLOW_LEGEND = (
    "gradient that flows back:",
    f'<font color="{BLUE}">+ positive, blue</font>',
    f'<font color="{ORANGE}">− negative, orange</font>',
    "the thicker, the more",
)
_CIRCUIT_LEGEND = (
    f'<font color="{GREEN}">above the wire: the value, green</font>',
    f'<font color="{RED}">below: the gradient, red</font>',
)
THEMES = {
    theme.name: theme
    for theme in (
        Theme("classic"),
        Theme("circuit", _CIRCUIT_LEGEND, circuit=True),
        Theme("flow", _FLOW_LEGEND, flow=True),
        Theme("print", constant="black", shade="white", mark="#DDDDDD"),
    )
}


def gradient_text(value: Value, digits: int = 4) -> str:
    """Write the gradient of a Value, or a dash where no backward pass has been.

    >>> x = Value(3.0)
    >>> y = x * x
    >>> gradient_text(x)
    '—'
    >>> y.backward()
    >>> gradient_text(x)
    '6.0000'
    """
    return number_text(value.grad, digits) if value.is_reached else NOT_REACHED


def number_text(value: float, digits: int = 4) -> str:
    """Write a number for a box: `%.4f`, or `%.3g` where that would show 0 or be too long.

    Arguments:
        value: the number.
        digits: how many of its digits stand behind the point.

    >>> number_text(-3.0), number_text(0.00002), number_text(1e30), number_text(0.0)
    ('-3.0000', '2e-05', '1e+30', '0.0000')
    >>> number_text(3.14159, 2), number_text(0.0004, 2)
    ('3.14', '0.0004')
    """
    text = f"{value:.{digits}f}"
    if value != 0 and (float(text) == 0 or abs(value) >= 1e9):
        text = f"{value:.{max(digits - 1, 1)}g}"
    return text


def signed_text(number: float, digits: int = 4) -> str:
    """Write a number with its sign, a plus too: a picture never says by colour alone.

    >>> signed_text(0.5), signed_text(-2.0), signed_text(0.0)
    ('+0.5000', '-2.0000', '0.0000')
    """
    return ("+" if number > 0 else "") + number_text(number, digits)


def line_style(number: float, largest: float, theme: Theme) -> dict[str, str]:
    """Return the colour and the width of a line that carries a gradient, for Graphviz.

    Arguments:
        number: the gradient.
        largest: the largest magnitude in the picture, which is drawn thickest.
        theme: gives the colours.

    >>> line_style(-2.0, 2.0, THEMES["flow"])
    {'color': '#D55E00', 'penwidth': '3.00'}
    """
    if math.isnan(number):
        return {"color": theme.ink, "style": "dashed"}
    if number == 0:
        return {"color": theme.constant, "penwidth": f"{_THINNEST:.2f}", "style": "dashed"}
    magnitude = abs(number)
    if magnitude < largest:
        # Difference of logarithms: a quotient of tiny by huge would be 0.
        distance = math.log(largest) - math.log(magnitude)
        strength = max(0.0, 1 - distance / math.log(_RANGE))
    else:
        strength = 1.0
    return {
        "color": theme.positive if number > 0 else theme.negative,
        "penwidth": f"{_THINNEST + strength * (_THICKEST - _THINNEST):.2f}",
    }
