#!/usr/bin/env bash
# sympy: `equals` calls two formulas in pieces different that are the same everywhere.
#
# Expected: relu(a) times its own slope is relu(a) again, for every real a: 0 below and at 0, a
#   above. `difference.equals(0)` promises True where two expressions are equal, False where they
#   are not, and None where it cannot say: here True, or None.
# Seen: False, with sympy 1.14.0, though it gives the difference itself as 0 at every number that is
#   put in. So a learner's right derivative of relu(a)**2 is told to be wrong.
# Printed, when it was run:
#   1.14.0 difference at -2, -1, 0, 1, 3: [0, 0, 0, 0, 0] equals: False
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "sympy==1.14.0"
"$folder/venv/bin/python" - <<'PYTHON'
import sympy

a = sympy.Symbol("a", real=True)
relu = sympy.Piecewise((0, a < 0), (a, True))
slope = sympy.Piecewise((1, a > 0), (0, True))
difference = relu * slope - relu
values = [difference.subs(a, number) for number in (-2, -1, 0, 1, 3)]
told = difference.equals(0)
print(sympy.__version__, "difference at -2, -1, 0, 1, 3:", values, "equals:", told)
assert values == [0] * 5, "the formulas differ"
assert told is False, f"equals gives {told} now: this find is out of date"
PYTHON
