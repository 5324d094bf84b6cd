// What the buttons, keys and links of the page do.

function showClicking(page) {
  const { data } = page.run;
  const ways = [["open", "Click opens"], ["remove", "Click removes"]];
  if (data.classes) data.classes.forEach((name, kind) => ways.push([`add ${kind}`, `adds ${cut(name)}`]));
  else ways.push(["add", "Click adds"]);
  if (!ways.some(([way]) => way === page.clicks)) page.clicks = "open";
  refill("clicking", ways.map(([way, words]) =>
    element("label", { class: "inline" }, element("input", {
      type: "radio", name: "clicks", value: way, checked: way === page.clicks,
      onchange: () => (page.clicks = way),
    }), words),
  ));
}

function showLegends(page) {
  const { data } = page.run;
  const marks = (data.classes ?? []).map((name, kind) => {
    const svg = drawn("svg", { viewBox: "-1.5 -1.5 3 3", "aria-hidden": "true" });
    const { shapes, colours } = DATA;
    const colour = colours[kind % colours.length][Number(night.matches)];
    svg.append(drawn("path", { d: shapes[kind % shapes.length], fill: colour, stroke: "currentColor", "stroke-width": "0.15" }));
    return element("li", {}, svg, cut(name));
  });
  byId("classes").replaceChildren(...marks);
  const notes = [];
  if (data.classes && page.plane.curve) notes.push("A line is the probability that the network gives to a class.");
  else if (data.classes) notes.push("The deeper a colour, the surer the network; the line is where classes meet.");
  else if (!page.plane.curve) notes.push("Orange is below the middle of the targets, blue above, in the plane and in the points.");
  else notes.push("The line is what the network says, the points are the targets.");
  if (page.run.held) notes.push("Hollow points are held out.");
  if (data.inputs.length > 2) notes.push("The other inputs stay at their mean.");
  setText(byId("plane-note"), notes.join(" "));
  const lines = [["training", "", "blue"], ["held out", "7 4", "orange"], ["the run that was kept", "2", "soft"]];
  const there = [true, page.run.held, page.kept];
  byId("lines").replaceChildren(...lines.filter((_, place) => there[place]).map(([words, dash, colour]) => {
    const svg = drawn("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" });
    svg.append(drawn("path", { d: "M0 10H20", stroke: `var(--${colour})`, "stroke-width": "3", "stroke-dasharray": dash || "none" }));
    return element("li", {}, svg, words);
  }));
  byId("kept-plane").hidden = !page.kept;
  setText(byId("kept-title"), page.kept ? "The run that was kept" : "");
  setText(byId("kept-words"), page.kept?.words ?? "");
}

function showText(words, text) {
  byId("text-part").hidden = false;
  setText(byId("text-words"), words);
  byId("text").value = text;
  setText(byId("copied"), "");
}

async function copyText() {
  const area = byId("text");
  area.select();
  let done = false;
  try {
    await navigator.clipboard.writeText(area.value);
    done = true;
  } catch {
    done = document.execCommand("copy");
  }
  setText(byId("copied"), done ? "Copied." : "It is selected: copy it by the keys of your system.");
}

function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function openModel(page, text) {
  const model = modelFrom(text);
  const { data } = page.run;
  const [inputs, ...sizes] = model.sizes;
  if (inputs !== data.inputs.length) {
    throw new Error(`the model has ${inputs} inputs, these data have ${data.inputs.length}: choose other data first`);
  }
  const outputs = sizes.pop();
  const loss = lossesFor(data).find((name) => outputsOf(name, data) === outputs);
  if (!loss) throw new Error(`the model has ${outputs} outputs, which these data have no use for`);
  if (outputsOf(page.state.loss, data) !== outputs) page.state.loss = loss;
  Object.assign(page.state, { layers: sizes, activations: model.activations });
  page.given = model;
  page.begin();
  showSettings(page);
  page.draw();
}

function showLessons(page) {
  const picker = byId("lesson");
  picker.append(element("option", { value: "-1" }, "none: free play"));
  DATA.lessons.forEach(({ title }, place) => picker.append(element("option", { value: String(place) }, title)));
  const take = (place) => {
    const lesson = DATA.lessons[place];
    byId("lesson-text").hidden = !lesson;
    if (!lesson) return;
    picker.value = String(place);
    setText(byId("lesson-words"), lesson.text);
    setText(byId("lesson-question"), lesson.question);
    const told = [];
    const { hide } = page.state;
    page.given = null;
    page.state = stateOfLink(lesson.settings, page.base, told);
    if (!page.state.hide.length) page.state.hide = hide;
    page.begin();
    showSettings(page);
    page.draw();
    tell(told);
  };
  picker.addEventListener("change", () => take(Number(picker.value)));
  return take;
}

function tell(sentences) {
  const holder = byId("told");
  holder.hidden = !sentences.length;
  holder.replaceChildren(...sentences.map((sentence) => element("li", {}, sentence)));
}

function followLink(page, take) {
  const text = location.hash.slice(1);
  if (!text) return;
  const told = [];
  const given = new URLSearchParams(text);
  if (given.has("lesson")) {
    const place = DATA.lessons.findIndex(({ name }) => name === given.get("lesson"));
    if (place >= 0) take(place);
    else told.push(`There is no lesson ${cut(given.get("lesson"))} here.`);
  }
  const before = page.state;
  page.state = stateOfLink(text, before, told);
  const anew = ["layers", "init", "seed", "data"].some((key) => given.has(key));
  if (anew) page.given = null;
  page.begin();
  showSettings(page);
  page.draw();
  tell([...DATA.told, ...told]);
}

function listen(page) {
  const on = (id, act) => byId(id).addEventListener("click", act);
  on("play", () => (page.playing ? page.stop() : page.play()));
  on("step", () => page.once((run) => run.step()));
  on("epoch", () => page.once((run) => run.takeEpoch()));
  on("back", () => page.once((run) => run.backTo(run.steps - 1)));
  on("reset", () => page.reset());
  on("keep", () => {
    page.keep();
    showLegends(page);
    page.draw();
  });
  on("forget", () => {
    page.kept = null;
    showLegends(page);
    page.draw();
  });
  on("as-python", () => showText("This script trains as this page has, from the beginning.", scriptOf(page.run, page.isGiven)));
  on("save-model", () => {
    const text = modelFile(page.run);
    download("model.json", text);
    showText("The file model.json, which nn.load reads in Python:", text);
  });
  on("link", () => {
    const address = location.protocol === "about:" ? "" : location.href.split("#")[0];
    showText("This link opens the page with these settings. Add &hide=network,training to take controls away.", `${address}#${linkOf(page.state)}`);
  });
  on("copy", copyText);
  byId("open-model").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    try {
      openModel(page, await file.text());
      tell([`The model ${cut(file.name)} is open: training goes on from its weights.`]);
    } catch (error) {
      tell([`${cut(file.name)} cannot be opened: ${error.message}.`]);
    }
    event.target.value = "";
  });
  byId("log").addEventListener("change", () => page.draw());
  byId("plane-canvas").addEventListener("click", (event) => {
    const { left, top } = event.target.getBoundingClientRect();
    page.clickedPlane(event.clientX - left, event.clientY - top);
  });
  for (const [value, words] of SPEEDS) byId("speed").append(element("option", { value }, words));
  byId("speed").value = "picture";
  byId("speed").addEventListener("change", () => {
    page.speed = SPEEDS.find(([name]) => name === byId("speed").value)[2];
  });
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest("input, select, textarea, button, [role=group]") && event.key === " ") return;
    if (target.closest("input, select, textarea")) return;
    const buttons = { " ": "play", s: "step", e: "epoch", b: "back", r: "reset" };
    const id = buttons[event.key.toLowerCase()];
    if (!id) return;
    event.preventDefault();
    byId(id).click();
  });
}

function begin() {
  readPalette();
  const page = new Page();
  const take = showLessons(page);
  listen(page);
  tell(DATA.told);
  showSettings(page);
  page.draw();
  followLink(page, take);
  window.addEventListener("hashchange", () => followLink(page, take));
  const again = () => {
    readPalette();
    showSettings(page);
    page.draw();
  };
  night.addEventListener("change", again);
  let width = 0;
  new ResizeObserver(() => {
    if (width === document.body.clientWidth) return;
    width = document.body.clientWidth;
    again();
  }).observe(document.body);
  document.documentElement.dataset.ready = "yes";
}
