"""A formula as nodes of ONNX, computed in double by every runtime that has the basic operators.

Operators such as Sigmoid, Softplus or LeakyRelu lose digits, take their settings as single floats,
or have no kernel in double: what a row says is written out instead.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from os import PathLike
from typing import Any, NamedTuple

from ..files.saving import write_whole
from .expression import CONSTANTS, Each, Expression, Name, Number, fold
from .onnx_formulas import written_out

# Operators that every version from 13 on computes in double.
OPSET = 21
# The first that has every opset up to ours.
_IR_VERSION = 10

_PLAIN = {
    "add": "Add",
    "sub": "Sub",
    "mul": "Mul",
    "div": "Div",
    "neg": "Neg",
    "abs": "Abs",
    "sqrt": "Sqrt",
    "exp": "Exp",
    "log": "Log",
    "sin": "Sin",
    "cos": "Cos",
    "tanh": "Tanh",
    "pow": "Pow",
    "maximum": "Max",
    "minimum": "Min",
    "less": "Less",
    "equal": "Equal",
    "where": "Where",
    "sum": "Sum",
}
# What is the contrary of another comparison.
_CONTRARY = {"less_equal": "greater", "greater_equal": "less", "not_equal": "equal"}


class End(NamedTuple):
    """An input or an output of a graph.

    Attributes:
        name: of its numbers.
        kind: the type that ONNX calls `"DOUBLE"` or `"STRING"`.
        shape: its axes, `"n"` for the rows.
    """

    name: str
    kind: str
    shape: tuple[int | str, ...]


class Nodes:
    """The nodes of a graph of ONNX, as they are made.

    Arguments:
        taken: names that mean something else already, such as those of inputs.

    Attributes:
        nodes: in order.
        constants: the initializers.
    """

    def __init__(self, taken: Collection[str] = ()) -> None:
        self._onnx = _onnx()
        self._taken = {*taken}
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._known: dict[str, str] = {}
        self._made: dict[tuple[str, ...], str] = {}

    def free(self, name: str) -> str:
        """Take a name, with underscores behind it if it is taken, and return it."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def constant(self, number: float) -> str:
        """Add a number, if it is not there yet; return its name."""
        # Its text tells 0.0 from -0.0, and nan is like itself.
        key = repr(number)
        if key not in self._known:
            self._known[key] = self.numbers(f"c{len(self._known)}", [], [number])
        return self._known[key]

    def numbers(self, name: str, shape: Sequence[int], numbers: Sequence[float]) -> str:
        """Add numbers in some shape, row by row; return their name."""
        return self._tensor("DOUBLE", name, shape, numbers)

    def whole(self, *numbers: int) -> str:
        """Add a list of whole numbers, such as a shape, if it is not there yet; return its name."""
        key = repr(numbers)
        if key not in self._known:
            name = f"i{len(self._known)}"
            self._known[key] = self._tensor("INT64", name, [len(numbers)], numbers)
        return self._known[key]

    def texts(self, name: str, texts: Sequence[str]) -> str:
        """Add a list of texts; return its name."""
        return self._tensor("STRING", name, [len(texts)], [text.encode() for text in texts])

    def _tensor(self, kind: str, name: str, shape: Sequence[int], content: Sequence[Any]) -> str:
        name, data_type = self.free(name), self._onnx.TensorProto.DataType.Value(kind)
        self.constants.append(self._onnx.helper.make_tensor(name, data_type, shape, content))
        return name

    def node(self, operator: str, *inputs: str, **attributes: int | str) -> str:
        """Return the name of an operator's result; one that is there already is not made again."""
        key = (operator, *inputs, *map(str, attributes.items()))
        if key not in self._made:
            self._made[key] = self.free(f"t{len(self.nodes)}")
            self._append(operator, inputs, [self._made[key]], attributes)
        return self._made[key]

    def cast(self, result: str, kind: str) -> str:
        """Return the name of a result as another type, such as `"DOUBLE"`."""
        return self.node("Cast", result, to=self._onnx.TensorProto.DataType.Value(kind))

    def split(self, matrix: str, columns: int) -> list[str]:
        """Return the names of the columns of a matrix (n, columns), each of shape (n, 1)."""
        names = [self.free(f"{matrix}_{place}") for place in range(columns)]
        self._append("Split", [matrix], names, {"axis": 1, "num_outputs": columns})
        return names

    def output(self, name: str, result: str) -> None:
        """Let a result be known by the name of an output."""
        self._append("Identity", [result], [name], {})

    def _append(
        self,
        operator: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        attributes: Mapping[str, int | str],
    ) -> None:
        made = self._onnx.helper.make_node(operator, list(inputs), list(outputs), **attributes)
        self.nodes.append(made)

    def compute(self, formula: Expression, given: Mapping[str, str]) -> str:
        """Add the nodes of a formula of basic functions; return the name of its result.

        Arguments:
            formula: with other rows put in the place of their names.
            given: what each name of it stands for.
        """

        def written(part: Expression, inner: list[str]) -> str:
            if isinstance(part, Number):
                return self.constant(part.value)
            if isinstance(part, Name):
                return given.get(part.name) or self.constant(CONSTANTS[part.name])
            assert not isinstance(part, Each), "a row of any number of operands"
            return self._applied(part.operation, inner)

        return fold(formula, written)

    def _applied(self, operation: str, operands: list[str]) -> str:
        """The result of a basic function."""
        if operation in _PLAIN:
            return self.node(_PLAIN[operation], *operands)
        if operation == "greater":
            return self.node("Less", *reversed(operands))
        if operation in _CONTRARY:
            return self.node("Not", self._applied(_CONTRARY[operation], operands))
        if operation == "prod":
            return reduce(lambda a, b: self.node("Mul", a, b), operands)
        if operation == "logsumexp":
            return reduce(lambda a, b: self._written_out(operation, [a, b]), operands)
        return self._written_out(operation, operands)

    def _written_out(self, operation: str, operands: list[str]) -> str:
        arguments, formula = written_out(operation)
        return self.compute(formula, dict(zip(arguments, operands, strict=True)))

    def write(
        self,
        path: str | PathLike[str],
        inputs: Iterable[End],
        outputs: Iterable[End],
        about: Mapping[str, str] | None = None,
    ) -> None:
        """Write the graph as a file.

        Arguments:
            path: of the file.
            inputs, outputs: of the graph.
            about: what else the file says, by names.

        Raises:
            OSError: if the file cannot be written.
        """
        helper = self._onnx.helper
        ends = [
            [
                helper.make_tensor_value_info(
                    end.name, self._onnx.TensorProto.DataType.Value(end.kind), end.shape
                )
                for end in several
            ]
            for several in (inputs, outputs)
        ]
        made = helper.make_model(
            helper.make_graph(self.nodes, "micrograd_plus", *ends, self.constants),
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=_IR_VERSION,
            producer_name="micrograd_plus",
        )
        helper.set_model_props(made, dict(about or {}))
        self._onnx.checker.check_model(made)
        write_whole(path, made.SerializeToString())


def _onnx() -> Any:
    try:
        import onnx
    except ImportError:
        raise ImportError("files of ONNX need it: pip install onnx") from None
    return onnx
