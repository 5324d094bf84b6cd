"""Statements of one depth and one form in groups, and what they read and write as columns."""

from collections.abc import Sequence
from itertools import groupby

from ...arrays import np
from ..places import counted, ends_of
from .statements import Batch, Form, Store, Term


class Groups:
    """Statements in groups of one depth and one form, in an order in which operands come first.

    Attributes:
        batches: the statements.
        begin: where each group begins, in the order of the program (groups,).
        sizes: how many statements it has.
        owner: of each statement, its group (statements,).
        forms: the batch that it is from.
        nodes: whose value or gradient it is.
    """

    def __init__(self, batches: Sequence[Batch]) -> None:
        self.batches: Sequence[Batch] = batches
        counts = [len(batch.nodes) for batch in batches]
        self._levels = _joined([batch.levels for batch in batches])
        # As they stand in the batches, one after the other.
        self._nodes = _joined([batch.nodes for batch in batches])
        self._forms = np.repeat(np.arange(len(batches)), counts)
        self._operands = _joined([batch.operands.ravel() for batch in batches])
        widths = np.array([batch.operands.shape[1] for batch in batches], np.int64)
        self._starts = ends_of(widths[self._forms])
        self._sort_by(_joined([batch.order for batch in batches]))
        levels = self._levels[self._order]
        new = (np.diff(self.forms, prepend=-1) != 0) | (np.diff(levels, prepend=-1) != 0)
        begin = np.flatnonzero(new)
        sizes = np.diff(begin, append=len(new))
        program = np.lexsort((self.nodes[begin], levels[begin]))
        self.begin: np.ndarray = begin[program]
        self.sizes: np.ndarray = sizes[program]
        rank = np.empty_like(program)
        rank[program] = np.arange(len(program))
        self.owner: np.ndarray = np.repeat(rank, sizes)

    def _sort_by(self, key: np.ndarray) -> None:
        """Put the statements of a group side by side, in the order of a key."""
        self._order = np.lexsort((key, self._levels, self._forms))
        self.forms: np.ndarray = self._forms[self._order]
        self.nodes: np.ndarray = self._nodes[self._order]

    def sort_by(self, place: np.ndarray) -> None:
        """Put the statements of each group in the order of the places that they write to."""
        self._sort_by(place[self._nodes])

    def in_program(self) -> np.ndarray:
        """Return all nodes in the order of the program."""
        found: np.ndarray = self.nodes[np.argsort(self.owner, kind="stable")]
        return found

    def node(self, statement: np.ndarray, operand: np.ndarray) -> np.ndarray:
        """Return operands of statements, counted from 1; 0 is what they compute."""
        own = self._order[statement]
        # One more, for what has no operands.
        operands = np.append(self._operands, -1)[self._starts[own] + operand - 1]
        nodes: np.ndarray = np.where(operand == 0, self._nodes[own], operands)
        return nodes


class Shape:
    """The accesses of a form: the target, then the operands of each run of terms.

    Attributes:
        form: the form.
        runs: its terms, each with how often it stands in a row.
        kept: the store of each access.
        columns: for each access the operands that it goes through, counted from 1.
    """

    def __init__(self, store: Store, form: Form) -> None:
        self.form: Form = form
        self.runs: list[tuple[Term, int]] = [
            (term, len(list(same))) for term, same in groupby(form.terms)
        ]
        self.kept: list[Store] = [store]
        self.columns: list[range] = [range(1)]
        at = 1
        for term, length in self.runs:
            width = len(term.stores)
            stop = at + length * width
            self.kept += term.stores
            self.columns += [range(at + slot, stop, width) for slot in range(width)]
            at = stop


class Columns:
    """The accesses of several forms, one form after the other.

    Attributes:
        shapes: of the forms.
        widths: how many operands each form has, with the target (forms,).
        accesses: how many accesses it has.
        first: where its columns begin.
        first_access: where its accesses begin.
        length: over how many columns each access goes (accesses,).
        begin: where these begin, counted in its form.
        order: which operand stands in each column (columns,).
        store: in which it lives.
        access: of which access it is, counted in its form.
        along: the how manieth of it.
    """

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self.shapes: Sequence[Shape] = shapes
        every = [own for shape in shapes for own in shape.columns]
        self.length: np.ndarray = np.array([len(own) for own in every], np.int64)
        self.accesses: np.ndarray = np.array([len(shape.columns) for shape in shapes], np.int64)
        self.first_access: np.ndarray = ends_of(self.accesses)
        ends = ends_of(self.length)
        self.first: np.ndarray = ends[self.first_access]
        self.widths: np.ndarray = np.diff(self.first)
        form = np.repeat(np.arange(len(shapes)), self.accesses)
        self.begin: np.ndarray = ends[:-1] - self.first[form]
        self.order: np.ndarray = np.array([at for own in every for at in own], np.int64)
        owner = np.repeat(np.arange(len(every)), self.length)
        kept = np.array([each for shape in shapes for each in shape.kept], np.int64)
        self.store: np.ndarray = kept[owner]
        self.access: np.ndarray = owner - self.first_access[form[owner]]
        self.along: np.ndarray = counted(ends, owner)


def _joined(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros(0, np.int64), *parts])
