"""What a training run was like, epoch by epoch."""

from dataclasses import dataclass, field, replace
from typing import Any

from ..arrays import np
from ..higher import higher
from .diagnosis.diagnosis import Diagnosis
from .watching.frames import Boundary, Units, Watched


@dataclass
class History:
    """The numbers of a training run, one entry for each epoch.

    Attributes:
        loss: the mean over the rows of the epoch, penalty included, as it was before each step.
        accuracy: the share of rows on the right side, likewise; empty if nothing is classified.
        validation_loss: over the rows held out, after the epoch, without a penalty.
        validation_accuracy: likewise.
        lr: the learning rate, that of the last step if it changes from step to step.
        stopped: why training ended before its last epoch; empty if it did not.
        seconds: how long it took.
        watched: what `fit(..., watch=...)` has recorded, to be read as `weights`, `parameters`,
            `gradients`, `layers`, `units` and `boundary`.
        diagnosis: what `fit(..., diagnose=True)` has found before training and after it.

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
    watched: dict[str, Watched] = field(default_factory=dict, compare=False)
    diagnosis: Diagnosis | None = field(default=None, compare=False)

    @property
    def epochs(self) -> int:
        """How many epochs were completed."""
        return len(self.loss)

    @property
    def weights(self) -> np.ndarray:
        """The parameters before training and after each epoch (epochs + 1, parameters).

        >>> from micrograd_plus.nn import Neuron
        >>> model = Neuron(1, activation="linear", seed=0)
        >>> history = model.fit([[0.0], [1.0]], [1.0, 2.0], epochs=2, watch="weights")
        >>> history.parameters, history.weights.shape
        (['w[0]', 'b'], (3, 2))
        """
        return self._recorded("weights").after(self.epochs)

    @property
    def parameters(self) -> list[str]:
        """The paths of the columns of `weights`, such as `layers[0].neurons[1].w[2]`."""
        return list(self._recorded("weights", "parameters").about)

    @property
    def gradients(self) -> np.ndarray:
        """The size of the gradient in each layer (epochs, layers).

        It is the root mean square over the parameters of the layer and the steps of the epoch, of
        the loss with its penalty, before clipping.
        """
        return self._recorded("gradients").after(self.epochs)

    @property
    def layers(self) -> list[str]:
        """The names of the columns of `gradients`, such as `layers[0]`."""
        return list(self._recorded("gradients", "layers").about)

    @property
    def units(self) -> Units:
        """How many units were dead, how many saturated."""
        recorded = self._recorded("units")
        layers, sizes = recorded.about
        frames = recorded.after(self.epochs)
        return Units(list(layers), list(sizes), frames[:, 0], frames[:, 1])

    @property
    def boundary(self) -> Boundary:
        """How the model saw the plane, epoch by epoch."""
        recorded = self._recorded("boundary")
        seen: Boundary = replace(recorded.about, outputs=recorded.after(self.epochs))
        return seen

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None, **_: object) -> Any:
        return higher("history_bundle")(self, include, exclude)

    def _recorded(self, what: str, name: str = "") -> Watched:
        if what not in self.watched:
            raise AttributeError(
                f'this history has no {name or what}: fit(..., watch="{what}") records them'
            )
        return self.watched[what]

    def summary(self) -> str:
        """Return the numbers of the last epoch as a line."""
        kinds = [
            ("loss", self.loss, _loss_text),
            ("accuracy", self.accuracy, "{:.1%}".format),
            ("validation loss", self.validation_loss, _loss_text),
            ("validation accuracy", self.validation_accuracy, "{:.1%}".format),
        ]
        return ", ".join(f"{name} {text(numbers[-1])}" for name, numbers, text in kinds if numbers)

    def __repr__(self) -> str:
        plural = "" if self.epochs == 1 else "s"
        text = f"History of {self.epochs} epoch{plural}"
        text += f": {self.summary()}" if self.epochs else ""
        return f"{text}; {self.stopped}" if self.stopped else text


def _loss_text(loss: float) -> str:
    """Write a loss with four decimals, or with three digits if it is out of all bounds."""
    return f"{loss:.4f}" if abs(loss) < 1e9 else f"{loss:.3g}"
