// Elements of the page, and where to find them.

const byId = (id) => document.getElementById(id);

// An element with attributes and children; text stays text, it never becomes markup.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function setText(holder, text) {
  if (holder && holder.textContent !== text) holder.textContent = text;
}

// Bring a part into view inside of its own holder; the page stays where it is.
function scrollDown(part, holder) {
  const [at, around] = [part.getBoundingClientRect(), holder.getBoundingClientRect()];
  if (at.top < around.top || at.bottom > around.bottom) {
    holder.scrollTop += at.top - around.top - holder.clientHeight / 2;
  }
}

function scrollAcross(part, holder) {
  const [at, around] = [part.getBoundingClientRect(), holder.getBoundingClientRect()];
  if (at.left < around.left || at.right > around.right) {
    holder.scrollLeft += at.left - around.left - holder.clientWidth / 2;
  }
}

// Browsers break no formula: each remark behind it has a line of its own.
function inLines(mathml) {
  const pieces = mathml.split('<mspace width="2em"/>');
  if (pieces.length === 1) return mathml;
  const [begin, end] = ['<math display="block"><mrow>', "</mrow></math>"];
  return pieces
    .map((piece, place) => (place ? begin : "") + piece + (place < pieces.length - 1 ? end : ""))
    .join("");
}

const LONGEST_LABEL = 60;
const cut = (text) => {
  const letters = [...text];
  return letters.length <= LONGEST_LABEL ? text : `${letters.slice(0, LONGEST_LABEL - 1).join("")}…`;
};

// A number for a box: %.4f, or %.3g where that would show 0 or be too long.
function boxText(x) {
  const text = fixed4(x);
  if (x !== 0 && Number.isFinite(x) && (Number(text) === 0 || Math.abs(x) >= 1e9)) {
    const [digits, power] = Math.abs(x).toExponential(2).split("e");
    const exponent = Math.abs(Number(power));
    const sign = power.startsWith("-") ? "-" : "+";
    const short = digits.replace(/\.?0+$/, "");
    return `${x < 0 ? "-" : ""}${short}e${sign}${String(exponent).padStart(2, "0")}`;
  }
  return text;
}

const NOTHING_YET = "—";
const signedText = (x) => (x > 0 ? "+" : "") + boxText(x);
