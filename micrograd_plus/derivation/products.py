"""Mistakes with matrices: one too many, the wrong one, a transposed one, another order."""

import math
from collections.abc import Iterator, Sequence

from .arrays_of import Matrix, matrix
from .case import Case, Guess, is_activation

EXTRA = "extra matrix"
WRONG = "wrong matrix"
TRANSPOSED = "transposed matrix"
SWAPPED = "swapped operands"

# More arrays than this make more products than anybody waits for.
_MOST_ARRAYS = 12
_LARGEST = 10_000


def products(case: Case) -> Iterator[Guess]:
    """Yield what products with matrices of the derivation give."""
    quantity = case.quantity
    right = matrix("the right one", quantity.shape, case.expected)
    if right is None or len(case.expected) > _LARGEST:
        return
    if quantity.shape == quantity.given_shape and len(set(quantity.shape)) == 1:
        detail = "it is the transposed matrix of the right one, as swapped operands give it"
        yield TRANSPOSED, detail, right.transposed.flat
    slopes = case.activation()
    yield from _extra(case, right, slopes)
    yield from _other(case, slopes)


def _extra(case: Case, right: Matrix, slopes: list[float] | None) -> Iterator[Guess]:
    """One matrix too many, before or behind, also inside of an activation's derivative."""
    for factor in _known(case):
        for turned in (factor, factor.transposed):
            detail = f"an extra matrix: {turned.name}"
            for product in (turned @ right, right @ turned):
                if product is not None:
                    yield EXTRA, detail, product.flat
            if slopes and all(slopes):
                bare = matrix("", case.quantity.shape, _divided(case.expected, slopes))
                assert bare is not None
                for product in (turned @ bare, bare @ turned):
                    if product is not None and len(product.flat) == len(slopes):
                        yield EXTRA, detail, _times(product.flat, slopes)


def _other(case: Case, slopes: list[float] | None) -> Iterator[Guess]:
    """A product of an upper derivative with some matrix, other than the right one."""
    found = [
        (names, product, times)
        for upper in reversed(case.above)
        if (derivative := upper.derivative()) is not None
        for factor in _known(case)
        for names, product in _orders(derivative, factor)
        for times in ([None, slopes] if slopes else [None])
    ]
    numbers = [
        product.flat if times is None else _times(product.flat, times)
        for _, product, times in found
    ]
    pairs = list(zip(found, numbers, strict=True))
    right = [names for (names, _, _), flat in pairs if _is_right(case, flat)]
    for (names, product, _), flat in pairs:
        if names in right:
            # The right product, which lacks a derivative at most: that is another mistake.
            continue
        kind = _kind(names, right)
        instead = f" in place of {_shown(right[0])}" if right else ""
        yield kind, f"a {kind}: {product.name}{instead}".replace("a swapped", "swapped"), flat


def _orders(one: Matrix, other: Matrix) -> Iterator[tuple[tuple[str, str], Matrix]]:
    for first in (one, one.transposed):
        for second in (other, other.transposed):
            for left, right in ((first, second), (second, first)):
                product = left @ right
                if product is not None:
                    yield (left.name, right.name), product


def _kind(names: tuple[str, str], right: Sequence[tuple[str, str]]) -> str:
    bare = _bare(names)
    for other in right:
        if _bare(other) == bare:
            return TRANSPOSED
        if _bare(other) == bare[::-1]:
            return SWAPPED
    return WRONG


def _bare(names: tuple[str, str]) -> tuple[str, str]:
    return names[0].removesuffix(".T"), names[1].removesuffix(".T")


def _shown(names: tuple[str, str]) -> str:
    return f"{names[0]} @ {names[1]}"


def _is_right(case: Case, flat: Sequence[float]) -> bool:
    return len(flat) == len(case.expected) and all(
        math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
        for a, b in zip(flat, case.expected, strict=True)
    )


def _known(case: Case) -> list[Matrix]:
    """The arrays of the derivation by name, and what activations make of them."""
    found = []
    for quantity in case.derivation.quantities:
        found.append(quantity.data())
        users = [case.derivation.users[node] for node in quantity.nodes]
        results = [uses[0][0] for uses in users if len(uses) == 1 and is_activation(uses[0][0])]
        if results and len(results) == len(quantity.nodes):
            rule = results[0].rule
            assert rule is not None
            name = f"{rule.name}({quantity.about})"
            found.append(matrix(name, quantity.shape, [node.data for node in results]))
    return [one for one in found if one is not None and len(one.flat) <= _LARGEST][:_MOST_ARRAYS]


def _divided(numbers: Sequence[float], by: Sequence[float]) -> list[float]:
    return [a / b for a, b in zip(numbers, by, strict=True)]


def _times(numbers: Sequence[float], by: Sequence[float]) -> list[float]:
    if len(numbers) != len(by):
        return []
    return [a * b for a, b in zip(numbers, by, strict=True)]
