// The plane: regions of classes, and the points to learn from.

// For each frame the class at every point of a grid, then by how much it leads; they are unpacked
// when the page opens.
let planes = null;
const NO_CLASS = 255, SUREST = 254;
// The picture is computed this fine, and stretched.
const FINE = 480;

function classColour(kind) {
  const pair = film.boundary.colours[kind % film.boundary.colours.length];
  return channels(pair[dark.matches ? 1 : 0]);
}

// Where the colours begin again, the shapes are others.
function classShape(kind) {
  const shapes = film.boundary.shapes;
  return shapes[(kind + Math.floor(kind / shapes.length)) % shapes.length];
}

// The class of each pixel, and by how much it leads. Of the four points of the grid around it each
// votes for its class: the nearer it is, and the surer, the more.
function regions(index, width, height) {
  const { columns, rows } = film.boundary, cells = columns * rows;
  const kinds = planes.subarray(2 * index * cells, (2 * index + 1) * cells);
  const leads = planes.subarray((2 * index + 1) * cells, (2 * index + 2) * cells);
  const kind = new Uint8Array(width * height), lead = new Uint8Array(width * height);
  const votes = new Float64Array(256), around = [0, 0, 0, 0], nearness = [0, 0, 0, 0];
  for (let at = 0; at < kind.length; at += 1) {
    const x = (((at % width) + 0.5) / width) * (columns - 1);
    const y = (1 - (Math.floor(at / width) + 0.5) / height) * (rows - 1);
    const column = Math.floor(x), row = Math.floor(y);
    for (let k = 0; k < 4; k += 1) {
      const right = k % 2, above = k >> 1;
      around[k] = (row + above) * columns + column + right;
      nearness[k] = (1 - Math.abs(column + right - x)) * (1 - Math.abs(row + above - y));
      votes[kinds[around[k]]] = 0;
    }
    for (let k = 0; k < 4; k += 1) votes[kinds[around[k]]] += nearness[k] * (leads[around[k]] + 0.5);
    let best = kinds[around[0]], next = 0;
    for (const cell of around) if (votes[kinds[cell]] > votes[best]) best = kinds[cell];
    for (const cell of around) if (kinds[cell] !== best) next = Math.max(next, votes[kinds[cell]]);
    kind[at] = best;
    lead[at] = votes[best] - next;
  }
  return [kind, lead];
}

function paintRegions(index, width, height) {
  const [kind, lead] = regions(index, width, height);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d"), image = pen.createImageData(width, height);
  const paper = channels(colour("paper")), ink = channels(colour("ink")), grey = channels(colour("grid"));
  // A shade for each class and lead.
  const shades = film.boundary.classes.map((_, own) =>
    Array.from({ length: SUREST + 1 }, (_, sure) =>
      mix(paper, classColour(own), film.boundary.probability ? 0.08 + (0.52 * sure) / SUREST : 0.32)
    )
  );
  for (let at = 0; at < kind.length; at += 1) {
    const own = kind[at], x = at % width, y = (at - x) / width;
    const edge =
      (x > 0 && kind[at - 1] !== own) || (x + 1 < width && kind[at + 1] !== own) ||
      (y > 0 && kind[at - width] !== own) || (y + 1 < height && kind[at + width] !== own);
    let shade = ink;
    if (!edge && own === NO_CLASS) shade = (x + y) % 10 < 4 ? grey : paper;
    else if (!edge) shade = shades[own][lead[at]];
    image.data[4 * at] = shade[0];
    image.data[4 * at + 1] = shade[1];
    image.data[4 * at + 2] = shade[2];
    image.data[4 * at + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}

function drawPlane(index) {
  const { x, y, points } = film.boundary, canvas = $("boundary"), em = emSize();
  const shape = Math.min(Math.max((y[1] - y[0]) / (x[1] - x[0]), 0.3), 3);
  const left = yRoom(canvas.getContext("2d"), ...y), right = 0.8 * em, top = 0.5 * em, bottom = 2.8 * em;
  // As large as there is room for, and never higher than the window.
  const highest = Math.max(200, window.innerHeight - 15 * em);
  const width = Math.max(50, Math.min(canvas.clientWidth - left - right, highest / shape));
  const box = { left, top, width, height: width * shape };
  const pen = penFor(canvas, canvas.clientWidth, box.height + top + bottom);
  const fine = Math.min(1, FINE / Math.max(box.width, box.height));
  const picture = paintRegions(index, Math.ceil(box.width * fine), Math.ceil(box.height * fine));
  drawAxes(pen, box, { low: x[0], high: x[1], name: "x₁" }, { low: y[0], high: y[1], name: "x₂" });
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, box.left, box.top, box.width, box.height);
  const crowd = Math.max(0.5, Math.min(1, Math.sqrt(200 / Math.max(points.length, 1))));
  const size = Math.min(0.36 * em, 0.018 * box.width) * crowd;
  const paths = film.boundary.classes.map((_, kind) => new Path2D(classShape(kind)));
  pen.strokeStyle = colour("ink");
  pen.lineWidth = 0.22;
  for (const [across, up, kind] of points) {
    pen.save();
    pen.translate(box.left + across * box.width, box.top + (1 - up) * box.height);
    pen.scale(size, size);
    pen.fillStyle = `rgb(${classColour(kind)})`;
    pen.fill(paths[kind]);
    pen.stroke(paths[kind]);
    pen.restore();
  }
  pen.strokeStyle = colour("soft");
  pen.lineWidth = 1;
  pen.strokeRect(box.left, box.top, box.width, box.height);
  canvas.setAttribute(
    "aria-label",
    `The plane ${moment(index)}: the region of each class as the model sees it, and ${points.length} points`
  );
}

function listClasses() {
  const { classes, colours } = film.boundary, list = $("classes");
  list.replaceChildren();
  classes.forEach((name, kind) => {
    const item = element("li", "", list);
    item.innerHTML =
      `<svg viewBox="-1.5 -1.5 3 3" aria-hidden="true"><path d="${classShape(kind)}" ` +
      `fill="rgb(${classColour(kind)})" stroke="var(--ink)" stroke-width=".2"/></svg>`;
    element("span", `class ${name}`, item);
  });
  let note = "A region has the colour of the class that the model sees there";
  note += film.boundary.probability ? ", the fainter, the less sure it is." : ".";
  if (classes.length > colours.length) note += ` Colours come again after ${colours.length} classes, with other shapes.`;
  if (film.boundary.gaps) note += " Hatched: the model is not defined there.";
  $("shades").textContent = note;
}
