"""One formula under every engine: its mean over rows of numbers, and the gradient by its leaves.

A formula is called with the functions of the engine (`tanh`, `exp`, ...), the leaves and one row,
or None if there are no rows. Where the engine works on arrays, an entry of the row is a column.
"""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from timing import Contender, loop

if TYPE_CHECKING:
    import numpy as np

    Rows = np.ndarray | None

# So often a tape is going to be replayed, as in a long training.
MANY = 10**7

Formula = Callable[[Any, Any, Any], Any]


def by_tape(formula: Formula, numbers: list[float], X: "Rows", fast: bool = False) -> Contender:
    from micrograd_plus import Value, record
    from micrograd_plus.engine import ops

    leaves = [Value(number) for number in numbers]
    example, rows = ([], []) if X is None else ([X[0]], [X])
    tape = record(lambda row=None: formula(ops, leaves, row), *example, fast=fast)
    tape.expect(1 if X is None else len(X), MANY)

    def step() -> float:
        # As in training: a leaf is set, and gradients start from nothing.
        leaves[0].data = numbers[0]
        for leaf in leaves:
            leaf.grad = None
        mean: float = tape.backward(*rows)
        return mean

    return loop(step, [step(), *[leaf.grad for leaf in leaves]])


def by_xad(formula: Formula, numbers: list[float], X: "Rows") -> Contender:
    from xad import math

    rows = [None] if X is None else X.tolist()

    def mean(leaves: list[Any]) -> Any:
        return sum(formula(math, leaves, row) for row in rows) * (1 / len(rows))

    def step() -> list[float]:
        return xad_gradient(mean, numbers)

    return loop(step, step())


def xad_gradient(function: Callable[[list[Any]], Any], numbers: list[float]) -> list[float]:
    """The value of a function of xad's numbers, then its derivatives."""
    from xad.adj_1st import Real, Tape

    with Tape() as tape:
        leaves = [Real(number) for number in numbers]
        tape.registerInputs(leaves)
        tape.newRecording()
        result = function(leaves)
        tape.registerOutput(result)
        result.derivative = 1.0
        tape.computeAdjoints()
        return [result.value, *[leaf.derivative for leaf in leaves]]


def by_torch(formula: Formula, numbers: list[float], X: "Rows") -> Contender:
    import torch

    leaves = torch.tensor(numbers, requires_grad=True)
    columns = None if X is None else torch.tensor(X.T)

    def step() -> float:
        leaves.grad = None
        mean = formula(torch, leaves, columns).mean()
        mean.backward()
        found: float = mean.item()
        return found

    return loop(step, [step(), *leaves.grad.tolist()])


def by_jax(formula: Formula, numbers: list[float], X: "Rows") -> Contender:
    import jax
    import jax.numpy as jnp

    columns = None if X is None else jnp.array(X.T)
    leaves = jnp.array(numbers)
    gradient = jax.jit(jax.value_and_grad(lambda leaves: formula(jnp, leaves, columns).mean()))
    mean, found = gradient(leaves)
    return loop(lambda: jax.block_until_ready(gradient(leaves)), [float(mean), *found.tolist()])


def by_casadi(formula: Formula, numbers: list[float], X: "Rows") -> Contender:
    """The row as a graph of scalars with its gradient, mapped over rows and summed by casadi."""
    import casadi
    import numpy as np

    leaves = casadi.SX.sym("leaves", len(numbers))
    row = casadi.SX.sym("row", 0 if X is None else X.shape[1])
    output = formula(casadi, casadi.vertsplit(leaves), casadi.vertsplit(row))
    function = casadi.Function("row", [leaves, row], [output, casadi.gradient(output, leaves)])
    count = 1 if X is None else len(X)
    if count > 1:
        function = function.map("rows", "serial", count, [0], [0, 1])
    found, gradient = np.empty(1), np.empty(len(numbers))
    rows = np.empty(0) if X is None else np.ascontiguousarray(X)
    call = casadi_call(function, [np.array(numbers), rows], [found, gradient])

    def step() -> "tuple[float, np.ndarray]":
        call()
        return float(found[0]) / count, gradient / count

    mean, slopes = step()
    return loop(step, [mean, *slopes.tolist()])


def casadi_call(
    function: Any, arguments: "list[np.ndarray]", results: "list[np.ndarray]"
) -> Callable[[], None]:
    """Return a call that reads and writes these very arrays: casadi's fastest way in."""
    buffer, trigger = function.buffer()
    for index, array in enumerate(arguments):
        buffer.set_arg(index, memoryview(array))
    for index, array in enumerate(results):
        buffer.set_res(index, memoryview(array))

    def call() -> None:
        trigger()
        if buffer.ret():
            raise ArithmeticError("casadi could not evaluate the function")

    return call


def by_rsdag(formula: Formula, numbers: list[float], X: "Rows") -> Contender:
    """One native program that gives a row's output and gradient, called for all rows at once.

    The output is its own derivative by a factor of 1 before it: a program of gradients gives both.
    Where `exp` is above 80, or `log` and `sqrt` outside their domain, its slopes are others; no
    task goes there.
    """
    import numpy as np
    import rsdag

    functions = SimpleNamespace(
        tanh=np.tanh,
        sin=np.sin,
        exp=np.exp,
        sqrt=np.sqrt,
        maximum=lambda a, b: rsdag.where(a > b, a, b),
    )
    size, width, count = len(numbers), *((0, 1) if X is None else X.T.shape)
    scope = rsdag.Scope()
    factor, *places = [scope.input() for _ in range(1 + size + width)]
    output = factor * formula(functions, places[:size], places[size:])
    program = scope.gradient(output, list(range(1 + size)))
    program.compile_native()
    points, found = np.ones((count, 1 + size + width)), np.empty((count, 1 + size))
    points[:, 1 + size :] = 0.0 if X is None else X
    leaves, evaluate = np.array(numbers), program.eval if count == 1 else program.eval_many

    def step() -> "np.ndarray":
        points[:, 1 : 1 + size] = leaves
        evaluate(points, out=found)
        return found.mean(0)

    return loop(step, step().tolist())


def by_ddx(formula: Formula, numbers: list[float], X: "Rows") -> Contender:
    """One kernel by LLVM for a batch of rows, with its buffers bound."""
    import ddx
    import numpy as np

    size, width, count = len(numbers), *((0, 1) if X is None else X.T.shape)

    def model() -> Any:
        leaves = [ddx.var(f"leaf{index}") for index in range(size)]
        return formula(ddx, leaves, [ddx.param(f"x{index}") for index in range(width)])

    points = np.empty((size + width, count))
    points[size:] = 0.0 if X is None else X.T
    leaves = np.array(numbers)[:, None]
    points[:size] = leaves
    call = ddx.equation(model).compile(points=count).buffer(points)

    def step() -> "tuple[float, np.ndarray]":
        call.x[:size] = leaves
        call()
        return float(call.value.mean()), call.jacobian.mean(1)

    mean, slopes = step()
    return loop(step, [mean, *slopes.tolist()])


ENGINES = {
    "tape.backward": by_tape,
    "tape, fast": partial(by_tape, fast=True),
    "torch": by_torch,
    "jax": by_jax,
    "casadi": by_casadi,
    "rsdag": by_rsdag,
    "ddx": by_ddx,
    "xad": by_xad,
}
