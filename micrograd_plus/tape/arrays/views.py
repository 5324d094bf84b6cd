"""What a program refers to by name: parts of its buffers, temporaries, fixed arrays.

A program is written once, without the size of the batch. When that is known, each name is bound to
an array: most are views, so that nothing is copied.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from ...arrays import np


class Operand(NamedTuple):
    """An array by its name, with what is known of its shape.

    Attributes:
        name: in the program.
        dims: its shape, without the batch.
        wide: whether its last axis is the batch, rather than one number for all rows.
    """

    name: str
    dims: tuple[int, ...]
    wide: bool


@dataclass(frozen=True)
class View:
    """Evenly spaced rows of a buffer.

    Attributes:
        buffer: `values` or `gradients` (with the batch as last axis), `shared` or
            `shared_gradients` (vectors).
        offset: the first row.
        dims: how many rows there are along each axis.
        strides: how far apart they are along each axis, in rows.
        matrix: whether a part of a vector has no last axis of length 1.
    """

    buffer: str
    offset: int
    dims: tuple[int, ...]
    strides: tuple[int, ...]
    matrix: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the rows follow one another without gaps."""
        return self.strides == contiguous(self.dims)


@dataclass(frozen=True)
class Temporary:
    """An array that holds something in between."""

    dims: tuple[int, ...]
    wide: bool
    type: str
    matrix: bool = False


@dataclass(frozen=True)
class Reshaped:
    """Another name's array in another shape: `dims`, and the batch if it is wide."""

    name: str
    dims: tuple[int, ...]
    wide: bool


@dataclass(frozen=True)
class Turned:
    """Another name's array with its last two axes swapped."""

    name: str


@dataclass(frozen=True)
class Columns:
    """Some columns, along the second axis, of another name's array."""

    name: str
    start: int
    stop: int


Spec = View | Temporary | Reshaped | Turned | Columns


def contiguous(dims: tuple[int, ...]) -> tuple[int, ...]:
    """Return the strides of rows that follow one another."""
    strides: list[int] = []
    step = 1
    for size in reversed(dims):
        strides.insert(0, step)
        step *= size
    return tuple(strides)


def bind(spec: Spec, space: "dict[str, Any]", rows: int) -> Any:
    """Return the array that a name stands for.

    Arguments:
        spec: what it is.
        space: the buffers, and the names bound before.
        rows: the size of the batch.
    """
    if isinstance(spec, Temporary):
        last = (rows,) if spec.wide else () if spec.matrix else (1,)
        return np.zeros(spec.dims + last, spec.type)
    if isinstance(spec, Reshaped):
        last = (rows,) if spec.wide else ()
        return space[spec.name].reshape(spec.dims + last)
    if isinstance(spec, Turned):
        return space[spec.name].swapaxes(-1, -2)
    if isinstance(spec, Columns):
        return space[spec.name][:, spec.start : spec.stop]
    buffer = space[spec.buffer]
    wide = buffer.ndim == 2
    row = buffer.strides[0]
    last = (rows,) if wide else () if spec.matrix else (1,)
    return np.lib.stride_tricks.as_strided(
        buffer[spec.offset :],
        spec.dims + last,
        tuple([row * step for step in spec.strides]) + (buffer.itemsize,) * len(last),
    )
