// Drawing on canvases: colours of the day and of the night, sharp pens, axes.

const night = matchMedia("(prefers-color-scheme: dark)");
const palette = {};

const channels = (hexadecimal) =>
  [1, 3, 5].map((start) => parseInt(hexadecimal.slice(start, start + 2), 16));
const mixed = (from, to, share) => from.map((part, k) => part + share * (to[k] - part));
const css = (colour) => `rgb(${colour.map(Math.round).join(" ")})`;

// The colours of the style sheet, read once for day or night.
function readPalette() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["paper", "panel", "ink", "soft", "grid", "blue", "orange"]) {
    palette[name] = channels(style.getPropertyValue(`--${name}`).trim());
  }
  palette.classes = DATA.colours.map((pair) => channels(pair[Number(night.matches)]));
  palette.em = parseFloat(style.fontSize);
  palette.font = `${0.8 * palette.em}px ${getComputedStyle(document.body).fontFamily}`;
}

// A pen that counts in pixels of the page, on a canvas as sharp as the screen.
function penFor(canvas, width, height) {
  const sharpness = Math.min(3, window.devicePixelRatio || 1);
  const [across, down] = [Math.round(width * sharpness), Math.round(height * sharpness)];
  if (canvas.width !== across || canvas.height !== down) {
    [canvas.width, canvas.height] = [across, down];
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(sharpness, 0, 0, sharpness, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = palette.font;
  return pen;
}

function line(pen, ...points) {
  pen.beginPath();
  points.forEach(([x, y], place) => (place ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.stroke();
}

// Round numbers between two others, about so many.
function ticks(low, high, count) {
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const first = Math.ceil(low / step - 1e-9);
  // Of numbers so large that they hardly differ there are none between.
  const places = Array.from({ length: 2 * Math.ceil(count) + 2 }, (_, place) => first + place);
  const found = places.filter((place) => place * step <= high + step * 1e-9);
  return [...new Set(found.map((place) => Number((place * step).toPrecision(12))))];
}

// Powers of ten between two exponents; where there are few of them, with twice and five times each.
function decades(low, high) {
  const factors = high - low < 2 ? [1, 2, 5] : [1];
  const found = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const factor of factors) {
      const number = Number((factor * 10 ** power).toPrecision(6));
      if (Math.log10(number) >= low && Math.log10(number) <= high) found.push(number);
    }
  }
  const apart = Math.ceil((high - low) / 6);
  return factors.length > 1 ? found : found.filter((_, place) => place % apart === 0);
}

function tickText(number, most = 1e5) {
  const size = Math.abs(number);
  const text = size !== 0 && (size >= most || size < 1e-3) ? number.toExponential() : String(number);
  return text.replace("-", "−");
}

const withText = (numbers) => numbers.map((number) => [number, tickText(number)]);
const plainMarks = (low, high, count) => withText(ticks(low, high, count));

// A frame with numbers along it, {x: [low, high], y: [low, high], log}, in a box; gives the places of
// numbers in it. `rows` draws a line across for each number; `marks` are other texts along x and y.
function axes(pen, box, given) {
  const { x, y, log = false, xName = "", yName = "", rows = true } = given;
  const [xMarks, yMarks] = given.marks ?? [plainMarks, plainMarks];
  const { em } = palette;
  const scale = log ? Math.log10 : (number) => number;
  const [low, high] = y.map(scale);
  const across = (number) => box.left + ((number - x[0]) / (x[1] - x[0])) * box.width;
  const up = (number) => box.top + box.height * (1 - (scale(number) - low) / (high - low));
  pen.strokeStyle = css(palette.grid);
  pen.fillStyle = css(palette.soft);
  pen.lineWidth = 1;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  const steps = log ? withText(decades(low, high)) : yMarks(low, high, box.height / (2.6 * em));
  for (const [number, text] of steps) {
    const end = box.left + (rows ? box.width : 0);
    line(pen, [box.left - (rows ? 0 : 4), up(number)], [end, up(number)]);
    pen.fillText(text, box.left - 0.4 * em, up(number));
  }
  pen.textAlign = "center";
  pen.textBaseline = "top";
  for (const [number, text] of xMarks(...x, box.width / (3.2 * em))) {
    line(pen, [across(number), box.top + box.height], [across(number), box.top + box.height + 4]);
    pen.fillText(text, across(number), box.top + box.height + 0.35 * em);
  }
  pen.fillText(xName, box.left + box.width / 2, box.top + box.height + 1.35 * em);
  if (yName) {
    pen.save();
    pen.translate(0.9 * em, box.top + box.height / 2);
    pen.rotate(-Math.PI / 2);
    pen.fillText(yName, 0, -0.5 * em);
    pen.restore();
  }
  return { across, up };
}

const paths = new Map();

function shapeOf(kind) {
  const place = kind % DATA.shapes.length;
  if (!paths.has(place)) paths.set(place, new Path2D(DATA.shapes[place]));
  return paths.get(place);
}

// A point in the shape and colour of its class; one that is held out is hollow.
function drawMark(pen, x, y, size, colour, shape, hollow) {
  pen.save();
  pen.translate(x, y);
  pen.scale(size, size);
  pen.lineWidth = 2.4 / size;
  pen.strokeStyle = css(palette.paper);
  pen.stroke(shape);
  pen.lineWidth = (hollow ? 1.8 : 1) / size;
  pen.strokeStyle = css(hollow ? colour : palette.ink);
  pen.fillStyle = css(hollow ? palette.paper : colour);
  pen.fill(shape);
  pen.stroke(shape);
  pen.restore();
}

// Short and sweet: the part of a name for which there is room.
function fitting(pen, name, room) {
  if (pen.measureText(name).width <= room) return name;
  const letters = [...name];
  while (letters.length > 1 && pen.measureText(`${letters.join("")}…`).width > room) letters.pop();
  return `${letters.join("")}…`;
}
