// What is opened: a unit, a parameter, an input or a sample, with the chain rule of one sample.
//
// What is asked for is {layer, unit}, {place} of a parameter, {node} by its name, or {} for the loss.

const MOST_OPERANDS_LINKED = 40;
const LONGEST_WAY = 50;

class Opened {
  constructor(body, page) {
    [this.body, this.page] = [body, page];
    this.way = [];
  }

  open(what) {
    this.way.push(what);
    if (this.way.length > LONGEST_WAY) this.way.shift();
  }

  get what() {
    return this.way.at(-1) ?? null;
  }

  show() {
    const { page, what } = this;
    if (what === null) {
      this.#put("Open a number", this.#beginning());
      return;
    }
    const graph = new SampleGraph(page.run, page.sample);
    const node = nodeOf(graph, what);
    this.#put(`Opened: ${graph.name(node)}`, [
      this.#buttons(),
      ...this.#sample(graph),
      ...this.#about(graph, node, what),
      ...this.#forward(graph, node),
      ...this.#backward(graph, node),
      ...this.#parameters(graph, what),
      ...this.#whyMoved(what),
    ]);
  }

  // Of the same thing the control with the focus has it again; of another, the title has it.
  #put(words, parts) {
    const title = byId("opened-title");
    const isOther = title.textContent !== words && this.body.contains(document.activeElement);
    setText(title, words);
    refill("opened-body", parts);
    if (isOther) title.focus({ preventScroll: true });
  }

  #beginning() {
    const ways = [
      ["the loss of this sample", {}],
      ["the first unit", { layer: 0, unit: 0 }],
      ["the first weight", { place: 0 }],
    ];
    const buttons = ways.map(([words, what]) => button(words, () => this.page.open(what)));
    const words =
      "Click a point, a unit or a weight: its number opens into the chain rule that made it, on " +
      "one sample. Or begin here:";
    return [paragraph(words), element("div", { class: "buttons" }, ...buttons)];
  }

  #buttons() {
    const { page } = this;
    const count = page.run.data.X.length;
    const go = (by) => page.choose((page.sample + by + count) % count);
    const row = [
      button("◀", () => go(-1), { "aria-label": "The sample before" }),
      `Sample ${page.sample + 1} of ${count}`,
      button("▶", () => go(1), { "aria-label": "The next sample" }),
    ];
    if (this.way.length > 1) row.push(button("Back to what was open", () => this.#goBack()));
    row.push(button("Its loss", () => page.open({})));
    row.push(button("Remove it", () => page.removePoint(page.sample)));
    return element("div", { class: "row" }, ...row);
  }

  #goBack() {
    this.way.pop();
    this.page.draw();
  }

  #sample(graph) {
    const { run, sample } = this.page;
    const { data } = run;
    const [y, column] = [data.y[sample], targetColumn(data)];
    const number = isScaled(column) ? bothTexts(column, y) : roundedNumber(y);
    const goal = data.classes ? data.classes[y] : number;
    const isOut = run.held?.places.includes(sample);
    const out = isOut ? " It is held out: no step learns from it." : "";
    const told = note("Target ", goal, `; ${saidOf(graph, run)}.${out}`);
    return data.table ? [told, this.#cells(data.X[sample])] : [told];
  }

  // The row of the table, and what the network takes for it.
  #cells(row) {
    const { data } = this.page.run;
    const rows = cellsOf(data, row).map(({ column, own, taken }) => {
      const open = () => this.page.open({ layer: -1, unit: column.inputs[0] });
      const words = isScaled(column) ? `scaled ${taken}` : taken;
      return tableRow([link(nameWithUnit(column), open), own, words]);
    });
    return table(["column", "in the table", "for the network"], rows);
  }

  #about(graph, node, what) {
    const { run, state } = this.page;
    const words = what.place === undefined ? "" : `, ${parameterWords(run, what.place)},`;
    const x = graph.number(node);
    const number = element("b", {}, roundedNumber(x));
    const lines = [paragraph(`${graph.name(node)}${words} is `, number, ".")];
    const [input, target] = [graph.inputs.indexOf(node), targetColumn(run.data)];
    if (input >= 0 && run.data.table) lines.push(note(inputWords(run.data, input, x)));
    if (node === graph.outputs[0] && isScaled(target)) lines.push(note(outputWords(target, x)));
    if (what.place !== undefined && run.last) {
      const more = state.l2 ? ", and what l2 adds" : "";
      lines.push(
        note(
          "Over the last batch the gradient by it was ",
          roundedNumber(run.gradient[what.place]),
          `: the mean of those of the samples${more}.`,
        ),
      );
    }
    return lines;
  }

  #link(graph, node) {
    return link(graph.name(node), () => this.page.open(graph.meant(node)));
  }

  #forward(graph, node) {
    const { forward, operands } = graph.told(node);
    if (forward === null) return [];
    const named = operands.filter((operand) => !graph.nodes.constant[operand]);
    const links = named.slice(0, MOST_OPERANDS_LINKED).map((each) => this.#link(graph, each));
    return [
      heading("How it was computed"),
      formulaBox(forward, paragraph("from ", ...spaced(links))),
    ];
  }

  #backward(graph, node) {
    const title = heading(`Its gradient, ${slopeBy(graph, node)}`);
    if (node === graph.loss) {
      return [title, paragraph("The gradient by itself is 1: here the chain rule begins.")];
    }
    const parts = [title];
    // As long as there is one way only, it is gone along.
    const chain = graph.chain(node);
    for (const at of chain) {
      const { backward } = graph.told(at);
      const strength = ({ step }) => Math.abs(step.contribution);
      const ways = [...backward].sort((one, other) => strength(other) - strength(one));
      if (!ways.length) {
        parts.push(paragraph(`No gradient flows to ${graph.name(at)}.`));
        continue;
      }
      const [{ law, step }] = ways;
      parts.push(formulaBox(ways[0], paragraph(`${law}; from `, this.#link(graph, step.node))));
      if (ways.length > 1) parts.push(...this.#ways(graph, at, ways));
    }
    if (chain.length > 1) {
      const slope = roundedNumber(graph.gradient(node));
      parts.push(total(`In all ${slopeBy(graph, node)} = `, slope));
    }
    return parts;
  }

  // Several ways lead on: what each of them sends back, and that it adds up.
  #ways(graph, at, ways) {
    const rows = ways.map(({ step }) =>
      tableRow([this.#link(graph, step.node), step.upstream, step.local, step.contribution]),
    );
    rows.push(tableRow(["the sum", "", "", graph.gradient(at)], "total"));
    const name = graph.name(at);
    return [
      paragraph(`${ways.length} ways lead from ${name} to the loss; that was the strongest. All:`),
      table(["from", "upstream", "· local", "= sent"], rows),
      total(`${slopeBy(graph, at)} = `, roundedNumber(graph.gradient(at))),
    ];
  }

  #parameters(graph, { layer, unit }) {
    if (layer === undefined || layer < 0) return [];
    const { network, gradient } = this.page.run;
    const first = network.place(layer, unit, 0);
    const places = Array.from({ length: network.sizes[layer] + 1 }, (_, input) => first + input);
    const rows = places.map((place) => {
      const node = graph.parameters.get(place);
      const numbers = [graph.number(node), graph.gradient(node), gradient[place]];
      return tableRow([this.#link(graph, node), ...numbers]);
    });
    const heads = ["parameter", "number", "gradient of this sample", "of the last batch"];
    return [heading("Its parameters"), table(heads, rows)];
  }

  #whyMoved({ place }) {
    if (place === undefined) return [];
    const title = heading("Why did it move?");
    const found = whyMoved(this.page.run, place);
    if (!found) return [title, paragraph("It has not moved yet: take a step.")];
    const { samples, others, per, before, after } = found;
    const rows = samples.map(({ row, slope, moved }) =>
      tableRow([link(`sample ${row + 1}`, () => this.page.choose(row)), slope, moved]),
    );
    const all = [...samples.map(({ moved }) => moved), ...others.map(([, moved]) => moved)];
    const step = all.reduce((sum, moved) => sum + moved, 0);
    return [
      title,
      paragraph(
        "In the last step it went from ",
        roundedNumber(before),
        " to ",
        roundedNumber(after),
        ". Each sample of the batch pushed by its share of the gradient times ",
        roundedNumber(per),
        ", which the optimiser made of the learning rate:",
      ),
      table(
        ["what pushed", "share of the gradient", "moved it by"],
        [
          tableRow(["the step", "", step], "total"),
          ...others.map(([words, moved]) => tableRow([words, "", moved])),
          ...rows,
        ],
      ),
    ];
  }
}

// The node of what was asked for; a unit is its result.
function nodeOf(graph, { node, place, layer, unit }) {
  if (node !== undefined) return graph.nodeNamed(node);
  if (place !== undefined) return graph.parameters.get(place);
  if (layer === undefined) return graph.loss;
  return layer < 0 ? graph.inputs[unit] : graph.units[layer][unit].out;
}

const slopeBy = (graph, node) => `∂${graph.name(graph.loss)}/∂${graph.name(node)}`;

function parameterWords({ network, data }, place) {
  const { layer, unit, input } = network.whose(place);
  const kind = layer === network.depth - 1 ? "output" : "unit";
  const whose = `${kind} ${unit + 1} of layer ${layer + 1}`;
  if (input < 0) return `the bias of ${whose}`;
  const from = layer ? `unit ${input + 1} of layer ${layer}` : `the input ${data.inputs[input]}`;
  return `the weight of ${whose} for ${from}`;
}

function saidOf(graph, { data }) {
  const outputs = graph.outputs.map((node) => graph.number(node));
  if (!data.classes) {
    return `the network says ${bothTexts(targetColumn(data), outputs[0], OF_NETWORK)}`;
  }
  const odds = probabilitiesAt(outputs, 1, 0, new Float64Array(Math.max(2, outputs.length)));
  const best = toldClass(outputs, 1, 0);
  return `the network says ${data.classes[best]}, with probability ${numberText(odds[best])}`;
}
