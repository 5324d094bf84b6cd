// A layered layout from left to right, for graphs that are made in the page.
//
// Nodes are {width, height, parents}, operands before results. Long edges pass through points of
// their own, so that they lead around the boxes.

function layoutGraph(nodes, { rankGap = 34, nodeGap = 12 } = {}) {
  const points = nodes.map((node, index) => ({ ...node, index, height: node.height }));
  setRanks(points);
  const edges = nodes.flatMap((node, to) => node.parents.map((from, slot) => ({ from, to, slot })));
  for (const edge of edges) edge.via = pointsBetween(points, edge, nodeGap);
  const layers = intoLayers(points);
  putInOrder(layers, points);
  placeAcross(layers, nodeGap);
  const width = placeAlong(layers, rankGap);
  const top = Math.min(...points.map((point) => point.y - point.height / 2));
  for (const point of points) point.y -= top;
  const height = Math.max(...points.map((point) => point.y + point.height / 2));
  return {
    width,
    height,
    places: nodes.map((_, index) => ({ x: points[index].x, y: points[index].y })),
    edges: edges.map((edge) => ({ from: edge.from, to: edge.to, slot: edge.slot, path: pathOf(points, edge) })),
  };
}

// As far left as operands allow; a leaf stands just before its first use.
function setRanks(points) {
  for (const point of points) {
    point.rank = Math.max(-1, ...point.parents.map((parent) => points[parent].rank)) + 1;
  }
  const earliest = new Map();
  for (const point of points) {
    for (const parent of point.parents) {
      earliest.set(parent, Math.min(earliest.get(parent) ?? Infinity, point.rank));
    }
  }
  for (const point of points) {
    if (!point.parents.length && earliest.has(point.index)) point.rank = earliest.get(point.index) - 1;
  }
}

function pointsBetween(points, { from, to, slot }, gap) {
  const via = [];
  let before = from;
  for (let rank = points[from].rank + 1; rank < points[to].rank; rank++) {
    const point = { index: points.length, width: 0, height: gap / 2, parents: [before], rank, slot };
    points.push(point);
    via.push(point.index);
    before = point.index;
  }
  points[to].enters ??= [];
  points[to].enters.push(before);
  return via;
}

function intoLayers(points) {
  const layers = [];
  for (const point of points) {
    (layers[point.rank] ??= []).push(point);
    point.before = (point.enters ?? point.parents).map((index) => points[index]);
    point.after = [];
  }
  for (const point of points) for (const before of point.before) before.after.push(point);
  return Array.from(layers, (layer) => layer ?? []);
}

// Sweeps that put each point near its neighbours; the order with the fewest crossings is kept.
function putInOrder(layers, points) {
  const number = () => layers.forEach((layer) => layer.forEach((point, place) => (point.place = place)));
  number();
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(layers);
  const sweeps = points.length > 300 ? 6 : 16;
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const forward = sweep % 2 === 0;
    const order = forward ? layers : [...layers].reverse();
    for (const layer of order) {
      for (const point of layer) {
        const near = forward ? point.before : point.after;
        point.weight = near.length ? near.reduce((sum, each) => sum + each.place, 0) / near.length : point.place;
      }
      layer.sort((a, b) => a.weight - b.weight || a.place - b.place);
      layer.forEach((point, place) => (point.place = place));
    }
    const count = crossings(layers);
    if (count < fewest) {
      fewest = count;
      best = layers.map((layer) => [...layer]);
    }
  }
  best.forEach((layer, rank) => (layers[rank] = layer));
  number();
}

function crossings(layers) {
  let count = 0;
  for (const layer of layers) {
    const ends = layer.flatMap((point) => point.before.map((before) => [before.place, point.place]));
    for (let one = 0; one < ends.length; one++) {
      for (let other = one + 1; other < ends.length; other++) {
        if ((ends[one][0] - ends[other][0]) * (ends[one][1] - ends[other][1]) < 0) count++;
      }
    }
  }
  return count;
}

// Heights: near the middle of the neighbours, never closer than the gap.
function placeAcross(layers, gap) {
  for (const layer of layers) {
    let y = 0;
    for (const point of layer) {
      point.y = y + point.height / 2;
      y += point.height + gap;
    }
  }
  for (let sweep = 0; sweep < 12; sweep++) {
    const forward = sweep % 2 === 0;
    for (const layer of forward ? layers : [...layers].reverse()) {
      const wanted = layer.map((point) => {
        const near = forward ? point.before : point.after;
        return near.length ? near.reduce((sum, each) => sum + each.y, 0) / near.length : point.y;
      });
      spread(layer, wanted, gap);
    }
  }
}

// Blocks of points that would overlap share the mean of what they want.
function spread(layer, wanted, gap) {
  const blocks = [];
  layer.forEach((point, place) => {
    const offset = point.height / 2;
    let block = { points: [point], sum: wanted[place] - offset, size: point.height };
    block.top = block.sum;
    while (blocks.length) {
      const above = blocks[blocks.length - 1];
      if (above.top + above.size + gap <= block.top) break;
      blocks.pop();
      const shift = above.size + gap;
      const count = above.points.length + block.points.length;
      const sum = above.sum + block.sum - shift * block.points.length;
      block = { points: [...above.points, ...block.points], sum, size: shift + block.size, top: sum / count };
    }
    blocks.push(block);
  });
  for (const { points, top } of blocks) {
    let y = top;
    for (const point of points) {
      point.y = y + point.height / 2;
      y += point.height + gap;
    }
  }
}

function placeAlong(layers, gap) {
  let x = 0;
  for (const layer of layers) {
    const widest = Math.max(0, ...layer.map((point) => point.width));
    for (const point of layer) point.x = x + widest / 2;
    x += widest + gap;
  }
  return Math.max(0, x - gap);
}

// A curve from the right side of the operand to the left side of the result.
function pathOf(points, { from, to, slot, via }) {
  const [source, target] = [points[from], points[to]];
  const count = target.parents.length;
  const room = Math.min(target.height * 0.6, 7 * (count - 1));
  const entry = count > 1 ? -room / 2 + (room * slot) / (count - 1) : 0;
  // An ellipse is left of its middle line by less where it is entered above or below.
  const inset = target.width * 0.5 * (1 - Math.sqrt(1 - ((2 * entry) / target.height) ** 2)) || 0;
  const stops = [
    [source.x + source.width / 2, source.y + (source.after.length > 1 ? entry / 3 : 0)],
    ...via.map((index) => [points[index].x, points[index].y]),
    [target.x - target.width / 2 + (target.kind === "box" ? 0 : inset), target.y + entry],
  ];
  const text = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return stops.slice(1).reduce((path, stop, place) => {
    const [before, middle] = [stops[place], (stops[place][0] + stop[0]) / 2];
    return `${path}C${text([middle, before[1]])} ${text([middle, stop[1]])} ${text(stop)}`;
  }, `M${text(stops[0])}`);
}
