// Parts of which the page is put together: paragraphs, buttons, tables and formulas.

// A longer table scrolls.
const MOST_ROWS = 12;

const paragraph = (...words) => element("p", {}, ...words);
const note = (...words) => element("p", { class: "note" }, ...words);
const total = (...words) => element("p", { class: "total" }, ...words);
const heading = (words) => element("h3", {}, words);

function button(words, onclick, attributes = {}) {
  return element("button", { type: "button", onclick, ...attributes }, words);
}

const link = (words, onclick) => button(words, onclick, { class: "link" });

// A row of a table: numbers are written out, texts and elements stay.
function tableRow(cells, kind = false) {
  const written = cells.map((cell) => (typeof cell === "number" ? numberText(cell) : cell));
  return element("tr", { class: kind }, ...written.map((cell) => element("td", {}, cell)));
}

function table(heads, rows) {
  const head = heads.map((words) => element("th", { scope: "col" }, words));
  return element(
    "div",
    {
      class: rows.length > MOST_ROWS ? "scroll long" : "scroll",
      tabindex: "0",
      role: "group",
      "aria-label": heads.join(", "),
    },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows),
    ),
  );
}

// As others are written; every digit stands behind it.
const roundedNumber = (x) => element("span", { title: pythonRepr(x) }, numberText(x));

// With commas between.
const spaced = (parts) => parts.flatMap((part, place) => (place ? [", ", part] : [part]));

// The formula of a step, which the steps write as MathML: of names and numbers it makes text.
function formulaBox(told, ...more) {
  const formula = element("div");
  formula.innerHTML = inLines(told.mathml);
  breakAtNumbers(formula.querySelector("math"));
  const words = "A step of the chain rule";
  const box = { class: "chain", tabindex: "0", role: "group", "aria-label": words };
  return element("div", box, formula, ...more);
}

// A line of names, and below it the line of numbers: broken before the second equals sign.
function breakAtNumbers(math) {
  const isEqual = (part) => part.localName === "mo" && /^\+?=$/.test(part.textContent.trim());
  const rows = [...math.querySelectorAll("mrow")];
  const second = rows.map((row) => [...row.children].filter(isEqual)[1]).find(Boolean);
  if (!second) return;
  const below = math.cloneNode(false);
  const inner = document.createElementNS(math.namespaceURI, "mrow");
  for (let part = second; part;) {
    const next = part.nextElementSibling;
    inner.append(part);
    part = next;
  }
  below.append(inner);
  math.after(below);
}
