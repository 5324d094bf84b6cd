// Numbers as text, digit for digit as Python writes them.

// Python rounds a tie to the even digit, JavaScript away from zero.
function evened(text, tie) {
  const last = text.length - 1;
  return tie && "13579".includes(text[last]) ? text.slice(0, last) + (text[last] - 1) : text;
}

function fixed4(x) {
  const size = Math.abs(x);
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : `${sign}inf`;
  if (size >= 1e21) return `${sign}${BigInt(size)}.0000`;
  // 10000 x is half a whole number only for odd multiples of 1/32.
  return sign + evened(size.toFixed(4), (size * 32) % 2 === 1);
}

// %.4g: four digits that count, without zeros at the end.
function general4(x) {
  if (x === 0 || !Number.isFinite(x)) return fixed4(x).replace(".0000", "");
  const sign = x < 0 ? "-" : "";
  const size = Math.abs(x);
  const exact = size.toExponential(30);
  const [digits, power] = size.toExponential(3).split("e");
  const rounded = evened(digits, /^\d\.\d{3}50*e/.test(exact));
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 4) {
    const short = rounded.replace(/\.?0+$/, "");
    return `${sign}${short}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const places = Number(`${rounded}e${exponent}`).toFixed(Math.max(0, 3 - exponent));
  return sign + (places.includes(".") ? places.replace(/\.?0+$/, "") : places);
}

function numberText(x) {
  const text = fixed4(x);
  const digits = general4(x);
  const size = Math.abs(x);
  const tellsMore = size < 0.1 && Number(text) !== Number(digits);
  return size >= 1e9 || tellsMore ? digits : text;
}

// repr: the shortest text that is read as the same number.
function pythonRepr(x) {
  if (!Number.isFinite(x)) return fixed4(x);
  const size = Math.abs(x);
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  if (size === 0) return `${sign}0.0`;
  if (size >= 1e16 || size < 1e-4) {
    const [digits, power] = size.toExponential().split("e");
    const exponent = Number(power);
    return `${sign}${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const text = String(size);
  return sign + (text.includes(".") ? text : `${text}.0`);
}

// As a formula would write it: 2 for 2.0, every digit where there are more.
function literal(x) {
  return Number.isInteger(x) && Math.abs(x) < 1e15 ? String(x) : pythonRepr(x);
}

const NUMBER = /^-?(\d+(\.\d+)?(e[+-]\d+)?|inf|nan)$/;
const isNumber = (text) => NUMBER.test(text);

// A number that was typed, or undefined.
function numberFrom(text) {
  const typed = text.trim().replace("−", "-").toLowerCase();
  const infinite = /^([-+]?)(inf|infinity)$/.exec(typed);
  if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  if (typed === "nan") return NaN;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(typed) ? Number(typed) : undefined;
}
