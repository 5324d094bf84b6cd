"""The programs of a tape, each bound to a size of the batch when it is first asked for."""

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from weakref import ref

from ..arrays import np
from .arrays.replay import ArrayReplay, CompiledArrays, Noted
from .lowering.repeats import Piece
from .lowering.statements import Store
from .lowering.templates import NoStatement
from .native.compiled import Compiled, lanes
from .native.host import available
from .native.replay import NativeReplay
from .plan import Plan
from .scalars.replay import CompiledScalars, ScalarReplay

Plain = ArrayReplay | ScalarReplay
Replay = Plain | NativeReplay

KEPT = 4


class Replays:
    """The replays of a plan, over one vector of parameters.

    Arguments:
        plan: how the graph is replayed.
        fast: whether machine code may differ from the scalar engine in the last bit.

    Attributes:
        shared: the vector of what all rows share, the parameters first.
        vector: the parameters; a view.
    """

    def __init__(self, plan: Plan, fast: bool = False) -> None:
        self.plan: Plan = plan
        self.fast: bool = fast
        self.shared: np.ndarray = np.zeros(plan.layout.shared + 1)
        self.vector: np.ndarray = self.shared[: len(plan.layout.parameters)]
        self._noted = Noted()
        self._replays: dict[int, Replay] = {}
        self._plain: dict[int, Plain] = {}
        self._compiled: dict[int, Compiled | None] = {}
        # What was used last, if it stays as it is; how often it was used again, and may be.
        self._now: NativeReplay | None = None
        self._again, self._most = 0, math.inf
        # By size of the batch, what its replays would cost together without machine code.
        self._spent: dict[int, float] = {}

    def errors(self) -> Any:
        """Return a context in which numbers outside a domain are noted, to call a replay in."""
        return self._noted.context()

    def get(self, rows: int, times: int = 1) -> Replay:
        """Return the program bound to a batch of `rows` rows.

        Arguments:
            rows: the size of the batch.
            times: how often it is going to be used. What is used so often that it pays runs as
                machine code, from then on; it is counted, not timed, so that results do not depend
                on how fast a machine is.
        """
        now = self._now
        if now is not None and now.rows == rows and times == 1 and self._again < self._most:
            self._again += 1
            return now
        if now is not None and now.compiled.in_haste:
            self._spent[now.rows] += self._again * self.plan.cost(now.rows)
        replay = self._replays.pop(rows, None)
        if not isinstance(replay, NativeReplay) or replay.compiled.in_haste:
            before = self._spent.get(rows, self._cost_of_lines(rows))
            self._spent[rows] = before + times * self.plan.cost(rows)
            replay = self._native(rows, replay) or replay or self.by_python(rows)
        # The one that was used last stands last.
        _keep(self._replays, rows, replay)
        self._now = replay if isinstance(replay, NativeReplay) else None
        self._again, self._most = 0, math.inf
        cost = self.plan.cost(rows)
        # A function that only hands on what it gets costs nothing.
        if self._now is not None and self._now.compiled.in_haste and cost:
            self._most = (self.plan.cost_of_care - self._spent[rows]) / cost - 1
        return replay

    def by_python(self, rows: int) -> Plain:
        """Return the replay by arrays, or by plain Python where these are slower."""
        replay = self._plain.pop(rows, None)
        if replay is None and self.plan.by_arrays(rows):
            replay = ArrayReplay(self._arrays, rows, self._noted)
        elif replay is None:
            replay = ScalarReplay(self._scalars, self.vector, rows)
        _keep(self._plain, rows, replay)
        return replay

    @property
    def last(self) -> int | None:
        """The size of the batch that was used last."""
        return next(reversed(self._replays), None)

    @property
    def machine_code(self) -> Mapping[Store, Sequence[Piece]] | None:
        """What was used last, if that is machine code: its loops, by the store they write to."""
        replay = None if self.last is None else self._replays[self.last]
        return replay.compiled.pieces if isinstance(replay, NativeReplay) else None

    def _cost_of_lines(self, rows: int) -> float:
        """What it takes to write the program of arrays, if that is still to be done."""
        written = "_arrays" in vars(self)
        return 0.0 if written or not self.plan.by_arrays(rows) else self.plan.cost_of_lines

    def _native(self, rows: int, before: Replay | None) -> Replay | None:
        """The replay by machine code, if that pays and can be had: `before`, if as good."""
        kind, spent = lanes(rows), self._spent[rows]
        with_care = spent >= self.plan.cost_of_care
        if kind not in self._compiled:
            if spent < self.plan.cost_of_compiling or not available():
                return None
            try:
                self._compiled[kind] = Compiled(self.plan, kind, self.fast, with_care)
            except NoStatement:
                self._compiled[kind] = None
        compiled = self._compiled[kind]
        if compiled is None:
            return None
        if compiled.in_haste and with_care:
            compiled = self._compiled[kind] = Compiled(self.plan, kind, self.fast, with_care)
        if isinstance(before, NativeReplay) and before.compiled is compiled:
            return before
        return NativeReplay(compiled, self.vector, rows, ref(self))

    @cached_property
    def _arrays(self) -> CompiledArrays:
        return CompiledArrays(self.plan, self.shared)

    @cached_property
    def _scalars(self) -> CompiledScalars:
        return CompiledScalars(self.plan)


def _keep(some: "dict[int, Any]", rows: int, replay: Any) -> None:
    """Keep a replay with a few others, in place of the one that was not used for longest."""
    if len(some) >= KEPT:
        some.pop(next(iter(some)))
    some[rows] = replay
