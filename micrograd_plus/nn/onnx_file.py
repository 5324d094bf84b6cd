"""Models as files of ONNX, which predict elsewhere."""

from os import PathLike

from ..higher import higher
from ..rules.inlining import inlined
from ..rules.onnx_nodes import End, Nodes
from ..rules.table import TABLE
from .exchange import layers_of
from .module import Module


def to_onnx(model: Module, path: str | PathLike[str]) -> None:
    """Write a network as a file of ONNX, which gives the same outputs in double.

    Everything is written out with basic operators that ONNX Runtime computes in double. The input
    is `X` (n, inputs), the output `outputs` (n, outputs): scores, as `model.outputs` gives them.

    A model that has learned from a table on the command line takes the columns of such a table by
    their names instead, (n,), without blanks around a name: numbers in double, nan where a cell is
    empty, and categories as text, with or without blanks around. A number is given without its
    unit: 3 for `3 kg`, and 50 for `50%`. For classes its outputs are `label` (n,) and
    `probabilities` (n, classes); for a number it is `value` (n,). A row without an answer has the
    label `""` and nan. An output has an underscore more if a column is called so. Without its
    `table` the model is written as any other.

    In the metadata of the file of a table, as JSON, `inputs` has the name of each input, its type,
    and its unit or its categories, and `classes` the order of the probabilities; `unit` is that of
    a value.

    Arguments:
        model: an `MLP`, a `Layer` or a `Neuron`.
        path: of the file, such as `"model.onnx"`.

    Raises:
        TypeError: for another kind of model.
        ValueError: for several activations in one layer, or a table that does not fit the model.
        OSError: if the file cannot be written.
    """
    if model.table is not None:
        higher("table_to_onnx")(model, path)
        return
    layers = layers_of(model, "to_onnx")
    inputs, outputs = len(layers[0][0][0].w), len(layers[-1][0])
    nodes = Nodes(["X", "outputs"])
    nodes.output("outputs", outputs_of(model, nodes, "X"))
    nodes.write(
        path,
        [End("X", "DOUBLE", ("n", inputs))],
        [End("outputs", "DOUBLE", ("n", outputs))],
    )


def outputs_of(model: Module, nodes: Nodes, at: str) -> str:
    """Add the layers of a network; return the name of its outputs.

    Arguments:
        model: as `to_onnx` takes it.
        nodes: of the graph.
        at: the name of the inputs (n, inputs).
    """
    for place, (neurons, kind) in enumerate(layers_of(model, "to_onnx")):
        columns = zip(*[neuron.w for neuron in neurons], strict=True)
        weights = [weight.data for column in columns for weight in column]
        shape = [len(neurons[0].w), len(neurons)]
        product = nodes.node("MatMul", at, nodes.numbers(f"w{place}", shape, weights))
        biases = [neuron.b.data for neuron in neurons]
        at = nodes.node("Add", product, nodes.numbers(f"b{place}", shape[1:], biases))
        if kind != "linear":
            rule = TABLE[kind]
            at = nodes.compute(inlined(rule.forward, rule), {rule.arguments[0]: at})
    return at
