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
  made.say = (text) => {
    setText(wrong, text);
    control.setAttribute("aria-invalid", text !== "");
  };
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

// What is wrong with a text, as `read` tells; nothing where it reads a number.
function wrongIn(text, read) {
  try {
    read(text);
    return "";
  } catch (error) {
    const point = /^[^,]*\d,\d[^,]*$/.test(text) ? " The decimal sign is a point." : "";
    return `${error.message}, here is ${cut(text.trim()) || "nothing"}.${point}`;
  }
}

// A number that can be typed, and moved by two buttons; `step` gives the next one, and `otherwise`
// says what becomes of a wrong one.
function numberField(
  words,
  hint,
  value,
  read,
  change,
  step = nextRound,
  otherwise = `It stays ${value}.`,
) {
  const take = (text) => {
    const wrong = wrongIn(text, read);
    made.say(wrong && `${words}: ${wrong} ${otherwise}`);
    if (wrong) return;
    const number = read(text);
    input.value = String(number);
    change(number);
  };
  const input = element("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    value: String(value),
    // What is put right is no longer told, before a click: a button would move away from under it.
    oninput: () => wrongIn(input.value, read) || made.say(""),
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
