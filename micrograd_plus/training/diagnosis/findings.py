"""What may be wrong with a training run, as plain data."""

from dataclasses import dataclass
from enum import StrEnum


class Illness(StrEnum):
    """What keeps a model from learning."""

    UNREACHED = "unreached"
    NOT_CLEARED = "not cleared"
    DEAD = "dead"
    SATURATED = "saturated"
    VANISHING = "vanishing"
    EXPLODING = "exploding"
    RATE = "learning rate"
    CONSTANT = "constant"
    SCALE = "scale"
    LABELS = "labels"
    SYMMETRY = "symmetry"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        illness: what it is.
        sentence: where, with the numbers, and the cure.
    """

    illness: Illness
    sentence: str
