"""Which boxes and lines a drawing of a graph has: a part of it, and what is drawn as one."""

from .levels import LEVELS as LEVELS, outline as outline
from .part import Part as Part, along as along, near as near, whole as whole
from .sketch import Box as Box, Line as Line, Sketch as Sketch
