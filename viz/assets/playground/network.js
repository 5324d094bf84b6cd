// A multi-layer perceptron on plain arrays of numbers: all rows of a batch, unit by unit.

const HALF_WIDTHS = {
  uniform: () => 1,
  xavier: (inputs, units) => Math.sqrt(6 / (inputs + units)),
  he: (inputs) => Math.sqrt(6 / inputs),
};
// Beside those of Python: all weights the same, to see that equal units stay equal.
const INITS = [...Object.keys(HALF_WIDTHS), "equal"];
const EQUAL = 0.5;

// A gradient of 0 sends nothing, and where a row has chosen that nothing flows, nothing does.
const sent = (upstream, local) => (upstream === 0 || local === null ? 0 : upstream * local);

// The parameters stand in one array: for each layer and unit its weights, then its bias.
class Network {
  constructor(sizes, activations) {
    this.sizes = sizes;
    this.activations = activations;
    this.depth = activations.length;
    this.starts = [0];
    for (let layer = 0; layer < this.depth; layer++) {
      this.starts.push(this.starts[layer] + (sizes[layer] + 1) * sizes[layer + 1]);
    }
    this.p = new Float64Array(this.starts[this.depth]);
  }

  // Where a weight stands; the bias of a unit is the one behind its last weight.
  place(layer, unit, input) {
    return this.starts[layer] + unit * (this.sizes[layer] + 1) + input;
  }

  bias(layer, unit) {
    return this.place(layer, unit, this.sizes[layer]);
  }

  // The layer, unit and input of a parameter; the input is -1 for a bias.
  whose(place) {
    const layer = this.starts.findLastIndex((start) => start <= place);
    const width = this.sizes[layer] + 1;
    const unit = Math.floor((place - this.starts[layer]) / width);
    const input = (place - this.starts[layer]) % width;
    return { layer, unit, input: input === this.sizes[layer] ? -1 : input };
  }

  // Weights as Python's MLP(..., seed=seed, init=init) draws them.
  draw(seed, init) {
    const random = mersenne(seed);
    for (let layer = 0; layer < this.depth; layer++) {
      const [inputs, units] = [this.sizes[layer], this.sizes[layer + 1]];
      const half = HALF_WIDTHS[init]?.(inputs, units);
      for (let unit = 0; unit < units; unit++) {
        for (let input = 0; input < inputs; input++) {
          const drawn = half === undefined ? EQUAL : -half + 2 * half * random();
          this.p[this.place(layer, unit, input)] = drawn;
        }
        this.p[this.bias(layer, unit)] = 0;
      }
    }
  }
}

// Adds weight times input for all rows: one input after the other, as a sum in Python does; four in a
// loop are twice as fast.
function addProducts(z, own, p, start, from, width, rows) {
  let input = 0;
  for (; input + 3 < width; input += 4) {
    const [a, b, c, d] = p.subarray(start + input, start + input + 4);
    const one = input * rows;
    const [two, three, four] = [one + rows, one + 2 * rows, one + 3 * rows];
    for (let row = 0; row < rows; row++) {
      z[own + row] =
        z[own + row] +
        a * from[one + row] +
        b * from[two + row] +
        c * from[three + row] +
        d * from[four + row];
    }
  }
  for (; input < width; input++) {
    const [weight, other] = [p[start + input], input * rows];
    for (let row = 0; row < rows; row++) z[own + row] += weight * from[other + row];
  }
}

// Room for the numbers of so many rows on their way through a network and back.
class Pass {
  constructor(network, rows) {
    this.network = network;
    this.rows = rows;
    const room = () => network.sizes.slice(1).map((units) => new Float64Array(units * rows));
    this.z = room();
    this.d = room();
    this.a = network.activations.map((name, layer) =>
      name === "linear" ? this.z[layer] : new Float64Array(this.z[layer].length),
    );
    this.inputs = null;
  }

  get outputs() {
    return this.a[this.network.depth - 1];
  }

  into(layer) {
    return layer ? this.a[layer - 1] : this.inputs;
  }

  // Inputs stand column by column: those of input 0 for all rows, then those of input 1, ...
  forward(inputs) {
    const { network, rows } = this;
    this.inputs = inputs;
    for (let layer = 0; layer < network.depth; layer++) {
      const [width, units] = [network.sizes[layer], network.sizes[layer + 1]];
      const [from, z, p] = [this.into(layer), this.z[layer], network.p];
      for (let unit = 0; unit < units; unit++) {
        const [start, own] = [network.place(layer, unit, 0), unit * rows];
        z.fill(p[start + width], own, own + rows);
        addProducts(z, own, p, start, from, width, rows);
      }
      const activation = ACTIVATIONS[network.activations[layer]];
      if (activation) activation.forward(z, this.a[layer], 0, z.length);
    }
  }

  // The mean loss; its slopes by the outputs are put where `backward` begins.
  loss(sample, targets) {
    const { rows } = this;
    const [outputs, d] = [this.outputs, this.d[this.network.depth - 1]];
    const count = outputs.length / rows;
    const [x, t, slopes] = [0, 0, 0].map(() => new Float64Array(count));
    let total = 0;
    for (let row = 0; row < rows; row++) {
      for (let place = 0; place < count; place++) {
        x[place] = outputs[place * rows + row];
        t[place] = targets[place * rows + row];
      }
      total += sample(x, t, slopes);
      for (let place = 0; place < count; place++) d[place * rows + row] = slopes[place] / rows;
    }
    return total / rows;
  }

  // From the slopes by the outputs to those by z in each layer, and to the gradient of parameters.
  backward(gradient) {
    const { network, rows } = this;
    for (let layer = network.depth - 1; layer >= 0; layer--) {
      const [width, units] = [network.sizes[layer], network.sizes[layer + 1]];
      const [from, d] = [this.into(layer), this.d[layer]];
      const below = layer ? this.d[layer - 1] : null;
      const activation = ACTIVATIONS[network.activations[layer]];
      if (activation) activation.backward(this.z[layer], this.a[layer], d, 0, d.length);
      if (below) below.fill(0);
      for (let unit = 0; unit < units; unit++) {
        const [start, own] = [network.place(layer, unit, 0), unit * rows];
        let slope = 0;
        for (let row = 0; row < rows; row++) slope += d[own + row];
        gradient[start + width] = slope;
        for (let input = 0; input < width; input++) {
          const [weight, other] = [network.p[start + input], input * rows];
          let total = 0;
          for (let row = 0; row < rows; row++) total += d[own + row] * from[other + row];
          gradient[start + input] = total;
          if (below === null) continue;
          for (let row = 0; row < rows; row++) below[other + row] += weight * d[own + row];
        }
      }
    }
  }

  // What one row gives to the gradient of a parameter, after `backward`.
  share(layer, unit, input, row) {
    const { rows } = this;
    const slope = this.d[layer][unit * rows + row];
    return input < 0 ? slope : slope * this.into(layer)[input * rows + row];
  }
}
