"""A mixture of Gaussians written scalar by scalar: its mean log-likelihood and the gradient.

10 dimensions, 5 components with a deviation for each dimension, 1,000 points. The leaves are the
means, the logarithms of the deviations and the logits of the weights, 105 in all.
"""

import math
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

import peers
from timing import Bar, Contender, Task, loop

if TYPE_CHECKING:
    import numpy as np

POINTS, WIDTH, COMPONENTS = 1000, 10, 5
CONSTANT = WIDTH / 2 * math.log(2 * math.pi)


def problem() -> "tuple[list[float], np.ndarray]":
    import numpy as np

    random = np.random.default_rng(0)
    means, logs = random.standard_normal((2, COMPONENTS * WIDTH))
    logits = random.standard_normal(COMPONENTS)
    return [*means, *(0.3 * logs), *logits], random.standard_normal((POINTS, WIDTH))


def formula(math: ModuleType, leaves: Any, row: Any) -> Any:
    """One point, scalar by scalar."""
    half = COMPONENTS * WIDTH
    logits = leaves[2 * half :]
    everything = log_sum_exp(math, logits)
    densities = []
    for k in range(COMPONENTS):
        own = slice(k * WIDTH, (k + 1) * WIDTH)
        means, logs = leaves[:half][own], leaves[half : 2 * half][own]
        log_density = logits[k] - everything - CONSTANT
        for x, mean, log in zip(row, means, logs, strict=True):
            z = (x - mean) * math.exp(-log)
            log_density = log_density - log - z * z / 2
        densities.append(log_density)
    return log_sum_exp(math, densities)


def log_sum_exp(math: ModuleType, xs: list[Any]) -> Any:
    return math.logsumexp(math.vertcat(*xs) if hasattr(math, "vertcat") else xs)


def by_arrays(math: ModuleType, leaves: Any, columns: Any) -> Any:
    """All points at once, as torch wants it."""
    half = COMPONENTS * WIDTH
    means = leaves[:half].reshape(COMPONENTS, WIDTH)
    logs = leaves[half : 2 * half].reshape(COMPONENTS, WIDTH)
    z = (columns.T[:, None, :] - means) * math.exp(-logs)
    squares = (z * z).sum(2)
    shares = math.log_softmax(leaves[2 * half :], 0)
    return math.logsumexp(shares - logs.sum(1) - squares / 2 - CONSTANT, 1)


def by_vmap(math: ModuleType, leaves: Any, columns: Any) -> Any:
    """One point as arrays, mapped by jax."""
    import jax
    from jax.nn import log_softmax, logsumexp

    half = COMPONENTS * WIDTH
    means = leaves[:half].reshape(COMPONENTS, WIDTH)
    logs = leaves[half : 2 * half].reshape(COMPONENTS, WIDTH)

    def point(x: Any) -> Any:
        z = (x - means) * math.exp(-logs)
        shares = log_softmax(leaves[2 * half :])
        return logsumexp(shares - logs.sum(1) - (z * z).sum(1) / 2 - CONSTANT)

    return jax.vmap(point, in_axes=1)(columns)


def by_numpy() -> Contender:
    """The gradient by hand as well."""
    import numpy as np

    numbers, X = problem()
    leaves = np.array(numbers)
    means, logs = leaves[: 2 * COMPONENTS * WIDTH].reshape(2, COMPONENTS, WIDTH)
    logits = leaves[2 * COMPONENTS * WIDTH :]

    def step() -> "tuple[float, np.ndarray]":
        rates = np.exp(-logs)
        z = (X[:, None, :] - means) * rates
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        densities = np.log(shares) - logs.sum(1) - (z * z).sum(2) / 2 - CONSTANT
        top = densities.max(1, keepdims=True)
        parts = np.exp(densities - top)
        whole = parts.sum(1, keepdims=True)
        parts /= whole * POINTS
        by_component = parts.sum(0)
        by_means = np.einsum("nk,nkd->kd", parts, z) * rates
        by_logs = np.einsum("nk,nkd,nkd->kd", parts, z, z) - by_component[:, None]
        gradient = [by_means.ravel(), by_logs.ravel(), by_component - shares]
        return float((np.log(whole) + top).mean()), np.concatenate(gradient)

    mean, gradient = step()
    return loop(step, [mean, *gradient.tolist()])


FORMULAS = {
    "tape.backward": formula,
    "tape, fast": formula,
    "casadi": formula,
    "jax": by_vmap,
    "torch": by_arrays,
}


def contender(engine: str) -> Contender:
    return peers.ENGINES[engine](FORMULAS[engine], *problem())


TASKS = {
    "mixture": Task(
        f"mixture: log-likelihood of {POINTS:,} points, {COMPONENTS} Gaussians in {WIDTH} "
        "dimensions, and its gradient",
        {engine: partial(contender, engine) for engine in FORMULAS} | {"numpy": by_numpy},
        (
            Bar("tape.backward", "casadi", 1 / 5),
            Bar("tape.backward", "jax", 1 / 2),
            Bar("tape, fast", "jax", 1 / 2),
        ),
    )
}
