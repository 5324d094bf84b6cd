"""Models as files of ONNX, which predict elsewhere."""

from os import PathLike
from typing import Any

from ..files.saving import write_whole
from ..rules.inlining import inlined
from ..rules.onnx_nodes import OPSET, Nodes
from ..rules.table import TABLE
from .exchange import layers_of
from .module import Module

# The first that has every opset up to ours.
_IR_VERSION = 10


def to_onnx(model: Module, path: str | PathLike[str]) -> None:
    """Write a network as a file of ONNX, which gives the same outputs in double.

    Activations are written out as the table has them, with basic operators that ONNX Runtime
    computes in double. The input is `X` (n, inputs), the output `outputs` (n, outputs): scores, as
    `model.outputs` gives them.

    Arguments:
        model: an `MLP`, a `Layer` or a `Neuron`.
        path: of the file, such as `"model.onnx"`.

    Raises:
        TypeError: for another kind of model.
        ValueError: for an activation of functions that ONNX has not in double.
        OSError: if the file cannot be written.
    """
    onnx = _onnx()
    nodes, at = Nodes(), "X"
    layers = layers_of(model, "to_onnx")
    for place, (neurons, kind) in enumerate(layers):
        columns = zip(*[neuron.w for neuron in neurons], strict=True)
        weights = [weight.data for column in columns for weight in column]
        shape = [len(neurons[0].w), len(neurons)]
        product = nodes.node("MatMul", at, nodes.numbers(f"w{place}", shape, weights))
        biases = [neuron.b.data for neuron in neurons]
        at = nodes.node("Add", product, nodes.numbers(f"b{place}", shape[1:], biases))
        if kind != "linear":
            rule = TABLE[kind]
            at = nodes.compute(inlined(rule.forward, rule), {rule.arguments[0]: at})
    nodes.node("Identity", at, output="outputs")
    double = onnx.TensorProto.DOUBLE
    graph = onnx.helper.make_graph(
        nodes.nodes,
        "micrograd_plus",
        [onnx.helper.make_tensor_value_info("X", double, ["n", len(layers[0][0][0].w)])],
        [onnx.helper.make_tensor_value_info("outputs", double, ["n", len(layers[-1][0])])],
        nodes.constants,
    )
    made = onnx.helper.make_model(
        graph,
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        ir_version=_IR_VERSION,
        producer_name="micrograd_plus",
    )
    onnx.checker.check_model(made)
    write_whole(path, made.SerializeToString())


def _onnx() -> Any:
    try:
        import onnx
    except ImportError:
        raise ImportError("files of ONNX need it: pip install onnx") from None
    return onnx
