// The plane of two inputs (or a curve over one): what the network says there, and each unit.

const GRID = 36;

class Plane {
  constructor(run, columns) {
    this.run = run;
    const { data, network, training } = run;
    this.curve = data.inputs.length === 1;
    this.columns = this.curve ? [0] : columns;
    const width = data.inputs.length;
    this.ranges = this.columns.map((input) => Plane.#range(data.X.map((row) => row[input])));
    if (this.curve) this.ranges.push(Plane.#range(data.classes ? [0, 1] : data.y));
    // Long numbers of a table need more room beside the axis.
    const [, [, marks]] = this.#axes();
    const texts = data.table ? marks(...this.ranges[1], 8).map(([, text]) => text) : [];
    this.margin = Math.max(3.6, ...texts.map((text) => 1.6 + 0.5 * text.length));
    const rows = this.curve ? 4 * GRID : GRID * GRID;
    this.grid = new Float64Array(width * rows);
    for (let input = 0; input < width; input++) {
      const place = this.columns.indexOf(input);
      const own = training.inputs.subarray(input * training.rows, (input + 1) * training.rows);
      // Other inputs stay at their mean.
      const mean = own.reduce((sum, x) => sum + x, 0) / training.rows;
      for (let row = 0; row < rows; row++) {
        let number = mean;
        if (this.curve) number = this.#at(0, row / (rows - 1));
        else if (place === 0) number = this.#at(0, (row % GRID) / (GRID - 1));
        else if (place === 1) number = this.#at(1, Math.floor(row / GRID) / (GRID - 1));
        this.grid[input * rows + row] = number;
      }
    }
    this.pass = new Pass(network, rows);
    this.rows = rows;
    this.image = new ImageData(this.curve ? rows : GRID, this.curve ? 1 : GRID);
    this.canvas = document.createElement("canvas");
    [this.canvas.width, this.canvas.height] = [this.image.width, this.image.height];
  }

  static #range(numbers) {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const room = high > low ? 0.12 * (high - low) : 1;
    return [low - room, high + room];
  }

  #at(axis, share) {
    const [low, high] = this.ranges[axis];
    return low + share * (high - low);
  }

  refresh() {
    this.pass.forward(this.grid);
  }

  // What a unit gives at each point of the grid; of inputs, themselves.
  unit(layer, unit) {
    const from = layer < 0 ? this.grid : this.pass.a[layer];
    return from.subarray(unit * this.rows, (unit + 1) * this.rows);
  }

  // Whether the network says something that is no number.
  get hasNan() {
    return this.pass.outputs.some((number) => !Number.isFinite(number));
  }

  // Where there is no number the picture is hatched.
  #hatch(at) {
    const stripe = ((at % GRID) + Math.floor(at / GRID)) % 6 < 3;
    const place = 4 * this.#turned(at);
    this.image.data.set([...(stripe ? palette.grid : palette.paper), 255], place);
  }

  // A picture of numbers, orange below 0, blue above; the largest, or `size`, is the deepest.
  #paintNumbers(numbers, size = 0) {
    const { data } = this.image;
    if (!size) for (const number of numbers) if (Math.abs(number) > size) size = Math.abs(number);
    const { paper, blue, orange } = palette;
    for (let at = 0; at < numbers.length; at++) {
      if (Number.isNaN(numbers[at])) {
        this.#hatch(at);
        continue;
      }
      const share = size ? Math.min(1, Math.abs(numbers[at]) / size) : 0;
      const colour = numbers[at] < 0 ? orange : blue;
      const place = 4 * this.#turned(at);
      for (let k = 0; k < 3; k++) data[place + k] = paper[k] + share * (colour[k] - paper[k]);
      data[place + 3] = 255;
    }
  }

  // The same, stretched into a box of another drawing.
  paintUnit(pen, numbers, left, top, width, height) {
    this.#paintNumbers(numbers);
    this.canvas.getContext("2d").putImageData(this.image, 0, 0);
    pen.drawImage(this.canvas, left, top, width, height);
  }

  // Up is up: the first row of an image is the highest.
  #turned(at) {
    return this.curve ? at : (GRID - 1 - Math.floor(at / GRID)) * GRID + (at % GRID);
  }

  // The classes, each the deeper the surer.
  #paintClasses() {
    const { data } = this.image;
    const { outputs } = this.pass;
    const count = outputs.length / this.rows;
    const odds = new Float64Array(Math.max(2, count));
    for (let at = 0; at < this.rows; at++) {
      probabilitiesAt(outputs, this.rows, at, odds);
      if (odds.some(Number.isNaN)) {
        this.#hatch(at);
        continue;
      }
      let best = 0;
      let next = -1;
      for (let k = 1; k < odds.length; k++) if (odds[k] > odds[best]) best = k;
      for (let k = 0; k < odds.length; k++) {
        if (k !== best && (next < 0 || odds[k] > odds[next])) next = k;
      }
      const share = 0.08 + 0.52 * (odds[best] - odds[next]);
      const place = 4 * this.#turned(at);
      const colour = palette.classes[best % palette.classes.length];
      for (let k = 0; k < 3; k++) {
        data[place + k] = palette.paper[k] + share * (colour[k] - palette.paper[k]);
      }
      data[place + 3] = 255;
    }
  }

  // Where classes meet.
  #drawBorders(pen, box) {
    const { outputs } = this.pass;
    const count = outputs.length / this.rows;
    pen.strokeStyle = css(palette.ink);
    pen.lineWidth = 1.5;
    const kinds = count === 1 ? [0] : Array.from({ length: count }, (_, k) => k);
    for (const kind of kinds) this.#contour(pen, box, (at) => leadAt(outputs, this.rows, at, kind));
  }

  // The line on which a number is 0, square by square of the grid.
  #contour(pen, box, numberAt) {
    const [stepX, stepY] = [box.width / (GRID - 1), box.height / (GRID - 1)];
    pen.beginPath();
    for (let row = 0; row < GRID - 1; row++) {
      for (let column = 0; column < GRID - 1; column++) {
        const at = row * GRID + column;
        const corners = [at, at + 1, at + GRID + 1, at + GRID].map(numberAt);
        const crossings = [];
        for (let side = 0; side < 4; side++) {
          const [one, other] = [corners[side], corners[(side + 1) % 4]];
          if (one > 0 === other > 0) continue;
          const share = one / (one - other);
          const x = [share, 1, 1 - share, 0][side];
          const y = [0, share, 1, 1 - share][side];
          const [across, up] = [(column + x) * stepX, (row + y) * stepY];
          crossings.push([box.left + across, box.top + box.height - up]);
        }
        for (let place = 0; place + 1 < crossings.length; place += 2) {
          pen.moveTo(...crossings[place]);
          pen.lineTo(...crossings[place + 1]);
        }
      }
    }
    pen.stroke();
  }

  // Where the plane lies on a canvas of this width.
  box(width) {
    const { em } = palette;
    const height = Math.min(width, 30 * em);
    const left = this.margin * em;
    return {
      size: [width, height],
      box: { left, top: 0.6 * em, width: width - left - 0.6 * em, height: height - 3.6 * em },
    };
  }

  // What the network says, or one unit of it: this changes with every step. The colours are a small
  // picture, which the browser stretches; the lines have a canvas of their own.
  drawField({ field, lines, points }, seen, withLines = true) {
    const { size, box } = this.box(points.clientWidth);
    const pen = withLines ? penFor(lines, ...size) : null;
    field.hidden = this.curve;
    if (this.curve) {
      if (pen) this.#drawCurve(pen, box, seen);
      return;
    }
    if (seen) this.#paintNumbers(this.unit(seen.layer, seen.unit));
    else if (this.run.data.classes) {
      this.#paintClasses();
      if (pen) this.#drawBorders(pen, box);
    } else {
      const [low, high] = this.#targets();
      this.#paintNumbers(this.#aboutMiddle(), (high - low) / 2);
    }
    if (field.width !== GRID) [field.width, field.height] = [GRID, GRID];
    const style = `left:${box.left}px;top:${box.top}px;width:${box.width}px;height:${box.height}px`;
    if (field.dataset.box !== style) [field.dataset.box, field.style.cssText] = [style, style];
    field.getContext("2d").putImageData(this.image, 0, 0);
  }

  // The points and the axes, which stay; gives where the points are, to be found by a click.
  drawPoints(canvas, { chosen = null, seen = null } = {}) {
    const { em } = palette;
    const { size, box } = this.box(canvas.clientWidth);
    const pen = penFor(canvas, ...size);
    const [x, y] = this.ranges;
    const { data, held } = this.run;
    const named = this.#axes(seen);
    const [xName, yName] = named.map(([name]) => fitting(pen, name, 0.8 * box.height));
    const marks = named.map(([, own]) => own);
    const { across, up } = axes(pen, box, { x, y, xName, yName, rows: this.curve, marks });
    const out = new Set(held?.places ?? []);
    const places = data.X.map((row, place) => {
      const height = this.curve ? data.y[place] / this.#top : row[this.columns[1]];
      const at = [across(row[this.columns[0]]), up(height)];
      const kind = data.classes ? data.y[place] : 0;
      const colour = data.classes
        ? palette.classes[kind % palette.classes.length]
        : this.#shade(data.y[place]);
      drawMark(
        pen,
        ...at,
        0.3 * em * (data.X.length > 400 ? 0.7 : 1),
        colour,
        shapeOf(kind),
        out.has(place),
      );
      return at;
    });
    if (chosen !== null && places[chosen]) {
      pen.strokeStyle = css(palette.ink);
      pen.lineWidth = 2.5;
      pen.beginPath();
      pen.arc(...places[chosen], 0.75 * em, 0, 2 * Math.PI);
      pen.stroke();
    }
    const inverse = (at, [low, high], start, extent) =>
      low + ((at - start) / extent) * (high - low);
    return {
      places,
      numbersAt: (left, top) => [
        inverse(left, x, box.left, box.width),
        inverse(top, [y[1], y[0]], box.top, box.height),
      ],
    };
  }

  // The name and the marks of each axis. A unit over one input gives no numbers of the table.
  #axes(seen = null) {
    const { data } = this.run;
    const found = this.columns.map((input) => [
      axisName(data, input),
      marksOf(columnOf(data, input)),
    ]);
    if (!this.curve) return found;
    const column = targetColumn(data);
    if (data.classes) return [...found, [data.target, plainMarks]];
    if (seen) return [...found, [scaledName(column), plainMarks]];
    return [...found, [nameWithUnit(column), marksOf(column)]];
  }

  // Targets that are numbers: orange below their middle, blue above.
  #aboutMiddle() {
    const [low, high] = this.#targets();
    return this.unit(this.run.network.depth - 1, 0).map((number) => number - (low + high) / 2);
  }

  // Classes over one input stand between 0 and 1, as their probabilities do.
  get #top() {
    return this.run.data.classes ? this.run.data.classes.length - 1 : 1;
  }

  #targets() {
    const { y } = this.run.data;
    return [Math.min(...y), Math.max(...y)];
  }

  #shade(number) {
    if (this.curve) return palette.orange;
    const [low, high] = this.#targets();
    const share = high > low ? (2 * (number - low)) / (high - low) - 1 : 0;
    return mixed(palette.paper, share < 0 ? palette.orange : palette.blue, Math.abs(share));
  }

  #drawCurve(pen, box, seen) {
    const [low, high] = this.ranges[1];
    const across = (row) => box.left + (row / (this.rows - 1)) * box.width;
    const up = (number) => box.top + box.height * (1 - (number - low) / (high - low));
    pen.save();
    pen.beginPath();
    pen.rect(box.left, box.top, box.width, box.height);
    pen.clip();
    pen.lineWidth = 2.5;
    const lines = seen ? [[this.unit(seen.layer, seen.unit), palette.blue]] : this.#curves();
    for (const [numbers, colour] of lines) {
      pen.strokeStyle = css(colour);
      line(pen, ...Array.from(numbers, (number, row) => [across(row), up(number)]));
    }
    pen.restore();
  }

  // What the network says over one input: the output, or the probability of each class.
  #curves() {
    const { outputs } = this.pass;
    const { classes } = this.run.data;
    if (!classes) return [[outputs, palette.blue]];
    const odds = new Float64Array(classes.length);
    const lines = classes.map(() => new Float64Array(this.rows));
    for (let row = 0; row < this.rows; row++) {
      probabilitiesAt(outputs, this.rows, row, odds);
      odds.forEach((share, kind) => (lines[kind][row] = share));
    }
    return lines.map((numbers, kind) => [numbers, palette.classes[kind % palette.classes.length]]);
  }
}

// The probability of each class: of a score by the sigmoid, of several by softmax.
function probabilitiesAt(outputs, rows, row, odds) {
  const count = outputs.length / rows;
  if (count === 1) {
    odds[1] = 1 / (1 + Math.exp(-outputs[row]));
    odds[0] = 1 - odds[1];
    return odds;
  }
  let top = -Infinity;
  for (let k = 0; k < count; k++) top = Math.max(top, outputs[k * rows + row]);
  let total = 0;
  for (let k = 0; k < count; k++) total += odds[k] = Math.exp(outputs[k * rows + row] - top);
  for (let k = 0; k < count; k++) odds[k] /= total;
  return odds;
}

// By how much the score of a class leads the best of the others.
function leadAt(outputs, rows, row, kind) {
  const count = outputs.length / rows;
  if (count === 1) return outputs[row];
  let best = -Infinity;
  for (let k = 0; k < count; k++) {
    if (k !== kind) best = Math.max(best, outputs[k * rows + row]);
  }
  return outputs[kind * rows + row] - best;
}
