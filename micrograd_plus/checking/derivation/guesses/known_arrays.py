"""The arrays that a derivation has names for, or that lie next to those."""

from ..case import Case, Quantity
from ..nodes import name_of
from ..shapes import Matrix, matrix

# More arrays than this make more products than anybody waits for.
_MOST_ARRAYS = 12
LARGEST = 10_000


def known(case: Case) -> list[Matrix]:
    """The arrays of the derivation by name, what activations make of them, what they multiply."""
    found = []
    for quantity in case.derivation.quantities:
        found.append(quantity.data())
        results = case.derivation.activations(quantity)
        if results:
            name = f"{name_of(results[0])}({quantity.about})"
            found.append(matrix(name, quantity.shape, [node.data for node in results]))
    found += [_input(case, quantity) for quantity in case.derivation.quantities]
    small = [one for one in found if one is not None and len(one.flat) <= LARGEST]
    seen: dict[tuple[tuple[float, ...], ...], Matrix] = {}
    for one in small:
        if one.transposed.rows not in seen:
            seen.setdefault(one.rows, one)
    return list(seen.values())[:_MOST_ARRAYS]


def _input(case: Case, quantity: Quantity) -> Matrix | None:
    """What a matrix of weights is multiplied by: a column for each sample."""
    if len(quantity.shape) != 2 or len(quantity.nodes) > LARGEST:
        return None
    factors = []
    for node in quantity.nodes:
        uses = case.derivation.users[node]
        if any(name_of(user) != "mul" for user, _ in uses):
            return None
        factors.append(tuple(user.operands[1 - slot].data for user, slot in uses))
    width = quantity.shape[1]
    rows = [factors[start : start + width] for start in range(0, len(factors), width)]
    name = f"(what {quantity.about} multiplies)"
    for grid in (rows, [list(column) for column in zip(*rows, strict=True)]):
        if all(row == grid[0] for row in grid) and len({len(column) for column in grid[0]}) == 1:
            return Matrix(name, tuple(grid[0])) if grid[0][0] else None
    return None
