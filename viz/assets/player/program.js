// The program behind the graph: lines "name = formula", the last one is the result, and the numbers
// of the leaves. It is read by the small grammar of the command line; nothing is run as code.

const MOST_EDITED = 60;

// How many arguments each operation takes that may be called by name, -1 for any number.
function arities() {
  const known = Object.fromEntries(
    Object.values(R).map((rule) => [rule.name, rule.variadic ? -1 : rule.arguments.length]),
  );
  Object.assign(known, { mean: -1, prod: -1 });
  for (const name of Object.keys(SYMBOLS)) delete known[name];
  return known;
}

// A program that computes a graph, one line for each of its operations.
function programOf(graph, names) {
  const called = namesForFormulas(graph, names);
  const lines = [];
  const leaves = {};
  graph.rule.forEach((rule, node) => {
    if (rule === null) {
      if (!graph.constant[node]) leaves[called[node]] = graph.data[node];
      return;
    }
    const operands = graph.parents[node].map((parent) => called[parent]);
    const text = withOperands(R[rule].name, operands, TEXT_MARKUP, HOLDS.COMPARISON);
    lines.push({ name: called[node], text });
  });
  if (!lines.length) lines.push({ name: "L", text: called[called.length - 1] });
  return { lines, leaves };
}

// Names that a formula can hold: labels such as "a + b" become a_b.
function namesForFormulas(graph, names) {
  const used = new Set();
  return names.map((name, node) => {
    if (graph.constant[node]) {
      const text = literal(graph.data[node]);
      return text.startsWith("-") ? `(${text})` : text;
    }
    const plain = name.normalize("NFKC").replace(/[^\p{L}\p{N}_]+/gu, "_").replace(/^(?=\p{N})/u, "_");
    const base = plain === "" || plain === "_" ? "v" : plain;
    let unique = base;
    for (let number = 2; used.has(unique); number++) unique = `${base}_${number}`;
    used.add(unique);
    return unique;
  });
}

// Builds the graph; leaves that have no number yet get one.
function graphOfProgram({ lines, leaves }) {
  const known = arities();
  const trees = new Map();
  for (const { name, text } of lines) {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
      throw new FormulaError(`${name || "an empty name"} is no name: use letters, digits and _`, 0);
    }
    if (trees.has(name)) throw new FormulaError(`${name} stands twice: rename one of the two`, 0);
    trees.set(name, parseFormula(text, known));
  }
  checkCircles(trees);
  const made = { label: [], rule: [], parents: [], constant: [], number: [] };
  const add = (label, rule, parents, constant, number) => {
    made.label.push(label);
    made.rule.push(rule);
    made.parents.push(parents);
    made.constant.push(constant);
    return made.number.push(number) - 1;
  };
  const named = new Map();
  const nodeOf = (name) => {
    if (named.has(name)) return named.get(name);
    let node;
    if (trees.has(name)) {
      node = build(trees.get(name));
      if (!made.label[node] && !made.constant[node]) made.label[node] = name;
    } else if (has(CONSTANTS, name) && !has(leaves, name)) {
      return add("", null, [], true, CONSTANTS[name]);
    } else {
      if (!has(leaves, name)) leaves[name] = 1;
      node = add(name, null, [], false, leaves[name]);
    }
    named.set(name, node);
    return node;
  };
  const call = (operation, parents) => add("", operation, parents, false, 0);
  const build = ([kind, ...inner]) => {
    if (kind === "#") return add("", null, [], true, inner[0]);
    if (kind === "$") return nodeOf(inner[0]);
    if (kind === "equal" || kind === "not_equal") {
      throw new FormulaError("== and != do not follow a slider: use <, <=, > or >=", 0);
    }
    const parents = inner.map(build);
    if (kind === "mean") {
      return call("div", [call("sum", parents), add("", null, [], true, parents.length)]);
    }
    if (kind === "prod" && !has(R, "prod")) {
      return parents.reduce((product, factor) => call("mul", [product, factor]));
    }
    return call(kind, parents);
  };
  const root = nodeOf(lines[lines.length - 1].name);
  return inOrder(made, root);
}

// Nothing may be computed from itself.
function checkCircles(trees) {
  const state = new Map();
  for (const start of trees.keys()) {
    const stack = [[start, [...namesOf(trees.get(start))]]];
    if (state.has(start)) continue;
    state.set(start, "open");
    while (stack.length) {
      const [name, rest] = stack[stack.length - 1];
      const next = rest.pop();
      if (next === undefined) {
        state.set(name, "done");
        stack.pop();
      } else if (trees.has(next)) {
        if (state.get(next) === "open") {
          throw new FormulaError(`${next} is computed from itself, by way of ${name}`, 0);
        }
        if (!state.has(next)) {
          state.set(next, "open");
          stack.push([next, [...namesOf(trees.get(next))]]);
        }
      }
    }
  }
}

function inOrder(made, root) {
  const order = sorted(root, (node) => made.parents[node]);
  const place = new Map(order.map((node, index) => [node, index]));
  const graph = {
    label: order.map((node) => made.label[node]),
    rule: order.map((node) => made.rule[node]),
    parents: order.map((node) => made.parents[node].map((parent) => place.get(parent))),
    constant: order.map((node) => made.constant[node]),
    data: Float64Array.from(order, (node) => made.number[node]),
    scope: order.map(() => ""),
    line: order.map(() => ""),
  };
  computeForward(graph);
  return graph;
}

// The formula of a name, with every use of another name replaced.
function renamedIn(text, before, after) {
  return text.replace(/[\p{L}_][\p{L}\p{N}_]*/gu, (word) => (word === before ? after : word));
}
