"""How pages tell classes apart: a colour and a shape for each, as the plots have them."""

from .plots.figures import CLASS_COLOURS

# Outlines about the middle of a square from -1.2 to 1.2, as SVG writes them: as many as there are
# colours, in the order of the markers of the plots.
CLASS_SHAPES = (
    "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z",
    "M0-1.15L1.05.75H-1.05Z",
    "M-.88-.88H.88V.88H-.88Z",
    "M0-1.2L1 0L0 1.2L-1 0Z",
    "M0 1.15L1.05-.75H-1.05Z",
    "M-.4-1.1H.4V-.4H1.1V.4H.4V1.1H-.4V.4H-1.1V-.4H-.4Z",
    "M0-1.25L.3-.41L1.19-.39L.48.15L.73 1.01L0 .5L-.73 1.01L-.48.15L-1.19-.39L-.3-.41Z",
    "M-1.1-.5L-.5-1.1L0-.6L.5-1.1L1.1-.5L.6 0L1.1 .5L.5 1.1L0 .6L-.5 1.1L-1.1 .5L-.6 0Z",
    "M-1.15 0L.75-1.05V1.05Z",
    "M1.15 0L-.75-1.05V1.05Z",
)
# On a dark page black is not seen.
_IN_THE_DARK = {"#000000": "#FFFFFF"}


def class_colours() -> list[list[str]]:
    """Return the colour of each class on a white page and on a dark one."""
    return [[colour, _IN_THE_DARK.get(colour, colour)] for colour in CLASS_COLOURS]
