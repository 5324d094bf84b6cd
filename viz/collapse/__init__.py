"""Which boxes and lines a drawing of a graph has: a part of it, and what is drawn as one."""

from .levels import LEVELS as LEVELS
from .levels import outline as outline
from .part import Part as Part
from .part import along as along
from .part import near as near
from .part import whole as whole
from .sketch import Box as Box
from .sketch import Line as Line
from .sketch import Sketch as Sketch
