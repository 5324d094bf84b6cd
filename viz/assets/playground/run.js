// A run of training: steps forward and back, and what is told of it. It knows nothing of the page.

const MOST_EPOCHS_KEPT = 1024;
const MOST_MOMENTS = 64;

// The curve of a number over the epochs, of bounded length: where it grows too long, every second
// epoch of it goes.
class Curve {
  constructor() {
    this.every = 1;
    this.numbers = [];
  }

  // Epochs count from 1.
  add(epoch, number) {
    if ((epoch - 1) % this.every) return;
    this.numbers.push(number);
    if (this.numbers.length < MOST_EPOCHS_KEPT) return;
    this.numbers = this.numbers.filter((_, place) => place % 2 === 0);
    this.every *= 2;
  }

  cutAfter(epoch) {
    this.numbers.length = Math.min(this.numbers.length, Math.ceil(epoch / this.every));
  }

  points() {
    return this.numbers.map((number, place) => [place * this.every + 1, number]);
  }
}

// Which class the outputs of a row say.
function toldClass(outputs, rows, row) {
  const count = outputs.length / rows;
  if (count === 1) return outputs[row] > 0 ? 1 : 0;
  let best = 0;
  for (let place = 1; place < count; place++) {
    if (outputs[place * rows + row] > outputs[best * rows + row]) best = place;
  }
  return best;
}

// Rows of a data set as a pass takes them: columns of inputs, and of targets as the loss does.
function columnsOf(data, places, loss, outputs) {
  const rows = places.length;
  const inputs = new Float64Array(data.inputs.length * rows);
  const targets = new Float64Array(outputs * rows);
  const labels = data.classes ? new Int32Array(rows) : null;
  places.forEach((place, row) => {
    data.X[place].forEach((number, input) => (inputs[input * rows + row] = number));
    const goal = data.y[place];
    if (labels) labels[row] = goal;
    if (loss === "cross_entropy") targets[goal * rows + row] = 1;
    else targets[row] = loss === "hinge" && goal === 0 ? -1 : goal;
  });
  return { rows, places, inputs, targets, labels };
}

class Run {
  // Settings are {layers, activations, init, loss, optimiser, schedule, epochs, batch, l2, seed,
  // share}; `given` are parameters to begin from, in place of those that the seed draws.
  constructor(settings, data, given = null) {
    this.settings = settings;
    this.data = data;
    const sizes = [data.inputs.length, ...settings.layers, outputsOf(settings.loss, data)];
    this.network = new Network(sizes, settings.activations);
    if (given) this.network.p.set(given);
    else this.network.draw(settings.seed, settings.init);
    this.#split();
    const { p } = this.network;
    this.gradient = new Float64Array(p.length);
    this.memory = new Memory(p.length);
    this.shuffler = new Shuffler(settings.seed);
    this.curves = {};
    for (const name of ["loss", "accuracy", "heldLoss", "heldAccuracy"]) {
      this.curves[name] = new Curve();
    }
    [this.steps, this.epoch, this.at, this.order] = [0, 0, 0, null];
    [this.total, this.right] = [0, 0];
    this.trouble = "";
    this.changed = false;
    // What the last step was made of.
    this.last = null;
    // Moments to go back to, so many steps apart.
    [this.moments, this.spacing] = [[], 1];
    this.#remember();
  }

  get sample() {
    return LOSSES[this.settings.loss][this.network.sizes.at(-1)].sample;
  }

  // As fit(..., validation=share, seed=seed) holds rows out.
  #split() {
    const { settings, data } = this;
    const outputs = this.network.sizes.at(-1);
    const count = data.X.length;
    let learned = Array.from({ length: count }, (_, place) => place);
    let held = [];
    if (settings.share > 0 && count > 1) {
      const size = Math.min(count - 1, Math.max(1, evenRound(settings.share * count)));
      const order = new Shuffler(settings.seed).permutation(count);
      [held, learned] = [order.slice(0, size), order.slice(size)];
    }
    this.training = columnsOf(data, learned, settings.loss, outputs);
    this.held = held.length ? columnsOf(data, held, settings.loss, outputs) : null;
    this.passes = new Map();
  }

  // Room for so many rows is made once.
  passOf(rows) {
    if (!this.passes.has(rows)) {
      if (this.passes.size > 3) this.passes.clear();
      this.passes.set(rows, new Pass(this.network, rows));
    }
    return this.passes.get(rows);
  }

  // The rows of the next batch, in the order in which fit takes them.
  #batch() {
    const { rows } = this.training;
    const size = Math.min(this.settings.batch || rows, rows);
    if (size === rows) return this.training;
    this.order ??= this.shuffler.permutation(rows);
    const chosen = this.order.slice(this.at, this.at + size);
    const places = chosen.map((row) => this.training.places[row]);
    return columnsOf(this.data, places, this.settings.loss, this.network.sizes.at(-1));
  }

  // One step; false if there is none to take any more.
  step() {
    if (this.trouble) return false;
    const { network, settings, gradient, memory } = this;
    const { p } = network;
    const batch = this.#batch();
    const pass = this.passOf(batch.rows);
    pass.forward(batch.inputs);
    let loss = pass.loss(this.sample, batch.targets);
    pass.backward(gradient);
    if (settings.l2) {
      let squares = 0;
      for (let place = 0; place < p.length; place++) {
        squares += p[place] * p[place];
        gradient[place] += 2 * settings.l2 * p[place];
      }
      loss += settings.l2 * squares;
    }
    if (!Number.isFinite(loss) || !gradient.every(Number.isFinite)) {
      this.#diverged(loss);
      return false;
    }
    this.#noteBatch(batch, pass, loss);
    const before = this.last?.before ?? new Float64Array(p.length);
    before.set(p);
    const lr = rateAt(settings, this.epoch);
    memory.step(settings.optimiser, lr, p, gradient);
    this.last = { batch, before, loss, lr, step: this.steps + 1, l2: settings.l2 };
    this.steps += 1;
    this.at += batch.rows;
    if (this.at >= this.training.rows) this.#endEpoch();
    if (this.steps % this.spacing === 0) this.#remember();
    return true;
  }

  #noteBatch(batch, pass, loss) {
    this.total += loss * batch.rows;
    if (batch.labels === null) return;
    for (let row = 0; row < batch.rows; row++) {
      this.right += toldClass(pass.outputs, batch.rows, row) === batch.labels[row];
    }
  }

  #endEpoch() {
    const { rows, labels } = this.training;
    this.epoch += 1;
    this.curves.loss.add(this.epoch, this.total / rows);
    if (labels) this.curves.accuracy.add(this.epoch, this.right / rows);
    if (this.held) {
      const { loss, accuracy } = this.evaluate(this.held);
      this.curves.heldLoss.add(this.epoch, loss);
      if (labels) this.curves.heldAccuracy.add(this.epoch, accuracy);
    }
    [this.at, this.order, this.total, this.right] = [0, null, 0, 0];
  }

  // The loss that fit tells has the penalty in training, and not where rows are held out.
  evaluate(part) {
    const pass = this.passOf(part.rows);
    pass.forward(part.inputs);
    let loss = pass.loss(this.sample, part.targets);
    if (part === this.training && this.settings.l2) {
      loss += this.settings.l2 * this.network.p.reduce((sum, x) => sum + x * x, 0);
    }
    if (!part.labels) return { loss, accuracy: null, pass };
    let right = 0;
    part.labels.forEach(
      (label, row) => (right += toldClass(pass.outputs, part.rows, row) === label),
    );
    return { loss, accuracy: right / part.rows, pass };
  }

  #diverged(loss) {
    if (!this.steps) {
      this.trouble =
        `The loss is ${fixed4(loss)} before the first step. An activation may not be defined for ` +
        "what it is given, as log is not below 0: choose another one, or other weights.";
      return;
    }
    if (this.last) this.network.p.set(this.last.before);
    const what = Number.isFinite(loss) ? "the gradient is not finite" : `the loss is ${fixed4(loss)}`;
    this.trouble =
      `Training has diverged after step ${this.steps}: ${what}. The weights are the last ones ` +
      `with a finite loss. Reset, and try a learning rate below ${this.settings.optimiser.lr}.`;
  }

  takeEpoch() {
    const { epoch } = this;
    while (this.epoch === epoch && this.step());
  }

  // ------------------------------------------------------------------------------- going back

  // Numbers are copied; what is kept is bounded, and the moments between are computed anew.
  #remember(pinned = false) {
    const { memory } = this;
    this.moments.push({
      pinned,
      settings: this.settings,
      p: this.network.p.slice(),
      memory: { t: memory.t, m: memory.m.slice(), v: memory.v.slice() },
      shuffler: this.shuffler.kept(),
      numbers: [this.steps, this.epoch, this.at, this.order, this.total, this.right],
    });
    if (this.moments.length < MOST_MOMENTS) return;
    this.spacing *= 2;
    this.moments = this.moments.filter(
      (moment, place) => place === 0 || moment.pinned || moment.numbers[0] % this.spacing === 0,
    );
    while (this.moments.length > MOST_MOMENTS / 2) this.moments.shift();
  }

  // Settings that may change on the way; what was before is computed with those of then.
  change(settings) {
    const { optimiser, batch } = this.settings;
    this.settings = settings;
    if (settings.optimiser.name !== optimiser.name) {
      this.memory = new Memory(this.network.p.length);
    }
    // Other batches begin with an epoch.
    if (settings.batch !== batch) {
      [this.at, this.order, this.total, this.right] = [0, null, 0, 0];
    }
    if (this.steps === 0) this.moments = [];
    else this.changed = true;
    this.#remember(true);
  }

  get earliest() {
    return this.moments[0].numbers[0];
  }

  backTo(step) {
    const wanted = Math.max(this.earliest, step);
    const { settings } = this;
    const place = this.moments.findLastIndex((moment) => moment.numbers[0] <= wanted);
    const moment = this.moments[place];
    this.moments.length = place + 1;
    this.network.p.set(moment.p);
    this.memory = new Memory(moment.p.length);
    this.memory.t = moment.memory.t;
    this.memory.m.set(moment.memory.m);
    this.memory.v.set(moment.memory.v);
    this.shuffler.goBack(moment.shuffler);
    [this.steps, this.epoch, this.at, this.order, this.total, this.right] = moment.numbers;
    Object.values(this.curves).forEach((curve) => curve.cutAfter(this.epoch));
    [this.trouble, this.last] = ["", null];
    this.settings = moment.settings;
    while (this.steps < wanted && this.step());
    this.settings = settings;
  }
}

// Python rounds a tie to the even number.
function evenRound(x) {
  const low = Math.floor(x);
  if (x - low === 0.5) return low % 2 ? low + 1 : low;
  return Math.round(x);
}

function outputsOf(loss, data) {
  if (loss === "cross_entropy") return Math.max(2, data.classes.length);
  return 1;
}
