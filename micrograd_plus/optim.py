"""How parameters follow their gradients; how the learning rate changes is in `schedules`.

Each optimiser is one formula, `change`, which reads the same for a single parameter and for an
array of them.
"""

import copy
import math
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field, fields
from functools import cache
from importlib.util import find_spec
from inspect import Parameter, signature
from operator import is_
from typing import TYPE_CHECKING, Any, NoReturn, Self

from .engine.hints import tell_of_no_gradient
from .engine.staleness import set_numbers
from .engine.value import Value
from .inputs import check_settings, no_attribute, shown, to_number
from .schedules import FACTOR, POSITIVE, Limits, Schedule, constant, cosine, linear, step_decay

if TYPE_CHECKING:
    import numpy as np

__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "RMSProp", "Schedule", "State"]
__all__ += ["constant", "cosine", "linear", "step_decay"]

# From so many parameters on, `step` moves them as one array.
MANY = 32

# What the formulas compute with: a float, or an array of them.
Numbers = Any

_SHARE: Limits = ("a number of at least 0 and below 1", lambda x: 0 <= x < 1)
_RATE: Limits = (f"{FACTOR[0]} (to climb, set maximize=True)", FACTOR[1])
_LIMITS = {
    "lr": _RATE,
    "momentum": _SHARE,
    "decay": _SHARE,
    "eps": POSITIVE,
    "weight_decay": FACTOR,
}


@dataclass
class State:
    """What an optimiser remembers from step to step, of one parameter or of an array of them.

    Attributes:
        t: the number of the step, 1 for the first.
        m: a moving sum or average of the gradients.
        v: a moving average of the squared gradients.
    """

    t: Numbers = 0
    m: Numbers = 0.0
    v: Numbers = 0.0


@dataclass(eq=False, repr=False)
class Optimizer(ABC):
    """The base of all optimisers: a recipe, and what it remembers of each parameter.

    A setting may be changed between steps. A wrong one is refused whenever it is set:
    `TypeError` for what is not a number, `ValueError` for one outside its limits.

    Arguments:
        lr: the learning rate.
        maximize: True follows the gradient upwards.
    """

    lr: float
    _: KW_ONLY
    maximize: bool = False
    _states: "defaultdict[Value | None, State]" = field(init=False)
    _together: "tuple[list[Value], State] | None" = field(init=False)
    _shape: tuple[int, ...] = field(init=False)

    def __new__(cls, *given: Any, **settings: Any) -> Self:
        _check_recipe(cls, given, settings)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        self._states = defaultdict(State)
        self._together = None
        self._shape = ()

    @property
    def is_ours(self) -> bool:
        """Whether its formula is one of this file, which reads the same for all numbers."""
        return type(self).change.__module__ == __name__

    @abstractmethod
    def change(self, p: Numbers, g: Numbers, state: State) -> Numbers:
        """Return what one step adds to p: the formula of the optimiser.

        Arguments:
            p: the parameter, or an array of parameters.
            g: the gradient by it.
            state: what is remembered of it; `state.t` has been counted up already.
        """

    def step(self, parameters: Iterable[Value]) -> None:
        """Move every parameter by its gradient, which is 0 where no backward pass has come.

        So one that was not reached goes on with its momentum and its decay, as in the loops that
        are published with small engines. (PyTorch leaves a parameter without a gradient alone.)

        Arguments:
            parameters: leaf Values, such as `model.parameters()`; one listed twice moves once.

        Raises:
            TypeError: for anything else than Values.
            ValueError: for a Value that was computed from others.
        """
        leaves = _leaves(parameters)
        if leaves and all(leaf.gradient is None for leaf in leaves):
            tell_of_no_gradient()
        if len(leaves) >= MANY and self.is_ours and _has_numpy():
            self._move_many(leaves)
            return
        self._take_apart()
        for parameter in leaves:
            change = self._advance(parameter, parameter.data, parameter.grad)
            # Setting data makes results stale: what stays where it is need not do so.
            if change:
                parameter.data += change

    def _move_many(self, leaves: "list[Value]") -> None:
        """Move many parameters as one array; the numbers are the same."""
        from .arrays import np

        p = np.array([leaf.data for leaf in leaves])
        before = p.copy()
        self.move(leaves, p, np.array([leaf.grad for leaf in leaves]))
        moved = (p != before).nonzero()[0].tolist()
        if moved:
            set_numbers([leaves[place] for place in moved], p[moved].tolist())

    def move(self, leaves: "list[Value]", p: "np.ndarray", g: "np.ndarray") -> None:
        """Move the numbers of parameters in place, by the array of their gradients.

        What is remembered belongs to each parameter, wherever it is moved by; it stays in arrays as
        long as the same parameters come in the same order.

        Arguments:
            leaves: the parameters; their own data stays as it is.
            p: their numbers (n,).
            g: the gradient by each (n,).
        """
        from .arrays import np

        if self._together is None or not _same(self._together[0], leaves):
            self._take_apart()
            states = [self._states[leaf] for leaf in leaves]
            t, m, v = (np.array([getattr(state, name) for state in states]) for name in "tmv")
            # The step counts of all are one number, unless some have been moved more often.
            together = State(int(t[0]) if len(set(t.tolist())) == 1 else t, m, v)
            self._together = (list(leaves), together)
        state = self._together[1]
        state.t = state.t + 1
        with np.errstate(all="ignore"):
            p += self.change(p, -g if self.maximize else g, state)

    def _take_apart(self) -> None:
        """Let each parameter remember by itself again."""
        if self._together is None:
            return
        leaves, together = self._together
        self._together = None
        remembered = [
            x.tolist() if hasattr(x, "tolist") else [x] * len(leaves)
            for x in (together.t, together.m, together.v)
        ]
        for leaf, *state in zip(leaves, *remembered, strict=True):
            self._states[leaf] = State(*state)

    def step_arrays(self, p: "np.ndarray", g: "np.ndarray") -> None:
        """Move an array of parameters in place, by the array of their gradients.

        The state belongs to the one array that is moved again and again: take `fresh()` for
        another.

        Raises:
            ValueError: if the two arrays, or what is remembered, differ in shape.
        """
        first = self._shape or p.shape
        if not p.shape == g.shape == first:
            raise ValueError(
                f"the parameters have the shape {p.shape}, their gradients {g.shape}, those of the "
                f"first step {first}: all must be equal. For other parameters take "
                "optimizer.fresh()"
            )
        # Set once: a setting is checked whenever it is set, which takes as long as the step.
        if not self._shape:
            self._shape = first
        p += self._advance(None, p, g)

    def memory(self) -> State:
        """Return what is remembered of the array that `step_arrays` moves."""
        return self._states[None]

    def fresh(self) -> "Optimizer":
        """Return an optimiser of the same settings that remembers nothing."""
        other = copy.copy(self)
        other.__post_init__()
        return other

    def _advance(self, key: Value | None, p: Numbers, g: Numbers) -> Numbers:
        """Count a step and return what it adds to p; the key None stands for the array."""
        state = self._states[key]
        state.t += 1
        return self.change(p, -g if self.maximize else g, state)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, _checked(name, value))

    def __getattr__(self, name: str) -> NoReturn:
        cure = ": it keeps no parameters, so write model.zero_grad()" if name == "zero_grad" else ""
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}{cure}")

    def __repr__(self) -> str:
        settings = [setting for setting in fields(self) if setting.init]
        settings.sort(key=lambda setting: setting.kw_only is True)
        listed = ", ".join(f"{x.name}={getattr(self, x.name)!r}" for x in settings)
        return f"{type(self).__name__}({listed})"


@dataclass(eq=False, repr=False)
class SGD(Optimizer):
    """Gradient descent, p = p - lr g, or with momentum p = p - lr m, where m = momentum m + g.

    Arguments:
        lr: the learning rate.
        momentum: the share of the last step's m that is kept.
        maximize: True follows the gradient upwards.

    Source: B. T. Polyak, "Some methods of speeding up the convergence of iteration methods"
    (1964), in the form that PyTorch gives it.

    >>> p = Value(1.0)
    >>> (p * p).backward()
    >>> SGD(lr=0.1).step([p])
    >>> p.data
    0.8
    """

    lr: float = 0.1
    momentum: float = 0.0

    def change(self, p: Numbers, g: Numbers, state: State) -> Numbers:
        if self.momentum == 0:
            return -self.lr * g
        state.m = self.momentum * state.m + g
        return -self.lr * state.m


@dataclass(eq=False, repr=False)
class RMSProp(Optimizer):
    """Gradient descent with each gradient divided by the root of its mean square.

    Arguments:
        lr: the learning rate.
        decay: the share of the last mean that is kept.
        eps: what is added to the root, so that it is never 0.
        maximize: True follows the gradient upwards.

    Source: T. Tieleman and G. Hinton, "Neural networks for machine learning", lecture 6.5 (2012).
    """

    lr: float = 0.01
    decay: float = 0.99
    eps: float = 1e-8

    def change(self, p: Numbers, g: Numbers, state: State) -> Numbers:
        state.v = self.decay * state.v + (1 - self.decay) * g * g
        return -self.lr * g / (_root(state.v) + self.eps)


@dataclass(eq=False, repr=False)
class Adam(Optimizer):
    """Steps along the mean gradient, divided by the root of the mean square of the gradients.

    Both means begin at 0; dividing by 1 - beta**t makes up for that.

    Arguments:
        lr: the learning rate.
        betas: the shares of the last mean gradient and of the last mean square that are kept.
        eps: what is added to the root, so that it is never 0.
        maximize: True follows the gradient upwards.

    Source: D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization" (2015).

    >>> Adam(lr=0.02)
    Adam(lr=0.02, betas=(0.9, 0.999), eps=1e-08, maximize=False)
    """

    lr: float = 0.01
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8

    def change(self, p: Numbers, g: Numbers, state: State) -> Numbers:
        b1, b2 = self.betas
        state.m = b1 * state.m + (1 - b1) * g
        state.v = b2 * state.v + (1 - b2) * g * g
        rate = self.lr / (1 - b1**state.t)
        return -rate * state.m / (_root(state.v / (1 - b2**state.t)) + self.eps)


@dataclass(eq=False, repr=False)
class AdamW(Adam):
    """Adam, and apart from it each step takes lr * weight_decay of every parameter away.

    Arguments:
        lr: the learning rate.
        betas: the shares of the last mean gradient and of the last mean square that are kept.
        eps: what is added to the root, so that it is never 0.
        weight_decay: how strongly parameters are drawn to 0.
        maximize: True follows the gradient upwards; the parameters are drawn to 0 all the same.

    Source: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization" (2019).
    """

    weight_decay: float = 0.01

    def change(self, p: Numbers, g: Numbers, state: State) -> Numbers:
        return -self.lr * self.weight_decay * p + super().change(p, g, state)


# What others call our settings.
_ELSEWHERE = dict.fromkeys(("learning_rate", "rate", "eta", "step_size", "alpha"), "lr")
_ELSEWHERE |= dict.fromkeys(("beta1", "beta_1", "beta2", "beta_2"), "betas=(0.9, 0.999)")
_ELSEWHERE |= {"rho": "decay", "epsilon": "eps", "l2": "weight_decay of AdamW"}


def _check_recipe(kind: type[Optimizer], given: tuple[Any, ...], settings: dict[str, Any]) -> None:
    """Raise `TypeError` for parameters, and for settings that an optimiser does not have."""
    first = given[0] if given else settings.get("params")
    own = signature(kind.__init__).parameters if given or settings else {}
    if "lr" in own and (isinstance(first, list | tuple) or hasattr(first, "parameters")):
        raise TypeError(
            f"{kind.__name__} is a recipe, which takes no parameters: write optimizer = "
            f"{kind.__name__}(lr=0.1), and in the loop optimizer.step(model.parameters())"
        )
    if all(own[name].kind is not Parameter.VAR_KEYWORD for name in own):
        check_settings(kind.__name__, settings, [*own][1:], _ELSEWHERE)


@cache
def _has_numpy() -> bool:
    return find_spec("numpy") is not None


def _same(one: "list[Value]", other: "list[Value]") -> bool:
    return one is other or (len(one) == len(other) and all(map(is_, one, other)))


def _root(x: Numbers) -> Numbers:
    # Rounded rightly in both cases, as a power of 0.5 is not.
    return math.sqrt(x) if type(x) is float else x**0.5


def _leaves(parameters: Iterable[Value]) -> "list[Value]":
    """Return the parameters, each once, when it is sure that all of them can be moved."""
    if not isinstance(parameters, Iterable):
        raise TypeError(
            f"step takes a list of parameters, here is {parameters!r}: write "
            "optimizer.step(model.parameters())"
        )
    leaves = list(parameters)
    for leaf in leaves:
        if not isinstance(leaf, Value):
            raise TypeError(f"a parameter is a Value, here is {shown(leaf)}")
        if leaf.rule is not None:
            raise ValueError(
                f"a parameter stands at the beginning of a graph, but {leaf!r} was computed by "
                f"{leaf.rule.name}: step takes the Values that it was computed from"
            )
    return list(dict.fromkeys(leaves))


def _checked(name: str, value: Any) -> Any:
    """Return a setting as it is kept; raise for one that is wrong."""
    if name == "maximize" and not isinstance(value, bool):
        raise TypeError(f"maximize is True or False, here is {shown(value)}")
    if name == "betas":
        if not isinstance(value, tuple | list) or len(value) != 2:
            raise TypeError(f"betas are two numbers such as (0.9, 0.999), here is {shown(value)}")
        return tuple(to_number("each of betas", beta, *_SHARE) for beta in value)
    return to_number(name, value, *_LIMITS[name]) if name in _LIMITS else value


if not TYPE_CHECKING:

    def __getattr__(name: str) -> NoReturn:
        raise no_attribute(__name__, name, __all__, {"momentum": "SGD(lr=0.1, momentum=0.9)"})
