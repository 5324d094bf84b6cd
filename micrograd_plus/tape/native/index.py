"""Where numbers are read and written in loops."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Index:
    """A whole number that is known when the program runs: a sum of loop variables times steps.

    Attributes:
        constant: what is added.
        steps: (variable, factor) in the order in which they were added.
    """

    constant: int
    steps: tuple[tuple[str, int], ...] = ()

    def moved(self, by: str | int, factor: int) -> "Index":
        """Return the index so many times a variable, or a number, further on."""
        if isinstance(by, int):
            return Index(self.constant + by * factor, self.steps)
        return Index(self.constant, (*self.steps, (by, factor))) if factor else self

    def times(self, factor: int) -> "Index":
        """Return the index in smaller units."""
        steps = tuple([(variable, step * factor) for variable, step in self.steps])
        return Index(self.constant * factor, steps)


@dataclass
class Turn:
    """What one turn of a loop reads and writes.

    Attributes:
        loads: by buffer and index, the line of a load and the name that it gives.
        stores: by buffer and index, what was stored last.
        others: the buffers that loops inside write to.
    """

    loads: dict[tuple[str, Index], tuple[int, str]] = field(default_factory=dict)
    stores: dict[tuple[str, Index], str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    def written(self) -> set[str]:
        """Return all buffers that it writes to."""
        return {buffer for buffer, _ in self.stores} | self.others

    def handed_on(self, variable: str) -> Iterator[tuple[str, Index, Index, str]]:
        """Find what the next turn loads and this one has stored.

        Yields:
            The buffer, the index of the load, that of the first turn, and what is stored.
        """
        for buffer, index in self.loads:
            moved = [factor for name, factor in index.steps if name == variable]
            before = buffer, Index(index.constant + sum(moved), index.steps)
            stores = [at for name, at in self.stores if name == buffer]
            # Where all stores move alike, no other one has written there in between.
            alike = all(at.steps == index.steps for at in stores) and buffer not in self.others
            if moved and before in self.stores and alike:
                fixed = tuple([step for step in index.steps if step[0] != variable])
                yield buffer, index, Index(index.constant, fixed), self.stores[before]
