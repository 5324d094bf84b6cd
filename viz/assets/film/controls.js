// The slider, the button and the keys; what is drawn when.

const last = film.epochs.length - 1;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
// How long a film lasts, and a frame at least and at most, in milliseconds; who wants little motion
// gets slow steps.
const FILM = 8000, SHORTEST = 60, LONGEST = 500, CALM = 1000;
let timer = null;

// When a frame is, in words.
function moment(index) {
  return film.epochs[index] === 0 ? "before training" : `after epoch ${film.epochs[index]}`;
}

function percent(share) {
  return share === null ? "–" : `${(100 * share).toFixed(1)} %`;
}

function showNumbers(index) {
  const epoch = film.epochs[index], { curves } = film;
  const at = (numbers) => numbers[epoch - 1] ?? null;
  const told = [["epoch", `${epoch} of ${film.total}${epoch === 0 ? ", before training" : ""}`]];
  if (curves.loss.length) told.push(["loss", text(at(curves.loss))]);
  if (curves.accuracy.length) told.push(["accuracy", percent(at(curves.accuracy))]);
  if (curves.validation_loss.length) told.push(["loss held out", text(at(curves.validation_loss))]);
  if (curves.validation_accuracy.length) {
    told.push(["accuracy held out", percent(at(curves.validation_accuracy))]);
  }
  $("numbers").replaceChildren();
  for (const [name, number] of told) {
    const item = element("span", `${name} `, $("numbers"));
    element("b", number, item);
  }
  $("slider").setAttribute("aria-valuetext", told.map((pair) => pair.join(" ")).join(", "));
}

function show() {
  const index = Number($("slider").value);
  showNumbers(index);
  if (film.boundary) drawPlane(index);
  if (film.curves.loss.length) drawCurves(index);
  if (film.gradients) drawGradients(index);
  if (film.units) drawUnits(index);
  if (film.gradients || film.units) fillTable(index);
}

function goTo(index) {
  $("slider").value = Math.min(Math.max(index, 0), last);
  show();
}

function pause() {
  clearInterval(timer);
  timer = null;
  $("sign").textContent = "▶";
  $("verb").textContent = "Play";
}

function play() {
  if (Number($("slider").value) === last) goTo(0);
  const pace = calm.matches ? CALM : Math.min(Math.max(FILM / (last + 1), SHORTEST), LONGEST);
  timer = setInterval(() => {
    goTo(Number($("slider").value) + 1);
    if (Number($("slider").value) === last) pause();
  }, pace);
  $("sign").textContent = "⏸";
  $("verb").textContent = "Pause";
}

function toggle() {
  if (timer === null) play();
  else pause();
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const index = Number($("slider").value);
  const aims = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last };
  if (event.key in aims) {
    pause();
    goTo(aims[event.key]);
    event.preventDefault();
  } else if (event.key === " " && event.target !== $("play")) {
    // The button has the space bar anyway.
    toggle();
    event.preventDefault();
  }
}

function lists() {
  if (film.boundary) listClasses();
  if (film.gradients) listColours();
  listLines();
}

async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function start() {
  if (film.boundary) planes = await unpack($("planes").textContent);
  $("plane").hidden = !film.boundary;
  $("curves").hidden = !film.curves.loss.length;
  $("accuracy-part").hidden = !lines(film.curves.accuracy, film.curves.validation_accuracy).length;
  $("layers").hidden = !film.gradients && !film.units;
  $("gradient-part").hidden = !film.gradients;
  $("unit-part").hidden = !film.units;
  $("table").hidden = $("layers").hidden;
  if (!film.boundary) $("first").prepend($("curves"));
  $("slider").max = last;
  lists();
  goTo(last);
  $("slider").addEventListener("input", () => {
    pause();
    show();
  });
  $("play").addEventListener("click", toggle);
  document.addEventListener("keydown", onKey);
  window.addEventListener("resize", show);
  dark.addEventListener("change", () => {
    lists();
    show();
  });
  document.documentElement.dataset.ready = "yes";
}

start().catch((error) => {
  $("trouble").hidden = false;
  $("trouble").textContent = `This film cannot be shown: ${error.message}. It needs a browser of 2023 or later.`;
});
