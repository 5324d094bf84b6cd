// What can be set, with its limits; a link holds it as text, and what does not fit is told.

const MOST_LAYERS = 8;
const MOST_UNITS = 64;
const MOST_POINTS_IN_LINK = 200;
const LOSSES_OF = {
  numbers: ["mse", "mae", "huber"],
  two: ["binary_cross_entropy", "hinge", "cross_entropy"],
  more: ["cross_entropy"],
};
const PARTS = [
  "lessons",
  "data",
  "network",
  "training",
  "plane",
  "curves",
  "layers",
  "opened",
  "share",
];

function lossesFor(data) {
  if (!data.classes) return LOSSES_OF.numbers;
  return data.classes.length === 2 ? LOSSES_OF.two : LOSSES_OF.more;
}

// A number that was typed or linked: the sentence says what would fit.
function numberWithin(text, words, fits) {
  const number = numberFrom(String(text));
  if (number === undefined || !fits(number)) throw new Error(`it is ${words}`);
  return number;
}

const atLeast = (least, words) => (text) =>
  numberWithin(text, words, (x) => x >= least && x < Infinity);
const within = (low, high, words) => (text) =>
  numberWithin(text, words, (x) => x >= low && x < high);
const whole = (least, most, words) => (text) =>
  numberWithin(text, words, (x) => Number.isInteger(x) && x >= least && x <= most);
const choiceOf = (names) => (text) => {
  if (!names().includes(text)) throw new Error(`it is one of ${names().join(", ")}`);
  return text;
};

const rate = atLeast(0, "a number of at least 0");
const partOfOne = within(0, 1, "a number of at least 0 and below 1");

// The settings of optimisers and schedules, by their names in Python.
const NUMBERS = {
  lr: [rate, "how far a step goes"],
  momentum: [partOfOne, "the share of the last step that is kept"],
  decay: [partOfOne, "the share of the last mean square that is kept"],
  b1: [partOfOne, "the share of the last mean gradient that is kept"],
  b2: [partOfOne, "the share of the last mean square that is kept"],
  eps: [
    (text) => numberWithin(text, "a number above 0", (x) => x > 0 && x < Infinity),
    "so that nothing is divided by 0",
  ],
  weight_decay: [rate, "how strongly parameters are drawn to 0"],
  end: [rate, "the factor of the rate at the end"],
  every: [whole(1, 1e6, "a whole number of at least 1"), "after so many epochs the rate falls"],
  factor: [
    (text) => numberWithin(text, "a number above 0", (x) => x > 0 && x < Infinity),
    "by this factor",
  ],
};

const READERS = {
  data: choiceOf(() => DATA.sets.map((set) => set.name)),
  noise: within(0, 10.001, "a number from 0 to 10"),
  share: within(0, 0.91, "a share from 0 to 0.9"),
  init: choiceOf(() => INITS),
  loss: choiceOf(() => Object.keys(LOSSES)),
  epochs: whole(1, 1e6, "a whole number of at least 1"),
  batch: whole(0, 1e6, "a whole number; 0 takes all rows"),
  l2: rate,
  seed: whole(0, Number.MAX_SAFE_INTEGER, "a whole number of at least 0"),
  layers(text) {
    const layers =
      text === ""
        ? []
        : String(text)
            .split("-")
            .map(whole(1, MOST_UNITS, `units from 1 to ${MOST_UNITS} for each layer, as in 16-16`));
    if (layers.length > MOST_LAYERS)
      throw new Error(`there are at most ${MOST_LAYERS} hidden layers`);
    return layers;
  },
  activations: (text) => text.split("-").map(choiceOf(() => DATA.activations)),
  columns: (text) => text.split("-").map(whole(0, 11, "two places of inputs, as in 0-1")),
  hide: (text) =>
    text
      .split(",")
      .filter(Boolean)
      .map(choiceOf(() => PARTS)),
  remove: (text) =>
    text
      .split(",")
      .filter(Boolean)
      .map(whole(0, 1e6, "places of points, as in 3,7")),
  add(text) {
    const points = text.split(";").filter(Boolean);
    if (points.length > MOST_POINTS_IN_LINK)
      throw new Error(`there are at most ${MOST_POINTS_IN_LINK} points`);
    return points.map((point) =>
      point
        .split(",")
        .map((number) =>
          numberWithin(
            number,
            "points with a target, as in 0.5,1,0;1,1,1",
            (x) => Math.abs(x) < 1e12,
          ),
        ),
    );
  },
};

function clone(state) {
  return structuredClone(state);
}

// A state in which everything fits together, and sentences about what did not.
function settled(state, told = []) {
  const data = DATA.sets.find((set) => set.name === state.data);
  const known = lossesFor(data);
  if (!known.includes(state.loss)) state.loss = known[0];
  const count = state.layers.length + 1;
  if (state.activations.length !== count) {
    const { activations } = state;
    const usual = activations[0] ?? "tanh";
    const last = activations.at(-1) ?? "linear";
    const hidden = activations.slice(0, -1);
    state.activations = state.layers.map((_, layer) => hidden[layer] ?? hidden.at(-1) ?? usual);
    state.activations.push(last);
  }
  const inputs = data.inputs.length;
  if (!(state.columns.length === 2 && state.columns.every((place) => place < inputs))) {
    state.columns = [0, Math.min(1, inputs - 1)];
  }
  const fits = state.add.filter((point) => {
    const goal = point[inputs];
    const target =
      !data.classes || (Number.isInteger(goal) && goal >= 0 && goal < data.classes.length);
    return point.length === inputs + 1 && target;
  });
  if (fits.length < state.add.length) {
    told.push(`${state.add.length - fits.length} of the points have no place among these data.`);
    state.add = fits;
  }
  state.remove = [...new Set(state.remove)].filter((place) => place < data.X.length);
  if (data.X.length - state.remove.length + state.add.length < 2) {
    told.push("Two points at least stay.");
    [state.remove, state.add] = [[], []];
  }
  return state;
}

function withName(kinds, name) {
  return { name, ...kinds[name].settings };
}

// A state from the text of a link; what it does not name stays as it is in `base`.
function stateOfLink(text, base, told) {
  const state = clone(base);
  const given = new URLSearchParams(text);
  const failed = (key, why) =>
    told.push(`The link has ${key}=${cut(given.get(key))}: ${why}. It stays as it was.`);
  const kinds = { optimiser: OPTIMISERS, schedule: SCHEDULES };
  for (const [key, known] of Object.entries(kinds)) {
    if (!given.has(key)) continue;
    if (Object.hasOwn(known, given.get(key))) state[key] = withName(known, given.get(key));
    else failed(key, `it is one of ${Object.keys(known).join(", ")}`);
  }
  for (const [key, value] of given) {
    if (Object.hasOwn(kinds, key) || key === "lesson") continue;
    try {
      if (Object.hasOwn(NUMBERS, key)) {
        const holder = key in state.optimiser ? state.optimiser : state.schedule;
        if (!(key in holder)) throw new Error("neither the optimiser nor the schedule has it");
        holder[key] = NUMBERS[key][0](value);
      } else if (Object.hasOwn(READERS, key)) {
        state[key] = READERS[key](value);
      } else {
        told.push(`The link names ${cut(key)}, which there is not here.`);
      }
    } catch (error) {
      failed(key, error.message);
    }
  }
  if (given.has("layers") && !given.has("activations")) {
    state.activations = [state.activations[0], state.activations.at(-1)];
  }
  if (given.has("data") && state.data !== base.data) {
    if (!given.has("add")) state.add = [];
    if (!given.has("remove")) state.remove = [];
  }
  const wished = state.loss;
  if (given.has("activations") && state.activations.length !== state.layers.length + 1) {
    const counts = `${state.activations.length} activations for ${state.layers.length} layers`;
    told.push(`The link has ${counts} and the output: the others are taken from their neighbours.`);
  }
  settled(state, told);
  if (given.has("loss") && state.loss !== wished) {
    told.push(`The loss ${wished} does not fit these data: ${state.loss} is taken.`);
  }
  return state;
}

// The text of a link to a state.
function linkOf(state) {
  const text = new URLSearchParams();
  for (const key of ["data", "noise", "share", "init", "loss", "epochs", "batch", "l2", "seed"]) {
    text.set(key, state[key]);
  }
  for (const key of ["layers", "activations", "columns"]) text.set(key, state[key].join("-"));
  for (const key of ["optimiser", "schedule"]) {
    const { name, ...settings } = state[key];
    text.set(key, name);
    for (const [setting, value] of Object.entries(settings)) text.set(setting, value);
  }
  if (state.add.length) text.set("add", state.add.map((point) => point.join(",")).join(";"));
  if (state.remove.length) text.set("remove", state.remove.join(","));
  if (state.hide.length) text.set("hide", state.hide.join(","));
  return text.toString();
}

// The data of a state: points taken away and added, then noise.
function dataOf(state) {
  const set = DATA.sets.find((each) => each.name === state.data);
  const gone = new Set(state.remove);
  const stay = set.X.map((_, place) => place).filter((place) => !gone.has(place));
  const inputs = set.inputs.length;
  const X = [
    ...stay.map((place) => [...set.X[place]]),
    ...state.add.map((point) => point.slice(0, inputs)),
  ];
  const y = [...stay.map((place) => set.y[place]), ...state.add.map((point) => point[inputs])];
  if (state.noise > 0) {
    const random = mersenne(state.seed);
    if (set.classes)
      X.forEach((row) => row.forEach((_, input) => (row[input] += state.noise * gaussian(random))));
    else y.forEach((_, row) => (y[row] += state.noise * gaussian(random)));
  }
  return {
    ...set,
    X,
    y,
    origin: [...stay, ...state.add.map((_, place) => -1 - place)],
    own: X.length !== set.X.length || state.noise > 0 || state.add.length > 0,
  };
}

function settingsOf(state) {
  const { layers, activations, init, loss, optimiser, schedule, epochs, batch, l2, seed, share } =
    clone(state);
  return { layers, activations, init, loss, optimiser, schedule, epochs, batch, l2, seed, share };
}
