// Controls with a name, a few words of what they do, and what to say where a number does not fit.

let fieldCount = 0;

function field(words, hint, ...controls) {
  const id = `field-${++fieldCount}`;
  const own = controls.find((control) => /^(input|select)$/i.test(control.tagName ?? ""))
    ?? controls.flatMap((control) => [...(control.querySelectorAll?.("input, select") ?? [])])[0];
  const said = element("p", { class: "hint", id: `${id}-hint` }, hint);
  const wrong = element("p", { class: "wrong", role: "alert" });
  let head = element("span", { class: "label" }, words);
  if (own) {
    own.id = id;
    head = element("label", { for: id }, words);
    own.setAttribute("aria-describedby", `${id}-hint`);
  }
  const made = element("div", { class: "field" }, head, ...controls, ...(hint ? [said] : []), wrong);
  made.say = (text) => setText(wrong, text);
  return made;
}

function choice(options, chosen, change) {
  const made = element("select", { onchange: () => change(made.value) });
  for (const [value, words] of options) {
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
      made.say(`${words}: ${error.message}, here is ${cut(text)}. It stays ${value}.`);
    }
  };
  const input = element("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", value: String(value),
    onchange: () => take(input.value),
  });
  const button = (up) =>
    element("button", {
      type: "button", "aria-label": `${words}: ${up ? "more" : "less"}`,
      onclick: () => take(String(step(numberFrom(input.value) ?? value, up))),
    }, up ? "+" : "−");
  const made = field(words, hint, element("div", { class: "row" }, button(false), input, button(true)));
  return made;
}

const byOne = (number, up) => number + (up ? 1 : -1);

function slider(words, hint, value, [low, high, step], change) {
  const told = element("output", {}, String(value));
  const input = element("input", {
    type: "range", min: low, max: high, step, value,
    oninput: () => setText(told, input.value),
    onchange: () => change(Number(input.value)),
  });
  const made = field(words, hint, input);
  made.querySelector("label").append(" ", told);
  return made;
}
