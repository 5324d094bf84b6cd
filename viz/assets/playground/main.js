// The page: what is set, the run that comes of it, and what is drawn of that.

const SPEEDS = [
  ["slow", "a step a second", 1 / 60],
  ["walk", "5 steps a second", 5 / 60],
  ["picture", "a step a picture", 1],
  ["fast", "5 steps a picture", 5],
  ["faster", "20 steps a picture", 20],
];
// While it trains, most parts are drawn anew once in so many pictures.
const TURNS = 12;

class Page {
  constructor() {
    this.told = [];
    this.base = clone(DATA.state);
    this.given = DATA.given;
    this.state = settled(clone(DATA.state));
    [this.playing, this.due, this.speed, this.frame] = [false, 0, 1, 0];
    [this.sample, this.seen, this.clicks, this.kept] = [0, null, "open", null];
    this.opened = new Opened(byId("opened-body"), this);
    this.drawing = new Drawing(byId("network-canvas"), byId("holder"), (what) => this.open(what));
    this.begin();
  }

  // A patch of the state. What is "live" goes on with the run, a "view" only looks another way.
  change(patch, kind = "anew") {
    Object.assign(this.state, patch);
    settled(this.state);
    if (kind === "live") this.run.change(settingsOf(this.state));
    else if (kind === "view") this.plane = new Plane(this.run, this.state.columns);
    else {
      if (["layers", "init", "seed", "data"].some((key) => key in patch)) this.given = null;
      this.begin();
    }
    showSettings(this);
    this.draw();
  }

  // Everything from the first weights on.
  begin() {
    this.pause();
    const data = dataOf(this.state);
    const sizes = [data.inputs.length, ...this.state.layers, outputsOf(this.state.loss, data)];
    const fits = this.given && this.given.sizes.join() === sizes.join();
    this.run = new Run(settingsOf(this.state), data, fits ? this.given.parameters : null);
    this.isGiven = Boolean(fits);
    this.plane = new Plane(this.run, this.state.columns);
    this.sample = Math.min(this.sample, data.X.length - 1);
    const stays = (what) => what && (what.layer ?? 0) < sizes.length - 1;
    if (this.seen && !(stays({ layer: this.seen[0] }) && this.seen[1] < sizes[this.seen[0] + 1])) {
      this.seen = null;
    }
    this.opened.way = this.opened.way.filter((what) => this.#isThere(what));
  }

  #isThere({ layer, unit, place }) {
    const { network } = this.run;
    if (place !== undefined) return place < network.p.length;
    return layer === undefined || unit < (network.sizes[layer + 1] ?? 0);
  }

  open(what) {
    if (what.layer !== undefined) this.seen = what.layer < 0 ? null : [what.layer, what.unit];
    this.opened.open(what);
    this.draw();
    byId("opened").scrollIntoView({ block: "nearest" });
  }

  choose(sample) {
    this.sample = sample;
    if (this.opened.what === null) this.opened.way.push({});
    this.draw();
    byId("opened").scrollIntoView({ block: "nearest" });
  }

  // A click on the plane: near a point, or anywhere.
  clickedPlane(left, top) {
    const { places, numbersAt } = this.onPlane;
    if (this.clicks.startsWith("add")) {
      this.addPoint(numbersAt(left, top));
      return;
    }
    let [best, nearest] = [null, 2.5 * palette.em];
    places.forEach(([x, y], place) => {
      const away = Math.hypot(x - left, y - top);
      if (away < nearest) [best, nearest] = [place, away];
    });
    if (best === null) return;
    if (this.clicks === "remove") this.removePoint(best);
    else this.choose(best);
  }

  addPoint([across, up]) {
    const { data, training } = this.run;
    const rounded = (number) => Number(number.toPrecision(4));
    const point = data.inputs.map((_, input) => {
      const own = training.inputs.subarray(input * training.rows, (input + 1) * training.rows);
      return rounded(own.reduce((sum, x) => sum + x, 0) / training.rows);
    });
    point[this.plane.columns[0]] = rounded(across);
    if (!this.plane.curve) point[this.plane.columns[1]] = rounded(up);
    let goal = Number(this.clicks.split(" ")[1] ?? 0);
    if (!data.classes) {
      const mean = data.y.reduce((sum, y) => sum + y, 0) / data.y.length;
      goal = rounded(this.plane.curve ? up : mean);
    }
    addOne(this.state, [...point, goal], (patch) => this.change(patch));
  }

  removePoint(place) {
    const { data } = this.run;
    if (data.X.length <= 2) return;
    const from = data.origin[place];
    if (from >= 0) this.change({ remove: [...this.state.remove, from] });
    else this.change({ add: this.state.add.filter((_, at) => at !== -1 - from) });
  }

  // ------------------------------------------------------------------------------ on its way

  play() {
    if (this.run.trouble) return;
    this.playing = true;
    this.due = 0;
    showPlaying(this);
    requestAnimationFrame(() => this.tick());
  }

  pause() {
    this.playing = false;
    showPlaying(this);
  }

  // By hand: all is drawn as it is now.
  stop() {
    this.pause();
    this.draw();
  }

  tick() {
    if (!this.playing) return;
    this.due += this.speed;
    let going = true;
    for (; this.due >= 1 && going; this.due--) going = this.run.step();
    if (!going) {
      this.pause();
      this.draw();
      return;
    }
    this.drawNext();
    requestAnimationFrame(() => this.tick());
  }

  // One thing by hand: a step, an epoch, one back.
  once(act) {
    this.pause();
    act(this.run);
    this.draw();
  }

  reset() {
    this.begin();
    this.draw();
  }

  // The run as it is now stays to be seen beside what comes.
  keep() {
    const { run } = this;
    const { data, training, held, curves } = run;
    const network = new Network(run.network.sizes, run.network.activations);
    network.p.set(run.network.p);
    const plane = new Plane({ data, network, training, held }, this.state.columns);
    plane.refresh();
    const { name, lr } = run.settings.optimiser;
    const loss = numberText(run.evaluate(training).loss);
    const words = `${network.sizes.join("-")}, ${network.activations.join(", ")}; ${name}, learning rate ${lr}`;
    this.kept = {
      plane,
      loss: curves.loss.points(),
      accuracy: curves.accuracy.points(),
      words: `${words}; after ${run.epoch} epochs the loss is ${loss}`,
    };
  }

  // Everything as it is now.
  draw() {
    this.plane.refresh();
    showNumbers(this);
    drawPlane(this);
    this.drawing.draw(this.run, this.plane, this.opened.what);
    drawCurves(this);
    showLayers(this);
    this.opened.show();
    showLastStep(this);
  }

  // While it trains: the plane every time, the others in turn.
  drawNext() {
    const { run, plane } = this;
    this.frame += 1;
    plane.refresh();
    plane.drawField(canvases(""), this.seen);
    const turn = this.frame % TURNS;
    if (turn % 3 === 0) showNumbers(this);
    if (turn % 6 === 1) this.drawing.draw(run, plane, this.opened.what);
    if (turn === 2) drawCurves(this);
    if (turn === 6) showLayers(this);
    if (turn === 10 && !this.#isReading()) {
      this.opened.show();
      showLastStep(this);
    }
  }

  // What somebody has the focus in is not taken away from under it.
  #isReading() {
    return ["opened", "last-step"].some((id) => byId(id).contains(document.activeElement));
  }
}

// -------------------------------------------------------------------------------- what is shown

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
    for (const id of HIDDEN[part]) byId(id).classList.toggle("taken", state.hide.includes(part));
  }
  showClicking(page);
  showLegends(page);
}

const HIDDEN = {
  lessons: ["lessons"], data: ["data"], network: ["network"], training: ["training"],
  plane: ["plane"], curves: ["curves"], layers: ["layers"], opened: ["opened", "last-step"],
  share: ["share"],
};

// The control that had the focus has it again, by its place.
function refill(id, parts) {
  const holder = byId(id);
  const controls = () => [...holder.querySelectorAll("button, input, select")];
  const place = controls().indexOf(document.activeElement);
  holder.replaceChildren(...parts);
  if (place >= 0) controls()[Math.min(place, controls().length - 1)]?.focus({ preventScroll: true });
}

function showNumbers(page) {
  const { run } = page;
  const told = run.evaluate(run.training);
  const pairs = [["epoch", String(run.epoch)], ["step", String(run.steps)], ["loss", numberText(told.loss)]];
  if (told.accuracy !== null) pairs.push(["accuracy", percent(told.accuracy)]);
  if (run.held) {
    const held = run.evaluate(run.held);
    pairs.push(["loss held out", numberText(held.loss)]);
    if (held.accuracy !== null) pairs.push(["accuracy held out", percent(held.accuracy)]);
  }
  pairs.push(["learning rate", numberText(rateAt(run.settings, run.epoch))]);
  page.pass = told.pass;
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

const percent = (share) => `${(100 * share).toFixed(1)}%`;

// The canvases of a plane, one above the other.
function canvases(of) {
  const ids = of ? ["kept-field", "kept-lines", "kept-canvas"] : ["field-canvas", "lines-canvas", "plane-canvas"];
  const [field, lines, points] = ids.map(byId);
  return { field, lines, points };
}

function drawPlane(page) {
  const { run, plane, seen, opened } = page;
  const { data } = run;
  let title = data.classes ? "Which class the network says" : "What the network says";
  if (seen) title = `What unit ${seen[1] + 1} of layer ${seen[0] + 1} gives`;
  setText(byId("plane-title"), title);
  const words = `${title}, over ${plane.columns.map((column) => data.inputs[column]).join(" and ")}`;
  const chosen = opened.what === null ? null : page.sample;
  plane.drawField(canvases(""), seen);
  page.onPlane = plane.drawPoints(byId("plane-canvas"), chosen);
  byId("plane-canvas").setAttribute("aria-label", words);
  if (!page.kept) return;
  page.kept.plane.drawField(canvases("kept"));
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
  drawLines(byId("loss-canvas"), lines, { log: byId("log").checked, what: "The loss" });
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
  const sizes = layerGradients(run);
  const seen = sizes.filter((size) => size > 0).map(Math.log10);
  const top = Math.ceil(Math.max(-8, ...seen));
  byId("flow").replaceChildren(...sizes.map((size, layer) => {
    const share = size > 0 ? Math.max(0.02, 1 + (Math.log10(size) - top) / 8) : 0;
    const bar = element("div");
    bar.style.width = `${100 * Math.min(1, share)}%`;
    return element("div", { class: "bar" },
      element("span", {}, layer === sizes.length - 1 ? "output" : `layer ${layer + 1}`),
      element("div", { class: "track" }, bar),
      element("span", {}, run.last ? numberText(size) : "–"));
  }), element("p", { class: "note" }, `Root mean square of the last step, on a log scale up to ${tickText(10 ** top)}; each eighth is ten times less.`));
  const found = sleepers(run, page.pass).flatMap(({ dead, saturated }, layer) => {
    const of = run.network.sizes[layer + 1];
    const told = [];
    if (dead.length) told.push(`${dead.length} of ${of} dead, the slope is 0 for every row: ${unitList(dead)}`);
    if (saturated.length) told.push(`${saturated.length} of ${of} saturated, the slope is small for nearly every row: ${unitList(saturated)}`);
    return told.map((text) => element("li", {}, `Layer ${layer + 1}: ${text}.`));
  });
  byId("asleep").replaceChildren(...(found.length ? found : [element("li", {}, "All units learn.")]));
}

const unitList = (units) => `unit${units.length > 1 ? "s" : ""} ${units.slice(0, 16).join(", ")}${units.length > 16 ? ", …" : ""}`;

// The parameters that moved furthest in the last step, or those of the unit that is open.
function showLastStep(page) {
  const { run, opened } = page;
  if (!run.last) {
    byId("last-body").replaceChildren(element("p", {}, "No step has been taken yet."));
    return;
  }
  const { network, gradient, last } = run;
  const { p } = network;
  let places = [...p.keys()];
  const { what } = opened;
  const ofUnit = what?.layer >= 0;
  if (ofUnit) places = places.slice(network.place(what.layer, what.unit, 0), network.bias(what.layer, what.unit) + 1);
  const moved = (place) => p[place] - last.before[place];
  places.sort((one, other) => Math.abs(moved(other)) - Math.abs(moved(one)));
  const rows = places.slice(0, 10).map((place) =>
    element("tr", {},
      element("td", {}, element("button", { type: "button", class: "link", onclick: () => page.open({ place }) }, parameterName(network, place))),
      ...[last.before[place], gradient[place], moved(place), p[place]].map((x) => element("td", {}, numberText(x)))),
  );
  const words = ofUnit ? "the parameters of the unit that is open" : "the parameters that moved furthest";
  byId("last-body").replaceChildren(
    element("p", { class: "note" }, `Step ${last.step}, of ${last.batch.rows} rows with the loss ${numberText(last.loss)}, at the learning rate ${numberText(last.lr)}: ${words}. ${OPTIMISERS[run.settings.optimiser.name].formula}`),
    table(["parameter", "p before", "gradient g", "step", "p after"], rows),
  );
}

function parameterName(network, place) {
  const { layer, unit, input } = network.whose(place);
  return input < 0 ? `b${layer + 1}_${unit + 1}` : `w${layer + 1}_${unit + 1}_${input + 1}`;
}
