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
    if (page.picture) sheet.append(page.picture.svg.cloneNode(true));
    const formula = element("div");
    if (told.mathml) formula.innerHTML = told.mathml;
    else setText(formula, `${told.symbols} = ${told.numbers} = ${told.result}`);
    sheet.append(formula, element("p", {}, [told.law, told.local].filter(Boolean).join(": ")));
    sheets.append(sheet);
  });
  if (page.shown.length > MOST_SHEETS) {
    sheets.append(element("p", {}, `${page.shown.length - MOST_SHEETS} more steps are on the page itself.`));
  }
  page.k = kept;
  refresh();
}
