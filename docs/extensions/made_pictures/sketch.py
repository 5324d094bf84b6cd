"""Small drawings in the colours of `viz`: boxes, arrows, curves. Dark where the page is."""

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape

from viz.style import BLUE, FALLBACKS, FONT, GREY, MARK, ORANGE, SHADE
from viz.svg import PROLOG, tidy

__all__ = ["BLUE", "GREY", "MARK", "ORANGE", "SHADE", "Chart", "Sketch"]

Point = tuple[float, float]

# How long the head of an arrow is, and half of how wide.
_HEAD, _HALF = 8.0, 3.5


class Sketch:
    """A drawing of so many pixels, to which parts are added one by one.

    Arguments:
        width, height: in pixels.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        colour: str = "",
        size: float = 13,
        anchor: str = "middle",
        bold: bool = False,
    ) -> None:
        """Write words whose middle, `start` or `end` is at x, on the line y."""
        fill = f' fill="{colour}"' if colour else ""
        weight = ' font-weight="bold"' if bold else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" '
            f'font-family="{FONT},{FALLBACKS}"{fill}{weight}>{escape(words)}</text>'
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        lines: Sequence[str] = (),
        colour: str = "black",
        fill: str = "white",
        thick: float = 1.3,
    ) -> None:
        """Draw a box with its upper left corner at (x, y), and lines of words in it."""
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3" '
            f'fill="{fill}" stroke="{colour}" stroke-width="{thick:g}"/>'
        )
        for place, words in enumerate(lines):
            middle = y + height * (place + 0.5) / len(lines) + 4.5
            self.text(x + width / 2, middle, words, "" if colour == "black" else colour)

    def dot(self, at: Point, colour: str = "black", radius: float = 4, fill: str = "") -> None:
        """Draw a dot, or a circle if its fill is another colour."""
        self._parts.append(
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:g}" fill="{fill or colour}" '
            f'stroke="{colour}" stroke-width="1.3"/>'
        )

    def line(
        self,
        points: Iterable[Point],
        colour: str = "black",
        thick: float = 1.5,
        dashed: bool = False,
        arrow: bool = False,
    ) -> None:
        """Draw a line through points, with a head at its end if it is an arrow."""
        listed = list(points)
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in listed)
        dashes = ' stroke-dasharray="5 4"' if dashed else ""
        self._parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" '
            f'stroke-width="{thick:g}"{dashes}/>'
        )
        if arrow:
            self._head(listed[-2], listed[-1], colour)

    def _head(self, start: Point, end: Point, colour: str) -> None:
        length = math.dist(start, end)
        along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
        back = (end[0] - _HEAD * along[0], end[1] - _HEAD * along[1])
        left = (back[0] - _HALF * along[1], back[1] + _HALF * along[0])
        right = (back[0] + _HALF * along[1], back[1] - _HALF * along[0])
        corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in (end, left, right))
        self._parts.append(f'<polygon points="{corners}" fill="{colour}" stroke="{colour}"/>')

    def area(self, points: Iterable[Point], fill: str = SHADE) -> None:
        """Fill what a line around points encloses."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(f'<polygon points="{path}" fill="{fill}" stroke="none"/>')

    def svg(self, name: str) -> str:
        """Return the picture as a file; ids begin with its name."""
        size = f'width="{self.width:g}" height="{self.height:g}"'
        raw = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
            f'viewBox="0 0 {self.width:g} {self.height:g}">{"".join(self._parts)}</svg>'
        )
        return PROLOG + tidy(raw.encode(), f"{name}-")


class Chart(Sketch):
    """A sketch with axes: points are given in their units.

    Arguments:
        across: the least and the greatest number of the axis across.
        up: those of the axis that goes up.
        names: what stands at the ends of the two axes.
        at: where the axes cross.
    """

    def __init__(
        self,
        across: Point,
        up: Point,
        names: tuple[str, str] = ("", ""),
        at: Point = (0.0, 0.0),
        width: float = 320,
        height: float = 200,
    ) -> None:
        super().__init__(width, height)
        self.across, self.up = across, up
        x, y = self.at(*at)
        self.line([(12, y), (width - 8, y)], GREY, 1, arrow=True)
        self.line([(x, height - 10), (x, 8)], GREY, 1, arrow=True)
        self.text(width - 10, y - 6, names[0], GREY, 12, "end")
        self.text(x + 7, 17, names[1], GREY, 12, "start")

    def at(self, x: float, y: float) -> Point:
        """Return the place of a point in pixels."""
        (left, right), (low, high) = self.across, self.up
        return (
            18 + (self.width - 36) * (x - left) / (right - left),
            self.height - 16 - (self.height - 34) * (y - low) / (high - low),
        )

    def curve(
        self,
        f: Callable[[float], float],
        colour: str = BLUE,
        span: Point | None = None,
        thick: float = 2.2,
        dashed: bool = False,
    ) -> None:
        """Draw a function over a span, or from end to end, where it fits between up's ends."""
        left, right = span or self.across
        xs = [left + (right - left) * step / 120 for step in range(121)]
        low, high = self.up
        fitting = [(x, f(x)) for x in xs if low <= f(x) <= high]
        self.line([self.at(x, y) for x, y in fitting], colour, thick, dashed)

    def mark(self, x: float, y: float, colour: str = ORANGE, words: str = "") -> None:
        """Draw a dot at a point, with words to its right."""
        self.dot(self.at(x, y), colour)
        px, py = self.at(x, y)
        self.text(px + 9, py - 6, words, colour, 12, "start")

    def words(
        self, x: float, y: float, words: str, colour: str = "", anchor: str = "start"
    ) -> None:
        """Write words that begin at a point."""
        px, py = self.at(x, y)
        self.text(px, py, words, colour, 12, anchor)
