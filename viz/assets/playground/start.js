// What the buttons, keys, lessons and links of the page do.

function showText(words, text) {
  byId("text-part").hidden = false;
  setText(byId("text-words"), words);
  byId("text").value = text;
  setText(byId("copied"), "");
}

function copyText() {
  byId("text").select();
  // The newer way asks for permissions, which a page from a file or in a notebook may not have.
  const done = document.execCommand("copy");
  setText(byId("copied"), done ? "Copied." : "It is selected: copy it by the keys of your system.");
}

function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

// Trained weights have another name than those with which the page began.
function fileFor({ run, givenFile }) {
  if (!run.steps) return givenFile ?? "model.json";
  return givenFile === "trained.json" ? "trained-further.json" : "trained.json";
}

// Goes on from the weights of a file.
function openModel(page, text, file) {
  const model = modelFrom(text);
  const { data } = page.run;
  const [inputs, ...sizes] = model.sizes;
  if (inputs !== data.inputs.length) {
    const have = `the model has ${inputs} inputs, these data have ${data.inputs.length}`;
    throw new Error(`${have}: choose other data first`);
  }
  const outputs = sizes.pop();
  const loss = lossesFor(data).find((name) => outputsOf(name, data) === outputs);
  if (!loss) throw new Error(`the model has ${outputs} outputs, which these data have no use for`);
  if (outputsOf(page.state.loss, data) !== outputs) page.state.loss = loss;
  Object.assign(page.state, { layers: sizes, activations: model.activations });
  page.given = { ...model, file };
  page.showAnew();
}

function listLessons() {
  const words = DATA.lessons.map(({ title }, place) => [String(place), title]);
  for (const [value, title] of [["-1", "none: free play"], ...words]) {
    byId("lesson").append(element("option", { value }, title));
  }
}

// A lesson sets the page anew; what a teacher has taken away stays away.
function takeLesson(page, place) {
  const lesson = DATA.lessons[place];
  byId("lesson").value = String(lesson ? place : -1);
  byId("lesson-text").hidden = !lesson;
  if (!lesson) return;
  setText(byId("lesson-words"), lesson.text);
  setText(byId("lesson-question"), lesson.question);
  const told = [];
  const { hide } = page.state;
  page.given = null;
  page.state = stateOfLink(lesson.settings, page.base, told);
  if (!page.state.hide.length) page.state.hide = hide;
  page.showAnew();
  tell(told);
}

function tell(sentences) {
  const holder = byId("told");
  holder.hidden = !sentences.length;
  holder.replaceChildren(...sentences.map((sentence) => element("li", {}, sentence)));
}

// What stands behind the # of the address.
function followLink(page) {
  const text = location.hash.slice(1);
  if (!text) return;
  const told = [];
  const given = new URLSearchParams(text);
  const wanted = given.get("lesson");
  const place = DATA.lessons.findIndex(({ name }) => name === wanted);
  if (place >= 0) takeLesson(page, place);
  else if (wanted !== null) told.push(`There is no lesson ${cut(wanted)} here.`);
  page.state = stateOfLink(text, page.state, told);
  if (DRAWN_BY.some((key) => given.has(key))) page.given = null;
  page.showAnew();
  tell([...DATA.told, ...told]);
}

function listen(page) {
  const on = (id, act) => byId(id).addEventListener("click", act);
  on("play", () => (page.playing ? page.stop() : page.play()));
  on("step", () => page.once((run) => run.step()));
  on("epoch", () => page.once((run) => run.takeEpoch()));
  on("back", () => page.once((run) => run.backTo(run.steps - 1)));
  on("reset", () => page.reset());
  on("keep", () => page.keep(true));
  on("whole", () => page.showWhole());
  on("forget", () => page.keep(false));
  on("as-python", () => {
    const words = "This script trains as this page has, from the beginning.";
    showText(words, scriptOf(page.run, page.givenFile));
  });
  on("save-model", () => {
    const text = modelFile(page.run);
    const name = fileFor(page);
    download(name, text);
    showText(`The file ${name}, which nn.load reads in Python:`, text);
  });
  on("link", () => {
    const address = location.protocol === "about:" ? "" : location.href.split("#")[0];
    const words = "This link opens the page with these settings; &hide=network,training takes ";
    const weights = page.givenFile ? " The weights of the model that was given are not in it." : "";
    showText(`${words}controls away.${weights}`, `${address}#${linkOf(page.state)}`);
  });
  on("copy", copyText);
  byId("open-model").addEventListener("change", ({ target }) => openFile(page, target));
  byId("log").addEventListener("change", () => page.draw());
  byId("plane-canvas").addEventListener("click", (event) => {
    const { left, top } = event.target.getBoundingClientRect();
    page.clickedPlane(event.clientX - left, event.clientY - top);
  });
  byId("plane-canvas").addEventListener("pointermove", ({ target, offsetX, offsetY }) =>
    page.pointedAt(target, offsetX, offsetY),
  );
  for (const [value, { words }] of Object.entries(SPEEDS)) {
    byId("speed").append(element("option", { value }, words));
  }
  byId("speed").value = "picture";
  byId("speed").addEventListener("change", ({ target }) => (page.speed = SPEEDS[target.value]));
  byId("lesson").addEventListener("change", ({ target }) => takeLesson(page, Number(target.value)));
  document.addEventListener("keydown", pressed);
}

async function openFile(page, input) {
  const [file] = input.files;
  if (!file) return;
  try {
    openModel(page, await file.text(), file.name);
    tell([`The model ${cut(file.name)} is open: training goes on from its weights.`]);
  } catch (error) {
    tell([`${cut(file.name)} cannot be opened: ${error.message}.`]);
  }
  input.value = "";
}

const KEYS_OF_BUTTONS = { " ": "play", s: "step", e: "epoch", b: "back", r: "reset" };

function pressed(event) {
  const { target, key } = event;
  const id = KEYS_OF_BUTTONS[key.toLowerCase()];
  if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest("input, select, textarea")) return;
  // The space bar presses buttons, opens what is folded and scrolls.
  if (key === " " && target.closest("button, summary, [role=group]")) return;
  event.preventDefault();
  byId(id).click();
}

function begin() {
  readPalette();
  const page = new Page();
  listLessons();
  listen(page);
  tell(DATA.told);
  page.showAnew();
  followLink(page);
  window.addEventListener("hashchange", () => followLink(page));
  const lookAgain = () => {
    readPalette();
    showSettings(page);
    page.draw();
  };
  night.addEventListener("change", lookAgain);
  let width = document.body.clientWidth;
  new ResizeObserver(() => {
    if (width === document.body.clientWidth) return;
    width = document.body.clientWidth;
    lookAgain();
  }).observe(document.body);
  document.documentElement.dataset.ready = "yes";
}
