// Curves over the epochs, maps of layers by epochs, and the table of one epoch.

// The height of a map at most, in letters: beside it one still sees the plane.
const HIGHEST_MAP = 30;

function drawCurve(canvas, name, lines, index, range) {
  const em = emSize(), width = canvas.clientWidth, height = Math.min(Math.max(0.28 * width, 9 * em), 12 * em);
  const pen = penFor(canvas, width, height);
  let [low, high] = range || [0, 0];
  if (!range) {
    for (const line of lines) {
      for (const number of line.numbers) {
        low = Math.min(low, number ?? low);
        high = Math.max(high, number ?? high);
      }
    }
    high = high > low ? high + 0.05 * (high - low) : low + 1;
  }
  const left = yRoom(pen, low, high);
  const box = { left, top: 0.7 * em, width: width - left - em, height: height - 3.5 * em };
  const x = { low: film.epochs[0], high: Math.max(film.total, film.epochs[0] + 1), name: "epoch", whole: true };
  drawAxes(pen, box, x, { low, high });
  const across = (epoch) => box.left + ((epoch - x.low) / (x.high - x.low)) * box.width;
  const up = (number) => box.top + box.height - ((number - low) / (high - low)) * box.height;
  for (const line of lines) {
    pen.strokeStyle = colour(line.colour);
    pen.lineWidth = 0.14 * em;
    pen.setLineDash(line.dashes.map((length) => length * em));
    pen.beginPath();
    line.numbers.forEach((number, k) => {
      if (number === null) return;
      const begins = k === 0 || line.numbers[k - 1] === null;
      pen[begins ? "moveTo" : "lineTo"](across(k + 1), up(number));
    });
    pen.stroke();
  }
  pen.setLineDash([]);
  pen.strokeStyle = colour("ink");
  pen.lineWidth = 0.1 * em;
  const epoch = film.epochs[index];
  strokeLine(pen, across(epoch), box.top, across(epoch), box.top + box.height);
  const now = lines.map((line) => [line, line.numbers[epoch - 1] ?? null]);
  for (const [line, number] of now) {
    if (number === null) continue;
    pen.fillStyle = colour(line.colour);
    pen.beginPath();
    pen.arc(across(epoch), up(number), 0.32 * em, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }
  const told = now.map(([line, number]) => `${line.name} ${text(number)}`).join(", ");
  canvas.setAttribute("aria-label", `The ${name} over the epochs, ${moment(index)}: ${told}`);
}

function lines(training, heldOut) {
  return [
    { numbers: training, name: "training", colour: "blue", dashes: [] },
    { numbers: heldOut, name: "held out", colour: "orange", dashes: [0.5, 0.35] },
  ].filter((line) => line.numbers.length > 0);
}

function drawCurves(index) {
  const { loss, validation_loss, accuracy, validation_accuracy } = film.curves;
  drawCurve($("loss"), "loss", lines(loss, validation_loss), index, null);
  const shares = lines(accuracy, validation_accuracy);
  if (shares.length) drawCurve($("accuracy"), "accuracy", shares, index, [0, 1]);
}

function listLines() {
  const found = lines(film.curves.loss, film.curves.validation_loss);
  if (found.length < 2) return;
  $("lines").replaceChildren();
  for (const line of found) {
    const item = element("li", "", $("lines"));
    item.innerHTML =
      `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M0 10H20" stroke="var(--${line.colour})" ` +
      `stroke-width="3" stroke-dasharray="${line.dashes.map((length) => 14 * length)}"/></svg>`;
    element("span", line.name, item);
  }
}

// A row for each layer, a column for each frame; `paint` fills the box of one of them. Many rows are
// low ones, of which some have their names.
function drawMap(canvas, names, index, paint) {
  const em = emSize(), width = canvas.clientWidth;
  const row = Math.max(1, Math.min(1.5 * em, (HIGHEST_MAP * em) / names.length)), bottom = names.length * row;
  const named = Math.ceil((1.2 * em) / row), seam = row > 8 ? 2 : 0;
  const pen = penFor(canvas, width, bottom + 3.2 * em);
  // The same for all maps, so that their epochs stand below each other.
  const left = Math.min(0.35 * width, widest(pen, layerNames()) + 0.8 * em), column = (width - left - em) / film.epochs.length;
  names.forEach((name, layer) => {
    pen.fillStyle = colour("ink");
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    // The edge of the drawing cuts no name.
    const middle = Math.max((layer + 0.5) * row, 0.5 * em);
    if (layer % named === Math.floor((named - 1) / 2)) {
      pen.fillText(shortened(pen, name, left - 0.6 * em), left - 0.5 * em, middle);
    }
    const top = Math.round(layer * row), height = Math.round((layer + 1) * row) - top - seam;
    film.epochs.forEach((_, frame) => {
      // Whole pixels, or the seams between neighbours would show.
      const from = Math.round(left + frame * column), to = Math.round(left + (frame + 1) * column);
      paint(pen, frame, layer, from, top, to - from, height);
    });
  });
  const mark = Math.max(column, 3), from = left + (index + 0.5) * column - mark / 2;
  for (const [name, thickness] of [["paper", 0.3], ["ink", 0.12]]) {
    pen.strokeStyle = colour(name);
    pen.lineWidth = thickness * em;
    pen.strokeRect(from, 1, mark, bottom - 3);
  }
  pen.fillStyle = colour("ink");
  pen.textAlign = "center";
  pen.textBaseline = "top";
  const [low, high] = [film.epochs[0], film.total], frames = film.epochs.length;
  for (const epoch of ticks(low, Math.max(high, low + 1), (width - left) / (4.5 * em), true)) {
    const frame = high > low ? ((epoch - low) / (high - low)) * (frames - 1) : 0;
    if (epoch <= high) pen.fillText(tickText(epoch), left + (frame + 0.5) * column, bottom + 0.3 * em);
  }
  pen.fillText("epoch", left + (width - left - em) / 2, bottom + 1.6 * em);
}

function layerNames() {
  return [...new Set([...(film.gradients?.layers ?? []), ...(film.units?.layers ?? [])])];
}

// The logarithm of the smallest gradient and of the largest, zeros left out.
function gradientRange() {
  let low = Infinity, high = -Infinity;
  for (const number of film.gradients.values.flat()) {
    if (number === null || number <= 0) continue;
    low = Math.min(low, Math.log10(number));
    high = Math.max(high, Math.log10(number));
  }
  return low > high ? null : [low, Math.max(high, low + 1e-9)];
}

function rampColour(part) {
  const place = Math.min(Math.max(part, 0), 1) * (film.ramp.length - 1);
  const stop = Math.min(Math.floor(place), film.ramp.length - 2);
  return `rgb(${mix(channels(film.ramp[stop]), channels(film.ramp[stop + 1]), place - stop)})`;
}

function drawGradients(index) {
  const { layers, values } = film.gradients, range = gradientRange(), canvas = $("gradients");
  const brush = canvas.getContext("2d");
  const zero = hatching(brush, colour("soft"), colour("panel"));
  drawMap(canvas, layers, index, (pen, frame, layer, x, y, width, height) => {
    const number = values[frame][layer];
    // Before training there is no gradient yet.
    if (film.epochs[frame] === 0) return;
    if (number === null) pen.fillStyle = colour("orange");
    else if (number === 0) pen.fillStyle = zero;
    else pen.fillStyle = rampColour((Math.log10(number) - range[0]) / (range[1] - range[0]));
    pen.fillRect(x, y, width, height);
  });
}

function listColours() {
  const bar = $("bar"), range = gradientRange(), numbers = film.gradients.values.flat();
  bar.replaceChildren();
  const entry = (kind, words, before) => {
    const item = element("li", before || "", bar);
    item.className = "together";
    const swatch = element("span", "", item);
    swatch.className = `swatch ${kind}`;
    element("span", words, item);
    return swatch;
  };
  if (range) {
    const colours = Array.from({ length: 9 }, (_, k) => rampColour(k / 8));
    const [low, high] = range.map((power) => text(10 ** power));
    entry("ramp", high, low).style.background = `linear-gradient(to right, ${colours})`;
  }
  if (numbers.includes(0)) entry("zero", "exactly 0");
  if (film.gradients.values.some((row, k) => film.epochs[k] > 0 && row.includes(null))) entry("missing", "not finite");
}

function drawUnits(index) {
  const { layers, sizes, dead, saturated } = film.units, canvas = $("units");
  const stripes = hatching(canvas.getContext("2d"), colour("blue"), colour("paper"));
  drawMap(canvas, layers, index, (pen, frame, layer, x, y, width, height) => {
    const gone = (height * dead[frame][layer]) / sizes[layer];
    const stuck = (height * saturated[frame][layer]) / sizes[layer];
    pen.fillStyle = colour("grid");
    pen.fillRect(x, y, width, height);
    pen.fillStyle = colour("orange");
    pen.fillRect(x, y + height - gone, width, gone);
    pen.fillStyle = stripes;
    pen.fillRect(x, y + height - gone - stuck, width, stuck);
  });
  const total = (counts) => counts[index].reduce((sum, count) => sum + count, 0);
  canvas.setAttribute(
    "aria-label",
    `The share of units in each layer that do not learn; ${moment(index)} ${total(dead)} dead and ` +
      `${total(saturated)} saturated, of ${sizes.reduce((sum, size) => sum + size, 0)}`
  );
}

function fillTable(index) {
  const { gradients, units } = film;
  $("when").textContent = film.epochs[index] === 0 ? "Before training" : `Epoch ${film.epochs[index]}`;
  const heads = ["layer", ...(gradients ? ["gradient"] : []), ...(units ? ["dead", "saturated"] : [])];
  $("columns").replaceChildren();
  for (const head of heads) element("th", head, $("columns")).scope = "col";
  $("rows").replaceChildren();
  for (const name of layerNames()) {
    const row = element("tr", "", $("rows"));
    element("th", name, row).scope = "row";
    if (gradients) {
      const place = gradients.layers.indexOf(name);
      element("td", text(place < 0 ? null : gradients.values[index][place]), row);
    }
    if (units) {
      const place = units.layers.indexOf(name);
      for (const counts of [units.dead, units.saturated]) {
        element("td", place < 0 ? "–" : `${counts[index][place]} of ${units.sizes[place]}`, row);
      }
    }
  }
}
