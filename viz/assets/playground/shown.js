// What is shown of a page: its numbers, plane, curves and layers, and the last step.

function showPlaying({ playing }) {
  setText(byId("sign"), playing ? "❚❚" : "▶");
  setText(byId("verb"), playing ? "Pause" : "Play");
}

function showSettings(page) {
  const { state } = page;
  const change = (patch, kind) => page.change(patch, kind);
  refill("data-fields", dataFields(state, page.run, change));
  refill("network-fields", networkFields(state, change));
  refill("training-fields", trainingFields(state, change));
  for (const part of PARTS) {
    const ids = part === "opened" ? [part, "last-step"] : [part];
    for (const id of ids) byId(id).classList.toggle("taken", state.hide.includes(part));
  }
  showClicking(page);
  showLegends(page);
}

// The control that had the focus has it again, by its place.
function refill(id, parts) {
  const holder = byId(id);
  const controls = () => [...holder.querySelectorAll("button, input, select")];
  const place = controls().indexOf(document.activeElement);
  holder.replaceChildren(...parts);
  if (place < 0) return;
  controls()[Math.min(place, controls().length - 1)]?.focus({ preventScroll: true });
}

// What a click on the plane does.
function showClicking(page) {
  const { data } = page.run;
  const ways = [
    ["open", "Click opens"],
    ["remove", "Click removes"],
  ];
  if (data.classes)
    ways.push(...data.classes.map((name, kind) => [`add ${kind}`, `adds ${cut(name)}`]));
  else ways.push(["add", "Click adds"]);
  if (!ways.some(([way]) => way === page.clicks)) page.clicks = "open";
  const labels = ways.map(([value, words]) => {
    const checked = value === page.clicks;
    const onchange = () => (page.clicks = value);
    const input = element("input", { type: "radio", name: "clicks", value, checked, onchange });
    return element("label", { class: "inline" }, input, words);
  });
  refill("clicking", labels);
}

function legend(words, box, attributes) {
  const svg = drawn("svg", { viewBox: box, "aria-hidden": "true" }, drawn("path", attributes));
  return element("li", {}, svg, words);
}

function showLegends(page) {
  const { run, kept } = page;
  const marks = (run.data.classes ?? []).map((name, kind) =>
    legend(cut(name), "-1.5 -1.5 3 3", {
      d: DATA.shapes[kind % DATA.shapes.length],
      fill: css(palette.classes[kind % palette.classes.length]),
      stroke: "currentColor",
      "stroke-width": "0.15",
    }),
  );
  byId("classes").replaceChildren(...marks);
  const lines = [
    [true, "training", "blue", "none"],
    [run.held, "held out", "orange", "7 4"],
    [kept, "the run that was kept", "soft", "2"],
  ];
  const shown = lines.filter(([isThere]) => isThere);
  const strokes = shown.map(([, words, colour, dashes]) =>
    legend(words, "0 0 20 20", {
      d: "M0 10H20",
      stroke: `var(--${colour})`,
      "stroke-width": "3",
      "stroke-dasharray": dashes,
    }),
  );
  byId("lines").replaceChildren(...strokes);
  byId("kept-plane").hidden = !kept;
  setText(byId("kept-words"), kept?.words ?? "");
}

function planeWords({ run, plane, seen }) {
  const { data, held } = run;
  let words =
    "Orange is below the middle of the targets, blue above: in the plane and in its points.";
  if (plane.curve) words = "The line is what the network says, the points are the targets.";
  if (data.classes) {
    words = plane.curve
      ? "A line is the probability that the network gives to a class."
      : "The deeper a colour, the surer the network; the line is where classes meet.";
  }
  if (seen && !plane.curve) words = "Blue is where the unit gives a number above 0, orange below.";
  if (plane.hasNan && !plane.curve) words += " Hatched: there the network says nan, no number.";
  if (held) words += " Hollow points are held out.";
  return data.inputs.length > 2 ? `${words} The other inputs stay at their mean.` : words;
}

function showNumbers(page) {
  const { run } = page;
  const held = run.held && run.evaluate(run.held);
  const told = run.evaluate(run.training);
  const loss = lossName(run.data);
  const pairs = [
    ["epoch", String(run.epoch)],
    ["step", String(run.steps)],
    [loss, numberText(told.loss)],
  ];
  if (run.data.classes) pairs.push(["accuracy", shareText(told)]);
  if (held) pairs.push([`${loss} held out`, numberText(held.loss)]);
  if (held && run.data.classes) pairs.push(["accuracy held out", shareText(held)]);
  pairs.push(["learning rate", numberText(rateAt(run.settings, run.epoch))]);
  fillIn(byId("numbers"), pairs);
  setText(byId("stopped"), run.trouble);
  byId("back").disabled = run.steps <= run.earliest && !run.trouble;
}

// Names and numbers in a row: where the names stay, only the numbers are written.
function fillIn(holder, pairs) {
  const names = pairs.map(([words]) => words).join();
  if (holder.dataset.names !== names) {
    holder.dataset.names = names;
    holder.replaceChildren(
      ...pairs.map(([words]) => element("span", {}, `${words} `, element("b"))),
    );
  }
  holder.querySelectorAll("b").forEach((number, place) => setText(number, pairs[place][1]));
}

// Of a loss of nan no class is told.
const shareText = ({ loss, accuracy }) =>
  Number.isNaN(loss) ? "–" : `${(100 * accuracy).toFixed(1)}%`;

// The canvases of a plane, one above the other.
function canvases(of) {
  const ids = of
    ? ["kept-field", "kept-lines", "kept-canvas"]
    : ["field-canvas", "lines-canvas", "plane-canvas"];
  const [field, lines, points] = ids.map(byId);
  return { field, lines, points };
}

function drawPlane(page) {
  const { run, plane, seen, opened } = page;
  const { data } = run;
  let title = data.classes ? "Which class the network says" : "What the network says";
  if (seen) title = `What unit ${seen.unit + 1} of layer ${seen.layer + 1} gives`;
  setText(byId("plane-title"), title);
  setText(byId("plane-note"), planeWords(page));
  byId("whole").hidden = !seen;
  const names = plane.columns.map((column) => data.inputs[column]);
  const chosen = opened.what === null ? null : page.sample;
  plane.drawField(canvases(""), seen);
  page.onPlane = plane.drawPoints(byId("plane-canvas"), { chosen, seen });
  byId("plane-canvas").setAttribute("aria-label", `${title}, over ${names.join(" and ")}`);
  if (!page.kept) return;
  page.kept.plane.drawField(canvases("kept"), null);
  page.kept.plane.drawPoints(byId("kept-canvas"));
}

function drawCurves(page) {
  const { run, kept } = page;
  const { loss, heldLoss, accuracy, heldAccuracy } = run.curves;
  const training = { name: "training", colour: "blue", dash: [] };
  const held = { name: "held out", colour: "orange", dash: [7, 4] };
  const before = { name: "the run that was kept", colour: "soft", dash: [2] };
  const lines = [{ ...training, points: loss.points() }];
  if (run.held) lines.push({ ...held, points: heldLoss.points() });
  if (kept) lines.push({ ...before, points: kept.loss });
  const name = lossName(run.data);
  setText(byId("curves-title"), name.replace("l", "L"));
  drawLines(byId("loss-canvas"), lines, { log: byId("log").checked, what: `The ${name}` });
  byId("accuracy-part").hidden = !run.data.classes;
  if (run.data.classes) {
    const shares = [{ ...training, points: accuracy.points() }];
    if (run.held) shares.push({ ...held, points: heldAccuracy.points() });
    if (kept) shares.push({ ...before, points: kept.accuracy });
    drawLines(byId("accuracy-canvas"), shares, { share: true, what: "The accuracy" });
  }
}

function showLayers(page) {
  const { run } = page;
  const { loss, pass } = run.evaluate(run.training);
  const sizes = layerGradients(run);
  const decades = sizes.filter((size) => size > 0).map(Math.log10);
  const top = Math.ceil(Math.max(-DECADES, ...decades));
  const bars = sizes.map((size, layer) => {
    const bar = element("div");
    bar.style.width = `${100 * shareOfBar(size, top)}%`;
    return element(
      "div",
      { class: "bar" },
      element("span", {}, layer === sizes.length - 1 ? "output" : `layer ${layer + 1}`),
      element("div", { class: "track" }, bar),
      element("span", {}, run.last ? numberText(size) : "–"),
    );
  });
  const scale = `on a log scale up to ${tickText(10 ** top)}; each eighth is ten times less`;
  byId("flow").replaceChildren(...bars, note(`Root mean square of the last step, ${scale}.`));
  const isKnown = run.last && Number.isFinite(loss);
  const found = isKnown
    ? sleepers(run, pass).flatMap((units, layer) => sleeping(run, units, layer))
    : ["–"];
  const told = found.length ? found : ["All units learn."];
  byId("asleep").replaceChildren(...told.map((text) => element("li", {}, text)));
}

const DECADES = 8;
const shareOfBar = (size, top) =>
  size > 0 ? Math.min(1, Math.max(0.02, 1 + (Math.log10(size) - top) / DECADES)) : 0;

// Sentences about the units of a layer that do not learn.
function sleeping(run, { dead, saturated }, layer) {
  const count = run.network.sizes[layer + 1];
  const told = [];
  const tell = (units, words) => {
    const named = units.slice(0, 16).join(", ") + (units.length > 16 ? ", …" : "");
    const plural = units.length > 1 ? "s" : "";
    told.push(`Layer ${layer + 1}: ${units.length} of ${count} ${words} unit${plural} ${named}.`);
  };
  if (dead.length) tell(dead, "dead, the gradient is 0 for every row:");
  if (saturated.length) tell(saturated, "saturated, the slope is small for nearly every row:");
  return told;
}

// The parameters that moved furthest in the last step, or those of the unit that is open.
function showLastStep(page) {
  const { run, opened } = page;
  if (!run.last) {
    byId("last-body").replaceChildren(paragraph("No step has been taken yet."));
    return;
  }
  const { network, gradient, last } = run;
  const { p } = network;
  const { layer, unit } = opened.what ?? {};
  const isUnit = layer >= 0;
  let places = [...p.keys()];
  if (isUnit) places = places.slice(network.place(layer, unit, 0), network.bias(layer, unit) + 1);
  const moved = (place) => p[place] - last.before[place];
  places.sort((one, other) => Math.abs(moved(other)) - Math.abs(moved(one)));
  const rows = places.slice(0, 10).map((place) => {
    const name = link(parameterName(network, place), () => page.open({ place }));
    return tableRow([name, last.before[place], gradient[place], moved(place), p[place]]);
  });
  const which = isUnit ? "of the unit that is open" : "that moved furthest";
  refill("last-body", [
    note(
      `Step ${last.step}, of ${last.batch.rows} rows with the ${lossName(run.data)} `,
      `${numberText(last.loss)}, at the learning rate ${numberText(last.lr)}: the parameters ${which}. `,
      OPTIMISERS[run.settings.optimiser.name].formula,
    ),
    table(["parameter", "p before", "gradient g", "step", "p after"], rows),
  ]);
}

function parameterName(network, place) {
  const { layer, unit, input } = network.whose(place);
  return input < 0 ? `b${layer + 1}_${unit + 1}` : `w${layer + 1}_${unit + 1}_${input + 1}`;
}
