// The page: what is shown, and the controls.

const page = { k: 0, mode: "steps", pointed: undefined, playing: 0 };
const SECONDS_A_STEP = 1.2;

function useGraph(graph, { keepPicture = false } = {}) {
  page.graph = graph;
  page.list = new StepList(graph);
  page.list.forwardNumber = new Array(graph.data.length).fill(0);
  page.list.list.forEach((step) => {
    if (step.kind === "forward") page.list.forwardNumber[step.node] = step.number;
  });
  page.tableNodes = [...graph.data.keys()].filter((node) => !graph.constant[node]);
  page.told = (step) => (step.told ??= page.list.told(step));
  page.gradientsAt = gradientsAt;
  page.shown = page.list.list;
  if (!keepPicture) {
    page.table.reset();
    page.inside = undefined;
    byId("inside").hidden = true;
    if (graph.data.length <= MOST_DRAWN) {
      page.picture = ownPicture(graph, page.list.names);
      byId("drawing").replaceChildren(page.picture.svg);
      listenTo(page.picture);
      fitPicture();
    }
  }
  page.lines.reset();
}

// In a larger drawing nobody goes from box to box by Tab: the table of values has all of them.
const MOST_FOCUSED = 60;

// So many values are laid out by the page itself.
const MOST_DRAWN = 500;

// Numbers of leaves have changed, nothing else.
function recompute() {
  computeForward(page.graph);
  useGraph(page.graph, { keepPicture: true });
  refresh();
}

// A drawing that is not much too wide shrinks to fit; a wider one is scrolled.
function fitPicture() {
  const { svg } = page.picture ?? {};
  const room = byId("drawing").clientWidth;
  if (svg) svg.classList.toggle("fits", svg.viewBox.baseVal.width * 1.334 < room * 1.7);
}

function goTo(k, { hash = true } = {}) {
  page.k = Math.max(0, Math.min(page.shown.length, Math.round(k)));
  refresh();
  if (!hash) return;
  // A page in a frame without an origin may not change its own address.
  try {
    history.replaceState(null, "", `#step=${page.k}`);
  } catch {
    location.hash = `step=${page.k}`;
  }
}

function refresh() {
  const moment = momentAt(page.k);
  page.picture?.show(moment);
  page.inside?.show(moment);
  if (moment.node !== undefined) page.picture?.reveal(moment.node, byId("drawing"));
  page.table.show(moment);
  if (page.mode !== "whatif") {
    showStep(moment.step);
    page.lines.show(page.k);
  }
  const slider = byId("slider");
  slider.max = page.shown.length;
  slider.value = page.k;
  slider.setAttribute("aria-valuetext", `step ${page.k} of ${page.shown.length}`);
  setText(byId("count"), `step ${page.k} of ${page.shown.length}`);
  for (const id of ["first", "previous"]) byId(id).disabled = page.k === 0;
  for (const id of ["next", "last"]) byId(id).disabled = page.k === page.shown.length;
  if (page.pointed !== undefined && page.pointed < page.graph.data.length) pointAt(page.pointed);
  if (page.mode === "broken") showVerdict();
}

function play(wanted = !page.playing) {
  clearInterval(page.playing);
  page.playing = 0;
  if (wanted) {
    if (page.k >= page.shown.length) goTo(0);
    page.playing = setInterval(() => {
      goTo(page.k + 1);
      const stop = page.mode === "broken" && page.shown[page.k - 1]?.number === page.pass.firstWrong;
      if (page.k >= page.shown.length || stop) play(false);
    }, SECONDS_A_STEP * 1000);
  }
  setText(byId("verb"), page.playing ? "Pause" : "Play");
}

// ------------------------------------------------------------------------------------ the modes

const SECTIONS = {
  steps: ["controls", "step", "list"],
  whatif: ["whatif"],
  predict: ["predict", "list"],
  broken: ["controls", "step", "broken", "list"],
};

function enter(mode) {
  play(false);
  stopDescent();
  trouble("");
  page.mode = mode;
  for (const button of document.querySelectorAll("[data-mode]")) {
    button.setAttribute("aria-pressed", button.dataset.mode === mode);
  }
  for (const id of ["controls", "step", "list", "whatif", "predict", "broken"]) {
    byId(id).hidden = !SECTIONS[mode].includes(id);
  }
  byId("checked").hidden = true;
  byId("check").disabled = mode === "predict";
  page.shown = page.list.list;
  page.gradientsAt = gradientsAt;
  page.told = (step) => (step.told ??= page.list.told(step));
  page.table.reset();
  page.lines.reset();
  ENTERED[mode]();
  refresh();
}

const ENTERED = {
  steps: () => {},
  whatif: () => {
    page.k = page.shown.length;
    showWhatIf();
  },
  predict: () => startPredicting(),
  broken: () => startBreaking(),
};

// Holds every gradient against differences, and says in words how they compare.
function check() {
  if (page.mode === "predict") return;
  const found = checkByDifferences(page.graph);
  const wrong = found.filter(([, , , agrees]) => agrees === false);
  const unknown = found.filter(([, , , agrees]) => agrees === undefined).length;
  const words = { true: "✓ agrees", false: "✗ differs, or is not smooth here", undefined: "? cannot be checked here" };
  const rows = (wrong.length ? wrong : found).slice(0, MOST_ROWS).map(([leaf, gradient, slope, agrees]) =>
    element(
      "tr", {},
      element("td", { class: "name" }, page.list.names[leaf]),
      element("td", { class: "number" }, numberText(gradient)),
      element("td", { class: "number" }, numberText(slope)),
      element("td", {}, words[agrees]),
    ));
  const heads = ["", "gradient", "by differences", ""].map((head) => element("th", { scope: "col" }, head));
  const told = wrong.length
    ? `${wrong.length} of ${found.length} gradients differ from their slopes by differences.`
    : `All ${found.length - unknown} gradients agree with their slopes by differences.`;
  const rest = unknown ? ` ${unknown} cannot be checked, since their numbers are not finite.` : "";
  const more = (wrong.length || found.length) - rows.length;
  const untried = leafNodes().length - found.length;
  byId("checked").replaceChildren(
    element("p", { class: wrong.length ? "wrong-sentence" : "good" }, told + rest),
    element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows)),
    ...(more ? [element("p", {}, `and ${more} more`)] : []),
    ...(untried ? [element("p", {}, `${untried} leaves more were not tried: that would take too long`)] : []),
  );
  byId("checked").hidden = false;
}

function present(wanted = !document.body.classList.contains("presenter")) {
  document.body.classList.toggle("presenter", wanted);
  byId("present").setAttribute("aria-pressed", wanted);
  page.lines.reset();
  refresh();
}

// Controls are seen for a while after the mouse has moved.
let resting = 0;
function moved() {
  document.body.classList.add("moved");
  clearTimeout(resting);
  resting = setTimeout(() => document.body.classList.remove("moved"), 2500);
}

// ----------------------------------------------------------------------------- listening to people

function listenTo(picture) {
  const few = picture.boxes.size <= MOST_FOCUSED;
  for (const [node, { group }] of picture.boxes) {
    for (const event of ["pointerenter", "click", "focus"]) {
      group.addEventListener(event, () => pointAt(node));
    }
    if (!few) continue;
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", `read all of ${page.list.names[node]}`);
  }
  for (const [group, nodes] of picture.parts) {
    group.classList.add("part");
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", `${nodes.length} values: open them`);
    group.addEventListener("click", () => openPart(nodes));
    group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        event.stopPropagation();
        openPart(nodes);
      }
    });
  }
}

// What a box stands for, drawn below the picture.
function openPart(nodes) {
  const inside = byId("inside");
  const shown = nodes.slice(0, MOST_DRAWN);
  page.inside = ownPicture(page.graph, page.list.names, shown);
  const told = shown.length < nodes.length
    ? `the first ${shown.length} of ${nodes.length} values of this box`
    : `the ${nodes.length} values of this box`;
  const close = () => {
    inside.hidden = true;
    page.inside = undefined;
  };
  inside.replaceChildren(
    element("p", {}, `${told} `, element("button", { type: "button", onclick: close }, "Close")),
    page.inside.svg,
  );
  inside.hidden = false;
  listenTo(page.inside);
  page.inside.show(momentAt(page.k));
}

const KEYS = {
  ArrowRight: () => goTo(page.k + 1),
  ArrowLeft: () => goTo(page.k - 1),
  Home: () => goTo(0),
  End: () => goTo(page.shown.length),
  " ": () => play(),
  c: () => check(),
  p: () => present(),
  Escape: () => present(false),
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const inField = event.target.closest("input, select, textarea");
  const onButton = key === " " && event.target.closest("button, [role=button]");
  const scrolls = ["ArrowLeft", "ArrowRight"].includes(key) && event.target.closest(".scroll");
  if (inField || onButton || scrolls || !has(KEYS, key)) return;
  const stepping = !["c", "p", "Escape"].includes(key);
  if (stepping && (page.mode === "whatif" || page.mode === "predict")) return;
  event.preventDefault();
  KEYS[key]();
}

function stepInAddress() {
  const found = /^#step=(\d+)$/.exec(location.hash);
  return found ? Number(found[1]) : undefined;
}

function listen() {
  for (const button of document.querySelectorAll("[data-mode]")) {
    button.addEventListener("click", () => enter(button.dataset.mode));
  }
  byId("first").addEventListener("click", KEYS.Home);
  byId("previous").addEventListener("click", KEYS.ArrowLeft);
  byId("next").addEventListener("click", KEYS.ArrowRight);
  byId("last").addEventListener("click", KEYS.End);
  byId("play").addEventListener("click", () => play());
  byId("check").addEventListener("click", () => check());
  byId("present").addEventListener("click", () => present());
  byId("slider").addEventListener("input", (event) => goTo(Number(event.target.value)));
  document.addEventListener("keydown", onKey);
  document.addEventListener("mousemove", moved);
  window.addEventListener("hashchange", () => {
    const step = page.mode === "predict" || page.mode === "whatif" ? undefined : stepInAddress();
    if (step !== undefined && step !== page.k) goTo(step, { hash: false });
  });
  window.addEventListener("resize", fitPicture);
  window.addEventListener("beforeprint", fillSheets);
  window.addEventListener("afterprint", () => byId("sheets").replaceChildren());
}

function start() {
  const data = DATA;
  page.table = new ValueTable();
  page.lines = new StepLines();
  page.data = data;
  page.graph = graphOf(data);
  const svg = byId("drawing").querySelector("svg");
  if (svg) page.picture = graphvizPicture(svg, data.boxes, data.theme);
  useGraph(page.graph, { keepPicture: Boolean(svg) });
  if (svg) listenTo(page.picture);
  listen();
  fitPicture();
  page.k = Math.min(stepInAddress() ?? 0, page.shown.length);
  refresh();
}

function begin() {
  try {
    start();
    document.documentElement.dataset.ready = "yes";
  } catch (error) {
    trouble(`This page cannot be shown: ${error.message}`);
    throw error;
  }
}
