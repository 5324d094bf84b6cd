// The optimisers and schedules of Python, for arrays of parameters.
//
// A change is linear in the gradient once what it is divided by is known: `change` moves p in place
// and leaves in `per`, `kept` and `decay` what the step of each parameter is made of:
// step = per * gradient + kept + decay.

const OPTIMISERS = {
  SGD: {
    formula: "m = momentum·m + g;  p = p − lr·m",
    settings: { lr: 0.1, momentum: 0 },
    change({ lr, momentum }, place, p, g, state) {
      state.per[place] = -lr;
      state.kept[place] = -lr * momentum * state.m[place];
      if (momentum === 0) return -lr * g;
      state.m[place] = momentum * state.m[place] + g;
      return -lr * state.m[place];
    },
  },
  RMSProp: {
    formula: "v = decay·v + (1 − decay)·g²;  p = p − lr·g / (√v + eps)",
    settings: { lr: 0.01, decay: 0.99, eps: 1e-8 },
    change({ lr, decay, eps }, place, p, g, state) {
      state.v[place] = decay * state.v[place] + (1 - decay) * g * g;
      const below = Math.sqrt(state.v[place]) + eps;
      state.per[place] = -lr / below;
      return (-lr * g) / below;
    },
  },
  Adam: {
    formula:
      "m = b1·m + (1 − b1)·g;  v = b2·v + (1 − b2)·g²;  " +
      "p = p − lr·(m / (1 − b1ᵗ)) / (√(v / (1 − b2ᵗ)) + eps)",
    settings: { lr: 0.01, b1: 0.9, b2: 0.999, eps: 1e-8 },
    change({ lr, b1, b2, eps }, place, p, g, state) {
      const before = state.m[place];
      state.m[place] = b1 * before + (1 - b1) * g;
      state.v[place] = b2 * state.v[place] + (1 - b2) * g * g;
      const rate = lr / (1 - b1 ** state.t);
      const below = Math.sqrt(state.v[place] / (1 - b2 ** state.t)) + eps;
      state.per[place] = (-rate * (1 - b1)) / below;
      state.kept[place] = (-rate * b1 * before) / below;
      return (-rate * state.m[place]) / below;
    },
  },
  AdamW: {
    formula:
      "as Adam, and p = p − lr·weight_decay·p: every parameter is drawn to 0 apart from its gradient",
    settings: { lr: 0.01, b1: 0.9, b2: 0.999, eps: 1e-8, weight_decay: 0.01 },
    change(given, place, p, g, state) {
      state.decay[place] = -given.lr * given.weight_decay * p;
      return state.decay[place] + OPTIMISERS.Adam.change(given, place, p, g, state);
    },
  },
};

// What an optimiser remembers of each parameter, and what its last step was made of.
class Memory {
  constructor(count) {
    this.t = 0;
    for (const name of ["m", "v", "per", "kept", "decay"]) this[name] = new Float64Array(count);
  }

  step(optimiser, lr, p, gradient) {
    const given = { ...optimiser, lr };
    const { change } = OPTIMISERS[optimiser.name];
    this.t += 1;
    this.kept.fill(0);
    this.decay.fill(0);
    for (let place = 0; place < p.length; place++) {
      p[place] += change(given, place, p[place], gradient[place], this);
    }
  }
}

// The factor of the learning rate in epoch 0, 1, ...; after the last one it stays as it is.
const SCHEDULES = {
  constant: { settings: {}, factor: () => 1 },
  linear: {
    settings: { end: 0.1 },
    factor: ({ end }, epoch, epochs) => 1 - ((1 - end) * epoch) / epochs,
  },
  cosine: {
    settings: { end: 0 },
    factor: ({ end }, epoch, epochs) =>
      end + ((1 - end) * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2,
  },
  step_decay: {
    settings: { every: 50, factor: 0.5 },
    factor: ({ every, factor }, epoch) => factor ** Math.floor(epoch / every),
  },
};

function rateAt(settings, epoch) {
  const { schedule, epochs } = settings;
  const at = Math.min(epoch, epochs - 1);
  return settings.optimiser.lr * SCHEDULES[schedule.name].factor(schedule, at, epochs);
}
