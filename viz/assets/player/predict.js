// Predict, then reveal: the next number is hidden until somebody has guessed it.

const ASKED = {
  all: () => true,
  value: (question) => question.asks === "value",
  local: (question) => question.asks === "local",
  contribution: (question) => question.asks === "contribution",
  sum: (question) => question.asks === "sum",
};
const WORDS = {
  value: "value", local: "local gradient", contribution: "contribution", sum: "sum so far",
};

const quiz = { kind: "all", questions: [], at: 0, tries: 0, right: 0, first: 0, answered: 0 };

// Every number that can be asked for, in the order in which they come up.
function questionsOf(list) {
  return list.list.flatMap((step) => {
    if (step.kind === "seed") return [];
    if (step.kind === "forward") return [{ step, asks: "value", answer: step.result }];
    const found = [
      { step, asks: "local", answer: step.local },
      { step, asks: "contribution", answer: step.contribution },
    ];
    if (step.before !== undefined) found.push({ step, asks: "sum", answer: step.total });
    return found;
  });
}

function startPredicting() {
  Object.assign(quiz, { at: 0, tries: 0, first: 0, answered: 0 });
  quiz.questions = questionsOf(page.list).filter(ASKED[quiz.kind]);
  const kinds = element("select", { id: "kind", "aria-label": "What to ask for" });
  const names = { all: "every number", value: "values", local: "local gradients", contribution: "contributions", sum: "sums" };
  for (const [kind, name] of Object.entries(names)) kinds.append(element("option", { value: kind }, name));
  kinds.value = quiz.kind;
  kinds.addEventListener("change", () => {
    quiz.kind = kinds.value;
    page.k = 0;
    startPredicting();
  });
  byId("predict").replaceChildren(
    element("h2", {}, "Predict, then reveal"),
    element("div", { class: "row" }, element("label", {}, "Ask for ", kinds)),
    element("div", { id: "question" }),
  );
  ask();
}

function ask() {
  const holder = byId("question");
  if (quiz.at >= quiz.questions.length) {
    page.k = page.shown.length;
    refresh();
    const total = quiz.questions.length;
    const told = total
      ? `Score: ${quiz.first} of ${total} at the first guess, ${quiz.answered} of ${total} found.`
      : "There is no such number in this graph.";
    const again = () => {
      page.k = 0;
      startPredicting();
    };
    holder.replaceChildren(
      element("p", { class: "good", id: "score" }, told),
      element("button", { type: "button", onclick: again }, "Once more"),
    );
    return;
  }
  const { step, asks } = quiz.questions[quiz.at];
  quiz.tries = 0;
  page.k = step.number - 1;
  refresh();
  const told = page.list.told(step);
  const guess = element("input", { type: "text", inputmode: "decimal", class: "short", id: "guess", "aria-label": "Your guess" });
  const form = element(
    "form", { class: "row" }, element("label", {}, `${WORDS[asks]} = `, guess),
    element("button", { id: "answer" }, "Guess"),
    element("button", { type: "button", id: "reveal", onclick: () => reveal(false) }, "Show it"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    judge(guess.value);
  });
  holder.replaceChildren(
    element("p", {}, `${quiz.at + 1} of ${quiz.questions.length}, step ${step.number}: ${told.symbols}`),
    element("p", {}, given(step, asks)),
    element("p", {}, "Two digits that count are enough."),
    form,
    element("p", { id: "verdict", role: "status" }),
  );
  guess.focus({ preventScroll: true });
}

// What is known already when a number is asked for.
function given(step, asks) {
  if (asks === "value") return page.list.told(step).numbers;
  const [upstream, local] = [numberText(step.upstream), numberText(step.local)];
  if (asks === "local") {
    const operation = new Operation(page.graph, step.node, page.list.names);
    return `the slope of ${operation.symbols(TEXT_MARKUP)} by ${step.parentName}: ${operation.numbers(TEXT_MARKUP)} = ${numberText(page.graph.data[step.node])}`;
  }
  if (asks === "contribution") return `upstream gradient ${upstream}, local gradient ${local}`;
  return `before ${numberText(step.before)}, contribution ${numberText(step.contribution)}`;
}

// Rounded rightly to the digits that were typed, if at least two of them count.
function isRounded(text, number) {
  const [digits, exponent] = text.trim().replace("−", "-").split(/e/i);
  const after = (digits.split(".")[1] ?? "").length - Number(exponent ?? 0);
  const off = Math.abs(numberFrom(text) - number);
  return off <= 0.5001 * 10 ** -after && off <= 0.02 * Math.abs(number);
}

const isClose = (guess, number) =>
  guess === number || (Number.isNaN(guess) && Number.isNaN(number)) ||
  Math.abs(guess - number) <= Math.max(2e-3 * Math.abs(number), 6e-5);

function judge(text) {
  const guess = numberFrom(text);
  if (guess === undefined) {
    setText(byId("verdict"), `${text || "Nothing"} is no number: write one such as 2, -0.5 or 1e-3.`);
    return;
  }
  const { answer } = quiz.questions[quiz.at];
  quiz.tries++;
  if (isClose(guess, answer) || isRounded(text, answer)) {
    if (quiz.tries === 1) quiz.first++;
    quiz.answered++;
    reveal(true);
    return;
  }
  setText(byId("verdict"), `✗ ${whatItLooksLike(guess, quiz.questions[quiz.at])}`);
}

function reveal(found) {
  const { step, asks, answer } = quiz.questions[quiz.at];
  quiz.at++;
  const word = found ? "✓ Right" : "It is";
  const line = `${word}: ${WORDS[asks]} = ${numberText(answer)}`;
  const next = element("button", { type: "button", id: "onwards", onclick: ask }, "Next number");
  page.k = step.number - 1;
  byId("question").replaceChildren(
    element("p", { class: found ? "good" : "wrong-sentence", id: "verdict", role: "status" }, line),
    element("p", {}, page.list.told(step).law),
    next,
  );
  next.focus({ preventScroll: true });
}

// The mistake by which a wrong guess would come about.
function whatItLooksLike(guess, question) {
  const found = mistakesOf(question).find(([, number]) => number !== undefined && isClose(guess, number) && !isClose(number, question.answer));
  return found ? found[0] : "That is not it. Try once more, or have it shown.";
}

function mistakesOf({ step, asks, answer }) {
  const { graph } = page;
  const numbers = numbersOf(graph, step.node);
  const sign = ["The sign is wrong.", -answer];
  if (asks === "value") {
    const [a, b] = numbers;
    return [
      sign,
      ["That is one of the operands: the operation is still to be done.", numbers.find((x) => x !== answer)],
      ["That is the sum of the operands; the operation is another one.", b === undefined ? undefined : a + b],
      ["That is the product of the operands; the operation is another one.", b === undefined ? undefined : a * b],
    ];
  }
  if (asks === "sum") {
    return [
      ["That overwrites what had come before: contributions are added.", step.contribution],
      ["That is the sum before this step: the contribution is still to be added.", step.before],
      ["The contribution is added, with its own sign.", step.before - step.contribution],
      sign,
    ];
  }
  const rule = R[graph.rule[step.node]];
  const partial = rule.partials[rule.variadic ? 0 : step.slot];
  const out = graph.data[step.node];
  const others = numbers.flatMap((_, slot) =>
    slot === step.slot ? [] : [localGradient(graph, step.node, slot) ?? undefined]);
  // The formula at the result in place of the operand, and the other way round.
  const elsewhere = numbers.map((x, slot) => (slot === step.slot ? out : x));
  const points = [partial(elsewhere, out, out), partial(numbers, numbers[step.slot], numbers[step.slot])];
  const scale = asks === "local" ? 1 : step.upstream;
  const list = asks === "local"
    ? [["That is upstream times local: the local gradient alone is asked for.", step.contribution],
       ["That is the upstream gradient; asked for is the slope of this one operation.", step.upstream]]
    : [["The upstream gradient is forgotten: that is the local gradient alone.", step.local],
       ["The local gradient is forgotten: that is the upstream gradient alone.", step.upstream],
       ["Upstream and local gradient are multiplied, not added.", step.upstream + step.local]];
  return [
    ...list,
    sign,
    ...others.map((local) => ["That is the slope by the other operand.", local === undefined ? undefined : scale * local]),
    ...points.map((local) => ["That is the derivative at the wrong point.", local === null ? undefined : scale * local]),
  ];
}
