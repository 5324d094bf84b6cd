#!/usr/bin/env bash
# HIPS autograd 1.9.1: the gradient of a product in which one factor is 0.
#
# Expected: the slope of x * y * z by x is y * z, whatever x is: (6, 0, 0) at (0, 2, 3). The same
# product written with * has it.
# Seen: autograd.numpy.prod gives nan for the factor that is 0, and warns of a division: it divides
# the whole product by each factor.
# Printed: prod: [nan, 0.0, 0.0], x * y * z: [6.0, 0.0, 0.0]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "autograd==1.9.1" "numpy==2.4.6"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import math

import autograd.numpy as np
from autograd import grad

point = np.array([0.0, 2.0, 3.0])
by_prod = grad(np.prod)(point).tolist()
by_hand = grad(lambda x: x[0] * x[1] * x[2])(point).tolist()
print(f"prod: {by_prod}, x * y * z: {by_hand}")
assert math.isnan(by_prod[0]) and by_prod[1:] == [0.0, 0.0], "the gradient of prod has changed"
assert by_hand == [6.0, 0.0, 0.0], "the gradient of the written product has changed"
PYTHON
