"use strict";

// Drawing on a canvas: sizes, colours, axes.

const film = JSON.parse(document.getElementById("film").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");

function $(id) {
  return document.getElementById(id);
}

function element(kind, words, parent) {
  const made = document.createElement(kind);
  made.textContent = words;
  parent.append(made);
  return made;
}

// Always as many digits, so that numbers which change keep their width.
function text(number) {
  if (number === null || number === undefined) return "–";
  if (number === 0) return "0";
  const size = Math.abs(number);
  return size >= 1e4 || size < 1e-3 ? number.toExponential(2) : number.toPrecision(4);
}

function tickText(number) {
  const size = Math.abs(number);
  const short = size >= 1e5 || (size < 1e-3 && size > 0) ? number.toExponential() : String(number);
  return short.replace("-", "−");
}

// The colours of the style sheet, which are others in the dark.
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

function channels(hexadecimal) {
  return [1, 3, 5].map((start) => parseInt(hexadecimal.slice(start, start + 2), 16));
}

function mix(from, to, share) {
  return from.map((part, k) => Math.round(part + share * (to[k] - part)));
}

// The size of a letter in pixels: drawings grow with the text around them.
function emSize() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function lettering() {
  return `${0.85 * emSize()}px ${getComputedStyle(document.body).fontFamily}`;
}

// A pen for a canvas that is as sharp as the screen; it counts in pixels of the page.
function penFor(canvas, width, height) {
  const sharpness = window.devicePixelRatio || 1;
  canvas.style.height = height + "px";
  canvas.width = Math.round(width * sharpness);
  canvas.height = Math.round(height * sharpness);
  const pen = canvas.getContext("2d");
  pen.scale(sharpness, sharpness);
  pen.font = lettering();
  return pen;
}

function strokeLine(pen, fromX, fromY, toX, toY) {
  pen.beginPath();
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
  pen.stroke();
}

function widest(pen, words) {
  return Math.max(...words.map((word) => pen.measureText(word).width));
}

// The end of a long name tells it from its neighbours.
function shortened(pen, name, room) {
  if (pen.measureText(name).width <= room) return name;
  const letters = [...name];
  while (letters.length && pen.measureText("…" + letters.join("")).width > room) letters.shift();
  return "…" + letters.join("");
}

// A brush of diagonal lines.
function hatching(pen, line, ground) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const brush = tile.getContext("2d");
  brush.fillStyle = ground;
  brush.fillRect(0, 0, 6, 6);
  brush.strokeStyle = line;
  brush.lineWidth = 1.6;
  for (const shift of [-6, 0, 6]) strokeLine(brush, shift - 1, 7, shift + 7, -1);
  return pen.createPattern(tile, "repeat");
}

// Round numbers from low to high, about as many as wanted.
function ticks(low, high, wanted, whole) {
  // From less than 2.5 a round step could leave a single number.
  const rough = (high - low) / Math.max(wanted, 2.5);
  const power = 10 ** Math.floor(Math.log10(rough));
  let step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= 0.999 * rough);
  if (whole) step = Math.max(1, Math.round(step));
  const first = Math.ceil(low / step - 1e-9), found = [];
  // Counted, since far from 0 the next number may be the same one.
  for (let n = 0; n <= 2 * wanted + 5 && (first + n) * step <= high + 1e-9 * step; n += 1) {
    found.push(+((first + n) * step).toPrecision(12));
  }
  return found;
}

// How much room the numbers of the axis on the left take, with its name.
function yRoom(pen, low, high) {
  const em = emSize();
  pen.font = lettering();
  return Math.max(4.6 * em, widest(pen, ticks(low, high, 10, false).map(tickText)) + 2.5 * em);
}

// Lines and numbers of two axes; `box` is where the drawing between them goes.
function drawAxes(pen, box, x, y) {
  const em = emSize(), bottom = box.top + box.height, right = box.left + box.width;
  pen.strokeStyle = colour("grid");
  pen.fillStyle = colour("ink");
  pen.lineWidth = 1;
  pen.textAlign = "center";
  pen.textBaseline = "top";
  for (const tick of ticks(x.low, x.high, box.width / (4.5 * em), x.whole)) {
    const at = box.left + ((tick - x.low) / (x.high - x.low)) * box.width;
    strokeLine(pen, at, box.top, at, bottom);
    pen.fillText(tickText(tick), at, bottom + 0.35 * em);
  }
  pen.fillText(x.name, box.left + box.width / 2, bottom + 1.5 * em);
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const tick of ticks(y.low, y.high, box.height / (2.5 * em), false)) {
    const at = bottom - ((tick - y.low) / (y.high - y.low)) * box.height;
    strokeLine(pen, box.left, at, right, at);
    pen.fillText(tickText(tick), box.left - 0.4 * em, at);
  }
  if (y.name) {
    pen.textAlign = "left";
    pen.fillText(y.name, 0, box.top + box.height / 2);
  }
}
