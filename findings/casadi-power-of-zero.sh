#!/usr/bin/env bash
# CasADi 3.8.2: the slope of x**y by its exponent, where the base is 0.
#
# Expected: 0**y is 0 for every y > 0, so its slope by y is 0; the slope by x of x**2 at 0 is 0, too.
# PyTorch, JAX and autograd have 0 for both.
# Seen: the slope by the exponent is nan: the formula x**y * log(x) is 0 * -inf there. The slope by
# the base is right.
# Printed: by y: nan, by x: 0.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "casadi==3.8.2"
"$folder/venv/bin/python" - <<'PYTHON'
import math

import casadi

x, y = casadi.SX.sym("x"), casadi.SX.sym("y")
slopes = casadi.Function("slopes", [x, y], [casadi.jacobian(x**y, y), casadi.jacobian(x**y, x)])
by_exponent, by_base = map(float, slopes(0.0, 2.0))
print(f"by y: {by_exponent}, by x: {by_base}")
assert math.isnan(by_exponent), "the slope by the exponent is a number now"
assert by_base == 0.0, "the slope by the base has changed"
PYTHON
