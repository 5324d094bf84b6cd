// Numbers as learners write them, exactly: rational + ln(inside), as pairs of BigInt.
const WAYS = "write it as 3, -2, 1/3, 2 1/2, 0.333 or ln 2";
const MOST_DECIMALS = 6;

const divisor = (a, b) => (b ? divisor(b, a % b) : a < 0n ? -a : a);
const fraction = (top, bottom = 1n) => {
  const by = divisor(top, bottom) * (bottom < 0n ? -1n : 1n);
  return [top / by, bottom / by];
};
const plus = ([a, b], [c, d]) => fraction(a * d + c * b, b * d);
const times = ([a, b], [c, d]) => fraction(a * c, b * d);
const negative = (sign) => sign === "-" || sign === "−";
const signed = (sign, [top, bottom]) => [negative(sign) ? -top : top, bottom];

const ONE = [1n, 1n], ZERO = [0n, 1n];
const SIGN = String.raw`^([-+−]?)\s*`;
const LOGARITHM = new RegExp(SIGN + String.raw`(?:ln|log)\s*(?:\(\s*([^()]+)\s*\)|(\d+(?:\/\d+)?))`);
const MIXED = new RegExp(SIGN + String.raw`(\d+)\s+(\d+)\s*\/\s*(\d+)`);
const FRACTION = new RegExp(SIGN + String.raw`(\d+)\s*\/\s*([-+−]?)(\d+)`);
const DECIMAL = new RegExp(SIGN + String.raw`(\d*)(?:([.,])(\d*))?(?:[eE]([-+]?\d{1,3}))?`);

const decimalOf = ([, sign, whole, point, behind = "", power]) => {
  if (!whole && !behind) return null;
  const digits = behind.length - Number(power ?? 0);
  const top = BigInt(whole + behind);
  const value = digits >= 0 ? fraction(top, 10n ** BigInt(digits)) : [top * 10n ** BigInt(-digits), 1n];
  const rounded = point || power ? Math.max(0, digits) : null;
  return { rational: signed(sign, value), inside: ONE, decimals: rounded };
};

// The term at the beginning of a text, and how long it is.
const termOf = (text) => {
  let found = LOGARITHM.exec(text);
  if (found) {
    const inner = numberOf(found[2] ?? found[3]);
    if (!inner || inner.inside[0] !== inner.inside[1] || inner.rational[0] <= 0n) return null;
    const [top, bottom] = inner.rational;
    const inside = negative(found[1]) ? [bottom, top] : [top, bottom];
    return [{ rational: ZERO, inside, decimals: null }, found[0].length];
  }
  found = MIXED.exec(text);
  if (found && BigInt(found[4])) {
    const size = plus([BigInt(found[2]), 1n], fraction(BigInt(found[3]), BigInt(found[4])));
    return [{ rational: signed(found[1], size), inside: ONE, decimals: null }, found[0].length];
  }
  found = FRACTION.exec(text);
  if (found) {
    if (!BigInt(found[4])) return null;
    const bottom = negative(found[3]) ? -BigInt(found[4]) : BigInt(found[4]);
    const rational = signed(found[1], fraction(BigInt(found[2]), bottom));
    return [{ rational, inside: ONE, decimals: null }, found[0].length];
  }
  found = DECIMAL.exec(text);
  const decimal = found && decimalOf(found);
  return decimal ? [decimal, found[0].length] : null;
};

// A number that was written; null for what is none.
const numberOf = (written) => {
  let text = written.trim();
  if (!text || text.length > 60) return null;
  let sum = null;
  while (text) {
    if (sum && !/^[-+−]/.test(text)) return null;
    const found = termOf(text);
    if (!found) return null;
    const [term, length] = found;
    sum = sum
      ? {
          rational: plus(sum.rational, term.rational),
          inside: times(sum.inside, term.inside),
          decimals: sum.decimals ?? term.decimals,
        }
      : term;
    text = text.slice(length).trim();
  }
  return sum;
};

// The forms of which one has the digest of a right answer.
const formsOf = ({ rational, inside, decimals }) => {
  const forms = [`= ${rational.join("/")} ${inside.join("/")}`];
  if (decimals !== null && decimals >= 2 && inside[0] === inside[1]) {
    const kept = Math.min(decimals, MOST_DECIMALS);
    const [top, bottom] = times(rational, [10n ** BigInt(kept), 1n]);
    // Rounded to the nearest; in the middle to both sides.
    const below = (2n * top + bottom) / (2n * bottom);
    for (const unit of [below - 1n, below, below + 1n]) {
      const off = 2n * (unit * bottom - top);
      if (off <= bottom && -off <= bottom) forms.push(`${kept} ${unit}`);
    }
  }
  return forms;
};
