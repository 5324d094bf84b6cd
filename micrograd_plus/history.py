"""What a training run was like, epoch by epoch."""

from dataclasses import dataclass, field


@dataclass
class History:
    """The numbers of a training run, one entry for each epoch.

    Attributes:
        loss: the mean over the rows of the epoch, penalty included, as it was before each step.
        accuracy: the share of rows on the right side, likewise; empty if nothing is classified.
        validation_loss: over the rows held out, after the epoch, without a penalty.
        validation_accuracy: likewise.
        lr: the learning rate.
        stopped: why training ended before its last epoch; empty if it did not.
        seconds: how long it took.

    >>> History(loss=[0.5, 0.25], accuracy=[0.75, 1.0])
    History of 2 epochs: loss 0.2500, accuracy 100.0%
    """

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    stopped: str = ""
    seconds: float = 0.0

    @property
    def epochs(self) -> int:
        """How many epochs were completed."""
        return len(self.loss)

    def summary(self) -> str:
        """Return the numbers of the last epoch as a line."""
        kinds = [
            ("loss", self.loss, ".4f"),
            ("accuracy", self.accuracy, ".1%"),
            ("validation loss", self.validation_loss, ".4f"),
            ("validation accuracy", self.validation_accuracy, ".1%"),
        ]
        return ", ".join(f"{name} {numbers[-1]:{spec}}" for name, numbers, spec in kinds if numbers)

    def __repr__(self) -> str:
        plural = "" if self.epochs == 1 else "s"
        text = f"History of {self.epochs} epoch{plural}"
        text += f": {self.summary()}" if self.epochs else ""
        return f"{text}; {self.stopped}" if self.stopped else text
