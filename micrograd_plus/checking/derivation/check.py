"""check_derivation: each quantity against the truth, and against what stands above it."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from numbers import Real
from typing import Any

from ...engine.recording import check_readable
from ...engine.staleness import ordered
from ...engine.value import Value
from ...inputs import shown, to_whole
from .case import Case, Derivation, Quantity
from .guesses.chain_rule import slips
from .guesses.derivatives import calculus
from .guesses.factors import factors
from .guesses.intermediates import arrays_between
from .guesses.matrices import products
from .kinds import Kind
from .nodes import is_activation
from .passes import Pass, Way, backward, users_of
from .report import FOLLOWS, RIGHT, WRONG, DerivationReport, Verdict
from .rounding import all_close, excess, precision, steps_of
from .shapes import numbers_in, squeezed, values_in

# What may have been done, in the order in which it is told, and how likely a coincidence may be:
# some factor or power fits sooner than one of a few slips.
_CHANCES = {slips: 1e-2, calculus: 1e-2, products: 1e-2, arrays_between: 1e-2, factors: 2e-4}

# How far numbers in another shape may be off, relative to what they should be.
_CLOSE = 1e-6


def check_derivation(
    y: Value,
    quantities: Mapping[str, tuple[Any, Any]],
    rtol: float = 1e-6,
    decimals: int | None = None,
) -> DerivationReport:
    """Hold a derivation by hand against the true gradients, quantity by quantity.

    Each quantity is checked twice: against the truth, and against what follows from the author's
    own numbers above it. So one slip is told once, and what is right given that slip is said to be.

    Arguments:
        y: the result that is differentiated.
        quantities: for each name a pair: the Values by which `y` is differentiated (one, a list,
            an array of any shape), and the derivative by hand in the same shape. Results in
            between are Values too. The order does not matter.
        rtol: how far a number may be off, relative to what it should be.
        decimals: how many decimals numbers have that were worked out by hand; used in place of
            `rtol`.

    Returns:
        A `DerivationReport`, true exactly when all is right. It prints as a table in backward
        order, and names the first wrong quantity, how wrong it is and the kind of mistake that
        fits, if one does.

    Raises:
        TypeError, ValueError: for what are not Values with numbers, with what was found.
        StaleGraphError: if data was set after it had been used.

    >>> from micrograd_plus import Value, sigmoid
    >>> w, x = Value(0.5, label="w"), Value(3.0, label="x")
    >>> z = w * x
    >>> a = sigmoid(z)
    >>> L = (a - 1) ** 2
    >>> da = 2 * (a.data - 1)
    >>> dz = da
    >>> dw = dz * 3.0
    >>> print(check_derivation(L, {"da": (a, da), "dz": (z, dz), "dw": (w, dw)}))
    quantity  shape    off by
    da        number  0.0e+00  right
    dz        number  3.1e-01  wrong: missing activation derivative
    dw        number  9.3e-01  right, given what stands above it
    the first wrong quantity is dz: dz is -0.364851, -0.0544162 follows; it is da itself: ...
    """
    if not isinstance(y, Value):
        raise TypeError(f"check_derivation checks derivatives of a Value, here is {shown(y)}")
    check_readable((y,), "a gradient as a number")
    unit = _unit(rtol, decimals)
    order = ordered(y)
    place = {node: index for index, node in enumerate(order)}
    found = sorted(
        _quantities(quantities),
        key=lambda quantity: max(place.get(node, -1) for node in quantity.nodes),
        reverse=True,
    )
    claims: dict[Value, float] = {}
    for quantity in found:
        if len(quantity.given) == len(quantity.nodes):
            for node, number in zip(quantity.nodes, quantity.given, strict=True):
                claims.setdefault(node, number)
    half = 0.0 if decimals is None else unit(0.0)
    precise = precision(claims.values(), half)
    written = {node for node in order if node in claims or is_activation(node)}
    way = Way(order, steps_of(order, precise, written), precise, unit)
    true, own = backward(way, claims, follow=False), backward(way, claims)
    rows = [_verdict(quantity, true, own, unit) for quantity in found]
    if any(row.verdict == WRONG for row in rows):
        # Values of another graph have no users here.
        users = users_of([*order, *(n for q in found for n in q.nodes if n not in place)])
        derivation = Derivation(way, users, found, claims, own)
        rows = [
            _explained(row, Case(derivation, index)) if row.verdict == WRONG else row
            for index, row in enumerate(rows)
        ]
    return DerivationReport(tuple(rows))


def _unit(rtol: float, decimals: int | None) -> Callable[[float], float]:
    """How far a number may be off by itself."""
    if decimals is not None:
        half = 0.5 * 10.0 ** -to_whole("decimals", decimals, 0) * (1 + 1e-9)
        return lambda number: half
    if isinstance(rtol, bool) or not isinstance(rtol, Real) or not 0 <= rtol < 1:
        raise ValueError(f"rtol is a number from 0 to 1, such as 1e-6; here is {shown(rtol)}")
    share = float(rtol)
    return lambda number: share * abs(number)


def _quantities(quantities: Any) -> Iterator[Quantity]:
    if not isinstance(quantities, Mapping):
        raise TypeError(
            f"the quantities are a dict of names, here is {shown(quantities)}: write "
            '{"dw": (w, 0.5)}, for each name the Values and the derivative by hand'
        )
    if not quantities:
        raise ValueError('there is no quantity to check: write {"dw": (w, 0.5)}')
    for name, pair in quantities.items():
        if not isinstance(name, str):
            raise TypeError(f"a quantity has a name, here is {shown(name)}: write it as text")
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise TypeError(
                f"{name} needs two things, the Values and the derivative by hand; here is "
                f'{shown(pair)}: write "{name}": (w, 0.5)'
            )
        shape, nodes = values_in(name, pair[0])
        given_shape, given = numbers_in(name, pair[1])
        if squeezed(given_shape) == squeezed(shape):
            given_shape = shape
        yield Quantity(name, shape, nodes, given_shape, given)


def _verdict(quantity: Quantity, true: Pass, own: Pass, unit: Callable[[float], float]) -> Verdict:
    nodes, given = quantity.nodes, quantity.given
    truth = [true.totals.get(node, 0.0) for node in nodes]
    expected = [own.totals.get(node, 0.0) for node in nodes]
    if quantity.given_shape != quantity.shape:
        return Verdict(quantity.name, quantity.shape, WRONG, math.inf, tuple(expected))

    def agrees(wanted: list[float], *slacks: Mapping[Value, float]) -> bool:
        return all(
            excess(g, w, unit(w) + min(slack.get(n, 0.0) for slack in slacks)) <= 0
            for g, w, n in zip(given, wanted, nodes, strict=True)
        )

    error = max(excess(g, t, 0.0) for g, t in zip(given, truth, strict=True))
    verdict = WRONG
    if agrees(truth, true.slack, own.slack):
        verdict = RIGHT
    elif agrees(expected, own.slack):
        # Rounded from step to step, right numbers drift away from the true ones.
        verdict = RIGHT if agrees(truth, true.slack) else FOLLOWS
    return Verdict(quantity.name, quantity.shape, verdict, error, tuple(expected))


def _explained(verdict: Verdict, case: Case) -> Verdict:
    """Add the kinds of mistake that fit, and say how wrong it is."""
    quantity = case.quantity
    if quantity.given_shape != quantity.shape:
        fitting = list(_shapes(case))
    else:
        found = [
            guess
            for guesses, chance in _CHANCES.items()
            for guess in guesses(case)
            if case.fits(guess[2], chance)
        ]
        # What fits as it is comes before what fits if rounding was carried on.
        found.sort(key=lambda guess: not case.is_close(guess[2]))
        fitting = [(kind, text) for kind, text, _ in found]
    kinds = tuple(dict.fromkeys(kind for kind, _ in fitting))
    worst = _worst(case)
    detail = f"{worst}; {fitting[0][1]}" if fitting else f"{worst}; no kind of mistake fits"
    if len(kinds) > 1:
        detail += f" (or: {', '.join(kinds[1:])})"
    kind = kinds[0] if kinds else None
    return replace(verdict, kind=kind, kinds=kinds, detail=detail)


def _shapes(case: Case) -> Iterator[tuple[Kind, str]]:
    """What may be wrong with an array of another shape."""
    quantity, expected = case.quantity, case.expected
    shape, given = quantity.shape, quantity.derivative()
    if given is None or len(shape) > 2:
        return
    if quantity.given_shape == shape[::-1] and all_close(given.transposed.flat, expected, _CLOSE):
        yield Kind.TRANSPOSED, "it is the transposed matrix of the right one"
    diagonal = expected[:: shape[-1] + 1] if len(set(shape)) == 1 and len(shape) == 2 else []
    if all_close(given.flat, diagonal, _CLOSE):
        yield (
            Kind.ELEMENTWISE,
            "it is the diagonal of the right one: an elementwise product for an outer one",
        )
    for axis, rows in (("row", given.rows), ("column", given.transposed.rows)):
        if all_close([math.fsum(row) for row in rows], expected, _CLOSE):
            yield Kind.TERM, f"each {axis} has to be summed: a missing sum over the samples"
    for upper in case.above:
        above = upper.derivative()
        if above is not None and any(
            all_close(given.flat, [math.fsum(row) for row in rows], _CLOSE)
            for rows in (above.rows, above.transposed.rows)
        ):
            yield Kind.AXIS, f"{Kind.AXIS.with_article} of {upper.name}"


def _worst(case: Case) -> str:
    """Where the numbers differ most, and by how much."""
    quantity, expected = case.quantity, case.expected
    if quantity.given_shape != quantity.shape:
        return f"it has the shape {quantity.given_shape}, the Values have {quantity.shape}"
    given = quantity.given
    rest = place = case.worst()
    index = ""
    for length in reversed(quantity.shape):
        rest, at = divmod(rest, length)
        index = f"[{at}]{index}"
    return f"{quantity.name}{index} is {given[place]:.6g}, {expected[place]:.6g} follows"
