// One sample through the network as a graph of the scalar engine, so that every number can be
// opened: the numbers of its nodes, their gradients and the steps of the chain rule.

class SampleGraph {
  // `row` is a place among the rows of the data; the parameters are those of the network now.
  constructor(run, row) {
    const { network, data, settings } = run;
    const count = network.sizes.at(-1);
    this.nodes = { label: [], rule: [], parents: [], data: [], constant: [], scope: [], line: [] };
    // Where the units, their parts, the parameters and the outputs stand.
    this.units = [];
    this.parameters = new Map();
    let below = data.X[row].map((x, input) => this.#leaf(inputName(data, input), x));
    this.inputs = below;
    for (let layer = 0; layer < network.depth; layer++) {
      const units = [];
      for (let unit = 0; unit < network.sizes[layer + 1]; unit++) {
        units.push(this.#unit(run, layer, unit, below));
      }
      this.units.push(units);
      below = units.map((unit) => unit.out);
    }
    this.outputs = below;
    this.loss = this.#loss(settings.loss, count, data, row);
    this.nodes.label[this.loss] = "loss";
    this.#inOrder();
    const { nodes } = this;
    nodes.data = Float64Array.from(nodes.data);
    computeForward(nodes);
    this.steps = new StepList(nodes);
    this.into = new Map();
    for (const step of this.steps.list) {
      if (step.kind === "forward") this.#note(step.node).forward = step;
      else if (step.kind === "backward") this.#note(step.parent).backward.push(step);
    }
  }

  #note(node) {
    if (!this.into.has(node)) this.into.set(node, { forward: null, backward: [] });
    return this.into.get(node);
  }

  #leaf(label, number, constant = false) {
    return this.#add(label, null, [], number, constant);
  }

  #add(label, rule, parents, number = 0, constant = false) {
    const { nodes } = this;
    nodes.label.push(label);
    nodes.rule.push(rule);
    nodes.parents.push(parents);
    nodes.data.push(number);
    nodes.constant.push(constant);
    nodes.scope.push("");
    nodes.line.push("");
    return nodes.label.length - 1;
  }

  #parameter(run, label, place) {
    const node = this.#leaf(label, run.network.p[place]);
    this.parameters.set(place, node);
    return node;
  }

  #unit(run, layer, unit, below) {
    const { network } = run;
    const own = `${layer + 1}_${unit + 1}`;
    const bias = this.#parameter(run, `b${own}`, network.bias(layer, unit));
    const products = below.map((from, input) => {
      const place = network.place(layer, unit, input);
      const weight = this.#parameter(run, `w${own}_${input + 1}`, place);
      return this.#add(`p${own}_${input + 1}`, KEYS.mul, [weight, from]);
    });
    const last = layer === network.depth - 1;
    const sum = this.#add(`z${own}`, KEYS.sum, [bias, ...products]);
    const activation = network.activations[layer];
    let out = sum;
    if (activation !== "linear") out = this.#add("", ACTIVATIONS[activation].key, [sum]);
    const several = network.sizes[layer + 1] > 1;
    this.nodes.label[out] = last ? `out${several ? unit + 1 : ""}` : `h${own}`;
    return { bias, products, sum, out };
  }

  // The formula as it was recorded from Python's.
  #loss(name, count, data, row) {
    const goal = data.y[row];
    const ownLabel = isScaled(targetColumn(data)) ? "scaled target" : "target";
    const places = [];
    for (const [kind, ...rest] of LOSSES[name][count].nodes) {
      if (kind === "x") places.push(this.outputs[rest[0]]);
      else if (kind === "#") places.push(this.#leaf("", rest[0], true));
      else if (kind === "t") {
        const hinge = name === "hinge" && goal === 0 ? -1 : goal;
        const number = name === "cross_entropy" ? Number(rest[0] === goal) : hinge;
        const label = count > 1 ? `target${rest[0] + 1}` : ownLabel;
        places.push(this.#leaf(label, number, true));
      } else
        places.push(
          this.#add(
            "",
            KEYS[kind],
            rest.map((place) => places[place]),
          ),
        );
    }
    return places.at(-1);
  }

  // In the order of the engine, the root last, as the steps have them.
  #inOrder() {
    const { nodes } = this;
    const order = sorted(this.loss, (node) => nodes.parents[node]);
    const place = new Map(order.map((node, at) => [node, at]));
    for (const name of Object.keys(nodes)) nodes[name] = order.map((node) => nodes[name][node]);
    nodes.parents = nodes.parents.map((parents) => parents.map((parent) => place.get(parent)));
    const moved = (node) => place.get(node);
    this.inputs = this.inputs.map(moved);
    this.outputs = this.outputs.map(moved);
    this.loss = moved(this.loss);
    for (const [key, node] of this.parameters) this.parameters.set(key, moved(node));
    for (const layer of this.units) {
      for (const unit of layer) {
        [unit.bias, unit.sum, unit.out] = [unit.bias, unit.sum, unit.out].map(moved);
        unit.products = unit.products.map(moved);
      }
    }
  }

  name(node) {
    return this.steps.names[node];
  }

  // The node of a name; the loss where there is none of it any more.
  nodeNamed(name) {
    const node = this.steps.names.indexOf(name);
    return node < 0 ? this.loss : node;
  }

  // What a node stands for: a parameter, a unit, or itself by its name.
  meant(node) {
    for (const [place, own] of this.parameters) if (own === node) return { place };
    for (const [layer, units] of this.units.entries()) {
      const unit = units.findIndex(({ out }) => out === node);
      if (unit >= 0) return { layer, unit };
    }
    const input = this.inputs.indexOf(node);
    return input < 0 ? { node: this.name(node) } : { layer: -1, unit: input };
  }

  number(node) {
    return this.nodes.data[node];
  }

  gradient(node) {
    return this.steps.totals[node] ?? 0;
  }

  // The steps by which a node is computed, and by which its gradient comes together.
  told(node) {
    const { forward, backward } = this.into.get(node) ?? { forward: null, backward: [] };
    return {
      forward: forward && this.steps.told(forward),
      operands: [...new Set(this.nodes.parents[node])],
      backward: backward.map((step) => ({ step, ...this.steps.told(step) })),
    };
  }

  // From a node towards the loss as long as there is one way only.
  chain(node) {
    const found = [];
    for (let at = node; at !== undefined && at !== this.loss;) {
      const backward = this.into.get(at)?.backward ?? [];
      found.push(at);
      at = backward.length === 1 ? backward[0].node : undefined;
    }
    return found;
  }
}

// Why a parameter moved in the last step: what each sample of the batch gave, and what else did.
// All of these add up to the step.
function whyMoved(run, place) {
  const { last, memory, network } = run;
  if (!last) return null;
  const now = network.p.slice();
  network.p.set(last.before);
  const pass = new Pass(network, last.batch.rows);
  pass.forward(last.batch.inputs);
  pass.loss(run.sample, last.batch.targets);
  pass.backward(new Float64Array(now.length));
  network.p.set(now);
  const { layer, unit, input } = network.whose(place);
  const per = memory.per[place];
  const samples = last.batch.places.map((row, at) => {
    const slope = pass.share(layer, unit, input, at);
    return { row, slope, moved: per * slope };
  });
  samples.sort((one, other) => Math.abs(other.moved) - Math.abs(one.moved));
  const others = [
    ["what was kept of earlier steps", memory.kept[place]],
    ["the decay of the weight", memory.decay[place]],
    ["the penalty l2", per * 2 * last.l2 * last.before[place]],
  ].filter(([, moved]) => moved !== 0);
  return {
    samples,
    others,
    per,
    before: last.before[place],
    after: now[place],
    gradient: run.gradient[place],
  };
}
