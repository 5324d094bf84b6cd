// What is opened: a unit, a parameter, an input or a sample, with the chain rule of one sample.

// A longer table scrolls.
const MOST_ROWS = 12;

const boldNumber = (x) => element("b", {}, pythonRepr(x));

function nodeWords(graph, run, what) {
  const { network, data } = run;
  if (what.place !== undefined) {
    const { layer, unit, input } = network.whose(what.place);
    const unitWords = `${layer === network.depth - 1 ? "output" : "unit"} ${unit + 1} of layer ${layer + 1}`;
    if (input < 0) return `the bias of ${unitWords}`;
    const from = layer ? `unit ${input + 1} of layer ${layer}` : `the input ${data.inputs[input]}`;
    return `the weight of ${unitWords} for ${from}`;
  }
  return "";
}

// The node of what was asked for; a unit is its result.
function nodeOf(graph, what) {
  if (what.node !== undefined) return graph.byName.get(what.node) ?? graph.loss;
  if (what.place !== undefined) return graph.parameters.get(what.place);
  if (what.layer === undefined) return graph.loss;
  return what.layer < 0 ? graph.inputs[what.unit] : graph.units[what.layer][what.unit].out;
}

class Opened {
  constructor(body, page) {
    [this.body, this.page] = [body, page];
    this.way = [];
  }

  open(what) {
    this.way.push(what);
    if (this.way.length > 50) this.way.shift();
    this.show();
  }

  close() {
    this.way = [];
    this.show();
  }

  get what() {
    return this.way.at(-1) ?? null;
  }

  show() {
    const { page, what } = this;
    const { run } = page;
    if (what === null) {
      this.body.replaceChildren(element("p", {}, "Click a point, a unit or a weight: its number opens into the chain rule that made it, on one sample. Or begin here:"), this.#ways());
      setText(byId("opened-title"), "Open a number");
      return;
    }
    const graph = new SampleGraph(run, page.sample);
    graph.byName = new Map(graph.steps.names.map((name, node) => [name, node]));
    const node = nodeOf(graph, what);
    setText(byId("opened-title"), `Opened: ${graph.name(node)}`);
    this.body.replaceChildren(
      this.#sampleRow(graph),
      ...this.#about(graph, node, what),
      ...this.#forward(graph, node),
      ...this.#backward(graph, node, what),
      ...this.#parameters(graph, what),
      ...this.#whyMoved(what),
    );
  }

  #ways() {
    const ways = [["the loss of this sample", {}], ["the first unit", { layer: 0, unit: 0 }], ["the first weight", { place: 0 }]];
    return element("div", { class: "buttons" }, ...ways.map(([words, what]) =>
      element("button", { type: "button", onclick: () => this.page.open(what) }, words),
    ));
  }

  #sampleRow(graph) {
    const { page } = this;
    const { run } = page;
    const { data } = run;
    const goal = data.classes ? data.classes[data.y[page.sample]] : pythonRepr(data.y[page.sample]);
    const go = (by) => page.choose((page.sample + by + data.X.length) % data.X.length);
    const row = element("div", { class: "row" },
      element("button", { type: "button", "aria-label": "The sample before", onclick: () => go(-1) }, "◀"),
      element("span", {}, `Sample ${page.sample + 1} of ${data.X.length}`),
      element("button", { type: "button", "aria-label": "The next sample", onclick: () => go(1) }, "▶"),
    );
    if (this.way.length > 1) {
      row.append(element("button", { type: "button", onclick: () => { this.way.pop(); this.show(); page.draw(); } }, "Back to what was open"));
    }
    row.append(element("button", { type: "button", onclick: () => page.open({}) }, "Its loss"));
    row.append(element("button", { type: "button", onclick: () => page.removePoint(page.sample) }, "Remove it"));
    const out = run.held?.places.includes(page.sample) ? " It is held out: no step learns from it." : "";
    const said = saidOf(graph, run);
    return element("div", {}, row, element("p", { class: "note" }, `Target ${goal}; ${said}.${out}`));
  }

  #about(graph, node, what) {
    const words = nodeWords(graph, this.page.run, what);
    const name = graph.name(node);
    const lines = [element("p", {}, `${name}${words ? `, ${words},` : ""} is `, boldNumber(graph.number(node)), ".")];
    if (what.place !== undefined) {
      lines.push(element("p", { class: "note" }, `Over the last batch the gradient by it was ${pythonRepr(this.page.run.gradient[what.place])}: the mean of those of the samples${this.page.state.l2 ? ", and what l2 adds" : ""}.`));
    }
    return lines;
  }

  #link(graph, node) {
    return element("button", { type: "button", class: "link", onclick: () => this.page.open(this.#of(graph, node)) }, graph.name(node));
  }

  // What a node of the graph stands for: a parameter, or a node by its name.
  #of(graph, node) {
    for (const [place, own] of graph.parameters) if (own === node) return { place };
    return { node: graph.name(node) };
  }

  #forward(graph, node) {
    const told = graph.told(node);
    if (told.forward === null) return [];
    const operands = told.operands.filter((operand) => !graph.nodes.constant[operand]).slice(0, 40);
    return [
      element("h3", {}, "How it was computed"),
      formulaBox(told.forward, element("p", {}, "from ", ...spaced(operands.map((operand) => this.#link(graph, operand))))),
    ];
  }

  #backward(graph, node, what) {
    const root = graph.name(graph.loss);
    const title = element("h3", {}, `Its gradient, ∂${root}/∂${graph.name(node)}`);
    if (node === graph.loss) return [title, element("p", {}, "The gradient by itself is 1: here the chain rule begins.")];
    const parts = [title];
    // As long as there is one way only, the way is gone along.
    for (const at of graph.chain(node)) {
      const { backward } = graph.told(at);
      if (!backward.length) {
        parts.push(element("p", {}, `No gradient flows to ${graph.name(at)} from here.`));
        continue;
      }
      const ways = [...backward].sort((one, other) => Math.abs(other.step.contribution) - Math.abs(one.step.contribution));
      const [first] = ways;
      parts.push(formulaBox(first, element("p", {}, `${first.law}; from `, this.#link(graph, first.step.node))));
      if (ways.length > 1) parts.push(...this.#otherWays(graph, at, ways));
    }
    const last = graph.chain(node).length > 1;
    if (last) parts.push(element("p", { class: "total" }, `In all ∂${root}/∂${graph.name(node)} = ${pythonRepr(graph.gradient(node))}`));
    return parts;
  }

  // Several ways lead on: what each of them sends back, and that it adds up.
  #otherWays(graph, at, ways) {
    const root = graph.name(graph.loss);
    const rows = ways.map(({ step }) =>
      element("tr", {},
        element("td", {}, this.#link(graph, step.node)),
        ...[step.upstream, step.local, step.contribution].map((x) => element("td", {}, numberText(x)))),
    );
    const total = element("tr", { class: "total" }, element("td", {}, "the sum"), element("td"), element("td"), element("td", {}, numberText(graph.gradient(at))));
    return [
      element("p", {}, `${ways.length} ways lead from ${graph.name(at)} to the loss; that was the strongest. All of them:`),
      table(["from", "upstream", "· local", "= sent"], [...rows, total]),
      element("p", { class: "total" }, `∂${root}/∂${graph.name(at)} = ${pythonRepr(graph.gradient(at))}`),
    ];
  }

  #parameters(graph, what) {
    if (what.layer === undefined || what.layer < 0) return [];
    const { network } = this.page.run;
    const { layer, unit } = what;
    const places = Array.from({ length: network.sizes[layer] + 1 }, (_, input) => network.place(layer, unit, input));
    const rows = places.map((place) => {
      const node = graph.parameters.get(place);
      return element("tr", {}, element("td", {}, this.#link(graph, node)), element("td", {}, numberText(graph.number(node))), element("td", {}, numberText(graph.gradient(node))), element("td", {}, numberText(this.page.run.gradient[place])));
    });
    return [element("h3", {}, "Its parameters"), table(["parameter", "number", "gradient of this sample", "of the last batch"], rows)];
  }

  #whyMoved(what) {
    if (what.place === undefined) return [];
    const found = whyMoved(this.page.run, what.place);
    const title = element("h3", {}, "Why did it move?");
    if (!found) return [title, element("p", {}, "It has not moved yet: take a step.")];
    const { samples, others, per, before, after } = found;
    const rows = samples.map(({ row, slope, moved }) =>
      element("tr", {},
        element("td", {}, element("button", { type: "button", class: "link", onclick: () => this.page.choose(row) }, `sample ${row + 1}`)),
        element("td", {}, numberText(slope)), element("td", {}, numberText(moved))),
    );
    for (const [words, moved] of others) rows.push(moreRow(words, null, moved));
    const total = [...samples.map(({ moved }) => moved), ...others.map(([, moved]) => moved)].reduce((sum, x) => sum + x, 0);
    rows.push(element("tr", { class: "total" }, element("td", {}, "the step"), element("td", {}), element("td", { id: "step-total" }, numberText(total))));
    return [
      title,
      element("p", {}, `In the last step it went from ${pythonRepr(before)} to ${pythonRepr(after)}. Each sample of the batch pushed by its share of the gradient times ${numberText(per)}, which the optimiser made of the learning rate:`),
      table(["what pushed", "share of the gradient", "moved it by"], [...rows.slice(-1 - others.length), ...rows.slice(0, -1 - others.length)]),
    ];
  }
}

function saidOf(graph, run) {
  const outputs = graph.outputs.map((node) => graph.number(node));
  const { classes } = run.data;
  if (!classes) return `the network says ${numberText(outputs[0])}`;
  const odds = probabilitiesAt(outputs, 1, 0, new Float64Array(Math.max(2, outputs.length)));
  const best = toldClass(outputs, 1, 0);
  return `the network says ${classes[best]}, with probability ${numberText(odds[best])}`;
}

function moreRow(words, slope, moved) {
  return element("tr", {}, element("td", {}, words), element("td", {}, slope === null ? "" : numberText(slope)), element("td", {}, numberText(moved)));
}

function table(heads, rows) {
  const head = element("tr", {}, ...heads.map((words) => element("th", { scope: "col" }, words)));
  const kind = rows.length > MOST_ROWS ? "scroll long" : "scroll";
  return element("div", { class: kind, tabindex: "0", role: "group", "aria-label": heads.filter(Boolean).join(", ") },
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)));
}

const spaced = (parts) => parts.flatMap((part, place) => (place ? [", ", part] : [part]));

// A line of names, and below it the line of numbers: broken before the second equals sign.
function breakAtNumbers(math) {
  const isEqual = (part) => part.localName === "mo" && /^\+?=$/.test(part.textContent.trim());
  const rows = [...math.querySelectorAll("mrow")];
  const second = rows.map((row) => [...row.children].filter(isEqual)[1]).find(Boolean);
  if (!second) return;
  const below = math.cloneNode(false);
  const inner = document.createElementNS(math.namespaceURI, "mrow");
  for (let part = second; part; ) {
    const next = part.nextElementSibling;
    inner.append(part);
    part = next;
  }
  below.append(inner);
  math.after(below);
}

// The formula of a step, which the steps write as MathML: of names and numbers it makes text.
function formulaBox(told, ...more) {
  const made = element("div", { class: "chain", tabindex: "0", role: "group", "aria-label": "A step of the chain rule" });
  const formula = element("div");
  formula.innerHTML = inLines(told.mathml);
  breakAtNumbers(formula.querySelector("math"));
  made.append(formula, ...more);
  return made;
}
