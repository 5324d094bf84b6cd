// The settings: data, network and how it learns. `change(patch)` is called with what was set.

const dataSet = (state) => DATA.sets.find((set) => set.name === state.data);

function dataFields(state, run, change) {
  const set = dataSet(state);
  const fields = [
    field("Data set", set.about, choice(DATA.sets.map(({ name, title }) => [name, title]), state.data, (data) =>
      change({ data, add: [], remove: [], columns: [0, 1] }),
    )),
    slider("Noise", set.classes ? "is added to the inputs" : "is added to the targets", state.noise, [0, 1, 0.05], (noise) => change({ noise })),
    slider("Held out", "the share of rows that are not learned from: hollow in the plane", state.share, [0, 0.5, 0.05], (share) => change({ share })),
  ];
  if (set.inputs.length > 2) {
    const names = set.inputs.map((name, place) => [String(place), name]);
    ["Across", "Up"].forEach((words, axis) => {
      const picked = choice(names, String(state.columns[axis]), (place) => {
        const columns = [...state.columns];
        columns[axis] = Number(place);
        change({ columns }, "view");
      });
      fields.push(field(words, "an input of the plane; the others stay at their mean there", picked));
    });
  }
  fields.push(...folded("Add a point by its numbers", pointFields(state, run, change)));
  const moved = state.add.length + state.remove.length;
  const points = `${run.training.rows} points to learn from${run.held ? `, ${run.held.rows} held out` : ""}`;
  fields.push(element("p", { class: "note" }, `${points}.`));
  if (moved) {
    fields.push(element("button", { type: "button", onclick: () => change({ add: [], remove: [] }) }, "Back to the points that were"));
  }
  return fields;
}

function addOne(state, point, change) {
  if (state.add.length < MOST_POINTS_IN_LINK) change({ add: [...state.add, point] });
}

// What a click on the plane does, for those who do not click.
function pointFields(state, run, change) {
  const { data } = run;
  const point = data.X[0].map(() => 0);
  let goal = 0;
  const number = (text) => numberWithin(text, "a number", (x) => Math.abs(x) < 1e12);
  const step = (value, up) => value + (up ? 0.1 : -0.1);
  const rounded = (value, up) => Number(step(value, up).toPrecision(6));
  const fields = data.inputs.map((name, input) =>
    numberField(cut(name), "", 0, number, (value) => (point[input] = value), rounded),
  );
  if (data.classes) {
    const classes = data.classes.map((name, kind) => [String(kind), cut(name)]);
    fields.push(field(cut(data.target), "", choice(classes, "0", (kind) => (goal = Number(kind)))));
  } else fields.push(numberField(cut(data.target), "", 0, number, (value) => (goal = value), rounded));
  const add = () => addOne(state, [...point, goal], change);
  return [...fields, element("button", { type: "button", onclick: add }, "Add the point")];
}

function activationOptions() {
  return DATA.activations.map((name) => [name, name]);
}

function layerField(state, layer, change) {
  const last = layer === state.layers.length;
  const words = last ? "Output" : `Layer ${layer + 1}`;
  const curve = element("canvas", { role: "img", "aria-label": `The curve of ${state.activations[layer]}, its slope dashed` });
  const picked = choice(activationOptions(), state.activations[layer], (name) => {
    const activations = [...state.activations];
    activations[layer] = name;
    change({ activations });
  });
  picked.setAttribute("aria-label", `Activation of ${words.toLowerCase()}`);
  const head = element("div", { class: "row head" }, element("b", {}, words));
  const resize = (count) => {
    const layers = [...state.layers];
    layers[layer] = count;
    change({ layers });
  };
  if (!last) {
    const count = state.layers[layer];
    const button = (sign, to, named) =>
      element("button", {
        type: "button", "aria-label": `${words}: ${named}`, disabled: to < 1 || to > MOST_UNITS,
        onclick: () => resize(to),
      }, sign);
    const remove = () =>
      change({
        layers: state.layers.filter((_, place) => place !== layer),
        activations: state.activations.filter((_, place) => place !== layer),
      });
    head.append(
      button("−", count - 1, "one unit less"),
      element("span", { class: "units" }, `${count} unit${count === 1 ? "" : "s"}`),
      button("+", count + 1, "one unit more"),
      element("button", { type: "button", "aria-label": `Remove layer ${layer + 1}`, onclick: remove }, "✕"),
    );
  }
  const made = element("div", { class: "layer" }, head, picked, curve);
  drawActivation(curve, state.activations[layer]);
  return made;
}

function networkFields(state, change) {
  const rows = state.activations.map((_, layer) => layerField(state, layer, change));
  const full = state.layers.length >= MOST_LAYERS;
  const more = element("button", {
    type: "button", disabled: full,
    onclick: () => {
      const activations = [...state.activations];
      activations.splice(-1, 0, activations.at(-2) ?? "tanh");
      change({ layers: [...state.layers, state.layers.at(-1) ?? 8], activations });
    },
  }, "Add a layer");
  const inits = [
    ["uniform", "uniform, −1 to 1"],
    ["xavier", "xavier, for tanh"],
    ["he", "he, for relu"],
    ["equal", `equal, all ${EQUAL}`],
  ];
  return [
    element("div", {}, ...rows, more),
    element("p", { class: "note" }, "Beside each activation: its curve, and dashed its slope."),
    field("First weights", "from which interval they are drawn", choice(inits, state.init, (init) => change({ init }))),
    numberField("Seed", "the same seed gives the weights of Python's MLP(..., seed=) and the same batches", state.seed, READERS.seed, (seed) => change({ seed }), byOne),
  ];
}

function trainingFields(state, change) {
  const { optimiser, schedule } = state;
  const live = (patch) => change(patch, "live");
  const losses = lossesFor(dataSet(state)).map((name) => [name, name]);
  const set = (key, holder, name) => (number) => live({ [key]: { ...state[key], [name]: number } });
  const numbers = (key) =>
    Object.entries(state[key]).filter(([name]) => name !== "name" && name !== "lr").map(([name, value]) =>
      numberField(name, NUMBERS[name][1], value, NUMBERS[name][0], set(key, state[key], name)),
    );
  const fields = [
    field("Loss", LOSS_WORDS[state.loss], choice(losses, state.loss, (loss) => change({ loss }))),
    field("Optimiser", optimiserWords(optimiser), choice(Object.keys(OPTIMISERS).map((name) => [name, name]), optimiser.name, (name) =>
      live({ optimiser: withName(OPTIMISERS, name) }),
    )),
    numberField("Learning rate", NUMBERS.lr[1], optimiser.lr, rate, set("optimiser", optimiser, "lr")),
    ...folded("Finer numbers of the optimiser", numbers("optimiser"), optimiser.name === "SGD"),
    field("Schedule", "how the learning rate changes with the epochs", choice(Object.keys(SCHEDULES).map((name) => [name, name]), schedule.name, (name) =>
      live({ schedule: withName(SCHEDULES, name) }),
    )),
    ...numbers("schedule"),
  ];
  if (schedule.name !== "constant") {
    fields.push(numberField("Epochs of the schedule", "after these the rate stays", state.epochs, READERS.epochs, (epochs) => live({ epochs })));
  }
  fields.push(
    numberField("Batch size", "how many rows a step takes; 0 takes all", state.batch, READERS.batch, (batch) => live({ batch }), byOne),
    numberField("l2", "this times the sum of all squared parameters is added to the loss", state.l2, rate, (l2) => live({ l2 })),
  );
  return fields;
}

// What one seldom needs stays closed, until it was opened once.
const unfolded = new Set();

function folded(words, parts, open) {
  if (!parts.length || open) return parts;
  const made = element("details", { open: unfolded.has(words) }, element("summary", {}, words), ...parts);
  made.addEventListener("toggle", () => (made.open ? unfolded.add(words) : unfolded.delete(words)));
  return [made];
}

const LOSS_WORDS = {
  mse: "the mean of (output − target)²",
  mae: "the mean of |output − target|",
  huber: "square near the target, straight further away",
  hinge: "max(0, 1 − side·score): content beyond a margin",
  binary_cross_entropy: "minus the logarithm of the probability given to the label",
  cross_entropy: "the same over all classes, an output for each",
};

const optimiserWords = ({ name }) => OPTIMISERS[name].formula;
