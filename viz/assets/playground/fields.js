// Controls with a name, a few words of what they do, and what to say where a number does not fit.

let fieldCount = 0;

// A control, an input or a select, with what stands around it.
function field(words, hint, control, ...beside) {
  const id = `field-${++fieldCount}`;
  control.id = id;
  const wrong = element("p", { class: "wrong", role: "alert" });
  const row = beside.length
    ? element("div", { class: "row" }, beside[0], control, beside[1])
    : control;
  const made = element("div", { class: "field" }, element("label", { for: id }, words), row);
  if (hint) {
    control.setAttribute("aria-describedby", `${id}-hint`);
    made.append(element("p", { class: "hint", id: `${id}-hint` }, hint));
  }
  made.append(wrong);
  made.say = (text) => setText(wrong, text);
  return made;
}

// One of several, which are names or pairs of a value and words.
function choice(options, chosen, change) {
  const made = element("select", { onchange: () => change(made.value) });
  for (const option of options) {
    const [value, words] = Array.isArray(option) ? option : [option, option];
    made.append(element("option", { value, selected: value === chosen }, words));
  }
  return made;
}

// The next of 1, 2, 5, 10, ... in a direction.
function nextRound(number, up) {
  if (number <= 0) return up ? 0.001 : 0;
  const power = 10 ** Math.floor(Math.log10(number) + 1e-9);
  const rounds = [0.5, 1, 2, 5, 10].map((each) => Number((each * power).toPrecision(3)));
  const near = 1e-9 * power;
  if (up) return rounds.find((each) => each > number + near);
  return rounds.findLast((each) => each < number - near);
}

// A number that can be typed, and moved by two buttons; `step` gives the next one.
function numberField(words, hint, value, read, change, step = nextRound) {
  const take = (text) => {
    try {
      const number = read(text);
      made.say("");
      input.value = String(number);
      change(number);
    } catch (error) {
      const point = /^[^,]*\d,\d[^,]*$/.test(text) ? " The decimal sign is a point." : "";
      made.say(`${words}: ${error.message}, here is ${cut(text)}.${point} It stays ${value}.`);
    }
  };
  const input = element("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    value: String(value),
    onchange: () => take(input.value),
  });
  const mover = (up) =>
    button(up ? "+" : "−", () => take(String(step(numberFrom(input.value) ?? value, up))), {
      "aria-label": `${words}: ${up ? "more" : "less"}`,
    });
  const made = field(words, hint, input, mover(false), mover(true));
  return made;
}

const byOne = (number, up) => number + (up ? 1 : -1);

function slider(words, hint, value, [low, high, step], change) {
  const told = element("output", {}, String(value));
  const input = element("input", {
    type: "range",
    min: low,
    max: high,
    step,
    value,
    oninput: () => setText(told, input.value),
    onchange: () => change(Number(input.value)),
  });
  const made = field(words, hint, input);
  made.querySelector("label").append(" ", told);
  return made;
}

// What one seldom needs stays closed, until it was opened once.
const unfolded = new Set();

function folded(words, parts) {
  if (!parts.length) return [];
  const summary = element("summary", {}, words);
  const made = element("details", { open: unfolded.has(words) }, summary, ...parts);
  made.addEventListener("toggle", () => (made.open ? unfolded.add(words) : unfolded.delete(words)));
  return [made];
}
