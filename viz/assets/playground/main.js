// The page: what is set, the run that comes of it, and when which part is drawn.

// How many steps a second, or a picture.
const SPEEDS = {
  slow: { words: "a step a second", aSecond: 1 },
  walk: { words: "5 steps a second", aSecond: 5 },
  picture: { words: "a step a picture", aPicture: 1 },
  fast: { words: "5 steps a picture", aPicture: 5 },
  faster: { words: "20 steps a picture", aPicture: 20 },
};
// What says which weights are drawn: weights that were given are no longer those.
const DRAWN_BY = ["layers", "init", "seed", "data"];
// While it trains, most parts are drawn anew once in so many pictures; of the units a part each time.
const TURNS = 24;
const PARTS_OF_UNITS = 4;
// A picture waits no longer for steps, in milliseconds: a large network takes fewer of them.
const PATIENCE = 25;

class Page {
  constructor() {
    this.base = clone(DATA.state);
    this.given = DATA.given;
    this.state = settled(clone(DATA.state));
    [this.playing, this.due, this.speed, this.frame] = [false, 0, SPEEDS.picture, 0];
    [this.sample, this.seen, this.clicks, this.kept] = [0, null, "open", null];
    this.opened = new Opened(byId("opened-body"), this);
    const [lines, units, holder] = ["network-canvas", "units-canvas", "holder"].map(byId);
    this.drawing = new Drawing(lines, units, holder, (what) => this.open(what));
  }

  // All of it, by the state as it is now.
  showAnew() {
    this.begin();
    showSettings(this);
    this.draw();
  }

  // A patch of the state. What is "live" goes on with the run, a "view" only looks another way.
  change(patch, kind = "anew") {
    Object.assign(this.state, patch);
    settled(this.state);
    if (DRAWN_BY.some((key) => key in patch)) this.given = null;
    if (kind === "live") this.run.change(settingsOf(this.state));
    else if (kind === "view") this.plane = new Plane(this.run, this.state.columns);
    else this.#beginAgain(patch);
    showSettings(this);
    this.draw();
  }

  // What plays goes on playing, and a run that is lost is told of.
  #beginAgain(patch) {
    const { playing } = this;
    const isLost = this.run.steps > 0;
    this.begin();
    const isNetwork = ["layers", "activations", "init"].some((key) => key in patch);
    const what = isNetwork ? "the network" : "what it learns from";
    if (isLost) tell([...DATA.told, `Begun again, since ${what} changed.`]);
    if (playing) this.play();
  }

  // Everything from the first weights on.
  begin() {
    this.pause();
    const data = dataOf(this.state);
    const sizes = [data.inputs.length, ...this.state.layers, outputsOf(this.state.loss, data)];
    const fits = this.given && this.given.sizes.join() === sizes.join();
    this.run = new Run(settingsOf(this.state), data, fits ? this.given.parameters : null);
    // The file in which a script finds the weights that were given.
    this.givenFile = fits ? (this.given.file ?? "model.json") : null;
    this.plane = new Plane(this.run, this.state.columns);
    this.sample = Math.min(this.sample, data.X.length - 1);
    if (this.seen && !this.#isThere(this.seen)) this.seen = null;
    this.opened.way = this.opened.way.filter((what) => this.#isThere(what));
  }

  #isThere({ layer, unit, place }) {
    const { network } = this.run;
    if (place !== undefined) return place < network.p.length;
    return layer === undefined || unit < (network.sizes[layer + 1] ?? 0);
  }

  open(what) {
    if (what.layer !== undefined) this.seen = what.layer < 0 ? null : what;
    this.opened.open(what);
    this.draw();
    byId("opened-title").scrollIntoView({ block: "nearest" });
  }

  showWhole() {
    this.seen = null;
    this.draw();
    byId("plane-canvas").scrollIntoView({ block: "nearest" });
  }

  choose(sample) {
    this.sample = sample;
    if (this.opened.what === null) this.opened.way.push({});
    this.draw();
    byId("opened-title").scrollIntoView({ block: "nearest" });
  }

  // A click on the plane: near a point, or anywhere.
  clickedPlane(left, top) {
    if (this.clicks.startsWith("add")) {
      this.addPoint(this.onPlane.numbersAt(left, top));
      return;
    }
    const place = this.#pointNear(left, top);
    if (place === null) return;
    if (this.clicks === "remove") this.removePoint(place);
    else this.choose(place);
  }

  #pointNear(left, top) {
    let [best, nearest] = [null, 2.5 * palette.em];
    this.onPlane.places.forEach(([x, y], place) => {
      const away = Math.hypot(x - left, y - top);
      if (away < nearest) [best, nearest] = [place, away];
    });
    return best;
  }

  // The row of a table that is under the pointer, as a hint of the browser.
  pointedAt(canvas, left, top) {
    const { data } = this.run;
    const place = data.table ? this.#pointNear(left, top) : null;
    canvas.title = place === null ? "" : sampleWords(data, place);
  }

  addPoint([across, up]) {
    const { data, training } = this.run;
    const point = data.inputs.map((_, input) => {
      const own = training.inputs.subarray(input * training.rows, (input + 1) * training.rows);
      return own.reduce((sum, x) => sum + x, 0) / training.rows;
    });
    point[this.plane.columns[0]] = across;
    if (!this.plane.curve) point[this.plane.columns[1]] = up;
    let goal = Number(this.clicks.split(" ")[1] ?? 0);
    if (!data.classes) {
      const mean = data.y.reduce((sum, y) => sum + y, 0) / data.y.length;
      goal = roundNumber(targetColumn(data), this.plane.curve ? up : mean);
    }
    addOne(this.state, [...asRow(data, point), goal], (patch) => this.change(patch));
  }

  removePoint(place) {
    const { data } = this.run;
    if (data.X.length <= 2) return tell([...DATA.told, "No point is removed: two have to stay."]);
    const from = data.origin[place];
    if (from >= 0) this.change({ remove: [...this.state.remove, from] });
    else this.change({ add: this.state.add.filter((_, at) => at !== -1 - from) });
  }

  // ------------------------------------------------------------------------------ on its way

  play() {
    if (this.run.trouble) return;
    [this.playing, this.due] = [true, 0];
    showPlaying(this);
    let before = performance.now();
    const next = (now) => {
      if (!this.playing) return;
      const { aPicture, aSecond } = this.speed;
      this.due += aPicture ?? Math.min(1, (aSecond * (now - before)) / 1000);
      before = now;
      if (this.#takeSteps()) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  }

  // As many as are due, or as there is time for; false if there is none to take any more.
  #takeSteps() {
    const first = this.run.steps;
    const end = performance.now() + PATIENCE;
    for (; this.due >= 1; this.due--) {
      if (!this.run.step()) {
        this.stop();
        return false;
      }
      if (performance.now() > end) this.due = 1;
    }
    if (this.run.steps > first) this.#drawNext();
    return true;
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

  // Whether the run as it is now stays to be seen beside what comes.
  keep(wanted) {
    this.kept = wanted ? this.#kept() : null;
    showLegends(this);
    this.draw();
  }

  #kept() {
    const { data, training, held, curves, settings, epoch, ...run } = this.run;
    const network = new Network(run.network.sizes, run.network.activations);
    network.p.set(run.network.p);
    const plane = new Plane({ data, network, training, held }, this.state.columns);
    plane.refresh();
    const { name, lr } = settings.optimiser;
    const layers = `${network.sizes.join("-")}, ${network.activations.join(", ")}`;
    const loss = `${lossName(data)} is ${numberText(this.run.evaluate(training).loss)}`;
    return {
      plane,
      loss: curves.loss.points(),
      accuracy: curves.accuracy.points(),
      words: `${layers}; ${name}, learning rate ${lr}; after ${epoch} epochs the ${loss}`,
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
  #drawNext() {
    const { run, plane } = this;
    this.frame += 1;
    plane.refresh();
    const turn = this.frame % TURNS;
    const isOdd = turn % 2 === 1;
    plane.drawField(canvases(""), this.seen, plane.curve || isOdd);
    const chosen = this.opened.what;
    if (!isOdd)
      this.drawing.drawUnits(run, plane, chosen, (turn / 2) % PARTS_OF_UNITS, PARTS_OF_UNITS);
    if (turn % 6 === 1) showNumbers(this);
    if (turn === 3) this.drawing.drawWeights(run.network, chosen);
    if (turn === 9) drawCurves(this);
    if (turn === 15) showLayers(this);
    if (turn === 21 && !this.#isReading()) {
      this.opened.show();
      showLastStep(this);
    }
  }

  // What somebody has the focus in is not taken away from under it.
  #isReading() {
    return ["opened", "last-step"].some((id) => byId(id).contains(document.activeElement));
  }
}
