// What if: numbers that follow a slider, formulas that can be changed, steps of descent.

const OPTIMIZERS = {
  SGD: [["p", "p - lr * g"]],
  momentum: [["m", "0.9 * m + g"], ["p", "p - lr * m"]],
  Adam: [
    ["m", "0.9 * m + 0.1 * g"],
    ["v", "0.999 * v + 0.001 * g**2"],
    ["p", "p - lr * (m / (1 - 0.9**t)) / (sqrt(v / (1 - 0.999**t)) + 1e-8)"],
  ],
};

const lab = {
  parameters: new Set(), states: new Map(), losses: [], taken: 0, optimizer: "SGD", rate: 0.1,
  running: 0, program: undefined, start: undefined,
};

function showWhatIf() {
  const { graph, list } = page;
  lab.program ??= structuredClone(page.data.program ?? programOf(graph, list.names));
  lab.start ??= { graph, program: structuredClone(lab.program), data: Float64Array.from(graph.data), picture: page.picture };
  const parts = [leavesPart()];
  const editable = graph.data.length <= MOST_EDITED;
  parts.push(editable ? formulasPart() : element("p", {}, `Formulas can be changed in graphs of up to ${MOST_EDITED} values; this one has ${graph.data.length}.`));
  parts.push(descentPart());
  const scroll = byId("whatif").scrollTop;
  byId("whatif").replaceChildren(...parts);
  byId("whatif").scrollTop = scroll;
  showDescent();
}

const leafNodes = () => page.tableNodes.filter((node) => page.graph.rule[node] === null);

// ------------------------------------------------------------------------------------ the leaves

function leavesPart() {
  const rows = element("div", { class: "rows", id: "leaves" });
  for (const node of leafNodes()) rows.append(leafRow(node));
  const examples = element("select", { id: "example", "aria-label": "An example to begin from" });
  examples.append(element("option", { value: "" }, "An example …"));
  for (const name of Object.keys(page.data.examples)) examples.append(element("option", { value: name }, name));
  examples.addEventListener("change", () => examples.value && useExample(examples.value));
  const back = element("button", { type: "button", id: "back", onclick: backToStart }, "Back to the start");
  return element(
    "div", {}, element("h2", {}, "Numbers"),
    element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Leaves" }, rows),
    element("p", {}, back, " ", examples),
  );
}

function leafRow(node) {
  const name = page.list.names[node];
  const value = page.graph.data[node];
  const range = element("input", { type: "range", step: "any", "aria-label": `${name}, slider` });
  const reach = Math.max(2, 2 * Math.abs(value)) || 2;
  [range.min, range.max, range.value] = [value - reach, value + reach, value];
  const number = element("input", { type: "text", inputmode: "decimal", class: "short", value: literal(value), "aria-label": `${name}, number` });
  const parameter = element("input", { type: "checkbox", "aria-label": `${name} is a parameter` });
  parameter.checked = lab.parameters.has(name);
  parameter.addEventListener("change", () => {
    if (parameter.checked) lab.parameters.add(name);
    else lab.parameters.delete(name);
    showDescent();
  });
  range.addEventListener("input", () => {
    number.value = literal(Number(range.value));
    setLeaf(node, Number(range.value));
  });
  number.addEventListener("change", () => {
    const typed = numberFrom(number.value);
    if (typed === undefined) {
      trouble(`${number.value || "nothing"} is no number: write one such as 2, -0.5 or 1e-3`);
      number.value = literal(page.graph.data[node]);
      return;
    }
    trouble("");
    if (Number.isFinite(typed)) {
      range.min = Math.min(range.min, typed);
      range.max = Math.max(range.max, typed);
      range.value = typed;
    }
    setLeaf(node, typed);
  });
  const label = element("span", { class: "name" }, cut(name));
  return element("div", { class: "row", "data-leaf": name }, label, range, number, element("label", {}, parameter, " parameter"));
}

function setLeaf(node, number) {
  page.graph.data[node] = number;
  const name = page.list.names[node];
  if (has(lab.program.leaves, name)) lab.program.leaves[name] = number;
  recompute();
  trouble("");
  tellDomain();
}

// Outside of its domain an operation gives nan or inf, and slopes there mean nothing.
function tellDomain() {
  const node = outsideDomain(page.graph);
  if (node === undefined) return;
  const operation = new Operation(page.graph, node, page.list.names);
  const { domainText } = operation.rule;
  const needs = domainText ? `: it needs ${domainText}` : "";
  trouble(
    `${operation.symbols(TEXT_MARKUP)} is not defined at ${operation.numbers(TEXT_MARKUP)}${needs}; ` +
      "gradients mean nothing there",
  );
}

// Fields follow numbers that descent has changed.
function showLeaves() {
  for (const node of leafNodes()) {
    const row = document.querySelector(`#leaves [data-leaf="${CSS.escape(page.list.names[node])}"]`);
    if (!row) continue;
    const [range, number] = row.querySelectorAll("input");
    const value = page.graph.data[node];
    if (Number.isFinite(value)) {
      range.min = Math.min(range.min, value);
      range.max = Math.max(range.max, value);
      range.value = value;
    }
    // What somebody is typing is left to them.
    if (number !== document.activeElement) number.value = literal(value);
  }
}

// ---------------------------------------------------------------------------------- the formulas

function formulasPart() {
  const rows = element("div", { class: "rows", id: "formulas" });
  lab.program.lines.forEach((line, place) => rows.append(formulaRow(line, place)));
  const add = () => {
    const taken = new Set(lab.program.lines.map((line) => line.name));
    let number = 1;
    while (taken.has(`n${number}`)) number++;
    const last = lab.program.lines[lab.program.lines.length - 1].name;
    applyProgram({ ...lab.program, lines: [...lab.program.lines, { name: `n${number}`, text: `tanh(${last})` }] });
  };
  return element(
    "div", {}, element("h2", {}, "Formulas: the last one is the result"), rows,
    element("p", {}, element("button", { type: "button", id: "add", onclick: add }, "Add a value")),
    element("p", { id: "refused", role: "alert", hidden: true, class: "wrong-sentence" }),
  );
}

function formulaRow(line, place) {
  const name = element("input", { type: "text", class: "name", value: line.name, "aria-label": `name of line ${place + 1}` });
  const text = element("input", { type: "text", class: "long", value: line.text, "aria-label": `formula of ${line.name}` });
  const changed = (change) => applyProgram({ ...lab.program, lines: lab.program.lines.map((each, at) => (at === place ? { ...each, ...change } : { ...each })) });
  text.addEventListener("change", () => changed({ text: text.value }));
  name.addEventListener("change", () => renameTo(place, name.value.trim().normalize("NFKC")));
  const remove = element("button", { type: "button", onclick: () => removeLine(place), "aria-label": `Remove ${line.name}` }, "Remove");
  remove.disabled = lab.program.lines.length === 1;
  return element("div", { class: "row" }, name, "=", text, remove);
}

function renameTo(place, after) {
  const before = lab.program.lines[place].name;
  if (after !== before && page.list.names.includes(after)) {
    refuse(`${after} stands already: choose another name`);
    return;
  }
  const lines = lab.program.lines.map((line, at) => ({
    name: at === place ? after : line.name,
    text: renamedIn(line.text, before, after),
  }));
  applyProgram({ ...lab.program, lines });
}

// A value that is removed and still used becomes a leaf with the number that it had.
function removeLine(place) {
  const { name } = lab.program.lines[place];
  const lines = lab.program.lines.filter((_, at) => at !== place);
  const node = page.list.names.indexOf(name);
  const leaves = { ...lab.program.leaves };
  if (node >= 0) leaves[name] = page.graph.data[node];
  applyProgram({ lines, leaves });
}

function refuse(message) {
  const refused = byId("refused");
  if (!refused) {
    trouble(message);
    return;
  }
  setText(refused, message);
  refused.hidden = false;
}

function applyProgram(wanted) {
  const program = { ...wanted, leaves: { ...wanted.leaves } };
  const before = new Set(Object.keys(program.leaves));
  let graph;
  try {
    graph = graphOfProgram(program);
    if (graph.data.length > MOST_EDITED) {
      throw new FormulaError(`that makes ${graph.data.length} values; up to ${MOST_EDITED} can be changed here`, 0);
    }
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    refuse(error.message);
    return false;
  }
  const fresh = Object.keys(program.leaves).filter((name) => !before.has(name));
  lab.program = program;
  forgetDescent();
  useGraph(graph);
  page.pointed = undefined;
  page.k = page.shown.length;
  showWhatIf();
  refresh();
  trouble(fresh.length ? `new here, with the number 1: ${fresh.join(", ")}` : "");
  tellDomain();
  return true;
}

function useExample(name) {
  const example = page.data.examples[name];
  lab.parameters = new Set(example.parameters);
  setText(byId("title"), `Example: ${name}`);
  applyProgram({ lines: structuredClone(example.lines), leaves: { ...example.leaves } });
}

function backToStart() {
  stopDescent();
  trouble("");
  forgetDescent();
  const { graph, program, data, picture } = lab.start;
  lab.program = structuredClone(program);
  graph.data.set(data);
  setText(byId("title"), document.title);
  page.picture = picture;
  useGraph(graph, { keepPicture: true });
  page.table.reset();
  byId("drawing").replaceChildren(picture ? picture.svg : "");
  page.k = page.shown.length;
  showWhatIf();
  refresh();
}

// -------------------------------------------------------------------------- follow the gradient

function descentPart() {
  const choose = element("select", { id: "optimizer", "aria-label": "Optimizer" });
  for (const name of Object.keys(OPTIMIZERS)) choose.append(element("option", {}, name));
  choose.value = lab.optimizer;
  choose.addEventListener("change", () => {
    lab.optimizer = choose.value;
    forgetDescent();
    showDescent();
  });
  const rate = element("input", { type: "text", inputmode: "decimal", class: "short", id: "rate", value: literal(lab.rate), "aria-label": "Learning rate" });
  const step = element("button", { type: "button", id: "descend", onclick: () => descend(1) }, "One step down");
  const run = element("button", { type: "button", id: "run", onclick: () => (lab.running ? stopDescent() : runDescent()) }, "Run");
  return element(
    "div", {}, element("h2", {}, "Follow the gradient"),
    element("div", { class: "row" }, choose, element("label", {}, "learning rate ", rate), step, run),
    element("p", { id: "loss" }),
    drawn("svg", { class: "plot", viewBox: "0 0 300 90", preserveAspectRatio: "none", id: "curve", role: "img" }),
    element("ol", { id: "updates" }),
  );
}

function descend(times) {
  const { graph, list } = page;
  const nodes = leafNodes().filter((node) => lab.parameters.has(list.names[node]));
  if (!nodes.length) {
    trouble("mark at least one leaf as a parameter: the box beside its number");
    return;
  }
  const rate = numberFrom(byId("rate").value);
  if (!Number.isFinite(rate)) {
    trouble(`${byId("rate").value || "nothing"} is no learning rate: write a number such as 0.1`);
    stopDescent();
    return;
  }
  lab.rate = rate;
  trouble("");
  const root = graph.data.length - 1;
  let told = [];
  for (let count = 0; count < times; count++) {
    const totals = flowBack(graph);
    if (!lab.losses.length) lab.losses.push(graph.data[root]);
    lab.taken++;
    told = nodes.flatMap((node) => update(node, totals[node] ?? 0));
    computeForward(graph);
    lab.losses.push(graph.data[root]);
  }
  for (const node of nodes) {
    if (has(lab.program.leaves, list.names[node])) lab.program.leaves[list.names[node]] = graph.data[node];
  }
  useGraph(graph, { keepPicture: true });
  refresh();
  showLeaves();
  showDescent(told);
  if (!Number.isFinite(graph.data[root])) {
    stopDescent();
    trouble(`${list.names[root]} is ${numberText(graph.data[root])}: go back to the start, and take a smaller learning rate`);
  }
}

// One parameter's update by the formulas of the optimizer; returns what each of them computes.
function update(node, gradient) {
  const name = page.list.names[node];
  const state = lab.states.get(name) ?? { m: 0, v: 0 };
  lab.states.set(name, state);
  const at = { p: page.graph.data[node], g: gradient, lr: lab.rate, t: lab.taken, ...state };
  return OPTIMIZERS[lab.optimizer].map(([target, formula]) => {
    const tree = parseFormula(formula, arities());
    const result = evaluateTree(tree, at);
    const numbers = Object.fromEntries(Object.entries(at).map(([key, x]) => [key, key === "t" ? literal(x) : numberText(x)]));
    const symbols = { p: name, g: `grad_${name}`, m: `m_${name}`, v: `v_${name}` };
    const line = {
      name: symbols[target],
      mathml: equalOf(MATH_MARKUP, [
        named(MATH_MARKUP, symbols[target]), write(MATH, tree, symbols), write(MATH, tree, numbers),
        named(MATH_MARKUP, numberText(result)),
      ], "←"),
    };
    at[target] = result;
    if (target === "p") page.graph.data[node] = result;
    else state[target] = result;
    return line;
  });
}

function showDescent(told = []) {
  const root = page.graph.data.length - 1;
  const name = page.list.names[root];
  const steps = `${lab.taken} step${lab.taken === 1 ? "" : "s"}`;
  setText(byId("loss"), `${name} = ${numberText(page.graph.data[root])} after ${steps}`);
  const curve = byId("curve");
  const losses = lab.losses.filter(Number.isFinite);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const points = losses.map((loss, place) => {
    const x = losses.length > 1 ? (place / (losses.length - 1)) * 296 + 2 : 150;
    const y = high > low ? 86 - ((loss - low) / (high - low)) * 82 : 45;
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  curve.replaceChildren(...(points.length ? [drawn("polyline", { points: points.join(" ") })] : []));
  const between = losses.length ? `from ${numberText(losses[0])} to ${numberText(losses[losses.length - 1])}` : "no step taken yet";
  curve.setAttribute("aria-label", `${name} over the steps: ${between}`);
  const shown = told.slice(0, MOST_ROWS).map(({ mathml }) => {
    const item = element("li");
    item.innerHTML = `<math>${mathml}</math>`;
    return item;
  });
  byId("updates").replaceChildren(...shown);
}

function runDescent() {
  lab.running = setInterval(() => descend(1), 60);
  setText(byId("run"), "Stop");
  descend(1);
  if (!lab.parameters.size) stopDescent();
}

function stopDescent() {
  clearInterval(lab.running);
  lab.running = 0;
  if (byId("run")) setText(byId("run"), "Run");
}

function forgetDescent() {
  lab.states.clear();
  lab.losses = [];
  lab.taken = 0;
}

function trouble(text) {
  setText(byId("trouble"), text);
  byId("trouble").hidden = !text;
}
