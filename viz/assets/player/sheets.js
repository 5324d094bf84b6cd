// On paper: one step a sheet, with the picture as it stands then.

const MOST_SHEETS = 200;

function fillSheets() {
  const kept = page.k;
  const sheets = byId("sheets");
  sheets.replaceChildren();
  const steps = page.shown.slice(0, MOST_SHEETS);
  steps.forEach((step, place) => {
    page.k = place + 1;
    const moment = momentAt(page.k);
    page.picture?.show(moment);
    const told = page.told(step);
    const sheet = element("section", { class: "sheet" });
    const phase = told.phase ?? PHASES[step.kind];
    sheet.append(element("h2", {}, `${document.title}: step ${page.k} of ${page.shown.length}, ${phase.toLowerCase()}`));
    if (page.mode === "broken") {
      sheet.append(element("p", {}, `With a mistake: ${MISTAKES[page.pass.mistake]}`));
      if (step.wrong) sheet.append(element("p", { class: "wrong-sentence" }, page.pass.sentence));
    }
    if (page.picture) sheet.append(onPaper(page.picture.svg));
    const formula = element("div");
    if (told.mathml) formula.innerHTML = inLines(told.mathml);
    else setText(formula, `${told.symbols} = ${told.numbers} = ${told.result}`);
    sheet.append(formula, element("p", {}, [told.law, told.local].filter(Boolean).join(": ")));
    sheet.append(valuesOnPaper(moment));
    sheets.append(sheet);
  });
  if (page.shown.length > MOST_SHEETS) {
    sheets.append(element("p", {}, `${page.shown.length - MOST_SHEETS} more steps are on the page itself.`));
  }
  page.k = kept;
  refresh();
}

// Without the rules that make it dark for a reader of the screen.
function onPaper(svg) {
  const copy = svg.cloneNode(true);
  copy.removeAttribute("id");
  copy.querySelector("style")?.remove();
  return copy;
}

function valuesOnPaper(moment) {
  const { list, tableNodes } = page;
  const broken = page.mode === "broken";
  const heads = ["name", "value", "gradient", ...(broken ? ["right"] : [])];
  const told = (number) => (number === undefined ? NOTHING_YET : numberText(number));
  const rows = tableNodes.slice(0, 40).map((node) => [
    list.names[node], moment.known(node) ? told(moment.data(node)) : NOTHING_YET,
    told(moment.gradient(node)), ...(broken ? [told(list.totals[node])] : []),
  ]);
  const row = (tag, cells) => element("tr", {}, ...cells.map((cell) => element(tag, {}, cell)));
  const more = tableNodes.length - rows.length;
  return element(
    "div", { class: "on-paper" },
    element("table", {}, row("th", heads), ...rows.map((cells) => row("td", cells))),
    ...(more ? [`and ${more} more`] : []),
  );
}
