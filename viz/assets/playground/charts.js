// The curves of a run, the gradient of each layer, and the units that do not learn.

// Lines of [epoch, number] with a name, a colour and dashes each.
function drawLines(canvas, lines, { log = false, share = false, what }) {
  const { em } = palette;
  const width = canvas.clientWidth;
  const height = Math.min(13 * em, Math.max(8 * em, 0.36 * width));
  const pen = penFor(canvas, width, height);
  const box = { left: 4.4 * em, top: 0.7 * em, width: width - 5.2 * em, height: height - 3.4 * em };
  const usable = (number) => Number.isFinite(number) && (!log || number > 0);
  let [low, high, last] = [Infinity, -Infinity, 10];
  for (const { points } of lines) {
    for (const [epoch, number] of points) {
      if (epoch > last) last = epoch;
      if (!usable(number)) continue;
      if (number < low) low = number;
      if (number > high) high = number;
    }
  }
  if (share) [low, high] = [0, 1];
  else if (!(high >= low)) [low, high] = log ? [0.1, 1] : [0, 1];
  else if (log) [low, high] = [low / 1.3, high * 1.3];
  else [low, high] = [Math.min(0, low), high > low ? high + 0.05 * (high - low) : low + 1];
  if (log && high / low < 10) [low, high] = [low / 3, high * 3];
  const { across, up } = axes(pen, box, { x: [0, last], y: [low, high], log, xName: "epoch" });
  for (const { points, colour, dash } of lines) {
    pen.strokeStyle = css(palette[colour]);
    pen.lineWidth = dash.length === 1 ? 1.5 : 2.2;
    pen.setLineDash(dash);
    const seen = points.filter(([, number]) => usable(number));
    const places = seen.map(([epoch, number]) => [across(epoch), up(number)]);
    if (places.length === 1) dot(pen, ...places[0]);
    else if (places.length) line(pen, ...places);
  }
  pen.setLineDash([]);
  const told = lines
    .filter(({ points }) => points.length)
    .map(({ name, points }) => `${name} ${numberText(points.at(-1)[1])}`);
  canvas.setAttribute("aria-label", `${what} over the epochs: ${told.join(", ") || "none yet"}`);
}

// A line of one epoch.
function dot(pen, x, y) {
  pen.fillStyle = pen.strokeStyle;
  pen.beginPath();
  pen.arc(x, y, 0.2 * palette.em, 0, 2 * Math.PI);
  pen.fill();
}

// The root mean square of the gradient of each layer's parameters.
function layerGradients(run) {
  const { network, gradient } = run;
  return network.activations.map((_, layer) => {
    const part = gradient.subarray(network.starts[layer], network.starts[layer + 1]);
    return Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / part.length);
  });
}

// A slope below this share of the steepest is flat; a unit that is flat for so many rows is
// saturated, and dead if its gradient is 0 for all.
const FLAT = 0.05;
const MOSTLY = 0.95;
const steepest = new Map();

function steepestOf(name) {
  if (!steepest.has(name)) {
    const z = Float64Array.from({ length: 2001 }, (_, place) => (place - 1000) / 100);
    const slopes = slopesOf(name, z).filter(Number.isFinite);
    steepest.set(
      name,
      slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0),
    );
  }
  return steepest.get(name);
}

function slopesOf(name, z, a = null) {
  const [out, slopes] = [a ?? new Float64Array(z.length), new Float64Array(z.length).fill(1)];
  if (name === "linear") return slopes;
  if (a === null) ACTIVATIONS[name].forward(z, out, 0, z.length);
  ACTIVATIONS[name].backward(z, out, slopes, 0, z.length);
  return slopes;
}

// For each layer the places of its dead and of its saturated units, for the rows of a pass that has
// its loss. A unit is dead if no row gives it a gradient, be it by its own slope or by those above.
function sleepers(run, pass) {
  const { network } = run;
  pass.backward(new Float64Array(network.p.length));
  return network.activations.map((name, layer) => {
    const found = { dead: [], saturated: [] };
    const bends = name !== "linear" && ACTIVATIONS[name].bends;
    const limit = bends ? FLAT * steepestOf(name) : 0;
    const slopes = bends ? slopesOf(name, pass.z[layer], pass.a[layer]) : null;
    for (let unit = 0; unit < network.sizes[layer + 1]; unit++) {
      let [zero, flat] = [0, 0];
      for (let row = unit * pass.rows; row < (unit + 1) * pass.rows; row++) {
        zero += pass.d[layer][row] === 0;
        flat += bends && Math.abs(slopes[row]) < limit;
      }
      if (zero === pass.rows) found.dead.push(unit + 1);
      else if (flat >= MOSTLY * pass.rows) found.saturated.push(unit + 1);
    }
    return found;
  });
}

// An activation and, dashed, its slope.
function drawActivation(canvas, name) {
  const { em } = palette;
  const [width, height] = [5 * em, 3 * em];
  canvas.style.width = `${width}px`;
  const pen = penFor(canvas, width, height);
  const z = Float64Array.from({ length: 81 }, (_, place) => (place - 40) / 10);
  const a = z.slice();
  if (name !== "linear") ACTIVATIONS[name].forward(z, a, 0, z.length);
  const across = (x) => ((x + 4) / 8) * width;
  const up = (y) => height / 2 - (y / 2.2) * (height / 2);
  pen.strokeStyle = css(palette.grid);
  pen.lineWidth = 1;
  line(pen, [0, up(0)], [width, up(0)]);
  line(pen, [across(0), 0], [across(0), height]);
  for (const [numbers, colour, dash] of [
    [slopesOf(name, z), palette.orange, [3, 3]],
    [a, palette.blue, []],
  ]) {
    pen.strokeStyle = css(colour);
    pen.lineWidth = 1.8;
    pen.setLineDash(dash);
    const points = [...z].map((x, place) => [across(x), up(numbers[place])]);
    const seen = points.filter(([, y]) => Number.isFinite(y));
    if (seen.length) line(pen, ...seen);
  }
  pen.setLineDash([]);
}
