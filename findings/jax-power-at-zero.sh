#!/usr/bin/env bash
# JAX 0.10.2: slopes of powers at 0, where the exponent is a float.
#
# Expected: x**0.0 is 1 everywhere, so its slope at 0 is 0; x**1.0 is x, so its second derivative is
# 0 everywhere. JAX has 0 for the slope of x**0 with a whole exponent, and 2 for the second
# derivative of x**2.0 at 0, as it should be.
# Seen: both are nan. The general formula p * x**(p - 1) is 0 * inf there, and differentiating
# x**1.0 once leads to x**0.0.
# Printed: x**0.0: nan, x**0: 0.0, second derivative of x**1.0: nan, of x**2.0: 2.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "jax==0.10.2"
"$folder/venv/bin/python" - <<'PYTHON'
import math

import jax

jax.config.update("jax_enable_x64", True)
slope = jax.grad
found = {
    "x**0.0": float(slope(lambda x: x**0.0)(0.0)),
    "x**0": float(slope(lambda x: x**0)(0.0)),
    "second derivative of x**1.0": float(slope(slope(lambda x: x**1.0))(0.0)),
    "of x**2.0": float(slope(slope(lambda x: x**2.0))(0.0)),
}
print(", ".join(f"{name}: {number}" for name, number in found.items()))
float_zero, whole_zero, first, second = found.values()
assert math.isnan(float_zero), "the slope of x**0.0 at 0 is a number now"
assert math.isnan(first), "the second derivative of x**1.0 at 0 is a number now"
assert (whole_zero, second) == (0.0, 2.0), "what was right has changed"
PYTHON
