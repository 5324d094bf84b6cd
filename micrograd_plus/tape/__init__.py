"""Record a scalar computation once, and replay it over a batch at the speed of arrays."""

from .tape import Tape as Tape, record as record
