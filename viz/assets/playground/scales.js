// A table of one's own in its own units: the network takes its numbers scaled, and a category as an
// input for each of its values.
//
// A column is {name, inputs}, with the places of its inputs; with {mean, deviation} if its numbers
// are scaled, and with {values} if it holds categories. Columns of other data are neither.

function tableColumns({ table, inputs }) {
  if (!table) return inputs.map((name, input) => ({ name, inputs: [input] }));
  const places = [...inputs.keys()];
  return table.inputs.map((column) => ({
    ...column,
    inputs: places.splice(0, column.values?.length ?? 1),
  }));
}

const columnOf = (data, input) => tableColumns(data).find(({ inputs }) => inputs.includes(input));
const targetColumn = ({ table, target }) => table?.target ?? { name: target };
const isScaled = (column) => column.deviation !== undefined;

// A name with the unit of the table, and the name of an input as the network takes it.
const nameWithUnit = ({ name, unit }) =>
  unit && !name.endsWith(`(${unit})`) ? `${name} (${unit})` : name;
const scaledName = (column) => (isScaled(column) ? "scaled " : "") + column.name;
const inputName = (data, input) => {
  const column = columnOf(data, input);
  return column.values ? data.inputs[input] : scaledName(column);
};
const axisName = (data, input) => {
  const column = columnOf(data, input);
  return column.values ? data.inputs[input] : nameWithUnit(column);
};

// A number to so many digits below the first one of a size.
function roundedBy(size, digits, number) {
  const unit = 10 ** (Math.floor(Math.log10(size)) - digits);
  return Number((Math.round(number / unit) * unit).toPrecision(15));
}

const scaledNumber = (column, number) =>
  isScaled(column) ? (number - column.mean) / column.deviation : number;

// How far a button moves a number: a tenth of what is usual.
const stepOf = ({ deviation = 1 }) => 10 ** (Math.floor(Math.log10(deviation)) - 1);

// As it is in the table, to so many digits below the spread: beyond these stands what was lost on the
// way there and back.
function ownNumber(column, x, digits = 12) {
  if (!isScaled(column)) return x;
  const { mean, deviation } = column;
  return roundedBy(deviation, digits, x * deviation + mean);
}

// Numbers of the table have nearly all of their digits, those of the network fewer.
const OF_TABLE = 6;
const OF_NETWORK = 3;

function ownText(column, x, digits = OF_TABLE) {
  if (!isScaled(column) || !Number.isFinite(x)) return numberText(x);
  return String(ownNumber(column, x, digits));
}

// Both, where they differ.
const bothTexts = (column, x, digits) =>
  ownText(column, x, digits) + (isScaled(column) ? ` → scaled ${numberText(x)}` : "");

// What stands along an axis, as [number, text]: round numbers of the table, or whether it is so.
function marksOf(column) {
  if (column.values) return () => [[0, "no"], [1, "yes"]];
  if (!isScaled(column)) return plainMarks;
  return (low, high, count) => {
    const [least, most] = [low, high].map((x) => ownNumber(column, x));
    const long = ticks(least, most, count).some((number) => tickText(number, 1e6).length > 6);
    return ticks(least, most, long ? count / 2 : count).map((number) => [
      scaledNumber(column, number),
      tickText(number, 1e6),
    ]);
  };
}

// A number in the place of one that was pointed at, as round as the spread lets it be.
function roundNumber(column, x) {
  if (!isScaled(column)) return Number(x.toPrecision(4));
  return scaledNumber(column, ownNumber(column, x, 2));
}

// A row as the table could have it: of the values of a category the likeliest.
function asRow(data, numbers) {
  const row = numbers.map((x, input) => roundNumber(columnOf(data, input), x));
  for (const { values, inputs } of tableColumns(data)) {
    if (!values) continue;
    const likeliest = inputs[largestOf(inputs.map((input) => row[input]))];
    for (const input of inputs) row[input] = Number(input === likeliest);
  }
  return row;
}

const largestOf = (numbers) => numbers.indexOf(Math.max(...numbers));

// The cells of a row: {column, own}, as it is in the table, and {taken}, as the network has it.
function cellsOf(data, row) {
  return tableColumns(data).map((column) => {
    const numbers = column.inputs.map((input) => row[input]);
    const written = column.values ? general4 : numberText;
    return { column, own: cellText(column, numbers), taken: numbers.map(written).join(", ") };
  });
}

// An empty cell that was filled is none of the values.
function cellText(column, numbers) {
  if (!column.values) return ownText(column, numbers[0]);
  return Math.max(...numbers) > 0 ? column.values[largestOf(numbers)] : "none of its values";
}

// A sample of a table in a line.
function sampleWords(data, sample) {
  const cells = cellsOf(data, data.X[sample]);
  const words = cells.map(({ column, own }) => `${nameWithUnit(column)} ${own}`);
  const column = targetColumn(data);
  const goal = data.classes ? data.classes[data.y[sample]] : ownText(column, data.y[sample]);
  return `${words.join(", ")}; ${nameWithUnit(column)} ${goal}`;
}

// How an input comes from the table, and what an output says there.
function inputWords(data, input, x) {
  const column = columnOf(data, input);
  if (column.values) {
    const value = column.values[column.inputs.indexOf(input)];
    return `It is 1 where ${column.name} is ${value}, else 0.`;
  }
  const [mean, deviation] = scaleTexts(column);
  return (
    `It is (${ownText(column, x)} − ${mean}) / ${deviation}: ${column.name} of the table, less its ` +
    "mean and divided by its standard deviation."
  );
}

function outputWords(column, x) {
  const [mean, deviation] = scaleTexts(column);
  const own = ownText(column, x, OF_NETWORK);
  const sum = `${numberText(x)} · ${deviation} + ${mean}`;
  return `In the table that is ${sum} = ${own}, as ${column.name}.`;
}

const scaleTexts = ({ mean, deviation }) =>
  [mean, deviation].map((number) => String(roundedBy(deviation, 5, number)));

const lossName = (data) => (isScaled(targetColumn(data)) ? "loss of scaled targets" : "loss");
