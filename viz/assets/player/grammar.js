// A formula read from text: numbers, names, pi, e, + - * / **, comparisons inside where, and calls
// of known operations. The same small language as on the command line; nothing is ever run.

class FormulaError extends Error {
  constructor(message, column) {
    super(message);
    this.column = column;
  }
}

const DEEPEST = 150;
const LONGEST_FORMULA = 4000;
const COMPARING = { "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal", "!=": "not_equal" };
const COMPARISON_NAMES = new Set(Object.values(COMPARING));
const LONE_COMPARISON = "a comparison stands only as the first argument of where: write where(x > 0, 1, 0)";
const TOKEN = /\s*(?:((?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?)|([\p{L}_][\p{L}\p{M}\p{N}_]*)|(\*\*|<=|>=|==|!=|[-+*/()<>,])|(\S))/uy;

// Words of Python that are no names.
const KEPT = new Set(
  ("False None True and as assert async await break class continue def del elif else except " +
    "finally for from global if import in is lambda nonlocal not or pass raise return try while " +
    "with yield").split(" "),
);

function parseFormula(text, arity) {
  if (text.length > LONGEST_FORMULA) {
    throw new FormulaError(`a formula has at most ${LONGEST_FORMULA} letters here: name a part of it`, LONGEST_FORMULA);
  }
  const tree = new FormulaReader(text, arity).whole();
  if (COMPARISON_NAMES.has(tree[0])) throw new FormulaError(LONE_COMPARISON, 0);
  return tree;
}

// "q = x*w": a name and its formula.
function parseBinding(text) {
  const at = text.indexOf("=");
  const [name, formula] = [text.slice(0, at).trim().normalize("NFKC"), text.slice(at + 1).trim()];
  if (at < 0 || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || !formula) {
    throw new FormulaError("give a name its value, such as x=2 or q=x*w", 0);
  }
  return [name, formula];
}

// The names of a formula in the order in which they stand.
function namesOf(tree, found = new Set()) {
  const [kind, ...inner] = tree;
  if (kind === "$") found.add(inner[0]);
  else if (kind !== "#") inner.forEach((part) => namesOf(part, found));
  return found;
}

class FormulaReader {
  constructor(text, arity) {
    this.text = text.replace(/[\n\t]/g, " ");
    this.arity = arity;
    this.depth = 0;
    this.tokens = this.split();
    this.at = 0;
  }

  split() {
    const tokens = [];
    TOKEN.lastIndex = 0;
    if (!this.text.trim()) throw new FormulaError("the formula is empty: write an expression such as a*b + c", 0);
    while (TOKEN.lastIndex < this.text.trimEnd().length) {
      const start = TOKEN.lastIndex;
      const found = TOKEN.exec(this.text);
      const column = start + found[0].length - found[0].trimStart().length;
      const [, number, name, sign, other] = found;
      if (other === "^") throw new FormulaError("^ is not a power here: write ** instead, as in x**2", column);
      if (other === "=") throw new FormulaError("a formula has no = in it: give a name its value in a line of its own", column);
      if (other) throw new FormulaError(`${other} does not stand in a formula: only numbers, names, + - * / ** and operations do`, column);
      if (name && KEPT.has(name)) throw new FormulaError(`${name} is a word of Python, not a name`, column);
      tokens.push({ number, name: name?.normalize("NFKC"), sign, column });
    }
    return tokens;
  }

  peek(...signs) {
    const token = this.tokens[this.at];
    return token !== undefined && signs.includes(token.sign);
  }

  whole() {
    const tree = this.comparison();
    const rest = this.tokens[this.at];
    if (rest) {
      const before = this.tokens[this.at - 1];
      if (before?.number && (rest.name || rest.sign === "(")) {
        throw new FormulaError(`write the multiplication out: ${before.number}*${rest.name ?? "("}...`, before.column);
      }
      if (before?.name && has(this.arity, before.name)) {
        throw new FormulaError(`put the argument of ${before.name} in brackets: ${before.name}(...)`, before.column);
      }
      throw new FormulaError("this is not a formula: something is missing or too much here", rest.column);
    }
    return tree;
  }

  // An operand of an operator, which no comparison may be.
  plain(tree, column) {
    if (COMPARISON_NAMES.has(tree[0])) throw new FormulaError(LONE_COMPARISON, column);
    return tree;
  }

  comparison() {
    const start = this.tokens[this.at]?.column ?? this.text.length;
    const left = this.sum();
    if (!this.peek(...Object.keys(COMPARING))) return left;
    const { sign } = this.tokens[this.at++];
    const right = this.sum();
    if (this.peek(...Object.keys(COMPARING))) throw new FormulaError("compare two things at a time", start);
    return [COMPARING[sign], this.plain(left, start), this.plain(right, start)];
  }

  chain(signs, part) {
    const start = this.tokens[this.at]?.column ?? this.text.length;
    let tree = part();
    while (this.peek(...Object.keys(signs))) {
      const { sign } = this.tokens[this.at++];
      tree = [signs[sign], this.plain(tree, start), this.plain(part(), start)];
    }
    return tree;
  }

  sum() {
    return this.chain({ "+": "add", "-": "sub" }, () => this.product());
  }

  product() {
    return this.chain({ "*": "mul", "/": "div" }, () => this.signed());
  }

  signed() {
    if (!this.peek("+", "-")) return this.power();
    const { sign, column } = this.tokens[this.at++];
    const inner = this.plain(this.deeper(() => this.signed()), column);
    return sign === "-" ? ["neg", inner] : inner;
  }

  power() {
    const start = this.tokens[this.at]?.column ?? this.text.length;
    const base = this.atom();
    if (!this.peek("**")) return base;
    this.at++;
    return ["pow", this.plain(base, start), this.plain(this.deeper(() => this.signed()), start)];
  }

  deeper(read) {
    if (++this.depth > DEEPEST) throw new FormulaError("the formula is nested too deeply: name a part of it", 0);
    const tree = read();
    this.depth--;
    return tree;
  }

  atom() {
    const token = this.tokens[this.at++];
    const column = token?.column ?? this.text.length;
    if (token?.number !== undefined) return this.number(token);
    if (token?.name !== undefined) return this.peek("(") ? this.call(token) : ["$", token.name];
    if (token?.sign !== "(") {
      throw new FormulaError("this is not a formula: something is missing or too much here", column);
    }
    const inner = this.deeper(() => this.comparison());
    this.close(column);
    if (this.peek("(")) throw new FormulaError("to multiply, write a * before the bracket", this.tokens[this.at].column);
    return inner;
  }

  number({ number, column }) {
    if (/^0\d/.test(number.replace(/_/g, "")) && !/[.eE]/.test(number) && /[1-9]/.test(number)) {
      throw new FormulaError("this is not a formula: a whole number does not begin with 0", column);
    }
    const value = Number(number.replace(/_/g, ""));
    if (!Number.isFinite(value)) {
      throw new FormulaError("this number is too large for a float (the largest is 1.8e308)", column);
    }
    const next = this.tokens[this.at];
    if (next && (next.name !== undefined || next.sign === "(")) {
      throw new FormulaError(`write the multiplication out: ${number}*${next.name ?? "("}...`, column);
    }
    return ["#", value];
  }

  close(column) {
    if (!this.peek(")")) throw new FormulaError("this is not a formula: a bracket was never closed", column);
    this.at++;
  }

  call({ name, column }) {
    this.at++;
    const inner = [];
    const columns = [];
    while (!this.peek(")")) {
      columns.push(this.tokens[this.at]?.column ?? this.text.length);
      inner.push(this.deeper(() => this.comparison()));
      if (!this.peek(",")) break;
      this.at++;
    }
    this.close(column);
    if (!has(this.arity, name)) throw new FormulaError(`${name} is not an operation: ${this.cure(name)}`, column);
    const wanted = this.arity[name];
    if (wanted !== -1 && inner.length !== wanted) {
      throw new FormulaError(`${name} takes ${wanted} argument${wanted === 1 ? "" : "s"}, here are ${inner.length}`, column);
    }
    if (!inner.length) throw new FormulaError(`${name} needs at least one argument`, column);
    const first = name === "where" ? 1 : 0;
    if (first && !COMPARISON_NAMES.has(inner[0][0])) {
      throw new FormulaError("where chooses by a comparison: write where(x > 0, 1, 0)", columns[0]);
    }
    inner.slice(first).forEach((part, place) => this.plain(part, columns[first + place]));
    if (this.peek("(")) throw new FormulaError("to multiply, write a * before the bracket", this.tokens[this.at].column);
    return [name, ...inner];
  }

  // The known operation that is spelled most like this one.
  cure(name) {
    const near = Object.keys(this.arity)
      .map((known) => [distance(name, known), known])
      .sort(([one], [other]) => one - other)[0];
    return near && near[0] <= Math.max(1, name.length / 3) ? `did you mean ${near[1]}?` : `to multiply, write ${name} * (...)`;
  }
}

function distance(one, other) {
  let row = [...other, ""].map((_, place) => place);
  [...one].forEach((letter, at) => {
    const next = [at + 1];
    [...other].forEach((against, place) => {
      next.push(Math.min(next[place] + 1, row[place + 1] + 1, row[place] + (letter === against ? 0 : 1)));
    });
    row = next;
  });
  return row[other.length];
}
