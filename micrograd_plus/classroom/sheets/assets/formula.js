// Formulas as the rule table writes them, computed on numbers by name.
const sigmoid = (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
const FUNCTIONS = {
  sigmoid,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  relu: (x) => Math.max(x, 0),
  maximum: Math.max,
  minimum: Math.min,
  where: (condition, a, b) => (condition ? a : b),
};
const SAME = "abs exp expm1 log log1p log2 log10 sqrt cbrt sin cos tan asin acos atan atan2 hypot";
for (const name of `${SAME} sinh cosh tanh asinh acosh atanh`.split(" ")) FUNCTIONS[name] = Math[name];
const COMPARISONS = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

// Returns a function of an object with numbers by name; throws an Error that says what is wrong.
const formulaOf = (text, known) => {
  const tokens = text.match(/\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|[A-Za-z_]\w*|\*\*|[<>=!]=|\S/g) ?? [];
  let at = 0;
  const take = (...these) => (these.includes(tokens[at]) ? tokens[(at += 1) - 1] : null);
  const need = (sign) => {
    if (!take(sign)) throw new Error(`${tokens[at] ? `before ${tokens[at]}` : "at the end"} a ${sign} is missing`);
  };
  const compared = () => {
    const a = sum(), sign = take(...Object.keys(COMPARISONS));
    if (!sign) return a;
    const b = sum();
    return (x) => COMPARISONS[sign](a(x), b(x));
  };
  const sum = () => {
    let left = product();
    for (let sign = take("+", "-"); sign; sign = take("+", "-")) {
      const a = left, b = product();
      left = sign === "+" ? (x) => a(x) + b(x) : (x) => a(x) - b(x);
    }
    return left;
  };
  const product = () => {
    let left = factor();
    for (let sign = take("*", "/"); sign; sign = take("*", "/")) {
      const a = left, b = factor();
      left = sign === "*" ? (x) => a(x) * b(x) : (x) => a(x) / b(x);
    }
    return left;
  };
  const factor = () => {
    if (take("+")) return factor();
    if (take("-")) {
      const inner = factor();
      return (x) => -inner(x);
    }
    const base = atom();
    if (!take("**")) return base;
    const power = factor();
    return (x) => base(x) ** power(x);
  };
  const atom = () => {
    const token = tokens[at];
    at += 1;
    if (token === undefined) throw new Error("the formula ends too early");
    if (token === "(") {
      const inner = sum();
      need(")");
      return inner;
    }
    if (/^[\d.]/.test(token) && token !== ".") return () => Number(token);
    if (known.includes(token)) return (x) => x[token];
    if (token === "pi") return () => Math.PI;
    if (token === "e") return () => Math.E;
    if (Object.hasOwn(FUNCTIONS, token)) {
      need("(");
      const inner = [compared()];
      while (take(",")) inner.push(compared());
      need(")");
      return (x) => FUNCTIONS[token](...inner.map((each) => each(x)));
    }
    if (/^\w/.test(token)) throw new Error(`${token} is not in the graph: there are ${known.join(", ")}`);
    throw new Error(token === "^" ? "a power is written **" : `${token} is not expected there`);
  };
  const whole = sum();
  if (at < tokens.length) {
    const next = tokens[at];
    throw new Error(next === "^" ? "a power is written **" : `before ${next} a sign such as * is missing`);
  }
  return whole;
};

// A number by the figures that count, as `figures` of digests.py writes it.
const FIGURES = 6;
const figuresOf = (number) => {
  if (!Number.isFinite(number)) return "none";
  if (Math.abs(number) < 1e-9) return "0";
  const power = Math.floor(Math.log10(Math.abs(number))) - FIGURES + 1;
  return `${Math.round(number / 10 ** power)} ${power}`;
};
