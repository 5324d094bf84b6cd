// Back to Python: a script that rebuilds the run, and the file of a model that `nn.load` reads.

const MODEL = { format: "micrograd_plus model", version: 1 };

const pythonText = (text) => JSON.stringify(text);
const pythonList = (numbers) => `[${numbers.map(pythonNumber).join(", ")}]`;

function pythonNumber(x) {
  if (Number.isInteger(x) && Math.abs(x) < 1e15 && !Object.is(x, -0)) return String(x);
  return Number.isFinite(x) ? pythonRepr(x) : `float("${fixed4(x)}")`;
}

function calling(name, settings) {
  const given = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return `${name}(${given.join(", ")})`;
}

function optimiserInPython({ name, b1, b2, ...settings }) {
  const numbers = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, pythonNumber(value)]),
  );
  if (b1 !== undefined) numbers.betas = `(${pythonNumber(b1)}, ${pythonNumber(b2)})`;
  return `optim.${calling(name, numbers)}`;
}

function dataInPython(run) {
  const { data } = run;
  if (!data.own && data.code) return [data.code];
  if (data.table) return tableInPython(run);
  return [
    "X = [",
    ...data.X.map((row) => `    ${pythonList(row)},`),
    "]",
    `y = ${pythonList(data.y)}`,
  ];
}

function modelInPython(run, given) {
  const { settings, data, network } = run;
  const [inputs, ...sizes] = network.sizes;
  if (given) {
    return [`model = nn.load(${pythonText(given)})  # the weights with which the page began`];
  }
  const hidden = settings.activations.slice(0, -1);
  const output = settings.activations.at(-1);
  const same = settings.init === "equal";
  const drawn = same ? "uniform" : settings.init;
  const equal = [
    "for name, p in model.named_parameters().items():",
    `    p.data = 0.0 if name.endswith(".b") else ${EQUAL}`,
  ].slice(same ? 0 : 2);
  if (new Set(hidden).size < 2) {
    const kinds = { seed: settings.seed };
    if (hidden.length) kinds.activation = pythonText(hidden[0]);
    if (output !== "linear") kinds.output = pythonText(output);
    if (drawn !== "uniform") kinds.init = pythonText(drawn);
    const { seed, ...others } = kinds;
    const words = Object.entries({ ...others, seed }).map(([key, value]) => `${key}=${value}`);
    return [`model = nn.MLP(${inputs}, [${sizes.join(", ")}], ${words.join(", ")})`, ...equal];
  }
  const layers = settings.activations.map((name, layer) => {
    const init = drawn === "uniform" ? "" : `, init=${pythonText(drawn)}`;
    const shape = `${network.sizes[layer]}, ${network.sizes[layer + 1]}`;
    return `    nn.Layer(${shape}, activation=${pythonText(name)}${init}),`;
  });
  return [
    `model = nn.MLP(${inputs}, [${sizes.join(", ")}])`,
    `random.seed(${settings.seed})`,
    "model.layers = [",
    ...layers,
    "]",
    ...equal,
  ];
}

// A script that trains as the page has, with the loss that it must come to. `given` is the name of
// the file with the first weights, if they were given.
function scriptOf(run, given) {
  const { settings } = run;
  const layers = new Set(settings.activations.slice(0, -1)).size > 1 && !given;
  const standard = [...(isRead(run) ? ["import csv"] : []), ...(layers ? ["import random"] : [])];
  const lines = [
    ...standard,
    ...(standard.length ? [""] : []),
    ...(run.data.table ? ["import numpy as np", ""] : []),
    "from micrograd_plus import datasets, fit, nn, optim",
    "",
    ...dataInPython(run),
    ...modelInPython(run, given),
    "history = fit(",
    "    model,",
    "    X,",
    "    y,",
    `    loss=${pythonText(settings.loss)},`,
    `    optimizer=${optimiserInPython(settings.optimiser)},`,
  ];
  const { name, ...numbers } = settings.schedule;
  const early = name !== "constant" && run.epoch < settings.epochs;
  lines.push(
    `    epochs=${name === "constant" ? run.epoch : Math.max(settings.epochs, run.epoch)},`,
  );
  if (settings.batch) lines.push(`    batch_size=${settings.batch},`);
  if (settings.l2) lines.push(`    l2=${pythonNumber(settings.l2)},`);
  if (run.held) lines.push(`    validation=${pythonNumber(settings.share)},`);
  lines.push(`    seed=${settings.seed},`);
  if (name !== "constant") lines.push(`    schedule=optim.${calling(name, numbers)},`);
  if (early) lines.push(`    callbacks=[lambda epoch, history: epoch == ${run.epoch}],`);
  lines.push(")");
  if (run.epoch) {
    // Of a long run the curve does not have every epoch.
    const [epoch, loss] = run.curves.loss.points().at(-1);
    const known = epoch === run.epoch ? `  # the page has ${pythonRepr(loss)}` : "";
    lines.push("# The mean loss while the epoch was trained; the top of the page has that after it.");
    lines.push(`print(history.loss[-1])${known}`);
  }
  return `${[...notesOnScript(run), ...lines].join("\n")}\n`;
}

function notesOnScript(run) {
  const notes = [];
  if (run.changed) {
    notes.push(
      "# Settings were changed on the way: reset and train again for a run that this rebuilds.",
    );
  }
  if (run.at) notes.push(`# The page is ${run.at} rows into the next epoch; this ends before it.`);
  return notes;
}

const plainNumber = (x) => (Number.isFinite(x) ? x : fixed4(x));

// The model as a file, with every digit.
function modelFile(run) {
  const { network, data, settings } = run;
  const layers = settings.activations.map((activation, layer) => ({
    neurons: Array.from({ length: network.sizes[layer + 1] }, (_, unit) => ({
      activation,
      w: Array.from({ length: network.sizes[layer] }, (_, input) =>
        plainNumber(network.p[network.place(layer, unit, input)]),
      ),
      b: plainNumber(network.p[network.bias(layer, unit)]),
    })),
  }));
  const used = settings.activations.filter((name) => Object.hasOwn(DATA.own_rules, name));
  const rules = Object.assign({}, ...used.map((name) => DATA.own_rules[name]));
  // What is known of a table goes with the models of it that `predict` can read.
  const told = !data.classes || network.sizes.at(-1) === data.classes.length;
  const document = {
    ...MODEL,
    kind: "MLP",
    sizes: network.sizes,
    task: data.classes ? "classification" : "regression",
    classes: data.classes ? data.values : null,
    table: (told && data.table) || null,
    rules,
    layers,
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

// What a file of a model says: layers, activations and parameters.
function modelFrom(text) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    throw new Error("this is no file of a model: model.save(path) in Python writes one");
  }
  if (content?.format !== MODEL.format || content.kind !== "MLP" || !Array.isArray(content.sizes)) {
    throw new Error("this is no file of an MLP: model.save(path) in Python writes one");
  }
  if (content.version > MODEL.version) throw new Error("the file is newer than this page");
  const { sizes } = content;
  if (
    sizes.length - 2 > MOST_LAYERS ||
    sizes.slice(1).some((units) => !(units >= 1 && units <= MOST_UNITS))
  ) {
    throw new Error(`a page takes up to ${MOST_LAYERS} hidden layers of up to ${MOST_UNITS} units`);
  }
  const activations = [];
  const parameters = [];
  for (let layer = 0; layer + 1 < sizes.length; layer++) {
    const neurons = content.layers?.[layer]?.neurons;
    if (neurons?.length !== sizes[layer + 1])
      throw new Error("its layers are not as its sizes say");
    const kinds = new Set(neurons.map((neuron) => neuron.activation));
    const [kind] = kinds;
    if (kinds.size > 1)
      throw new Error(
        `the units of layer ${layer + 1} have different activations, a page has one for each layer`,
      );
    if (!DATA.activations.includes(kind))
      throw new Error(`the activation ${cut(String(kind))} is not known here`);
    activations.push(kind);
    for (const { w, b } of neurons) {
      if (w?.length !== sizes[layer]) throw new Error("its weights are not as its sizes say");
      parameters.push(...w.map(readNumber), readNumber(b));
    }
  }
  return { sizes, activations, parameters, classes: content.classes };
}

function readNumber(x) {
  const number = typeof x === "number" ? x : numberFrom(String(x));
  if (number === undefined) throw new Error(`${cut(String(x))} is no number`);
  return number;
}
