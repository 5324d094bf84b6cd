// The drawing: the one that came with the page, laid out by Graphviz, or one that is drawn here.
// Both know the group of each node, of its operation and of each edge, and show a moment of a pass.

class Picture {
  constructor(svg) {
    this.svg = svg;
    this.boxes = new Map(); // node: {group, data, grad}
    this.operations = new Map(); // node: group of its ellipse
    this.edges = new Map(); // "node:slot": group
    this.wires = new Map(); // node: group of the edge from its operation
    this.parts = []; // [group, nodes, texts] of each box that stands for several
    this.flow = false; // whether edges show the gradient that flows over them
  }

  // Shows what is known: numbers, and which node and edge the step is about.
  show(moment) {
    for (const [node, box] of this.boxes) {
      const known = moment.known(node);
      const gradient = moment.gradient(node);
      setText(box.data, box.prefix[0] + (known ? boxText(moment.data(node)) : NOTHING_YET));
      const told = gradient === undefined ? NOTHING_YET : boxText(gradient);
      setText(box.grad, box.prefix[1] + told);
      const states = box.group.classList;
      states.toggle("unknown", !known);
      states.toggle("current", moment.node === node);
      states.toggle("receiving", moment.parent === node);
      this.operations.get(node)?.classList.toggle("current", moment.node === node);
    }
    for (const [group, nodes, texts] of this.parts) {
      group.classList.toggle("current", nodes.includes(moment.node));
      group.classList.toggle("receiving", nodes.includes(moment.parent));
      if (texts.grad) setText(texts.grad, `max |grad| ${strongest(nodes.map(moment.gradient))}`);
      if (texts.data) setText(texts.data, `data ${rangeOf(nodes.filter(moment.known).map(moment.data))}`);
    }
    if (this.flow) this.showFlow(moment);
    if (this.lit) this.lit.classList.remove("current");
    this.lit = this.edges.get(moment.edge);
    this.lit?.classList.add("current");
  }

  // Blue and a plus for a positive gradient, orange for a negative one, thick for much.
  showFlow(moment) {
    const sent = moment.sent();
    const largest = Math.max(0, ...[...sent.values()].map(Math.abs).filter(Number.isFinite));
    const colour = (group, number) => {
      group.classList.add("coloured");
      group.classList.toggle("positive", number > 0);
      group.classList.toggle("negative", number < 0);
    };
    for (const [node, { group }] of this.boxes) colour(group, moment.gradient(node));
    for (const [node, group] of this.wires) colour(group, moment.gradient(node));
    for (const [edge, group] of this.edges) {
      const number = sent.get(edge);
      colour(group, number);
      const share = number ? Math.max(0, 1 - Math.log(largest / Math.abs(number)) / Math.log(1000)) : 0;
      const line = group.querySelector("path");
      line.style.strokeWidth = number === undefined ? "" : (0.6 + share * 2.4).toFixed(2);
      setText(group.querySelector("text"), number === undefined ? "" : signedText(number));
    }
  }

  // Keeps the part that the step is about in view, without moving the page.
  reveal(node, holder) {
    const box = this.boxes.get(node) ?? this.parts.find(([, nodes]) => nodes.includes(node));
    if (!box) return;
    const group = box.group ?? box[0];
    scrollAcross(group, holder);
    scrollDown(group, holder);
  }
}

// What a box of several values says of them.
function strongest(gradients) {
  const known = gradients.filter((gradient) => gradient !== undefined).map(Math.abs);
  return known.length ? boxText(Math.max(...known)) : NOTHING_YET;
}

function rangeOf(numbers) {
  if (!numbers.length) return NOTHING_YET;
  const ends = [Math.min(...numbers), Math.max(...numbers)].map(boxText);
  return [...new Set(ends)].join(" … ");
}

// Graphviz writes the name of each group into a comment before it.
function graphvizPicture(svg, boxes, theme) {
  const picture = new Picture(svg);
  picture.flow = theme === "flow";
  const counts = new Map();
  for (const group of svg.querySelectorAll("g.node, g.edge")) {
    let before = group.previousSibling;
    while (before && before.nodeType !== Node.COMMENT_NODE) before = before.previousSibling;
    // Titles tell numbers, which change here: what is pointed at is told below the picture.
    group.querySelectorAll("title").forEach((title) => title.remove());
    const name = (before?.data ?? "").trim().replace(/&#45;/g, "-").replace(/&gt;/g, ">");
    if (picture.flow) {
      // The widths that it was drawn with are those of the end.
      group.querySelectorAll("[stroke-width]").forEach((part) => part.removeAttribute("stroke-width"));
    }
    if (group.classList.contains("node")) addBox(picture, group, name, boxes);
    else addEdge(picture, group, name, boxes, counts);
  }
  return picture;
}

function addBox(picture, group, name, boxes) {
  if (name.endsWith("_op")) {
    const nodes = boxes[name.slice(0, -3)];
    if (nodes?.length === 1) picture.operations.set(nodes[0], group);
    return;
  }
  const nodes = boxes[name];
  if (!nodes) return;
  const texts = [...group.querySelectorAll("text")];
  const starting = (word) => texts.find((text) => text.textContent.startsWith(word));
  if (nodes.length > 1) {
    picture.parts.push([group, nodes, { data: starting("data "), grad: starting("max |grad|") }]);
    return;
  }
  const [data, grad] = [starting("data "), starting("grad ")];
  if (data) {
    picture.boxes.set(nodes[0], { group, data, grad, prefix: ["data ", "grad "] });
    return;
  }
  // As in a circuit: the value above the wire in green, the gradient below in red.
  const coloured = (colour) => texts.find((text) => text.getAttribute("fill") === colour);
  const [above, below] = [coloured("#00734d"), coloured("#b3261e")];
  picture.boxes.set(nodes[0], { group, data: above, grad: below, prefix: ["", ""] });
}

function addEdge(picture, group, name, boxes, counts) {
  const [source, target] = name.split("->");
  if (source.endsWith("_op") && boxes[target]?.length === 1) picture.wires.set(boxes[target][0], group);
  if (!target?.endsWith("_op")) return;
  const [from, to] = [boxes[source], boxes[target.slice(0, -3)]];
  if (from?.length !== 1 || to?.length !== 1) return;
  // Edges between the same two nodes stand in the order of their operands.
  const slots = page.graph.parents[to[0]].flatMap((parent, slot) => (parent === from[0] ? [slot] : []));
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  picture.edges.set(`${to[0]}:${slots[count]}`, group);
}

// ----------------------------------------------------------------------------- drawn in the page

const LETTER = 6.7;
const BOX_HEIGHT = 22;

function ownPicture(graph, names, shown = graph.data.map((_, node) => node)) {
  const places = new Map();
  const items = [];
  // The exponent that a power is written with is a part of the operation.
  const place = (item) => items.push(item) - 1;
  const exponents = new Set();
  for (const node of shown) {
    const exponent = graph.parents[node][1];
    if (graph.rule[node] === "pow" && graph.constant[exponent]) exponents.add(exponent);
  }
  for (const node of shown) {
    if (exponents.has(node)) continue;
    const operands = graph.parents[node].map((parent) => places.get(parent));
    let before = operands;
    if (graph.rule[node] !== null) {
      const exponent = graph.parents[node].find((parent) => exponents.has(parent));
      const symbol = R[graph.rule[node]].symbol + (exponent === undefined ? "" : literal(graph.data[exponent]));
      const width = Math.max(28, symbol.length * LETTER + 14);
      const parents = operands.filter((operand) => operand !== undefined);
      before = [place({ kind: "operation", node, text: symbol, width, height: 24, parents })];
    }
    const label = graph.constant[node] ? "" : cut(names[node]);
    const fields = [label, "data -00.0000", graph.constant[node] ? "" : "grad -00.0000"];
    const widths = fields.filter(Boolean).map((text) => [...text].length * LETTER + 12);
    const width = widths.reduce((sum, each) => sum + each, 0);
    places.set(node, place({
      kind: "box", node, fields, widths, width, height: BOX_HEIGHT,
      parents: graph.rule[node] === null ? [] : before,
    }));
  }
  const layout = layoutGraph(items, { across: true, rankGap: 34, nodeGap: 12 });
  return drawLayout(graph, items, layout);
}

function drawLayout(graph, items, layout) {
  const [width, height] = [layout.width + 8, layout.height + 8];
  const svg = drawn("svg", {
    viewBox: `-4 -4 ${width} ${height}`, width, height, class: "own", role: "img",
    "aria-label": "The graph",
  });
  const picture = new Picture(svg);
  const arrow = drawn("marker", {
    id: "arrow", viewBox: "0 0 8 6", refX: 8, refY: 3, markerWidth: 8, markerHeight: 6,
    orient: "auto", markerUnits: "userSpaceOnUse",
  });
  arrow.append(drawn("path", { d: "M0 0L8 3L0 6Z" }));
  svg.append(drawn("defs", {}, arrow));
  for (const edge of layout.edges) {
    const group = drawn("g", { class: "edge" });
    group.append(drawn("path", { d: edge.path, "marker-end": "url(#arrow)" }));
    svg.append(group);
    const target = items[edge.to];
    if (target.kind === "operation") {
      const drawnSlots = graph.parents[target.node].flatMap((parent, slot) =>
        items.some((item) => item.kind === "box" && item.node === parent) ? [slot] : []);
      picture.edges.set(`${target.node}:${drawnSlots[edge.slot]}`, group);
    }
  }
  items.forEach((item, index) => {
    const { x, y } = layout.places[index];
    const group = drawn("g", { class: "node", transform: `translate(${x} ${y})` });
    if (item.kind === "operation") {
      group.append(drawn("ellipse", { rx: item.width / 2, ry: item.height / 2 }));
      group.append(drawn("text", { y: 4 }, item.text));
      picture.operations.set(item.node, group);
    } else {
      picture.boxes.set(item.node, drawBox(group, item, graph.constant[item.node]));
    }
    svg.append(group);
  });
  return picture;
}

function drawBox(group, item, constant) {
  if (constant) group.classList.add("constant");
  const left = -item.width / 2;
  group.append(drawn("rect", { x: left, y: -item.height / 2, width: item.width, height: item.height }));
  const found = {};
  let at = left;
  item.fields.filter(Boolean).forEach((text, place) => {
    const width = item.widths[place];
    if (place) {
      const line = `M${at} ${-item.height / 2}V${item.height / 2}`;
      group.append(drawn("path", { d: line }));
    }
    const written = drawn("text", { x: at + width / 2, y: 4 }, text);
    group.append(written);
    for (const word of ["data", "grad"]) {
      if (text === `${word} -00.0000`) found[word] = written;
    }
    at += width;
  });
  return { group, ...found, prefix: ["data ", "grad "] };
}
