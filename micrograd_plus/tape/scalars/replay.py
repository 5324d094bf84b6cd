"""A scalar program compiled, and replayed row by row."""

import math
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from ...arrays import np
from ...engine.generate import RUNTIME
from ...rules.arithmetic import total
from ..exact import give_back, gradient_of_row, replay_row
from ..generated import code_of, function_of
from ..plan import Plan
from ..trace import Graph
from .program import Line

# Up to here a program is one function, whose numbers are local variables; a longer one is cut into
# pieces, and its numbers are global to them.
WHOLE = 20_000
PIECE = 2_000

Run = Callable[[Sequence[float], Sequence[float]], tuple[Any, ...]]


class CompiledScalars:
    """A scalar program, compiled when it is needed."""

    def __init__(self, plan: Plan) -> None:
        self.graph: Graph = plan.graph
        self.parameters: list[int] = plan.layout.parameters
        self._program = plan.scalar_program
        self._space = RUNTIME | {"inf": math.inf, "nan": math.nan}
        self._space["_outside_domain"] = _outside_domain

    @cached_property
    def forward(self) -> Run:
        """Gives the results of a row, from its row arguments and the parameters."""
        return self._compile("forward", self._program.forward, _tuple(self._program.outputs))

    @cached_property
    def both(self) -> Run:
        """Gives the results, and the gradients of the first of them by each parameter."""
        program = self._program
        result = f"{_tuple(program.outputs)}, {_tuple(program.gradients)}"
        return self._compile("both", program.forward + program.backward, result)

    def _compile(self, name: str, lines: Sequence[Line], result: str) -> Run:
        inputs, parameters = self.graph.inputs, self.parameters
        leaves = [f"v{index}" for index in (*inputs, *parameters)]
        head = [f"{_tuple(leaves[: len(inputs)])} = row"] if inputs else []
        head += [f"{_tuple(leaves[len(inputs) :])} = parameters"] if parameters else []
        body = [f"{line.target} = {line.expression}" for line in lines]
        if len(lines) <= WHOLE:
            body = [*head, *body, f"return {result}"]
            return self._define(f"{name}(row, parameters)", body, self._space)
        # Every name is global, so that one piece finds what another has computed.
        space = dict(self._space)
        pieces = []
        opening = [_globals(leaves), *head]
        start = self._define("start(row, parameters)", opening, space)
        for first in range(0, len(lines), PIECE):
            piece_lines = lines[first : first + PIECE]
            targets = dict.fromkeys(line.target.partition("[")[0] for line in piece_lines)
            piece = [_globals(list(targets)), *body[first : first + PIECE]]
            pieces.append(self._define("piece()", piece, space))
        end = self._define("end()", [f"return {result}"], space)

        def run_pieces(row: Sequence[float], parameters: Sequence[float]) -> Any:
            start(row, parameters)
            for piece in pieces:
                piece()
            return end()

        return run_pieces

    def _define(self, head: str, lines: Sequence[str], space: dict[str, Any]) -> Callable[..., Any]:
        return function_of(code_of(self, head, lines), space)


def _outside_domain() -> float:
    raise ValueError


def _tuple(texts: Sequence[str]) -> str:
    return f"({''.join(f'{text}, ' for text in texts)})"


def _globals(names: Sequence[str]) -> str:
    return f"global {', '.join(names)}" if names else "pass"


class ScalarReplay:
    """The scalar program of a tape over a batch of `rows` rows; see `ArrayReplay`."""

    def __init__(self, compiled: CompiledScalars, parameters: np.ndarray, rows: int) -> None:
        self._compiled = compiled
        self.rows: int = rows
        self.parameters = parameters
        self.gradient: np.ndarray = np.zeros(len(parameters))
        self.finite: bool = True
        self.outputs: list[np.ndarray] = list(np.zeros((len(compiled.graph.outputs), rows)))
        self._row_numbers: Any = range(rows)
        self._columns: list[list[float]] = [[]] * rows

    def mean(self) -> float:
        """Return the mean of the first result."""
        return total(self.outputs[0].tolist()) / self.rows

    def rest(self) -> np.ndarray:
        """Return the results but the first, (outputs - 1, rows)."""
        return np.array(self.outputs[1:])

    def set_rows(self, columns: np.ndarray, numbers: Any) -> None:
        """Take the row arguments; see `ArrayReplay.set_rows`."""
        self._row_numbers = numbers
        self._columns = columns.T.tolist()

    def forward(self) -> None:
        """Compute the results."""
        parameters = self.parameters.tolist()
        for index, row in enumerate(self._columns):
            try:
                results = list(self._compiled.forward(row, parameters))
            except (ArithmeticError, ValueError):
                results = self._exact(index)
            for output, number in zip(self.outputs, results, strict=True):
                output[index] = number

    def both(self) -> None:
        """Compute the results and the gradient."""
        parameters = self.parameters.tolist()
        self.gradient[:] = 0.0
        for index, row in enumerate(self._columns):
            try:
                results, gradient = self._compiled.both(row, parameters)
            except (ArithmeticError, ValueError):
                results, gradient = self._exact(index), (math.nan,)
            if not all(map(math.isfinite, gradient)):
                self.sync()
                gradient = gradient_of_row(self._compiled.graph, row, self._compiled.parameters)
            for output, number in zip(self.outputs, results, strict=True):
                output[index] = number
            self.gradient += gradient
        self.gradient /= self.rows
        self.finite = bool(np.isfinite(self.gradient).all())

    def sync(self) -> None:
        """Give the parameters' numbers to the Values."""
        give_back(self._compiled.graph, self._compiled.parameters, self.parameters)

    def _exact(self, index: int) -> list[float]:
        """The results of a row at which Python's own functions have raised."""
        self.sync()
        row, number = self._columns[index], self._row_numbers[index]
        results = replay_row(self._compiled.graph, row, number)
        return [value.number for value in results]
