// The settings: data, network and how it learns. `change(patch, kind)` is called with what was set.

const LOSS_WORDS = {
  mse: "the mean of (output − target)²",
  mae: "the mean of |output − target|",
  huber: "square near the target, straight further away",
  hinge: "max(0, 1 − side·score): content beyond a margin",
  binary_cross_entropy: "minus the logarithm of the probability given to the label",
  cross_entropy: "the same over all classes, an output for each",
};
const INIT_WORDS = [
  ["uniform", "uniform, −1 to 1"],
  ["xavier", "xavier, for tanh"],
  ["he", "he, for relu"],
  ["equal", `equal, all ${EQUAL}`],
];

const dataSet = (state) => DATA.sets.find((set) => set.name === state.data);

// ------------------------------------------------------------------------------------------ data

function dataFields(state, run, change) {
  const set = dataSet(state);
  const titles = DATA.sets.map(({ name, title }) => [name, title]);
  const take = (data) => change({ data, add: [], remove: [], columns: [0, 1] });
  const held = run.held ? `, ${run.held.rows} held out` : "";
  const parts = [
    field("Data set", set.about, choice(titles, state.data, take)),
    slider(
      "Noise",
      `is added to the ${set.table ? "scaled " : ""}${set.classes ? "inputs" : "targets"}`,
      state.noise,
      [0, 1, 0.05],
      (noise) => change({ noise }),
    ),
    slider(
      "Held out",
      "the share of rows that are not learned from: hollow in the plane",
      state.share,
      [0, 0.5, 0.05],
      (share) => change({ share }),
    ),
    ...(set.inputs.length > 2 ? columnFields(state, set, change) : []),
    ...folded("Add a point by its numbers", pointFields(state, run, change)),
    note(`${run.training.rows} points to learn from${held}.`),
  ];
  if (state.add.length + state.remove.length) {
    parts.push(button("Back to the points that were", () => change({ add: [], remove: [] })));
  }
  return parts;
}

// Which inputs are the plane.
function columnFields(state, set, change) {
  const names = set.inputs.map((name, place) => [String(place), name]);
  return ["Across", "Up"].map((words, axis) => {
    const take = (place) => {
      const columns = state.columns.with(axis, Number(place));
      change({ columns }, "view");
    };
    const hint = "an input of the plane; the others stay at their mean there";
    return field(words, hint, choice(names, String(state.columns[axis]), take));
  });
}

function addOne(state, point, change) {
  if (state.add.length < MOST_POINTS_IN_LINK) change({ add: [...state.add, point] });
  else tell([...DATA.told, `No point is added: ${MOST_POINTS_IN_LINK} are as many as a link takes.`]);
}

// What a click on the plane does, for those who do not click.
function pointFields(state, run, change) {
  const { data } = run;
  const point = data.inputs.map(() => 0);
  let goal = 0;
  const picked = (name, values, take) => {
    const options = values.map((value, place) => [String(place), cut(value)]);
    return field(cut(name), "", choice(options, "0", (place) => take(Number(place))));
  };
  const fields = tableColumns(data).map((column) => {
    const { name, values, inputs } = column;
    if (!values) return typedField(column, (x) => (point[inputs[0]] = x));
    const take = (place) => inputs.forEach((input, at) => (point[input] = Number(at === place)));
    take(0);
    return picked(name, values, take);
  });
  if (data.classes) fields.push(picked(data.target, data.classes, (kind) => (goal = kind)));
  else fields.push(typedField(targetColumn(data), (x) => (goal = x)));
  const add = () => {
    const wrong = fields.map((each) => each.querySelector("[aria-invalid=true]")).find(Boolean);
    if (wrong) wrong.focus();
    else addOne(state, [...point, goal], change);
  };
  return [...fields, button("Add the point", add)];
}

// A point that is no further away than so many standard deviations also fits into a link.
const FARTHEST = 9e11;

// A number of a column as it is in the table, which begins at its mean; what is taken is scaled.
function typedField(column, take) {
  const [low, high] = [-FARTHEST, FARTHEST].map((x) => ownNumber(column, x, -11));
  const ends = `from ${general4(low)} to ${general4(high)}`;
  const words = `${ends}, so as not to be too far from the others`;
  const read = (text) => {
    numberWithin(text, "a number", (x) => !Number.isNaN(x));
    return numberWithin(text, words, (x) => x >= low && x <= high);
  };
  const size = stepOf(column);
  const step = (number, up) => Number((number + (up ? size : -size)).toPrecision(12));
  const first = ownNumber(column, 0, 1);
  take(scaledNumber(column, first));
  const name = cut(nameWithUnit(column));
  const change = (x) => take(scaledNumber(column, x));
  return numberField(name, "", first, read, change, step, "So nothing is added.");
}

// --------------------------------------------------------------------------------------- network

function networkFields(state, change) {
  const rows = state.activations.map((_, layer) => layerField(state, layer, change));
  const more = button("Add a layer", () => addLayer(state, change), {
    disabled: state.layers.length >= MOST_LAYERS,
  });
  const seedWords =
    "the same seed gives the weights of Python's MLP(..., seed=), and the same batches";
  return [
    element("div", {}, ...rows, more),
    note("Beside each activation: its curve, and dashed its slope."),
    field(
      "First weights",
      "from which interval they are drawn",
      choice(INIT_WORDS, state.init, (init) => change({ init })),
    ),
    numberField("Seed", seedWords, state.seed, READERS.seed, (seed) => change({ seed }), byOne),
  ];
}

function addLayer({ layers, activations }, change) {
  change({
    layers: [...layers, layers.at(-1) ?? 8],
    activations: activations.toSpliced(-1, 0, activations.at(-2) ?? "tanh"),
  });
}

function layerField(state, layer, change) {
  const { layers, activations } = state;
  const isLast = layer === layers.length;
  const words = isLast ? "Output" : `Layer ${layer + 1}`;
  const name = activations[layer];
  const curve = element("canvas", {
    role: "img",
    "aria-label": `The curve of ${name}, its slope dashed`,
  });
  drawActivation(curve, name);
  const take = (other) => change({ activations: activations.with(layer, other) });
  const picked = choice(DATA.activations, name, take);
  picked.setAttribute("aria-label", `Activation of ${words.toLowerCase()}`);
  const head = element("div", { class: "row head" }, element("b", {}, words));
  if (!isLast) head.append(...sizeButtons(state, layer, words, change));
  return element("div", { class: "layer" }, head, picked, curve);
}

function sizeButtons({ layers, activations }, layer, words, change) {
  const count = layers[layer];
  const sizer = (sign, to, named) =>
    button(sign, () => change({ layers: layers.with(layer, to) }), {
      "aria-label": `${words}: ${named}`,
      disabled: to < 1 || to > MOST_UNITS,
    });
  const remove = () =>
    change({ layers: layers.toSpliced(layer, 1), activations: activations.toSpliced(layer, 1) });
  return [
    sizer("−", count - 1, "one unit less"),
    element("span", { class: "units" }, `${count} unit${count === 1 ? "" : "s"}`),
    sizer("+", count + 1, "one unit more"),
    button("✕", remove, { "aria-label": `Remove layer ${layer + 1}` }),
  ];
}

// ---------------------------------------------------------------------------------- how it learns

// An optimiser as it usually is: that of the page as the page began with it.
function usualOptimiser(name) {
  const own = DATA.state.optimiser;
  return own.name === name ? { ...own } : withName(OPTIMISERS, name);
}

const hasUsualRate = ({ name, lr }) => lr === usualOptimiser(name).lr;

// Another optimiser has its usual rate, unless another rate was set.
function otherOptimiser(before, name) {
  const usual = usualOptimiser(name);
  return hasUsualRate(before) ? usual : { ...usual, lr: before.lr };
}

function rateWords(optimiser) {
  if (hasUsualRate(optimiser)) return `how far a step goes; usual here for ${optimiser.name}`;
  return "how far a step goes; set by you, so another optimiser keeps it";
}

function trainingFields(state, change) {
  const { optimiser, schedule } = state;
  const live = (patch) => change(patch, "live");
  // The numbers of the optimiser or of the schedule, by their names in Python.
  const typed = (key, name, words, told) => {
    const [read, usualHint] = NUMBERS[name];
    const hint = told ?? usualHint;
    const take = (number) => live({ [key]: { ...state[key], [name]: number } });
    return numberField(words, hint, state[key][name], read, take);
  };
  const numbersOf = (key) =>
    Object.keys(state[key])
      .filter((name) => name !== "name" && name !== "lr")
      .map((name) => typed(key, name, name));
  const finer = numbersOf("optimiser");
  const kinds = (key, known, made) =>
    choice(Object.keys(known), state[key].name, (name) => live({ [key]: made(name) }));
  const optimisers = kinds("optimiser", OPTIMISERS, (name) => otherOptimiser(optimiser, name));
  const schedules = kinds("schedule", SCHEDULES, (name) => withName(SCHEDULES, name));
  const losses = choice(lossesFor(dataSet(state)), state.loss, (loss) => change({ loss }));
  const parts = [
    field("Loss", LOSS_WORDS[state.loss], losses),
    field("Optimiser", OPTIMISERS[optimiser.name].formula, optimisers),
    typed("optimiser", "lr", "Learning rate", rateWords(optimiser)),
    ...(finer.length > 1 ? folded("Finer numbers of the optimiser", finer) : finer),
    field("Schedule", "how the learning rate changes with the epochs", schedules),
    ...numbersOf("schedule"),
  ];
  const whole = (key, words, hint) =>
    numberField(words, hint, state[key], READERS[key], (number) => live({ [key]: number }), byOne);
  if (schedule.name !== "constant") {
    parts.push(whole("epochs", "Epochs of the schedule", "after these the rate stays"));
  }
  const l2Words = "this times the sum of all squared parameters is added to the loss";
  return [
    ...parts,
    whole("batch", "Batch size", "how many rows a step takes; 0 takes all"),
    numberField("l2", l2Words, state.l2, READERS.l2, (l2) => live({ l2 })),
  ];
}
