// The steps of a gradient, as `explain` tells them: a port that tests hold to it, word by word.

const MOST_OPERANDS = 100;
const AT_EITHER_END = 10;
const LONGEST_OPERATION = 60;

// The pieces of which the formula of a step is put together, as text and as MathML.
const TEXT_MARKUP = {
  write: (tree, values, needed) => write(PLAIN, tree, values, needed),
  words: (text) => text,
  derivative: (above, below) => `∂${above}/∂${below}`,
  sign: (sign) => ` ${sign} `,
  after: ", ",
  join: (pieces) => pieces.join(""),
};
const MATH_MARKUP = {
  write: (tree, values, needed) => write(MATH, tree, values, needed),
  words: mathWords,
  derivative: (above, below) =>
    mathFraction(mathRow(mathSign("∂"), above), mathRow(mathSign("∂"), below)),
  sign: mathSign,
  after: '<mspace width="2em"/>',
  join: (pieces) => mathRow(...pieces.filter(Boolean)),
};

const named = (markup, text, needed) => markup.write(["$", "name"], { name: text }, needed);
const gradientOf = (markup, of, by) =>
  markup.derivative(named(markup, of, HOLDS.ATOM), named(markup, by, HOLDS.ATOM));
const timesOf = (markup, first, second) => markup.join([first, markup.sign("·"), second]);
const productOf = (markup, first, second) =>
  timesOf(markup, named(markup, first, HOLDS.PRODUCT), named(markup, second, HOLDS.PRODUCT));

function equalOf(markup, sides, sign = "=") {
  const pieces = [sides[0]];
  sides.slice(1).forEach((side, place) => pieces.push(markup.sign(place ? "=" : sign), side));
  return markup.join(pieces);
}

function runningSum(before, contribution, total, markup = TEXT_MARKUP) {
  const numbers = { first: numberText(before), second: numberText(contribution) };
  const sum = markup.write(["add", ["$", "first"], ["$", "second"]], numbers);
  return equalOf(markup, [sum, named(markup, numberText(total))]);
}

// A name for each node, all different: the label, the number of a constant, or v1, v2, ...
function nodeNames(graph) {
  const labels = graph.label.map((label) => label.split(/\s+/u).filter(Boolean).join(" "));
  const taken = new Set(labels);
  const used = new Set();
  const counts = new Map();
  const next = (label) => {
    for (;;) {
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      if (label === "") {
        if (!taken.has(`v${count}`)) return `v${count}`;
      } else {
        return count === 1 ? label : `${label}_${count}`;
      }
    }
  };
  return labels.map((label, node) => {
    if (graph.constant[node]) return label || constantName(graph.data[node], taken);
    let name = next(label);
    while (used.has(name)) name = next(label);
    used.add(name);
    return name;
  });
}

function constantName(number, taken) {
  const known = Object.keys(CONSTANTS).find((name) => CONSTANTS[name] === number);
  return known && !taken.has(known) ? known : literal(number);
}

function shortened(operands) {
  if (operands.length <= MOST_OPERANDS) return operands;
  const between = (operands.length - 2 * AT_EITHER_END).toLocaleString("en-US");
  return [
    ...operands.slice(0, AT_EITHER_END), `… ${between} more …`, ...operands.slice(-AT_EITHER_END),
  ];
}

function withOperands(operation, operands, markup, needed) {
  const places = operands.map((_, place) => ["$", `operand ${place}`]);
  const values = Object.fromEntries(operands.map((text, place) => [`operand ${place}`, text]));
  let tree = [operation, ...places];
  if (operation === "sum" && places.length) {
    tree = places.reduce((sum, term) => ["add", sum, term]);
  }
  return markup.write(tree, values, needed);
}

function ordinal(place) {
  const ending = [11, 12, 13].includes(place % 100)
    ? "th"
    : { 1: "st", 2: "nd", 3: "rd" }[place % 10] ?? "th";
  return `${place}${ending}`;
}

// One operation of a graph written out, and its local gradients.
class Operation {
  constructor(graph, node, names) {
    this.graph = graph;
    this.node = node;
    this.rule = R[graph.rule[node]];
    this.name = names[node];
    this.parents = graph.parents[node];
    this.operands = this.parents.map((parent) => names[parent]);
    this.shownSymbols = shortened(this.operands);
    this.shownNumbers = shortened(this.operands.map((name, slot) => this.numberAt(slot)));
    this.isLong = this.symbols(TEXT_MARKUP, HOLDS.ATOM).length > LONGEST_OPERATION;
  }

  // A number that was written in the program stays as it was written.
  numberAt(slot) {
    const parent = this.parents[slot];
    const name = this.operands[slot];
    const written = this.graph.constant[parent] && isNumber(name);
    return written ? name : numberText(this.graph.data[parent]);
  }

  symbols(markup, needed = HOLDS.SIGNED) {
    return withOperands(this.rule.name, this.shownSymbols, markup, needed);
  }

  numbers(markup) {
    return withOperands(this.rule.name, this.shownNumbers, markup, HOLDS.SIGNED);
  }

  slope(slot, markup) {
    const above = this.isLong
      ? named(markup, this.name, HOLDS.ATOM)
      : this.symbols(markup, HOLDS.ATOM);
    const below = named(markup, this.operands[slot], HOLDS.ATOM);
    const derivative = markup.derivative(above, below);
    let told = this.isLong ? ` within ${this.rule.name}` : "";
    if (this.parents.filter((parent) => parent === this.parents[slot]).length > 1) {
      told += ` (${ordinal(slot + 1)} operand)`;
    }
    return told ? markup.join([derivative, markup.words(told)]) : derivative;
  }

  partial(slot, everyBranch) {
    const { rule, graph } = this;
    const tree = rule.trees[rule.variadic ? 0 : slot];
    const given = rule.variadic
      ? { [rule.member]: this.parents[slot] }
      : Object.fromEntries(rule.arguments.map((name, place) => [name, this.parents[place]]));
    const known = {};
    const at = { out: graph.data[this.node] };
    for (const [name, parent] of Object.entries(given)) {
      if (name !== "out") at[name] = graph.data[parent];
      // The constants pi and e keep their names.
      if (graph.constant[parent] && this.operands.includes(literal(graph.data[parent]))) {
        known[name] = graph.data[parent];
      }
    }
    return simplified(tree, known, at, everyBranch);
  }

  localFormula(slot, markup, asNumbers) {
    const { rule } = this;
    const tree = this.partial(slot, asNumbers);
    const out = asNumbers ? numberText(this.graph.data[this.node]) : this.name;
    const shown = asNumbers ? this.shownNumbers : this.shownSymbols;
    const values = rule.variadic
      ? { [rule.member]: asNumbers ? this.numberAt(slot) : this.operands[slot], out }
      : { ...Object.fromEntries(rule.arguments.map((name, place) => [name, shown[place]])), out };
    if (rule.variadic && freeNames(tree).has(rule.arguments[0])) values[rule.arguments[0]] = shown;
    return markup.write(tree, values, HOLDS.SIGNED);
  }

  // The whole of the local gradient; numbers that tell nothing new are left out.
  local(slot, local, markup) {
    const sides = [this.slope(slot, markup), this.localFormula(slot, markup, false)];
    const inText = this.localFormula(slot, TEXT_MARKUP, true);
    const known = [this.localFormula(slot, TEXT_MARKUP, false), numberText(local)];
    if (!known.includes(inText)) sides.push(this.localFormula(slot, markup, true));
    return equalOf(markup, sides);
  }
}

const mathDisplay = (formula) => `<math display="block">${formula}</math>`;

function lawOf(rule, edge) {
  let law = rule.laws[Math.min(edge.slot, rule.laws.length - 1)];
  if (rule.surrogate) law += " (declared, not the true one)";
  return edge.note ? `${law}; ${edge.note}` : law;
}

// The list of steps: plain numbers first, texts when asked for, since a list may be long.
class StepList {
  constructor(graph) {
    this.graph = graph;
    this.names = nodeNames(graph);
    this.root = graph.data.length - 1;
    this.list = [];
    graph.rule.forEach((rule, node) => {
      if (rule !== null) this.list.push({ kind: "forward", node });
    });
    this.forwardCount = this.list.length;
    this.list.push({ kind: "seed", node: this.root, total: 1 });
    const last = new Map();
    this.totals = flowBack(graph, (edge) => {
      const step = { kind: "backward", ...edge, last: true };
      if (last.has(edge.parent)) last.get(edge.parent).last = false;
      last.set(edge.parent, step);
      this.list.push(step);
    });
    this.list.forEach((step, place) => {
      step.number = place + 1;
      step.name = this.names[step.node];
      if (step.parent !== undefined) step.parentName = this.names[step.parent];
      step.result = step.kind === "forward" ? graph.data[step.node] : step.contribution ?? 1;
    });
  }

  // What is shown of a step: symbols, numbers, result, law, local gradient, running sum; and MathML,
  // which is written when it is asked for.
  told(step) {
    if (step.kind === "forward") return this.toldForward(step);
    if (step.kind === "seed") return this.toldSeed(step);
    return this.toldBackward(step);
  }

  toldForward(step) {
    const operation = new Operation(this.graph, step.node, this.names);
    const result = numberText(step.result);
    const formula = (markup) =>
      equalOf(markup, [
        named(markup, step.name), operation.symbols(markup), operation.numbers(markup),
        named(markup, result),
      ]);
    return {
      symbols: `${step.name} = ${operation.symbols(TEXT_MARKUP)}`,
      numbers: operation.numbers(TEXT_MARKUP),
      result,
      get mathml() {
        return mathDisplay(formula(MATH_MARKUP));
      },
      law: "",
    };
  }

  toldSeed(step) {
    const formula = (markup) =>
      equalOf(markup, [gradientOf(markup, step.name, step.name), named(markup, "1")]);
    return {
      symbols: gradientOf(TEXT_MARKUP, step.name, step.name),
      numbers: "1",
      result: "1",
      get mathml() {
        return mathDisplay(formula(MATH_MARKUP));
      },
      law: "",
    };
  }

  toldBackward(step, sign = "+=") {
    const operation = new Operation(this.graph, step.node, this.names);
    const { slot } = step;
    const root = this.names[this.root];
    const factors = [numberText(step.upstream), numberText(step.local)];
    const result = numberText(step.contribution);
    const symbols = (markup) => [
      gradientOf(markup, root, step.parentName),
      timesOf(markup, gradientOf(markup, root, step.name), operation.slope(slot, markup)),
    ];
    const formula = (markup) => {
      const sides = [...symbols(markup), productOf(markup, ...factors), named(markup, result)];
      const pieces = [equalOf(markup, sides, sign)];
      pieces.push(markup.after, markup.words("with "), operation.local(slot, step.local, markup));
      if (step.before !== undefined) {
        const sum = runningSum(step.before, step.contribution, step.total, markup);
        pieces.push(markup.after, markup.words("the sum so far: "), sum);
      }
      return markup.join(pieces);
    };
    return {
      symbols: equalOf(TEXT_MARKUP, symbols(TEXT_MARKUP), sign),
      numbers: productOf(TEXT_MARKUP, ...factors),
      result,
      law: lawOf(operation.rule, step),
      local: operation.local(slot, step.local, TEXT_MARKUP),
      sum: step.before === undefined ? "" : runningSum(step.before, step.contribution, step.total),
      get mathml() {
        return mathDisplay(formula(MATH_MARKUP));
      },
    };
  }
}
