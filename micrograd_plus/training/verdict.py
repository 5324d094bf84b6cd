"""What a training run came to where nothing was learned: one sentence, with the cure."""

from collections.abc import Callable

from ..arrays import np
from ..engine.staleness import ordered
from ..optim import Optimizer
from .history import History
from .objective import Objective, are_constant

# So much more than at first is a loss that went up, so much less than at first one that has moved.
RISE, MOVE = 0.05, 1e-3
# After so many epochs a loss has gone where it goes.
PATIENCE = 5
# A loss this small has nothing left to learn.
LEARNED = 1e-12


def verdict(
    objective: Objective,
    history: History,
    optimizer: Optimizer,
    outputs: np.ndarray,
    first_outputs: Callable[[], np.ndarray],
    gradient: Callable[[], np.ndarray],
) -> str:
    """Return what went wrong in a run that came to its end; empty if nothing did.

    Arguments:
        objective: what was to be learned.
        history: of the run.
        optimizer: how the parameters were moved.
        outputs: of the model for all rows (outputs, rows), now.
        first_outputs: gives those of the weights at first; called only where they are needed.
        gradient: gives the gradient of now, likewise.
    """
    # A run that was stopped early has gone back to its best weights, or was content.
    first, last = history.loss[0], min(history.loss) if history.stopped else history.loss[-1]
    went = f"from {first:.4g} to {last:.4g}"
    if optimizer.maximize:
        climbs = objective.loss != "loss" and last > first
        return (
            f"the loss went up, {went}, since maximize=True climbs: leave it out" if climbs else ""
        )
    rate = max(history.lr)
    if are_constant(outputs) and _could_differ(objective):
        return _of_constant(objective, outputs, first_outputs, rate)
    if history.epochs < PATIENCE:
        return ""
    if last - first > RISE * abs(first):
        chance = _at_chance(objective, history)
        return f"the loss went up, {went}{chance}: {_too_long(rate)}"
    moved = max(history.loss) - min(history.loss)
    if moved > MOVE * abs(first):
        return ""
    slopes = gradient()
    still = f"the loss has not moved in {history.epochs} epochs, {went}"
    # One step at the usual rate would have done more than all of these.
    if 0.1 * float(slopes.dot(slopes)) > 10 * MOVE * max(abs(last), LEARNED):
        return f"{still}: steps of lr={rate:g} are too short, try lr=0.1"
    chance = _at_chance(objective, history)
    if chance:
        return f"{still}{chance}: hardly any gradient comes through, try another seed"
    return ""


def _too_long(rate: float) -> str:
    shorter = "lr=0.1" if rate > 1 else f"lr={rate / 10:g}"
    return f"steps of lr={rate:g} are too long, try {shorter}"


def _of_constant(
    objective: Objective, outputs: np.ndarray, first_outputs: Callable[[], np.ndarray], rate: float
) -> str:
    number = ", ".join(f"{each:.4g}" for each in outputs[:3, 0].tolist())
    same = f"the model gives the same output for every row, {number}"
    relu = "relu" in _operations(objective)
    if not are_constant(first_outputs()):
        gone = "relu that are 0 for every row" if relu else "it are where no gradient comes back"
        return f"{same}, and did not at first: units of {gone}; {_too_long(rate)}"
    if relu:
        cause = "units of relu that are 0 for every row get no gradient"
        return f'{same}, from the beginning: {cause}; try another seed or activation="tanh"'
    return f"{same}, from the beginning: begin with other weights, by another seed for example"


def _could_differ(objective: Objective) -> bool:
    """Whether there are different rows with different targets."""
    rows = objective.training
    return all(bool(np.ptp(each, axis=0).any()) for each in (rows.inputs, rows.targets))


def _at_chance(objective: Objective, history: History) -> str:
    """Say if no more is told rightly than by always saying the commonest class."""
    if not history.accuracy:
        return ""
    _, counts = np.unique(objective.labels(objective.training), return_counts=True)
    if history.accuracy[-1] > counts.max() / counts.sum():
        return ""
    return f", and the accuracy of {history.accuracy[-1]:.1%} is that of always saying one class"


def _operations(objective: Objective) -> set[str]:
    """The names of the operations by which the model computes a row."""
    (row, target), *_ = objective.training.at([0]).given()
    _, *outputs = objective.results(row, target)
    return {node.rule.name for output in outputs for node in ordered(output) if node.rule}
