"""A recorded graph as statements: each says how one number is added up, in the engine's own order.

Forward, a statement computes a value: a formula of its operands, or a sum whose terms may be
products. Backward, it computes the gradient of a node from those of its consumers: all that is
sent to it, in the order in which the engine adds it up. So whatever order the statements are
carried out in, and however many at once, every number has the engine's own bits.

Statements of one form stand together as arrays: there may be a million of them.
"""

from dataclasses import dataclass
from enum import IntEnum

from ...arrays import np
from ...rules.arithmetic import RAISING
from ...rules.expression import Expression, operations


class Store(IntEnum):
    """Where a number lives.

    ROW: a row argument; SHARED: what all rows share, parameters and constants first; VALUE: what
    differs from row to row; GRADIENT: its gradient; TOTAL: what rows send to something shared,
    added up over the rows; SHARED_GRADIENT: the gradient of something shared.
    """

    ROW, SHARED, VALUE, GRADIENT, TOTAL, SHARED_GRADIENT = range(6)

    # That of an enumeration hashes its name, in Python.
    __hash__ = int.__hash__


@dataclass(frozen=True, eq=False)
class Term:
    """What is added: a formula over operands in certain stores.

    Attributes:
        formula: over the names `0`, `1`, ...
        stores: of the operands, in order.
        domain: conditions that must hold, over the same names.
        members: the name of all operands together, if the formula is over any number of them.
    """

    formula: Expression
    stores: tuple[Store, ...]
    domain: tuple[Expression, ...] = ()
    members: str = ""


@dataclass(frozen=True, eq=False)
class Form:
    """What statements have in common that differ in their operands alone.

    Attributes:
        terms: what is added up, in order.
        adds_to: whether to add to what is there already.
    """

    terms: tuple[Term, ...]
    adds_to: bool = False


@dataclass(frozen=True, eq=False)
class Batch:
    """Statements of one form.

    Attributes:
        form: what each computes.
        nodes: whose value or gradient it is (statements,).
        operands: the nodes whose values or gradients the terms read (statements, operands).
        levels: how many statements, one after the other, come before each, and itself.
        order: where each stands among all statements.
    """

    form: Form
    nodes: "np.ndarray"
    operands: "np.ndarray"
    levels: "np.ndarray"
    order: "np.ndarray"


@dataclass(frozen=True, eq=False)
class Statements:
    """A graph as statements, by the store that they write to.

    Attributes:
        forward: SHARED and VALUE.
        backward: GRADIENT, TOTAL and SHARED_GRADIENT, operands before what reads them.
        same: for each node the one whose gradient is its own, which it is stored with; mostly
            itself.
        store: where the value of each node lives.
        gradient: where its gradient lives.
        root: the node whose gradient is 1.
    """

    forward: dict[Store, list[Batch]]
    backward: dict[Store, list[Batch]]
    same: "np.ndarray"
    store: "np.ndarray"
    gradient: "np.ndarray"
    root: int

    @property
    def may_raise(self) -> bool:
        """Whether some operation can leave its domain, or overflow where Python says so."""
        forms = {batch.form for batches in self.forward.values() for batch in batches}
        terms = {term for form in forms for term in form.terms}
        return any(term.domain or operations(term.formula) & RAISING for term in terms)
