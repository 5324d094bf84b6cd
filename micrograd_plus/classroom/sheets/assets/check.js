// Checks answers when asked to, and says so beside them.
const DATA = JSON.parse(document.getElementById("data").textContent);

const RIGHT = "right", WRONG = "wrong", MISSING = "missing", UNREAD = "unread";
const fits = (name, form, digests) => digests.includes(sha256(`${DATA.salt}|${name}|${form}`));
const verdict = (good) => [good ? RIGHT : WRONG, ""];
const namesOf = (text) => text.split(/[\s,;>→]+/).filter(Boolean);

// What is wrong with the names that were written, if they cannot be read.
const strange = (names, { graph, leaves }) => {
  const known = [...leaves, ...Object.keys(graph)];
  const found = names.find((name) => !known.includes(name));
  return found && `${found} is not in the graph: there are ${known.join(", ")}`;
};

// Whether every result sends after all that it receives from.
const isAnOrder = (names, graph) => {
  const order = names.filter((name) => name in graph), results = Object.keys(graph);
  const once = order.length === results.length && new Set(order).size === results.length;
  const before = (name, parent) => order.indexOf(name) < order.indexOf(parent);
  const waits = ([name, parents]) => parents.every((each) => !(each in graph) || before(name, each));
  return once && Object.entries(graph).every(waits);
};

const CHECKS = {
  number: (text, { name, digests }) => {
    const number = numberOf(text);
    if (!number) return [UNREAD, `not read: ${WAYS}`];
    return verdict(formsOf(number).some((form) => fits(name, form, digests)));
  },
  formula: (text, { name, digests }, { places }) => {
    let formula;
    try {
      formula = formulaOf(text, Object.keys(places[0]));
    } catch (error) {
      return [UNREAD, `not read: ${error.message}`];
    }
    const holds = (place, k) => fits(`${name} ${k}`, figuresOf(formula(place)), digests[k]);
    return verdict(places.every(holds));
  },
  names: (text, { name, digests }, exercise) => {
    const names = [...new Set(namesOf(text))].sort(), trouble = strange(names, exercise);
    return trouble ? [UNREAD, `not read: ${trouble}`] : verdict(fits(name, names.join(","), digests));
  },
  order: (text, question, exercise) => {
    const names = namesOf(text), trouble = strange(names, exercise);
    return trouble ? [UNREAD, `not read: ${trouble}`] : verdict(isAnOrder(names, exercise.graph));
  },
  step: (text, { name, digests }) => {
    const number = text.replace(/\.$/, "");
    if (!/^\d+$/.test(number)) return [UNREAD, "not read: write the number of a step"];
    return verdict(fits(name, String(Number(number)), digests));
  },
  choice: (text, { name, digests }) => verdict(fits(name, text, digests)),
};
const SIGNS = { [RIGHT]: "✓ right", [WRONG]: "✗ not right", [MISSING]: "", [UNREAD]: "" };

const answered = (id) => {
  const field = document.getElementById(id);
  const chosen = field.querySelector?.("input:checked");
  return (field.matches("fieldset") ? chosen?.value ?? "" : field.value).trim();
};

const marks = DATA.exercises.map(() => null);

const check = (number) => {
  const exercise = DATA.exercises[number];
  const states = exercise.questions.map((question, place) => {
    const id = `e${number + 1}q${place}`, text = answered(id);
    const [state, words] = text ? CHECKS[question.how](text, question, exercise) : [MISSING, ""];
    const said = document.getElementById(`${id}-said`);
    said.textContent = words || SIGNS[state];
    said.className = state;
    document.getElementById(id).setAttribute("aria-invalid", String(state === WRONG || state === UNREAD));
    return state;
  });
  const good = states.filter((state) => state === RIGHT).length;
  const first = states.findIndex((state) => state === WRONG || state === UNREAD);
  const more = first < 0 ? "" : `; look at ${exercise.questions[first].key} first`;
  marks[number] = good;
  const section = document.querySelectorAll("section")[number];
  section.querySelector(".marks").textContent = `${good} of ${states.length} right${more}`;
  const all = DATA.exercises.reduce((sum, each) => sum + each.questions.length, 0);
  const sum = marks.reduce((total, each) => total + (each ?? 0), 0);
  document.getElementById("total").textContent = `All together: ${sum} of ${all} right`;
};

document.querySelectorAll("section").forEach((section, number) => {
  section.querySelector(".check").addEventListener("click", () => check(number));
  section.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      check(number);
    }
  });
});
document.getElementById("sheet").addEventListener("submit", (event) => event.preventDefault());
document.documentElement.dataset.ready = "yes";
