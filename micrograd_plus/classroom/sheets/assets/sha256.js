// SHA-256 of text: browsers offer their own to pages of the network alone.
const roots = (power) => {
  const found = [];
  for (let n = 2; found.length < 64; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
    if (prime) found.push((n ** power % 1) * 2 ** 32 | 0);
  }
  return found;
};
const STARTS = roots(1 / 2).slice(0, 8);
const ROUNDS = roots(1 / 3);

const turned = (word, count) => (word >>> count) | (word << (32 - count));

const sha256 = (text) => {
  const bytes = [...new TextEncoder().encode(text)];
  const bits = bytes.length * 8;
  bytes.push(128);
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (let shift = 56; shift >= 0; shift -= 8) bytes.push(Math.floor(bits / 2 ** shift) % 256);
  const state = [...STARTS];
  for (let start = 0; start < bytes.length; start += 64) {
    const w = [];
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) {
        const [a, b, c, d] = bytes.slice(start + 4 * i, start + 4 * i + 4);
        w.push((a << 24) | (b << 16) | (c << 8) | d);
      } else {
        const before = w[i - 15], last = w[i - 2];
        const s0 = turned(before, 7) ^ turned(before, 18) ^ (before >>> 3);
        const s1 = turned(last, 17) ^ turned(last, 19) ^ (last >>> 10);
        w.push((w[i - 16] + s0 + w[i - 7] + s1) | 0);
      }
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i] + w[i]) | 0;
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) | 0; });
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
};
