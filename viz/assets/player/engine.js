// A scalar engine on flat arrays: operation, operands, data and gradient of each node.
//
// A graph is {label, rule, parents, data, constant}, an array each; operands stand before results,
// the root last. `rule` is a key of R, the rows of the table, or null for a leaf.

const NOT_CHOSEN = "not chosen: nothing flows";
const ZERO_SENDS_NOTHING = "a zero gradient sends nothing";

function numbersOf(graph, node) {
  return graph.parents[node].map((parent) => graph.data[parent]);
}

function computeNode(graph, node) {
  const rule = graph.rule[node];
  if (rule !== null) graph.data[node] = R[rule].forward(numbersOf(graph, node));
}

function computeForward(graph) {
  for (let node = 0; node < graph.data.length; node++) computeNode(graph, node);
}

// The local gradient by one operand: undefined where no gradient ever flows, null where the row has
// chosen that none flows here.
function localGradient(graph, node, slot, numbers = numbersOf(graph, node)) {
  const rule = R[graph.rule[node]];
  const partial = rule.partials[rule.variadic ? 0 : slot];
  if (partial === null || graph.constant[graph.parents[node][slot]]) return undefined;
  return partial(numbers, graph.data[node], numbers[slot]);
}

function contributionOf(upstream, local) {
  return upstream === 0 || local === null ? 0 : 0 + upstream * local;
}

// Goes back over every edge in the order of the engine: visit(node, slot, parent, upstream, local,
// contribution, before, total, note). Returns the gradient of each node, undefined if none came.
function flowBack(graph, visit = () => {}) {
  const totals = new Array(graph.data.length).fill(undefined);
  totals[totals.length - 1] = 1;
  for (let node = totals.length - 1; node >= 0; node--) {
    const upstream = totals[node];
    if (graph.rule[node] === null || upstream === undefined) continue;
    const numbers = numbersOf(graph, node);
    const parents = graph.parents[node];
    for (let slot = 0; slot < parents.length; slot++) {
      const local = localGradient(graph, node, slot, numbers);
      if (local === undefined) continue;
      const contribution = contributionOf(upstream, local);
      const before = totals[parents[slot]];
      const total = before === undefined ? contribution : before + contribution;
      totals[parents[slot]] = total;
      let note = "";
      if (local === null) note = NOT_CHOSEN;
      else if (!Number.isFinite(local) && upstream === 0) note = ZERO_SENDS_NOTHING;
      visit({
        node, slot, parent: parents[slot], upstream, local: local ?? 0, contribution, before, total,
        note,
      });
    }
  }
  return totals;
}

// The first node that is not defined where its operands are finite, or undefined.
function outsideDomain(graph) {
  for (let node = 0; node < graph.data.length; node++) {
    if (graph.rule[node] === null || Number.isFinite(graph.data[node])) continue;
    if (numbersOf(graph, node).every(Number.isFinite)) return node;
  }
  return undefined;
}

// The graph of a result in topological order: depth first, operands from left to right.
function sorted(root, parentsOf) {
  const order = [];
  const seen = new Set([root]);
  const stack = [[root, 0]];
  while (stack.length) {
    const top = stack[stack.length - 1];
    const parents = parentsOf(top[0]);
    if (top[1] === parents.length) {
      order.push(top[0]);
      stack.pop();
      continue;
    }
    const parent = parents[top[1]++];
    if (!seen.has(parent)) {
      seen.add(parent);
      stack.push([parent, 0]);
    }
  }
  return order;
}

// Slopes by central differences, one for each leaf: [leaf, gradient, slope, whether they agree],
// undefined in place of an answer where numbers that are not finite leave none.
function checkByDifferences(graph) {
  // Each leaf takes four passes: in a large graph not all of them can be tried at once.
  const most = Math.max(20, Math.floor(4e6 / graph.data.length));
  const totals = flowBack(graph);
  const root = graph.data.length - 1;
  const kept = Float64Array.from(graph.data);
  const resultAt = (leaf, number) => {
    graph.data.set(kept);
    graph.data[leaf] = number;
    computeForward(graph);
    return graph.data[root];
  };
  const found = [];
  for (let leaf = 0; leaf < graph.data.length; leaf++) {
    if (graph.rule[leaf] !== null || graph.constant[leaf]) continue;
    if (found.length >= most) break;
    const at = kept[leaf];
    const step = 6e-6 * Math.max(1, Math.abs(at));
    const slopes = [step, step / 2].map(
      (h) => (resultAt(leaf, at + h) - resultAt(leaf, at - h)) / (at + h - (at - h)),
    );
    const gradient = totals[leaf] ?? 0;
    const size = Math.max(Math.abs(gradient), Math.abs(slopes[1]), 1);
    const noise = (2e-16 * Math.abs(kept[root])) / step + Math.abs(slopes[0] - slopes[1]);
    const agrees = Math.abs(gradient - slopes[1]) <= 1e-6 * size + 10 * noise;
    const known = Number.isFinite(gradient) && Number.isFinite(slopes[1]) && Number.isFinite(noise);
    found.push([leaf, gradient, slopes[1], known ? agrees : undefined]);
  }
  graph.data.set(kept);
  return found;
}
