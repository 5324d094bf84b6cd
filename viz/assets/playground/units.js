// The network as a drawing: each unit a small picture of what it sees, each weight a line.

const MOST_LINES = 800;

class Drawing {
  // `open(what)` is called with {layer, unit} or {place} of a parameter.
  constructor(canvas, above, holder, open) {
    [this.canvas, this.above, this.holder, this.open] = [canvas, above, holder, open];
    this.shape = "";
    this.lines = [];
    above.addEventListener("click", (event) => this.#clicked(event));
  }

  #layout(network) {
    const { em } = palette;
    const sizes = network.sizes;
    const most = Math.max(...sizes);
    const room = this.holder.clientWidth / sizes.length;
    const fitted = Math.min(2.6 * em, (26 * em) / most - 0.3 * em, room - 1.6 * em);
    const size = Math.max(1.25 * em, fitted);
    const least = sizes.length * (size + 1.5 * em);
    const width = Math.max(this.holder.clientWidth, least);
    const height = Math.max(9 * em, most * (size + 0.35 * em)) + 1.8 * em;
    for (const canvas of [this.canvas, this.above]) canvas.style.width = `${width}px`;
    const step = (width - size - em) / (sizes.length - 1);
    const boxes = sizes.map((count, column) => {
      const row = (height - 1.8 * em) / count;
      const left = 0.5 * em + column * step;
      return Array.from({ length: count }, (_, unit) => [
        left,
        1.8 * em + (unit + 0.5) * row - size / 2,
      ]);
    });
    return { width, height, size, boxes, step };
  }

  draw(run, plane, chosen) {
    this.at = this.#layout(run.network);
    this.drawWeights(run.network, chosen);
    penFor(this.above, this.at.width, this.at.height);
    this.drawUnits(run, plane, chosen, 0, 1);
    this.#buttons(run.network, run.data);
  }

  drawWeights(network, chosen) {
    const pen = penFor(this.canvas, this.at.width, this.at.height);
    this.#names(pen, network);
    this.#weights(pen, network, chosen);
  }

  // One of so many parts of the units, which have a canvas of their own above that of the lines.
  drawUnits({ network }, plane, chosen, part, parts) {
    const pen = this.above.getContext("2d");
    pen.strokeStyle = css(palette.ink);
    const { size, boxes } = this.at;
    let count = 0;
    for (let layer = -1; layer < network.depth; layer++) {
      boxes[layer + 1].forEach(([left, top], unit) => {
        if (count++ % parts !== part) return;
        if (layer < 0 && !plane.columns.includes(unit)) {
          pen.fillStyle = css(palette.panel);
          pen.fillRect(left, top, size, size);
        } else plane.paintUnit(pen, plane.unit(layer, unit), left, top, size, size);
        pen.lineWidth = chosen?.layer === layer && chosen.unit === unit ? 3 : 1;
        pen.strokeRect(left, top, size, size);
      });
    }
  }

  #names(pen, network) {
    const { em } = palette;
    const { boxes, size, step } = this.at;
    pen.fillStyle = css(palette.soft);
    pen.textBaseline = "top";
    boxes.forEach(([[left]], place) => {
      const last = place === network.depth;
      const word = place === 0 ? "inputs" : `${network.activations[place - 1]}`;
      pen.textAlign = place === 0 ? "left" : last ? "right" : "center";
      const x = place === 0 ? left : last ? left + size : left + size / 2;
      pen.fillText(fitting(pen, word, step - 0.3 * em), x, 0.1 * em);
    });
  }

  // Blue and whole for weights above 0, orange and dashed below; the wider the larger.
  #weights(pen, network, chosen) {
    const { boxes, size } = this.at;
    const { p } = network;
    let largest = 1e-12;
    for (const number of p) if (Math.abs(number) > largest) largest = Math.abs(number);
    this.lines = [];
    for (let layer = 0; layer < network.depth; layer++) {
      boxes[layer + 1].forEach(([left, top], unit) =>
        boxes[layer].forEach(([fromLeft, fromTop], input) => {
          const place = network.place(layer, unit, input);
          const ends = [fromLeft + size, fromTop + size / 2, left, top + size / 2];
          this.lines.push({ place, size: Math.abs(p[place]) / largest, ends });
        }),
      );
    }
    const count = this.lines.length;
    const most = `Of ${count} weights the ${MOST_LINES} largest are drawn.`;
    const scrolls = this.at.width > this.holder.clientWidth ? " Scroll it to see all of it." : "";
    setText(byId("lines-note"), (count > MOST_LINES ? most : "") + scrolls);
    if (count > MOST_LINES) {
      this.lines.sort((one, other) => other.size - one.size);
      this.lines.length = MOST_LINES;
    }
    const widest = Math.max(1.5, size / 9);
    for (const { place, size: share, ends } of this.lines) {
      const below = p[place] < 0;
      const own = chosen?.place === place;
      pen.strokeStyle = css(own ? palette.ink : below ? palette.orange : palette.blue);
      pen.lineWidth = own ? widest + 1 : 0.4 + widest * share;
      pen.globalAlpha = own ? 1 : 0.25 + 0.75 * share;
      pen.setLineDash(below ? [5, 4] : []);
      const middle = (ends[0] + ends[2]) / 2;
      pen.beginPath();
      pen.moveTo(ends[0], ends[1]);
      pen.bezierCurveTo(middle, ends[1], middle, ends[3], ends[2], ends[3]);
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  // A button over each unit, made anew only when the network is another.
  #buttons(network, data) {
    const { boxes, size, width, height } = this.at;
    const shape = JSON.stringify([network.sizes, data.inputs, width, height, size]);
    if (shape === this.shape) return;
    this.shape = shape;
    this.holder.querySelectorAll("button").forEach((button) => button.remove());
    boxes.forEach((column, place) =>
      column.forEach(([left, top], unit) => {
        const last = place === network.depth;
        const words =
          place === 0
            ? `input ${data.inputs[unit]}`
            : `${last ? "output" : "unit"} ${unit + 1} of layer ${place}`;
        const button = element("button", {
          type: "button",
          class: "unit",
          "aria-label": `Open ${words}`,
          title: words,
          onclick: () => this.open({ layer: place - 1, unit }),
        });
        button.style.cssText = `left:${left}px;top:${top}px;width:${size}px;height:${size}px`;
        this.holder.append(button);
      }),
    );
  }

  // The line next to a click, if one is near.
  #clicked(event) {
    const { left, top } = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    let [best, nearest] = [null, 8];
    for (const { place, ends } of this.lines) {
      const share = (x - ends[0]) / (ends[2] - ends[0]);
      if (share < 0 || share > 1) continue;
      const smooth = curveAt(share);
      const away = Math.abs(ends[1] + smooth * (ends[3] - ends[1]) - y);
      if (away < nearest) [best, nearest] = [place, away];
    }
    if (best !== null) this.open({ place: best });
  }
}

// How far up a line is, where it is so far across: its bend has the handles in the middle.
function curveAt(share) {
  let [low, high] = [0, 1];
  for (let turn = 0; turn < 20; turn++) {
    const t = (low + high) / 2;
    const across = 1.5 * t * (1 - t) * (1 - t) + 1.5 * t * t * (1 - t) + t * t * t;
    if (across < share) low = t;
    else high = t;
  }
  return low * low * (3 - 2 * low);
}
