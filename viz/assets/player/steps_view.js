// What is shown of a step: its formula, its factors, the table of values, the list of all steps.

// What is known after step k: numbers that are computed, gradients summed up so far.
function momentAt(k) {
  const { graph, list } = page;
  const step = k > 0 && page.mode !== "whatif" ? page.shown[k - 1] : undefined;
  const gradients = page.gradientsAt(k);
  return {
    step,
    node: step?.node,
    parent: step?.parent,
    edge: step && step.slot !== undefined ? `${step.node}:${step.slot}` : undefined,
    known: (node) =>
      page.mode === "broken" || graph.rule[node] === null || k >= list.forwardNumber[node],
    data: (node) => graph.data[node],
    // What has been sent over each edge so far.
    sent: () =>
      new Map(page.shown.slice(0, k).flatMap(({ node, slot, contribution }) =>
        slot === undefined ? [] : [[`${node}:${slot}`, contribution]])),
    gradient: (node) => (graph.constant[node] ? undefined : gradients[node]),
  };
}

// The sums of the right pass after step k.
function gradientsAt(k) {
  const found = new Array(page.graph.data.length).fill(undefined);
  for (let place = page.list.forwardCount; place < k; place++) {
    const step = page.list.list[place];
    found[step.kind === "seed" ? step.node : step.parent] = step.total;
  }
  return found;
}

const PHASES = { forward: "Forward", seed: "The seed", backward: "Backward" };

function showStep(step) {
  const [formula, factors, law] = [byId("formula"), byId("factors"), byId("law")];
  factors.replaceChildren();
  if (!step) {
    setText(byId("phase"), "Before the first step");
    const computed = page.mode === "broken" ? "Every value is computed" : "Leaves have their numbers";
    setText(formula, `${computed}; nothing has been sent back yet.`);
    setText(law, "");
    return;
  }
  const told = page.told(step);
  setText(byId("phase"), told.phase ?? PHASES[step.kind]);
  // Every name in it has been escaped.
  if (told.mathml) formula.innerHTML = inLines(told.mathml);
  else setText(formula, `${told.symbols} = ${told.numbers} = ${told.result}`);
  setText(law, [told.law, told.local].filter(Boolean).join(": "));
  if (step.kind !== "backward") return;
  const factor = (kind, word, number) =>
    element("div", { class: kind }, element("dt", {}, word), element("dd", {}, numberText(number)));
  factors.append(
    factor("upstream", `upstream gradient, of ${step.name}`, step.upstream),
    factor("local", "× local gradient", step.local),
    factor("sent", `= contribution, to ${step.parentName}`, step.contribution),
  );
  if (told.sum) {
    factors.append(
      element("div", {}, element("dt", {}, "sum so far"), element("dd", {}, told.sum)),
    );
  }
}

// A long table or list shows what is near, and says how much more there is.
const MOST_ROWS = 80;

function windowAround(count, at) {
  if (count <= MOST_ROWS) return [0, count];
  const start = Math.max(0, Math.min(count - MOST_ROWS, Math.floor(at - MOST_ROWS / 2)));
  // In whole blocks, so that a step rarely makes all rows anew.
  const from = Math.min(count - MOST_ROWS, start - (start % 20));
  return [from, Math.min(count, from + MOST_ROWS)];
}

class ValueTable {
  constructor() {
    this.body = byId("values");
    this.rows = new Map();
    this.range = "";
  }

  reset() {
    this.range = "";
  }

  show(moment) {
    const nodes = page.tableNodes;
    const place = Math.max(0, nodes.indexOf(moment.parent ?? moment.node));
    const [from, to] = windowAround(nodes.length, place);
    if (this.range !== `${from}-${to}`) this.fill(nodes, from, to);
    for (const [node, [row, value, gradient, right]] of this.rows) {
      setText(value, moment.known(node) ? numberText(moment.data(node)) : NOTHING_YET);
      const sum = moment.gradient(node);
      setText(gradient, sum === undefined ? NOTHING_YET : numberText(sum));
      if (right) {
        const wanted = page.list.totals[node];
        setText(right, wanted === undefined ? NOTHING_YET : numberText(wanted));
      }
      row.classList.toggle("current", moment.node === node);
      row.classList.toggle("receiving", moment.parent === node);
    }
    const row = this.rows.get(moment.parent ?? moment.node)?.[0];
    if (row) scrollDown(row, this.body.closest(".scroll"));
  }

  fill(nodes, from, to) {
    this.range = `${from}-${to}`;
    this.rows.clear();
    const beside = page.mode === "broken";
    const heads = ["name", "value", beside ? "broken" : "gradient", ...(beside ? ["right"] : [])];
    byId("heads").replaceChildren(
      ...heads.map((head, place) =>
        element("th", { scope: "col", class: place ? "number" : "" }, head)),
    );
    const more = (count, where) =>
      count ? [element("tr", {}, element("td", { colspan: heads.length }, `${count} more ${where}`))] : [];
    const rows = nodes.slice(from, to).map((node) => {
      const button = element(
        "button",
        { type: "button", class: "link", onclick: () => pointAt(node) },
        page.list.names[node],
      );
      const cells = heads.slice(1).map(() => element("td", { class: "number" }));
      const row = element("tr", {}, element("td", { class: "name" }, button), ...cells);
      this.rows.set(node, [row, ...cells]);
      return row;
    });
    this.body.replaceChildren(...more(from, "above"), ...rows, ...more(nodes.length - to, "below"));
  }
}

class StepLines {
  constructor() {
    this.holder = byId("steps");
    this.range = "";
  }

  reset() {
    this.range = "";
  }

  show(k) {
    const steps = page.shown;
    const [from, to] = windowAround(steps.length, k);
    const range = `${from}-${to}`;
    if (range !== this.range) {
      this.range = range;
      const more = (count, where) =>
        count ? [element("li", { class: "more" }, `${count} more steps ${where}`)] : [];
      this.holder.replaceChildren(
        ...more(from, "above"),
        ...steps.slice(from, to).map((step, place) => this.line(step, from + place + 1)),
        ...more(steps.length - to, "below"),
      );
    }
    this.holder.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const now = this.holder.querySelector(`[data-step="${k}"]`);
    if (!now) return;
    now.setAttribute("aria-current", "step");
    scrollDown(now, this.holder.parentElement);
  }

  line(step, number) {
    const hidden = page.mode === "predict";
    const text = hidden ? page.told(step).symbols : lineOf(step);
    const button = element("button", { type: "button", onclick: () => goTo(number) }, `${number}  ${text}`);
    if (hidden) button.disabled = true;
    return element("li", { "data-step": number, class: step.wrong ? "wrong" : "" }, button);
  }
}

// A step in one line, as explain writes it.
function lineOf(step) {
  const told = page.told(step);
  if (step.kind === "seed") return `${told.symbols} = ${told.numbers}`;
  const law = told.law ? ` (${told.law})` : "";
  const sum = told.sum ? `, the sum so far: ${told.sum}` : "";
  return `${told.symbols} = ${told.numbers} = ${told.result}${law}${sum}`;
}

// All that there is to say of one value.
function pointAt(node) {
  const { graph, list } = page;
  page.pointed = node;
  const moment = momentAt(page.k);
  const lines = [];
  if (graph.rule[node] === null) {
    lines.push(`${list.names[node]}${graph.constant[node] ? " (a constant)" : ""}`);
  } else {
    const operation = new Operation(graph, node, list.names);
    lines.push(`${list.names[node]} = ${operation.symbols(TEXT_MARKUP)}`);
  }
  const hidden = page.mode === "predict" || !moment.known(node);
  lines.push(`value = ${hidden ? NOTHING_YET : pythonRepr(graph.data[node])}`);
  const gradient = page.mode === "predict" ? undefined : moment.gradient(node);
  if (!graph.constant[node]) {
    lines.push(`gradient = ${gradient === undefined ? NOTHING_YET : pythonRepr(gradient)}`);
  }
  if (graph.scope[node]) lines.push(`in ${graph.scope[node]}`);
  if (graph.line[node]) lines.push(`made by ${graph.line[node]}`);
  setText(byId("pointed"), lines.join("\n"));
}
