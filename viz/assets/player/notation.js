// A formula written out, as plain text or as MathML, with names or numbers put in for its names.
//
// A tree is ["#", number], ["$", name], ["@", body, variable, over] or [operation, ...trees].
// How tightly something written holds together: what is looser than needed gets brackets.

const HOLDS = { COMPARISON: 1, SIGNED: 2, SUM: 3, PRODUCT: 4, SIGN: 5, POWER: 6, ATOM: 7 };
const BINDS = {
  add: HOLDS.SUM, sub: HOLDS.SUM, mul: HOLDS.PRODUCT, div: HOLDS.PRODUCT, neg: HOLDS.SIGN,
  pow: HOLDS.POWER,
};
const SYMBOLS = {
  add: "+", sub: "-", mul: "*", div: "/", pow: "**", neg: "-", less: "<", less_equal: "<=",
  greater: ">", greater_equal: ">=", equal: "==", not_equal: "!=",
};
const CONSTANTS = { pi: Math.PI, e: Math.E };

const has = (object, name) => Object.prototype.hasOwnProperty.call(object, name);

function sidesOf(operation) {
  const level = BINDS[operation] ?? HOLDS.COMPARISON;
  if (operation === "pow") return [HOLDS.ATOM, HOLDS.SIGN];
  if (operation === "sub" || operation === "div") return [level, level + 1];
  return [level, operation === "add" || operation === "mul" ? level : level + 1];
}

function holdsOf(text) {
  if (isNumber(text)) return text.startsWith("-") ? HOLDS.SIGNED : HOLDS.ATOM;
  return /[-+*/^=<>|]/.test(text) ? HOLDS.SIGNED : HOLDS.ATOM;
}

// Writes a tree in a language; values are texts, or lists of them for a name of several operands.
function write(language, tree, values = {}, needed = HOLDS.COMPARISON) {
  const piece = (part, bound) => {
    const [kind, ...inner] = part;
    if (kind === "#") return language.number(literal(inner[0]), inner[0]);
    if (kind === "$") {
      const given = !bound.has(inner[0]) && has(values, inner[0]) ? values[inner[0]] : undefined;
      if (typeof given === "string") return language.operand(given);
      return [language.several(given ?? [inner[0]]), HOLDS.ATOM];
    }
    if (kind === "@") {
      const [body, variable, over] = inner;
      const given = has(values, over) ? values[over] : over;
      const several = language.several(typeof given === "string" ? [given] : given);
      const [text] = piece(body, new Set([...bound, variable]));
      return [language.each(text, variable, several), HOLDS.ATOM];
    }
    return language.call(kind, inner.map((argument) => piece(argument, bound)));
  };
  const [text, holding] = piece(tree, new Set());
  return language.wrap(text, holding, needed);
}

const PLAIN = {
  number: (text, value) => [text, value >= 0 ? HOLDS.ATOM : HOLDS.SIGN],
  operand: (text) => [text, holdsOf(text)],
  several: (texts) => texts.join(", "),
  each: (body, variable, over) => `${body} for ${variable} in ${over}`,
  wrap: (text, holding, needed) => (holding >= needed ? text : `(${text})`),
  call(operation, inner) {
    if (operation === "neg") return [`-${PLAIN.wrap(...inner[0], HOLDS.SIGN)}`, HOLDS.SIGN];
    if (has(SYMBOLS, operation)) {
      const [left, right] = sidesOf(operation);
      const space = operation === "pow" ? "" : " ";
      const sign = space + SYMBOLS[operation] + space;
      const text = PLAIN.wrap(...inner[0], left) + sign + PLAIN.wrap(...inner[1], right);
      return [text, BINDS[operation] ?? HOLDS.COMPARISON];
    }
    return [`${operation}(${inner.map(([text]) => text).join(", ")})`, HOLDS.ATOM];
  },
};

// ------------------------------------------------------------------------------------- MathML

const MATH_SIGNS = {
  add: "+", sub: "−", mul: "·", less: "&lt;", less_equal: "≤", greater: "&gt;",
  greater_equal: "≥", equal: "=", not_equal: "≠",
};
const GREEK = Object.fromEntries(
  ("alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ " +
    "nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω")
    .split(" ")
    .reduce((pairs, word, place, all) => (place % 2 ? pairs : [...pairs, [word, all[place + 1]]]), [])
    .flatMap(([name, letter]) => [
      [name, letter],
      [name[0].toUpperCase() + name.slice(1), letter.toUpperCase()],
    ]),
);

const mathRow = (...parts) => (parts.length === 1 ? parts[0] : `<mrow>${parts.join("")}</mrow>`);
const mathSign = (text) => `<mo>${text}</mo>`;
const mathFraction = (above, below) => `<mfrac>${above}${below}</mfrac>`;
const mathWords = (text) => `<mtext>${escaped(text.replace(/^ | $/g, "\u00a0"))}</mtext>`;

// What XML has no place for, and what would be markup.
function escaped(text) {
  return text
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/gu, "\ufffd")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");
}

function mathNumber(text) {
  if (text.startsWith("-")) return mathRow(mathSign("−"), mathNumber(text.slice(1)));
  if (text === "inf") return "<mi>∞</mi>";
  if (text === "nan") return "<mtext>nan</mtext>";
  const [digits, exponent] = text.split("e");
  if (exponent === undefined) return `<mn>${digits}</mn>`;
  const power = `<msup><mn>10</mn>${mathNumber(String(Number(exponent)))}</msup>`;
  return mathRow(`<mn>${digits}</mn>`, mathSign("·"), power);
}

function mathName(name) {
  const lowered = name.replace(/[₀-₉]/g, (digit) => digit.charCodeAt(0) - 0x2080);
  const found = /^([^]*?\D)_?(\d+)$/.exec(lowered);
  const [base, index] = found ? [found[1], found[2]] : [name, ""];
  const letter = has(GREEK, base) ? GREEK[base] : base;
  if ([...letter.normalize("NFC")].length > 1 || !/^\p{L}/u.test(letter)) return mathWords(name);
  const written = `<mi>${escaped(letter)}</mi>`;
  return index ? `<msub>${written}<mn>${index}</mn></msub>` : written;
}

const mathBrackets = (text) => mathRow(mathSign("("), text, mathSign(")"));
const mathList = (texts) => `<mrow>${texts.join(mathSign(","))}</mrow>`;

const MATH = {
  number: (text) => MATH.operand(text),
  operand(text) {
    if (!isNumber(text)) return [mathName(text), holdsOf(text)];
    const isProduct = text.includes("e") && !text.startsWith("-");
    return [mathNumber(text), isProduct ? HOLDS.SUM : holdsOf(text)];
  },
  several: (texts) => mathList(texts.map((text) => MATH.operand(text)[0])),
  each: (body, variable, over) =>
    mathRow(body, mathWords(" for "), mathName(variable), mathSign("∈"), over),
  wrap: (text, holding, needed) => (holding >= needed ? text : mathBrackets(text)),
  call(operation, inner) {
    const texts = inner.map(([text]) => text);
    if (operation === "neg") {
      return [mathRow(mathSign("−"), MATH.wrap(...inner[0], HOLDS.SIGN)), HOLDS.SIGN];
    }
    if (operation === "div") return [mathFraction(...texts), HOLDS.POWER];
    if (operation === "pow") {
      return [`<msup>${MATH.wrap(...inner[0], HOLDS.ATOM)}${texts[1]}</msup>`, HOLDS.POWER];
    }
    if (has(MATH_SIGNS, operation)) {
      const [left, right] = sidesOf(operation);
      const [first, second] = [MATH.wrap(...inner[0], left), MATH.wrap(...inner[1], right)];
      const text = mathRow(first, mathSign(MATH_SIGNS[operation]), second);
      return [text, BINDS[operation] ?? HOLDS.COMPARISON];
    }
    if (operation === "sqrt") return [`<msqrt>${texts[0]}</msqrt>`, HOLDS.ATOM];
    if (operation === "cbrt") return [`<mroot>${texts[0]}<mn>3</mn></mroot>`, HOLDS.ATOM];
    if (operation === "abs") {
      const bar = '<mo stretchy="true">|</mo>';
      return [mathRow(bar, texts[0], bar), HOLDS.ATOM];
    }
    if (operation === "exp") return [`<msup><mi>e</mi>${texts[0]}</msup>`, HOLDS.POWER];
    const name = { maximum: "max", minimum: "min", sigmoid: "σ" }[operation] ?? operation;
    const called = `<mi mathvariant="normal">${escaped(name)}</mi>`;
    return [mathRow(called, mathBrackets(mathList(texts))), HOLDS.ATOM];
  },
};

// ---------------------------------------------------------------------------- reading a tree

function evaluateTree(tree, at) {
  const [kind, ...inner] = tree;
  if (kind === "#") return inner[0];
  if (kind === "$") return has(at, inner[0]) ? at[inner[0]] : CONSTANTS[inner[0]];
  const x = inner.map((part) => evaluateTree(part, at));
  switch (kind) {
    case "add": return x[0] + x[1];
    case "sub": return x[0] - x[1];
    case "mul": return x[0] * x[1];
    case "div": return x[0] / x[1];
    case "neg": return -x[0];
    case "less": return x[0] < x[1];
    case "less_equal": return x[0] <= x[1];
    case "greater": return x[0] > x[1];
    case "greater_equal": return x[0] >= x[1];
    case "equal": return x[0] === x[1];
    case "not_equal": return x[0] !== x[1];
    case "sum": case "prod": case "logsumexp": return M[kind](x);
    default: return has(M, kind) ? M[kind](...x) : R[kind].forward(x);
  }
}

function freeNames(tree, bound = new Set(), found = new Set()) {
  const [kind, ...inner] = tree;
  if (kind === "$") {
    if (!bound.has(inner[0])) found.add(inner[0]);
  } else if (kind === "@") {
    found.add(inner[2]);
    freeNames(inner[0], new Set([...bound, inner[1]]), found);
  } else if (kind !== "#") {
    for (const part of inner) freeNames(part, bound, found);
  }
  return found;
}

// Shortens a tree for people to read: known numbers put in, branches of a `where` chosen.
function simplified(tree, known, at, everyBranch, bound = new Set()) {
  const [kind, ...rest] = tree;
  if (kind === "#") return tree;
  if (kind === "$") {
    return has(known, rest[0]) && !bound.has(rest[0]) ? ["#", known[rest[0]]] : tree;
  }
  if (kind === "@") {
    const inside = new Set([...bound, rest[1]]);
    return ["@", simplified(rest[0], known, at, everyBranch, inside), rest[1], rest[2]];
  }
  const inner = rest.map((part) => simplified(part, known, at, everyBranch, bound));
  if (kind !== "where") return shortCall(kind, inner);
  const [condition, ifTrue, ifFalse] = inner;
  const free = [...freeNames(condition)].filter((name) => !has(CONSTANTS, name));
  const wanted = everyBranch || !free.length || condition[0] === "equal";
  if (wanted && free.every((name) => has(at, name) && !bound.has(name))) {
    return evaluateTree(condition, at) ? ifTrue : ifFalse;
  }
  if (write(PLAIN, ifTrue) === write(PLAIN, ifFalse)) return ifTrue;
  return ["where", ...inner];
}

function shortCall(operation, inner) {
  const call = [operation, ...inner];
  const [a, b] = inner.map(([kind, value]) => (kind === "#" ? value : undefined));
  if (["add", "sub", "mul"].includes(operation) && a !== undefined && b !== undefined) {
    return ["#", evaluateTree(call, {})];
  }
  if (inner.length !== 2) return call;
  if ((operation === "mul" && a === 1) || (operation === "add" && a === 0)) return inner[1];
  if (operation === "mul" && a === 0) return inner[0];
  if (operation === "pow" && b === 0) return ["#", 1];
  if (["mul", "pow", "div"].includes(operation) && b === 1) return inner[0];
  if (["add", "sub"].includes(operation) && b === 0) return inner[0];
  return call;
}
