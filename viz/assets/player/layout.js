// A layered layout: operands before results, few crossings, long edges led around the boxes. Layers
// follow each other along x and hold points along y: nodes, and one for each edge that passes.

// Nodes are {width, height, parents}; those of the kind "operation" are ellipses.
function layoutGraph(nodes, { across = true, rankGap = 34, nodeGap = 12 } = {}) {
  const turned = (one, other) => (across ? [one, other] : [other, one]);
  const points = nodes.map(({ kind, parents, ...size }) => {
    const [width, height] = turned(size.width, size.height);
    return { kind, parents, width, height, before: [], after: [] };
  });
  setRanks(points);
  const edges = nodes.flatMap(({ parents }, to) => parents.map((from, slot) => ({ from, to, slot })));
  const ways = edges.map((edge) => linkUp(points, edge, nodeGap / 2));
  const layers = intoLayers(points);
  putInOrder(layers);
  placeAcross(layers, nodeGap);
  const long = placeAlong(layers, rankGap);
  const top = Math.min(...points.map((point) => point.y - point.height / 2));
  for (const point of points) point.y -= top;
  const [width, height] = turned(long, Math.max(0, ...points.map((point) => point.y + point.height / 2)));
  const places = points.slice(0, nodes.length).map(({ x, y }) => (across ? { x, y } : { x: y, y: x }));
  const text = (...at) => turned(...at).map((number) => number.toFixed(1)).join(" ");
  return { width, height, places, edges: edges.map((edge, index) => ({ ...edge, path: pathOf(ways[index], text) })) };
}

// As early as operands allow; but what hangs on one use, such as a leaf, right before that.
function setRanks(points) {
  const uses = points.map(() => new Set());
  for (const point of points) {
    point.rank = 0;
    for (const parent of point.parents) {
      uses[parent].add(point);
      point.rank = Math.max(point.rank, points[parent].rank + 1);
    }
  }
  for (const point of points) point.hangs = point.parents.every((parent) => points[parent].hangs && uses[parent].size === 1);
  for (let index = points.length - 1; index >= 0; index--) {
    if (points[index].hangs && uses[index].size) points[index].rank = Math.min(...Array.from(uses[index], (use) => use.rank)) - 1;
  }
}

// An edge is a row of links from layer to layer, to the port of its slot.
function linkUp(points, { from, to, slot }, height) {
  const target = points[to];
  const last = target.parents.length - 1;
  const side = last ? slot / last - 0.5 : 0;
  const way = [];
  for (let point = points[from]; point !== target; point = way.at(-1).to) {
    const link = { from: point, to: target, port: side * Math.min(target.height * 0.6, 7 * last), side: side / 2 };
    if (point.rank < target.rank - 1) {
      Object.assign(link, { to: { width: 0, height, rank: point.rank + 1, before: [], after: [] }, port: 0, side: 0 });
      points.push(link.to);
    }
    point.after.push(link);
    link.to.before.push(link);
    way.push(link);
  }
  return way;
}

// At first as a walk from the results meets them, operand by operand.
function intoLayers(points) {
  const layers = [];
  const meet = (point) => {
    const layer = (layers[point.rank] ??= []);
    if (layer.includes(point)) return;
    layer.push(point);
    point.before.forEach((link) => meet(link.from));
  };
  points.filter((point) => !point.after.length).forEach(meet);
  return layers;
}

const endOf = ({ to, side }) => to.place + side;
const inTurn = (layers, forward) => (forward ? layers : [...layers].reverse());
const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

// Sweeps put points near their neighbours; the order with the fewest crossings is kept.
function putInOrder(layers) {
  const number = (layer) => layer.forEach((point, place) => (point.place = place));
  layers.forEach(number);
  let [best, least] = [[], Infinity];
  for (let sweep = 0; sweep < 16 && least; sweep++) {
    const count = crossings(layers);
    if (count < least) [best, least] = [layers.map((layer) => [...layer]), count];
    const forward = sweep % 2 === 0;
    for (const layer of inTurn(layers, forward)) {
      for (const point of layer) {
        const near = forward ? point.before.map(({ from }) => from.place) : point.after.map(endOf);
        point.wish = near.length ? mean(near) : point.place;
      }
      layer.sort((one, other) => one.wish - other.wish || (one.place - other.place) * (sweep & 2 ? -1 : 1));
      number(layer);
    }
    for (let round = 0; round < 4 && layers.map(swapPairs).includes(true); round++);
  }
  best.forEach((layer, rank) => number((layers[rank] = layer)));
}

// Neighbours change places where fewer links cross then.
function swapPairs(layer) {
  let swapped;
  for (let place = 1; place < layer.length; place++) {
    const [one, other] = [layer[place - 1], layer[place]];
    let gain = 0;
    for (const a of one.before) for (const b of other.before) gain += Math.sign(a.from.place - b.from.place);
    for (const a of one.after) for (const b of other.after) gain += Math.sign(endOf(a) - endOf(b));
    if (gain > 0) {
      layer.splice(place - 1, 2, other, one);
      [one.place, other.place, swapped] = [place, place - 1, true];
    }
  }
  return swapped;
}

function crossings(layers) {
  let count = 0;
  for (const layer of layers) {
    const links = layer.flatMap((point) => point.after);
    for (const one of links) {
      for (const other of links) {
        if (other === one) break;
        if (other.from !== one.from && endOf(other) > endOf(one)) count++;
      }
    }
  }
  return count;
}

// Near the points before and behind by turns, never closer than the gap.
function placeAcross(layers, gap) {
  for (const layer of layers) {
    let end = 0;
    for (const point of layer) {
      point.close = end + point.height / 2; // where it is if all are close
      end += point.height + gap;
    }
    for (const point of layer) point.y = point.close - end / 2;
  }
  for (let sweep = 0; sweep < 10; sweep++) {
    const forward = sweep % 2 === 1;
    for (const layer of inTurn(layers, forward)) {
      spread(layer, ({ y, before, after }) => {
        const near = forward ? before.map(({ from, port }) => from.y - port) : after.map(({ to, port }) => to.y + port);
        return near.length ? mean(near) : y;
      });
    }
  }
  for (let round = 0; round < 3; round++) layers.flat().forEach((point) => straighten(layers, point));
}

// Points that would be too near stand close, at the mean of what they want.
function spread(layer, wanted) {
  const blocks = [];
  for (const point of layer) {
    let [sum, count] = [wanted(point) - point.close, 1];
    while (blocks.length && blocks.at(-1).sum / blocks.at(-1).count > sum / count) {
      const above = blocks.pop();
      [sum, count] = [sum + above.sum, count + above.count];
    }
    blocks.push({ sum, count });
  }
  const moves = blocks.flatMap(({ sum, count }) => Array(count).fill(sum / count));
  layer.forEach((point, place) => (point.y = point.close + moves[place]));
}

// Points that follow each other alone stand on one line, as far as there is room.
function straighten(layers, start) {
  const next = ([link, more]) => !more && !link?.to.before[1] && link?.to;
  if (next(start.before[0]?.from.after ?? [])) return;
  let run = [];
  for (let point = start; point; point = next(point.after)) {
    run.push(point);
    if (!align(layers, run)) run = [point];
  }
}

function align(layers, run) {
  const limits = (step) => run.flatMap(({ rank, place, close }) => {
    const other = layers[rank][place + step];
    return other ? other.y - other.close + close : [];
  });
  const [low, high] = [Math.max(...limits(-1)), Math.min(...limits(1))];
  const y = Math.min(Math.max(mean(run.map((point) => point.y)), low), high);
  if (low <= high) for (const point of run) point.y = y;
  return low <= high;
}

// Steep edges get more room.
function placeAlong(layers, gap) {
  let [x, room] = [0, 0];
  for (const layer of layers) {
    x += room;
    const width = Math.max(...layer.map((point) => point.width));
    for (const point of layer) Object.assign(point, { x: x + width / 2, left: x, right: x + width });
    const rise = Math.max(0, ...layer.flatMap(({ y, after }) => after.map(({ to, port }) => Math.abs(to.y + port - y))));
    room = Math.min(Math.max(gap, rise / 4), 2.5 * gap);
    x += width;
  }
  return x;
}

// From border to border: straight along the boxes, curved between them.
function pathOf(way, text) {
  const [{ from: source }, { to: target, port }] = [way[0], way.at(-1)];
  let { y } = source;
  let path = `M${text(source.x + source.width / 2, y)}`;
  for (const { from, to, port } of way) {
    const middle = (from.right + to.left) / 2;
    path += `L${text(from.right, y)}C${text(middle, y)} `;
    y = to.y + port;
    path += `${text(middle, y)} ${text(to.left, y)}`;
  }
  // An ellipse is narrower above and below its middle.
  const half = (target.width / 2) * (target.kind === "operation" ? Math.sqrt(1 - ((2 * port) / target.height) ** 2) : 1);
  return `${path}L${text(target.x - half, y)}`;
}
