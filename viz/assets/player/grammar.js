// A formula read from text, which is never run: what micrograd_plus/rules/expression.py takes is
// taken, the rest is refused in the same words at the same columns.

class FormulaError extends Error {
  constructor(message, column) {
    super(message);
    this.column = column;
  }
}

function stop(message, column) {
  throw new FormulaError(message, column);
}

const DEEPEST = 200;

const COMPARING = { "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal", "!=": "not_equal" };
const MEANING = { ...COMPARING, "+": "add", "-": "sub", "*": "mul", "/": "div" };
const isComparison = (tree) => Object.values(COMPARING).includes(tree[0]);
// What stands between operands, the loosest first; what has no meaning here is refused later.
const LEVELS = ["or", "and", "< <= > >= == != in is", "|", "^", "&", "<< >>", "+ -", "* / // % @"].map((signs) => signs.split(" "));
const KEPT =
  /^(?:False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)$/;
const FOREIGN = /^(?:False|None|True|await|lambda|not|yield|[~[{'"])$/;

const DIGITS = "\\d(?:_?\\d)*";
const TOKEN = new RegExp(
  `(0[xX](?:_?[\\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(?:[eE][-+]?${DIGITS})?)(\\p{XIDC}*)|` +
    "([\\p{XIDS}_]\\p{XIDC}*)|(\\*\\*|//|<<|>>|<>|[<>=!:]=|[-+*/%@&|^~<>()[\\]{},:.=!?$`'\"])|[ \\f]+|(.)",
  "gsu",
);
const ONLY = "only numbers, names, pi, e, the operators + - * / ** and the operations of the table stand in a formula";

// "q = x*w": a name and its formula.
function parseBinding(text) {
  const [before, formula] = /^([^=]*)=?(.*)$/s.exec(text).slice(1).map((part) => part.trim());
  const name = before.normalize("NFKC");
  if (!text.includes("=") || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) stop("give a name its value, such as x=2 or q=x*w", 0);
  if (!formula) stop(`${name} has no value: write ${name}=2`, text.length);
  return [name, formula];
}

// The names of a formula in the order in which they stand.
function namesOf(tree, found = new Set()) {
  if (tree[0] === "$") found.add(tree[1]);
  else if (tree[0] !== "#") tree.slice(1).forEach((part) => namesOf(part, found));
  return found;
}

// The tree of a formula. `arity` has how many arguments each operation takes, -1 for any number.
function parseFormula(text, arity) {
  if (text.length > 4000) stop("a formula has at most 4000 letters here: name a part of it", 4000);
  text = text.replace(/[\n\t]|^[^\S\ufeff]+|[^\S\ufeff]+$/g, (space) => " ".repeat(space.length));
  if (!text.trim()) stop("the formula is empty: write an expression such as a*b + c", 0);
  if (text.includes("#")) stop("a formula has no comments", text.indexOf("#"));
  if (text.includes(";")) stop("one formula at a time: there is no ; in it", text.indexOf(";"));
  const [tokens, brackets, checks, columns] = [[], [], [], new Map()];
  let [at, depth] = [0, 0];
  const sign = () => tokens[at].sign;
  const later = (message, place) => checks.push(() => stop(message, place));

  for (const { index, 1: number, 2: rest, 3: name, 4: mark, 5: other } of text.matchAll(TOKEN)) {
    if (other) refuse(`invalid character '${other}'`, index);
    if (rest) refuse("invalid decimal literal", index + number.length - 1);
    if (/^0[\d_]*[1-9][\d_]*$/.test(number)) refuse("a whole number does not begin with 0", index);
    if (mark === "(") brackets.push(index);
    if (mark === ")" && brackets.pop() === undefined) refuse("unmatched ')'", index);
    const word = KEPT.test(name);
    if (number ?? name ?? mark) tokens.push({ number, name: word ? "" : name, sign: word ? name : mark, column: index });
  }
  tokens.push({ column: text.length });
  const tree = expression();
  if (sign() === ",") stop(ONLY, tokens[0].column);
  if (at < tokens.length - 1) lost();
  checks.forEach((check) => check());
  plain(tree);
  return tree;

  // No formula: what it may have been meant to be, or where it broke.
  function refuse(reason, place) {
    const glued = /(?<![\p{L}\p{N}_.])(\d+\.?\d*(?:[eE][-+]?\d+)?)(?![eE][-+]?\d)\s*([A-Za-z]\w*|\()/u.exec(text);
    if (glued) stop(`write the multiplication out: ${glued[1]}*${glued[2]}...`, glued.index);
    const equals = text.search(/(?<![<>=!])=(?!=)/);
    if (equals >= 0) stop("a formula has no = in it: give a name its value in a line of its own", equals);
    for (const { 1: name, index } of text.matchAll(/(?<![\p{L}\p{N}_])([\p{L}_][\p{L}\p{N}_]*)\s+[\p{L}\p{N}_]/gu)) {
      if (has(arity, name)) stop(`put the argument of ${name} in brackets: ${name}(...)`, index);
    }
    stop(`this is not a formula: ${reason}`, place);
  }

  function lost() {
    if (at === tokens.length - 1 && brackets.length) refuse("'(' was never closed", brackets.pop());
    refuse("something is missing or too much here", tokens[at].column);
  }

  function node(tree, place) {
    columns.set(tree, place);
    checks.push(() => tree.slice(tree[0] === "where" ? 2 : 1).forEach(plain));
    return tree;
  }

  function plain(tree) {
    if (isComparison(tree)) stop("a comparison stands only as the first argument of where: write where(x > 0, 1, 0)", columns.get(tree));
  }

  // Operands, and what stands between them at a level or above it.
  function expression(level = 0) {
    const start = tokens[at].column;
    let left = signed();
    for (;;) {
      const binds = LEVELS.findIndex((signs) => signs.includes(sign()));
      if (binds < level) return left;
      const { sign: between, column: place } = tokens[at++];
      const right = expression(binds + 1);
      if (has(COMPARING, between) && columns.get(left) === start && isComparison(left)) later("compare two things at a time", start);
      if (between === "^") later("^ is not a power here: write ** instead, as in x**2", place);
      if (!has(MEANING, between)) later(ONLY, start);
      left = node([MEANING[between], left, right], start);
    }
  }

  function signed() {
    if (depth++ > DEEPEST) stop("the formula is nested too deeply: name a part of it", 0);
    const { sign: first, column: start } = tokens[at];
    let tree;
    if (first === "-" || first === "+") {
      at++;
      tree = node(["neg", signed()], start);
      if (first === "+") tree = tree[1];
    } else tree = power();
    depth--;
    return tree;
  }

  function power() {
    const { number, name, sign: first, column: start } = tokens[at];
    if (FOREIGN.test(first)) stop(ONLY, start);
    if (!number && !name && first !== "(") lost();
    at++;
    let tree;
    if (number) {
      tree = node(["#", Number(number.replaceAll("_", ""))], start);
      if (tree[1] === Infinity) later("this number is too large for a float (the largest is 1.8e308)", start);
    } else if (name) tree = node(["$", name.normalize("NFKC")], start);
    else {
      if (sign() === ")") stop(ONLY, start);
      tree = expression();
      if (sign() === ",") stop(ONLY, start);
      if (sign() !== ")") lost();
      at++;
    }
    while (sign() === "(") tree = call(tree, start);
    if (sign() === "." && tokens[at + 2]?.sign === "(") stop(`write ${tokens[at + 1].name}(x), with the argument in brackets`, start);
    if (sign() === "." || sign() === "[") stop(ONLY, start);
    if (sign() !== "**") return tree;
    at++;
    return node(["pow", tree, signed()], start);
  }

  function call([kind, name], start) {
    const inner = [];
    do {
      at++;
      if (sign() === ")") break;
      inner.push(expression());
    } while (sign() === ",");
    if (sign() !== ")") lost();
    at++;
    const [wanted, given] = [arity[name], inner.length];
    if (kind !== "$") later("to multiply, write a * before the bracket", start);
    else if (!has(arity, name)) later(`${name} is not an operation: ${cure(name, Object.keys(arity))}`, start);
    else if (wanted >= 0 && given !== wanted) later(`${name} takes ${wanted} argument${wanted === 1 ? "" : "s"}, here are ${given}`, start);
    else if (!given) later(`${name} needs at least one argument`, start);
    else if (name === "where" && !isComparison(inner[0])) later("where chooses by a comparison: write where(x > 0, 1, 0)", columns.get(inner[0]));
    return node([name, ...inner], start);
  }
}

// The known operations that are spelled most like a name, as Python's difflib finds them.
function cure(name, known) {
  const alike = (each) => (2 * inCommon(each, name)) / (each.length + name.length);
  const near = known.filter((each) => alike(each) >= 0.6).sort().reverse().sort((one, other) => alike(other) - alike(one));
  return near.length ? `did you mean ${near.slice(0, 2).join(" or ")}?` : `to multiply, write ${name} * (...)`;
}

// How many letters the longest run has that both share, and those around it.
function inCommon(one, other) {
  for (let size = one.length; size; size--) {
    for (let from = 0; from + size <= one.length; from++) {
      const [to, there] = [from + size, other.indexOf(one.slice(from, from + size))];
      if (there >= 0) return size + inCommon(one.slice(0, from), other.slice(0, there)) + inCommon(one.slice(to), other.slice(there + size));
    }
  }
  return 0;
}
