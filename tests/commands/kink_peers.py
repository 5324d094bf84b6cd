"""What other libraries answer where a derivative is a convention: their slopes of a formula."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from micrograd_plus.rules.expression import Expression, evaluate

Slope = Callable[[Expression, Mapping[str, float], str], float]


def _plain() -> dict[str, Any]:
    import operator

    names = {"add": "add", "sub": "sub", "mul": "mul", "div": "truediv", "pow": "pow", "neg": "neg"}
    functions = {name: getattr(operator, plain) for name, plain in names.items()}
    order = {"less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge"}
    return functions | {name: getattr(operator, plain) for name, plain in order.items()}


def pytorch(formula: Expression, at: Mapping[str, float], by: str) -> float:
    import torch

    names = ["abs", "sqrt", "asin", "atan2", "hypot", "maximum", "minimum", "where", "sigmoid"]
    functions = _plain() | {name: getattr(torch, name) for name in names}
    functions["relu"] = torch.relu
    functions |= {"leaky_relu": torch.nn.functional.leaky_relu, "elu": torch.nn.functional.elu}
    values = {n: torch.tensor(x, dtype=torch.float64, requires_grad=True) for n, x in at.items()}

    def tensor(x: Any) -> Any:
        return x if isinstance(x, torch.Tensor) else torch.tensor(x, dtype=torch.float64)

    def lifted(function: Any) -> Any:
        return lambda *xs: function(*map(tensor, xs))

    result = evaluate(formula, values, {name: lifted(f) for name, f in functions.items()})
    (slope,) = torch.autograd.grad(result, [values[by]])
    return float(slope)


def _numpy_like(np: Any, extra: dict[str, Any]) -> dict[str, Any]:
    names = {"abs": "abs", "sqrt": "sqrt", "cbrt": "cbrt", "asin": "arcsin", "atan2": "arctan2"}
    names |= {name: name for name in ("hypot", "maximum", "minimum", "where")}
    functions = {name: getattr(np, numpys) for name, numpys in names.items() if hasattr(np, numpys)}
    return _plain() | functions | extra


def jax(formula: Expression, at: Mapping[str, float], by: str) -> float:
    import jax as library

    library.config.update("jax_enable_x64", True)
    nn = library.nn
    extra = {"relu": nn.relu, "leaky_relu": nn.leaky_relu, "elu": nn.elu, "sigmoid": nn.sigmoid}
    functions = _numpy_like(library.numpy, extra)
    return float(library.grad(lambda x: evaluate(formula, {**at, by: x}, functions))(float(at[by])))


def autograd(formula: Expression, at: Mapping[str, float], by: str) -> float:
    import autograd.numpy as np
    from autograd import grad

    functions = _numpy_like(np, {})

    def along(x: Any) -> Any:
        return evaluate(formula, {**at, by: x}, functions)

    with np.errstate(all="ignore"):
        return float(grad(along)(np.float64(at[by])))


def casadi(formula: Expression, at: Mapping[str, float], by: str) -> float:
    import casadi as ca

    names = {"abs": "fabs", "sqrt": "sqrt", "asin": "asin", "atan2": "atan2", "hypot": "hypot"}
    names |= {"maximum": "fmax", "minimum": "fmin", "where": "if_else"}
    functions = _plain() | {name: getattr(ca, its) for name, its in names.items()}
    symbols = {name: ca.SX.sym(name) for name in at}
    y = evaluate(formula, symbols, functions)
    slope = ca.Function("slope", list(symbols.values()), [ca.gradient(y, symbols[by])])
    return float(slope(*at.values()))


def sympy(formula: Expression, at: Mapping[str, float], by: str) -> float:
    import sympy as sp

    functions = _plain() | {"abs": sp.Abs, "maximum": sp.Max, "minimum": sp.Min}
    functions |= {name: getattr(sp, name) for name in ("sqrt", "asin", "atan2")}
    functions["where"] = lambda condition, a, b: sp.Piecewise((a, condition), (b, True))
    symbols = {name: sp.Symbol(name, real=True) for name in at}
    slope = sp.diff(evaluate(formula, symbols, functions), symbols[by])
    # One after the other would answer with the order in which they are put in.
    point = {symbols[name]: sp.nsimplify(x) for name, x in at.items()}
    number = slope.subs(point, simultaneous=True)
    # An imaginary slope is none, and "zoo" is an infinity without a sign.
    if number is sp.zoo:
        return math.inf
    return float(number) if number.is_real or number.is_infinite else math.nan


PEERS: dict[str, Slope] = {
    "PyTorch": pytorch,
    "JAX": jax,
    "autograd": autograd,
    "casadi": casadi,
    "sympy": sympy,
}


def answer(peer: str, formula: Expression, at: Mapping[str, float], by: str) -> str:
    """The slope as the table writes it; a dash where the library has no such function."""
    try:
        slope = PEERS[peer](formula, at, by)
    except (KeyError, AttributeError, NotImplementedError):
        return "—"
    except (ArithmeticError, ValueError):
        return "error"
    return written(slope)


def written(slope: float) -> str:
    """A slope as the table writes it."""
    return f"{slope:.4g}" if math.isfinite(slope) else str(slope)
