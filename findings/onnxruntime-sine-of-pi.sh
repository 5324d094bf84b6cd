#!/usr/bin/env bash
# ONNX Runtime 1.32.0 (onnx 1.23.2, numpy 2.4.6): the sine of a double depends on its neighbours.
#
# Expected: Sin in double gives the same number for the same operand, whatever stands beside it, to a
# few units of the last place. The double next to pi is not pi: its sine is 1.2246467991473532e-16.
# Seen: alone it is that. Among eight numbers, which are computed side by side, it is -0.0, and Cos
# of the double next to pi / 2 as well: next to a zero no digit is right. So a row of a batch has
# another result than the same row alone. Elsewhere both agree.
# Printed: Sin of pi: alone 1.2246467991473532e-16, among eight -0.0
#          Cos of pi / 2: alone 6.123233995736766e-17, among eight -0.0
#          Sin of 22: alone -0.008851309290403876, among eight -0.008851309290403876
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "numpy==2.4.6" "onnx==1.23.2" "onnxruntime==1.32.0"
"$folder/venv/bin/python" - <<'PYTHON'
import math

import numpy as np
import onnxruntime
from onnx import TensorProto, helper


def first_of(operator, x, count):
    """What the operator gives for a number that stands there so many times."""
    ends = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, [None]) for name in "xy"]
    graph = helper.make_graph([helper.make_node(operator, ["x"], ["y"])], "g", ends[:1], ends[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return float(session.run(None, {"x": np.full(count, x)})[0][0])


cases = {"Sin of pi": ("Sin", math.pi), "Cos of pi / 2": ("Cos", math.pi / 2), "Sin of 22": ("Sin", 22.0)}
found = {name: (first_of(*case, 1), first_of(*case, 8)) for name, case in cases.items()}
for name, (alone, among) in found.items():
    print(f"{name}: alone {alone!r}, among eight {among!r}")
for name in ("Sin of pi", "Cos of pi / 2"):
    alone, among = found[name]
    assert alone != 0.0 and among == 0.0, f"{name} is the same now"
assert len(set(found["Sin of 22"])) == 1, "what was right has changed"
PYTHON
