// The graph of the page: from the data that came with it, and back to where it began.

function graphOf(data) {
  const count = data.rule.length;
  const graph = {
    label: new Array(count).fill(""),
    rule: data.rule.map((place) => (place < 0 ? null : data.rules[place])),
    parents: data.back.map((steps, node) => steps.map((back) => node - back)),
    data: new Float64Array(count),
    constant: new Array(count).fill(false),
    scope: new Array(count).fill(""),
    line: new Array(count).fill(""),
  };
  for (const [node, label] of Object.entries(data.labels)) graph.label[node] = label;
  for (const [node, scope] of Object.entries(data.scopes ?? {})) graph.scope[node] = scope;
  for (const [node, line] of Object.entries(data.lines ?? {})) graph.line[node] = line;
  for (const node of data.constants) graph.constant[node] = true;
  for (const [node, number] of Object.entries(data.numbers)) {
    graph.data[node] = typeof number === "number" ? number : numberFrom(number);
  }
  computeForward(graph);
  return graph;
}
