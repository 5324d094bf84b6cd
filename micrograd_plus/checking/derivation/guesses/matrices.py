"""Mistakes with matrices: one too many, the wrong one, a transposed one, another order."""

from collections.abc import Iterator, Sequence

from ..case import Case, Guess
from ..kinds import Kind
from ..shapes import Matrix, matrix
from .known_arrays import LARGEST, known


def products(case: Case) -> Iterator[Guess]:
    """Yield what products with matrices of the derivation give."""
    quantity = case.quantity
    right = matrix("the right one", quantity.shape, case.expected)
    if right is None or len(case.expected) > LARGEST:
        return
    if quantity.shape == quantity.given_shape and len(set(quantity.shape)) == 1:
        detail = "it is the transposed matrix of the right one, as swapped operands give it"
        yield Kind.TRANSPOSED, detail, right.transposed.flat
        if len(quantity.shape) == 2 and quantity.shape[0] > 1:
            width = quantity.shape[0] + 1
            diagonal = [0.0 if at % width else e for at, e in enumerate(case.expected)]
            detail = f"an {Kind.ELEMENTWISE} on the diagonal, for the product of matrices"
            yield Kind.ELEMENTWISE, detail, diagonal
    slopes, arrays = case.derivation.slopes(quantity), known(case)
    yield from _extra(case, right, arrays, slopes)
    yield from _other(case, arrays, slopes)


def _extra(case: Case, right: Matrix, arrays: list[Matrix], slopes: list[float]) -> Iterator[Guess]:
    """One matrix too many, before or behind, also inside of an activation's derivative."""
    for factor in arrays:
        for turned in (factor, factor.transposed):
            detail = f"an extra matrix: {turned.name}"
            for product in (turned @ right, right @ turned):
                if product is not None:
                    yield Kind.EXTRA_MATRIX, detail, product.flat
            if slopes and all(slopes):
                quotients = [e / slope for e, slope in zip(case.expected, slopes, strict=True)]
                bare = matrix("", case.quantity.shape, quotients)
                assert bare is not None
                for product in (turned @ bare, bare @ turned):
                    if product is not None and len(product.flat) == len(slopes):
                        yield Kind.EXTRA_MATRIX, detail, _times(product.flat, slopes)


def _other(case: Case, arrays: list[Matrix], slopes: list[float]) -> Iterator[Guess]:
    """A product of an upper derivative with some matrix, other than the right one."""
    found = [
        (names, numbers)
        for upper in reversed(case.above)
        if (derivative := upper.derivative()) is not None
        for factor in arrays
        for names, flat in _orders(derivative, factor)
        for numbers in ([flat, _times(flat, slopes)] if slopes else [flat])
    ]
    right = [names for names, numbers in found if case.is_expected(numbers)]
    for names, numbers in found:
        if names in right:
            # The right product, which lacks a derivative at most: that is another mistake.
            continue
        kind = _kind(names, right)
        instead = f" in place of {' @ '.join(right[0])}" if right else ""
        detail = f"a {kind}: {' @ '.join(names)}{instead}".replace("a swapped", "swapped")
        yield kind, detail, numbers


def _orders(one: Matrix, other: Matrix) -> Iterator[tuple[tuple[str, str], list[float]]]:
    for first in (one, one.transposed):
        for second in (other, other.transposed):
            for left, right in ((first, second), (second, first)):
                product = left @ right
                if product is not None:
                    yield (left.name, right.name), product.flat


def _kind(names: tuple[str, str], right: Sequence[tuple[str, str]]) -> Kind:
    bare = _bare(names)
    for other in right:
        if _bare(other) == bare:
            return Kind.TRANSPOSED
        if _bare(other) == bare[::-1]:
            return Kind.SWAPPED
    return Kind.WRONG_MATRIX


def _bare(names: tuple[str, str]) -> tuple[str, str]:
    return names[0].removesuffix(".T"), names[1].removesuffix(".T")


def _times(numbers: Sequence[float], by: Sequence[float]) -> list[float]:
    if len(numbers) != len(by):
        return []
    return [a * b for a, b in zip(numbers, by, strict=True)]
