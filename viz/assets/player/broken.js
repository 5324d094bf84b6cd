// Break it: the usual mistakes of a backward pass beside the right one. A port of what
// `explain(y).broken(mistake)` does; tests hold the two together, sentence by sentence.

const MISTAKES = {
  naive_recursion: "naive recursion",
  depth_first_without_marks: "depth first without marks",
  breadth_first: "breadth first",
  overwrite: "= in place of +=",
  not_cleared: "gradients not cleared between two passes",
  inner_kept: "inner gradients kept on a second pass",
  parents_as_set: "parents kept as a set",
};
const TWO_PASSES = ["not_cleared", "inner_kept"];
const EXPONENTIAL = ["naive_recursion", "depth_first_without_marks"];
const MOST_BROKEN_STEPS = 10000;
const HARMLESS = {
  naive_recursion: "every computed value gets its gradient over one edge only",
  depth_first_without_marks: "every computed value gets its gradient over one edge only",
  breadth_first: "every value had all of its gradient when it sent it on",
  overwrite: "every value gets its gradient over one edge only",
  not_cleared: "nothing but 0 is sent to a leaf",
  inner_kept: "nothing but 0 is sent from one value to another",
  parents_as_set: "no operation uses a value twice",
};

const ALL_THE_SAME = ", though here the gradients come out right all the same";

class BrokenPass {
  constructor(graph, names, mistake) {
    Object.assign(this, { graph, names, mistake, steps: [], sentence: "", held: new Map() });
    this.root = graph.data.length - 1;
    this.slots = graph.parents.map((parents, node) => {
      if (graph.rule[node] === null) return [];
      const numbers = numbersOf(graph, node);
      return parents.flatMap((parent, slot) => {
        const local = localGradient(graph, node, slot, numbers);
        return local === undefined ? [] : [[slot, parent, local]];
      });
    });
    this.right = flowBack(graph);
    this.expected = new Array(graph.data.length).fill(0);
    flowBack(graph, ({ parent }) => this.expected[parent]++);
    this.count();
    for (const number of TWO_PASSES.includes(mistake) ? [1, 2] : [1]) this.pass(number);
    const wrong = this.steps.find((step) => step.wrong);
    this.firstWrong = wrong?.number;
    if (!this.sentence) this.sentence = `here the mistake does no harm: ${HARMLESS[mistake]}`;
    else if (this.isRight()) this.sentence += ALL_THE_SAME;
  }

  // Whether the leaves hold what they should; another order of adding rounds differently.
  isRight() {
    const { graph, held, right } = this;
    return graph.parents.every((parents, node) => {
      if (parents.length || graph.constant[node]) return true;
      const [one, other] = [right[node] ?? 0, held.get(node) ?? 0];
      if (one === other || (Number.isNaN(one) && Number.isNaN(other))) return true;
      const size = Math.max(Math.abs(one), Math.abs(other));
      return Number.isFinite(size) && Math.abs(one - other) <= Math.max(1e-9 * size, 1e-12);
    });
  }

  count() {
    if (!EXPONENTIAL.includes(this.mistake)) return;
    const visits = new Array(this.slots.length).fill(0);
    visits[this.root] = 1;
    let steps = 0;
    for (let node = this.root; node >= 0; node--) {
      steps += visits[node] * this.slots[node].length;
      for (const [, parent] of this.slots[node]) visits[parent] += visits[node];
    }
    if (steps > MOST_BROKEN_STEPS) {
      // In a chain the right pass takes as many.
      const grows = steps > this.expected.reduce((sum, count) => sum + count, 0);
      const remark = grows ? ", which is the other thing that is wrong with it" : "";
      throw new RangeError(
        `${this.mistake} takes ${steps.toLocaleString("en-US")} steps in this graph${remark}: take a ` +
          `smaller graph, which needs at most ${MOST_BROKEN_STEPS.toLocaleString("en-US")}`,
      );
    }
  }

  pass(number) {
    const { graph, mistake } = this;
    const keeps = (node) => mistake === "inner_kept" || !graph.parents[node].length;
    this.left = new Map(number === 1 ? [] : [...this.held].filter(([node]) => keeps(node)));
    this.number = number;
    this.held = new Map([...this.left, [this.root, 1]]);
    this.came = new Array(this.slots.length).fill(0);
    this.fired = new Array(this.slots.length).fill(0);
    if (mistake === "naive_recursion") {
      this.recursion();
      return;
    }
    for (const node of this.firing()) {
      this.fired[node]++;
      const early = this.isTooEarly(node);
      const seen = new Set();
      for (const [slot, parent, local] of this.slots[node]) {
        if (mistake === "parents_as_set" && seen.has(parent)) continue;
        seen.add(parent);
        this.step(node, slot, parent, local, early);
      }
    }
  }

  *firing() {
    if (this.mistake === "breadth_first") {
      const waiting = [this.root];
      const marked = new Set(waiting);
      for (const node of waiting) {
        yield node;
        for (const [, parent] of this.slots[node]) {
          if (!marked.has(parent)) waiting.push(parent);
          marked.add(parent);
        }
      }
    } else if (this.mistake === "depth_first_without_marks") {
      yield* this.withoutMarks().reverse();
    } else {
      for (let node = this.root; node >= 0; node--) if (this.held.has(node)) yield node;
    }
  }

  withoutMarks() {
    const order = [];
    const stack = [[this.root, 0]];
    while (stack.length) {
      const top = stack[stack.length - 1];
      const following = this.slots[top[0]][top[1]++];
      if (following) stack.push([following[1], 0]);
      else order.push(stack.pop()[0]);
    }
    return order;
  }

  recursion() {
    this.fired[this.root]++;
    const stack = [[this.root, 0, false]];
    while (stack.length) {
      const top = stack[stack.length - 1];
      const following = this.slots[top[0]][top[1]++];
      if (!following) {
        stack.pop();
        continue;
      }
      const [slot, parent, local] = following;
      this.step(top[0], slot, parent, local, top[2]);
      this.fired[parent]++;
      stack.push([parent, 0, this.isTooEarly(parent)]);
    }
  }

  isTooEarly(node) {
    if (!this.slots[node].length) return false;
    const [came, expected, name] = [this.came[node], this.expected[node], this.names[node]];
    if (this.mistake === "naive_recursion" && (this.fired[node] > 1 || came < expected)) {
      return this.tell(
        `${name} sent its gradient on as soon as ${came} of ${expected} contributions had come, and ` +
          "sends it again with each that follows: a node has to wait for all of its gradient",
      );
    }
    const isAgain = this.fired[node] > 1;
    if (this.mistake === "depth_first_without_marks" && (isAgain || came < expected)) {
      const how = isAgain ? "again" : `when ${came} of ${expected} contributions had come`;
      return this.tell(
        `${name} stands in the order more than once and so sent its gradient on ${how}: mark each ` +
          "node when it is visited, and visit it once",
      );
    }
    if (this.mistake === "breadth_first" && came < expected) {
      return this.tell(
        `${name} sent its gradient on when ${came} of ${expected} contributions had come, since it ` +
          "is near the result by one way and far by another: order by distance is not topological",
      );
    }
    return false;
  }

  step(node, slot, parent, local, early) {
    const upstream = this.held.get(node) ?? 0;
    const contribution = contributionOf(upstream, local);
    const before = this.held.get(parent);
    const adds = before !== undefined && this.mistake !== "overwrite";
    const total = adds ? before + contribution : contribution;
    const wrong = early || this.goesWrong(node, parent, before);
    this.held.set(parent, total);
    this.came[parent]++;
    this.steps.push({
      kind: "backward", number: this.steps.length + 1, pass: this.number, node, parent, slot,
      name: this.names[node], parentName: this.names[parent], upstream, local: local ?? 0,
      contribution, before: adds ? before : undefined, held: before, total, wrong, note: "",
      result: contribution,
    });
  }

  goesWrong(node, parent, before) {
    const [name, parentName] = [this.names[node], this.names[parent]];
    if (this.mistake === "overwrite" && before !== undefined) {
      return this.tell(
        `the contribution of ${name} took the place of the ${numberText(before)} that ${parentName} ` +
          "held already: contributions are added, with += and not =",
      );
    }
    if (this.mistake === "parents_as_set") {
      const times = this.slots[node].filter(([, other]) => other === parent).length;
      if (times < 2) return false;
      const operands = shortened(this.graph.parents[node].map((each) => this.names[each]));
      const { name: rule } = R[this.graph.rule[node]];
      const formula = withOperands(rule, operands, TEXT_MARKUP, HOLDS.COMPARISON);
      return this.tell(
        `${parentName} stands ${times} times in ${formula}, but a set holds it once: what flows over ` +
          "its other places is lost",
      );
    }
    if (!this.left.get(parent) || this.came[parent]) return false;
    const left = `the second pass adds to the ${numberText(this.left.get(parent))} that the first one left in ${parentName}`;
    if (this.mistake === "not_cleared") {
      return this.tell(`${left}: clear the gradients of leaves between two passes`);
    }
    const inner = "and sends both on: inner gradients belong to one pass";
    const leaf = "where nothing was cleared, neither leaves nor inner values";
    return this.tell(`${left}, ${this.slots[parent].length ? inner : leaf}`);
  }

  tell(sentence) {
    this.sentence ||= sentence;
    return true;
  }

  // What each node holds after step k.
  heldAt(k) {
    const found = new Array(this.slots.length).fill(undefined);
    found[this.root] = 1;
    let pass = 1;
    for (const step of this.steps.slice(0, k)) {
      if (step.pass !== pass) {
        pass = step.pass;
        this.graph.parents.forEach((parents, node) => {
          if (this.mistake === "not_cleared" && parents.length) found[node] = undefined;
        });
        found[this.root] = 1;
      }
      found[step.parent] = step.total;
    }
    return found;
  }
}

// --------------------------------------------------------------------------------- on the page

function startBreaking() {
  const choose = element("select", { id: "mistake", "aria-label": "The mistake" });
  for (const [name, words] of Object.entries(MISTAKES)) choose.append(element("option", { value: name }, words));
  choose.value = page.mistake ?? "naive_recursion";
  choose.addEventListener("change", () => {
    page.mistake = choose.value;
    enter("broken");
    byId("mistake").focus();
  });
  const holder = byId("broken");
  holder.replaceChildren(
    element("h2", {}, "Break it"),
    element("label", {}, "What if the pass had this mistake: ", choose),
    element("p", { id: "sentence", role: "status" }),
  );
  page.k = 0;
  try {
    page.pass = new BrokenPass(page.graph, page.list.names, choose.value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    page.pass = undefined;
    page.shown = [];
    setText(byId("sentence"), error.message);
    return;
  }
  page.shown = page.pass.steps;
  page.gradientsAt = (k) => page.pass.heldAt(k);
  const sign = choose.value === "overwrite" ? "=" : "+=";
  page.told = (step) => {
    if (!step.told) {
      step.told = page.list.toldBackward(step, sign);
      step.told.phase = `${TWO_PASSES.includes(choose.value) ? `Pass ${step.pass}, b` : "B"}roken${step.wrong ? ": here it goes wrong" : ""}`;
    }
    return step.told;
  };
}

// The sentence is told when the step is reached that it is about.
function showVerdict() {
  const { pass } = page;
  if (!pass) return;
  const sentence = byId("sentence");
  const isTold = pass.firstWrong === undefined || page.k >= pass.firstWrong;
  const at = pass.firstWrong === undefined ? "" : `Step ${pass.firstWrong}: `;
  setText(sentence, isTold ? at + pass.sentence : "Play, or go on step by step: it stops where the pass goes wrong.");
  sentence.className = isTold ? (pass.firstWrong === undefined ? "good" : "wrong-sentence") : "";
}
