#!/usr/bin/env bash
# MyGrad 2.5.0: the gradient of the larger of two equal numbers, asked for in two ways.
#
# Expected: max([a, b]) and maximum(a, b) are one function of two numbers, so that at a tie they
# have one convention: to share it, or to choose one of the two.
# Seen: max sends all of the gradient to the first, maximum sends nothing to either: a network that
# ties stops learning in one spelling and goes on in the other. min and minimum do the same.
# Printed: max: [1.0, 0.0], maximum: [0.0, 0.0]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "mygrad==2.5.0" "numpy==2.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import mygrad

pair = mygrad.tensor([1.0, 1.0])
mygrad.max(pair).backward()
a, b = mygrad.tensor(1.0), mygrad.tensor(1.0)
mygrad.maximum(a, b).backward()
by_max, by_maximum = pair.grad.tolist(), [float(a.grad), float(b.grad)]
print(f"max: {by_max}, maximum: {by_maximum}")
assert by_max == [1.0, 0.0], "max has another convention now"
assert by_maximum == [0.0, 0.0], "maximum has another convention now"
PYTHON
