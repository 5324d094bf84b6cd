"""What a partial derivative did not choose: a written 0 says that no gradient flows."""

from collections.abc import Callable

from ..rules.expression import Call, Expression, Number


class Unchosen(float):
    """A local gradient of 0 that a row has chosen: nothing flows there, not even 0 * inf."""

    __slots__ = ()


UNCHOSEN = Unchosen(0.0)


def _pieces(partial: Expression) -> list[Expression]:
    """The formulas among which the outer `where` of a partial choose; itself if there is none."""
    if isinstance(partial, Call) and partial.operation == "where":
        _, if_true, if_false = partial.arguments
        return [*_pieces(if_true), *_pieces(if_false)]
    return [partial]


def is_nothing(piece: Expression) -> bool:
    """Return whether a piece of a partial is a written 0, which says that no gradient flows."""
    return isinstance(piece, Number) and piece.value == 0


def may_be_nothing(partial: Expression) -> bool:
    """Return whether a partial can choose a written 0."""
    return any(map(is_nothing, _pieces(partial)))


def chosen_source(partial: Expression, write: Callable[[Expression], str]) -> str:
    """Return a local gradient as source, with `_unchosen` for a written 0.

    Arguments:
        partial: the formula.
        write: gives the source of its pieces and conditions.
    """
    if is_nothing(partial):
        return "_unchosen"
    if may_be_nothing(partial):
        assert isinstance(partial, Call)
        condition, if_true, if_false = partial.arguments
        one, other = chosen_source(if_true, write), chosen_source(if_false, write)
        return f"({one} if {write(condition)} else {other})"
    return write(partial)
