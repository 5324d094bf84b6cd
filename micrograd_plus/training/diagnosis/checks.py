"""One check for each illness. A check says nothing where a healthy run could look the same."""

import math
from collections.abc import Callable, Iterator

from ...arrays import np
from ...engine.staleness import Mixed
from ...engine.value import Value
from ...nn.layers import Neuron
from ...optim import SGD
from ..objective import are_constant
from .examined import Examined
from .findings import Finding, Illness

# From these on something is said.
SHARE = 0.5  # of the units of a layer
FADED, GROWN = 5e-3, 1e3  # the gradient of the first layer, beside that of the last, or targets
NOTHING = 1e-10  # a gradient after which there is nothing to learn
STEEP, RISEN, STEPS = 1.5, 1.05, 3  # of the largest rate that the curvature bears; of the loss
LARGE, SMALL = 25.0, 1e-3  # root mean square of a column
FAR = 1000.0  # of targets, beside outputs
CLASSES, EACH = range(3, 11), 5  # so many whole numbers, each so often, are classes

# The losses that compare sizes.
SIZES = ("mse", "mae", "huber")
# Where the outputs of an activation stay.
_BETWEEN = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0), "relu": (0.0, math.inf)}


def unreached(seen: Examined) -> Iterator[Finding]:
    """Parameters that the loss does not depend on."""
    paths = [path for each, path in seen.paths.items() if each not in seen.reached]
    if paths:
        few = ", ".join(paths[:3]) + (", ..." if len(paths) > 3 else "")
        yield Finding(
            Illness.UNREACHED,
            f"the loss does not depend on {len(paths)} of {len(seen.paths)} parameters ({few}): "
            "use them in the model, without `detach` or `.data` in between, or take them out",
        )


def not_cleared(seen: Examined) -> Iterator[Finding]:
    """Gradients that several passes have been added up in."""
    held = {each: each.gradient for each in seen.paths if each.gradient}
    moved = [each for each in held if type(held[each]) is Mixed]
    times = _times(held, seen)
    if moved:
        yield Finding(
            Illness.NOT_CLEARED,
            f"the gradients of {len(moved)} parameters hold passes from before they were moved: "
            "call model.zero_grad() before each backward()",
        )
    elif times:
        yield Finding(
            Illness.NOT_CLEARED,
            f"the gradients are {times} times that of the loss: {times} passes were added up; call "
            "model.zero_grad() before each backward()",
        )


def _times(held: dict[Value, float], seen: Examined) -> int:
    """How many times the gradient of now is held; 0 if it is none, or one."""
    pairs = [(mine, seen.slopes[each]) for each, mine in held.items() if each in seen.slopes]
    pairs = [(mine, slope) for mine, slope in pairs if abs(slope) > NOTHING]
    if len(pairs) < 2:
        return 0
    times = round(pairs[0][0] / pairs[0][1])
    same = all(math.isclose(mine, times * slope, rel_tol=1e-6) for mine, slope in pairs)
    return times if times > 1 and same else 0


def dead(seen: Examined) -> Iterator[Finding]:
    """Units that pass no gradient for any row."""
    for name, size, count, _ in seen.units:
        if count >= SHARE * size:
            yield Finding(
                Illness.DEAD,
                f"{count} of {size} units of {name} are dead: they pass no gradient for any row; "
                + _REVIVED.get(seen.activation, _SMALLER),
            )


_REVIVED = {
    "relu": 'take another seed, a smaller learning rate, or activation="leaky_relu" or "tanh"'
}
_SMALLER = "begin with smaller weights, scale inputs and targets, or take a smaller learning rate"


def saturated(seen: Examined) -> Iterator[Finding]:
    """Units that pass hardly any gradient."""
    for name, size, _, count in seen.units:
        if count >= SHARE * size:
            yield Finding(
                Illness.SATURATED,
                f"{count} of {size} units of {name} are saturated: they pass less than 5 % of a "
                "gradient for nearly all rows; begin with smaller weights and scaled inputs",
            )


def fading(seen: Examined) -> Iterator[Finding]:
    """Gradients that vanish or explode on the way back to the first layer."""
    sizes = list(seen.layers.items())
    if len(sizes) < 3:
        return
    (first, begin), (last, end) = sizes[0], sizes[-1]
    if not all(map(math.isfinite, (begin, end))) or max(begin, end) < NOTHING:
        return
    told = f"the gradient is {end:.2g} in {last}, and {begin:.2g} in {first}"
    goal = 1.0 + float(np.sqrt(np.mean(seen.objective.training.targets**2)))
    if begin < FADED * end and not any(finding for finding in dead(seen)):
        yield Finding(
            Illness.VANISHING,
            f'{told}: it vanishes on its way back; take fewer layers, or activation="relu"',
        )
    elif begin > GROWN * goal or (begin > GROWN * end and GROWN * begin > goal):
        yield Finding(
            Illness.EXPLODING,
            f"{told}: it explodes in so many layers; begin with smaller weights, or fit with "
            "clip_norm=1.0",
        )


def rate(seen: Examined) -> Iterator[Finding]:
    """Steps that are too long."""
    chosen = seen.optimizer
    if chosen is None or chosen.maximize or float(np.abs(seen.gradient).max(initial=0)) < NOTHING:
        return
    lr = chosen.lr
    if isinstance(chosen, SGD):
        most = 2.0 * (1.0 + chosen.momentum) / max(seen.curvature, 1e-300)
        if lr <= STEEP * most:
            return
        losses = seen.after_steps(chosen, STEPS)
        if min(losses) > RISEN * seen.loss or not all(map(math.isfinite, losses)):
            yield Finding(
                Illness.RATE,
                f"the learning rate {lr:g} is too high: the loss bends by {seen.curvature:.3g}, "
                f"which bears up to {most:.2g}, and goes from {seen.loss:.4g} to {losses[-1]:.4g} "
                f"in {len(losses)} steps; try lr={_round(most / 2):g}",
            )
        return
    size = float(np.sqrt(np.mean(seen.engine.vector**2)))
    if lr > 2 * size > 0:
        yield Finding(
            Illness.RATE,
            f"the learning rate {lr:g} is too high: a step moves each weight by about so much, "
            f"and the weights are about {size:.2g}; try lr={_round(size / 20):g}",
        )


def _round(number: float) -> float:
    """A power of ten, or its half or fifth, not above a number."""
    ten = 10.0 ** math.floor(math.log10(number))
    return next(ten * factor for factor in (5.0, 2.0, 1.0) if ten * factor <= number)


def constant(seen: Examined) -> Iterator[Finding]:
    """A model that says the same for every row."""
    different = bool(np.ptp(seen.objective.training.inputs, axis=0).any())
    if different and are_constant(seen.outputs):
        yield Finding(
            Illness.CONSTANT,
            f"the model gives the same output for every row, {seen.outputs[0, 0]:.4g}: nothing of "
            'the inputs comes through; take another seed, or activation="tanh"',
        )


def scale(seen: Examined) -> Iterator[Finding]:
    """Inputs of another size than weights expect."""
    inputs = seen.objective.training.inputs
    sizes = np.sqrt(np.mean(inputs**2, axis=0))
    column, size = int(sizes.argmax()), float(sizes.max())
    cure = "subtract the mean of each column, and divide by its standard deviation"
    if size > LARGE:
        yield Finding(
            Illness.SCALE, f"column {column} of X has numbers of about {size:.3g}: {cure}"
        )
    elif 0 < size < SMALL:
        yield Finding(Illness.SCALE, f"the numbers of X are about {size:.2g} at most: {cure}")
    if seen.objective.loss in SIZES:
        goal = float(np.sqrt(np.mean(seen.objective.training.targets**2)))
        told = float(np.sqrt(np.mean(seen.outputs**2)))
        if goal > FAR and goal > 2 * told:
            yield Finding(
                Illness.SCALE,
                f"the targets are about {goal:.3g}, and the outputs {told:.2g}: subtract the mean "
                "of y, and divide by its standard deviation",
            )


def labels(seen: Examined) -> Iterator[Finding]:
    """Targets that the outputs cannot reach, or that another loss is made for."""
    objective = seen.objective
    targets, name = objective.training.targets, objective.loss
    last = _last_operation(seen)
    low, high = _BETWEEN.get(last, (-math.inf, math.inf))
    if name in SIZES:
        beyond = targets.min() < low or targets.max() > high
        whole = np.unique(targets)
        if beyond:
            yield Finding(
                Illness.LABELS,
                f"the targets go from {targets.min():.4g} to {targets.max():.4g}, and {last} gives "
                f'{low:g} to {high:g} only: build the model with output="linear"',
            )
        elif len(whole) in CLASSES and targets.ndim == 1 and _are_classes(whole, targets):
            yield Finding(
                Illness.LABELS,
                f"y has the {len(whole)} whole numbers 0 to {len(whole) - 1} alone, as classes do, "
                f'and {name} takes them for sizes: for classes write loss="cross_entropy" and give '
                f"the model {len(whole)} outputs",
            )
    elif objective.classifies and last in _BETWEEN and (low, name) != (-1.0, "hinge"):
        yield Finding(
            Illness.LABELS,
            f"{name} takes scores of any size, and the outputs come from {last}, {low:g} to "
            f'{high:g} only: build the model with output="linear"',
        )
    if objective.classifies and len(np.unique(objective.labels(objective.training))) == 1:
        yield Finding(
            Illness.LABELS,
            "all labels are the same: there is nothing to tell apart; shuffle rows before they are "
            "split",
        )


def _are_classes(whole: np.ndarray, targets: np.ndarray) -> bool:
    counted = np.array_equal(whole, np.arange(len(whole)))
    return counted and bool(np.bincount(targets.astype(int)).min() >= EACH)


def _last_operation(seen: Examined) -> str:
    """The name of the operation that gives the outputs, if it is the same for all of them."""
    names = {output.rule.name if output.rule else "" for output in seen.first_row[1:]}
    return names.pop() if len(names) == 1 else ""


def symmetry(seen: Examined) -> Iterator[Finding]:
    """Units that are equal and stay so, since they get the same gradient."""
    for name, neurons in seen.neurons.items():
        kinds: dict[tuple[tuple[float, float], ...], int] = {}
        for neuron in neurons:
            key = _weights(neuron, seen)
            kinds[key] = kinds.get(key, 0) + 1
        most = max(kinds.values())
        if most > 1:
            yield Finding(
                Illness.SYMMETRY,
                f"{most} of {len(neurons)} units of {name} have the same weights and the same "
                "gradient, so they stay the same for ever: begin with random weights",
            )


def _weights(neuron: Neuron, seen: Examined) -> tuple[tuple[float, float], ...]:
    return tuple([(p.data, seen.slopes.get(p, 0.0)) for p in neuron.parameters()])


CHECKS: tuple[Callable[[Examined], Iterator[Finding]], ...] = (
    unreached,
    not_cleared,
    labels,
    scale,
    symmetry,
    constant,
    dead,
    saturated,
    fading,
    rate,
)
