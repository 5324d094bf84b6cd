"""A sheet: exercises drawn from one seed, for everyone or for one learner."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ...inputs import choice, shown, to_whole
from ..exercises.exercise import KINDS, Exercise, exercise
from ..exercises.levels import LEVELS

# More are no sheet, and would take minutes to draw.
MOST = 200
# So many exercises are drawn in search of one that the sheet does not have yet: a level with few
# operations has only so many.
_TRIES = 20


@dataclass(frozen=True)
class Sheet:
    """A sheet of exercises; the same arguments give the same one on every machine and version.

    Attributes:
        title: what stands above.
        seed: what it is drawn from.
        variant: whose it is; empty if everyone has the same.
        exercises: in order.
    """

    title: str
    seed: int
    variant: str
    exercises: tuple[Exercise, ...]

    @property
    def points(self) -> int:
        """How many answers are asked for, each a point."""
        return sum(len(each.questions) for each in self.exercises)

    def __iter__(self) -> Iterator[Exercise]:
        return iter(self.exercises)

    def __len__(self) -> int:
        return len(self.exercises)

    def __str__(self) -> str:
        parts = [self.title]
        parts += [f"{heading(number, each)}\n{_body(each)}" for number, each in enumerate(self, 1)]
        return "\n\n".join(parts)


def sheet(
    seed: int = 0,
    count: int = 10,
    level: str | Sequence[str] = "fork",
    kind: str | Sequence[str] = "gradients",
    operations: Sequence[str] | None = None,
    variant: str = "",
    title: str = "",
) -> Sheet:
    """Draw a sheet of exercises.

    Arguments:
        seed: what it is drawn from; the same seed gives the same sheet everywhere.
        count: how many exercises there are.
        level, kind: as for `exercise`; several are taken in turn.
        operations: those to choose from, such as `["add", "mul", "relu"]`; None for all.
        variant: text that makes another sheet of the same seed, such as a learner's name.
        title: what stands above.

    Raises:
        TypeError, ValueError: for what there is not, and for more than 200 exercises.

    >>> drawn = sheet(seed=7, count=3, level=["chain", "fork"])
    >>> [each.level for each in drawn], drawn.points
    (['chain', 'fork', 'chain'], 18)
    """
    levels, kinds = _several("level", level, LEVELS), _several("kind", kind, KINDS)
    if to_whole("count", count, 1) > MOST:
        raise ValueError(f"count is at most {MOST}, here is {count}: make several sheets")
    if not isinstance(variant, str) or not isinstance(title, str):
        wrong = title if isinstance(variant, str) else variant
        raise TypeError(f"variant and title are texts, here is {shown(wrong)}")
    drawn: dict[str, Exercise] = {}
    for place in range(count):
        chosen = levels[place % len(levels)], kinds[place % len(kinds)]
        for again in range(_TRIES):
            found = exercise(*chosen, seed, operations, f"{place}.{again} {variant}".strip())
            if str(found) not in drawn:
                break
        else:
            raise ValueError(
                f"there are no {place + 1} exercises of the level {chosen[0]} that differ: "
                "lower count, or give more levels, kinds or operations"
            )
        drawn[str(found)] = found
    return Sheet(title or "Exercises in backpropagation", seed, variant, tuple(drawn.values()))


def heading(number: int, exercise: Exercise) -> str:
    """Return what stands above an exercise.

    >>> heading(2, exercise("fork", "gradients"))
    '2. A fork that meets again'
    """
    return f"{number}. {exercise.title[:1].upper()}{exercise.title[1:]}"


def _body(exercise: Exercise) -> str:
    """An exercise without its title."""
    return str(exercise).partition("\n")[2]


def _several(name: str, given: str | Sequence[str], among: Collection[str]) -> list[str]:
    names = [given] if isinstance(given, str) else [choice(name, each, among) for each in given]
    if not names:
        raise ValueError(f"{name} is empty: give at least one")
    return names
