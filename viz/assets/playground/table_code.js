// A table of one's own in the script: read by Python's csv module, where that gives the rows of the
// page, or else written out; and scaled as in the page.

const isRead = ({ data }) => data.file !== undefined && !data.own;

function tableInPython(run) {
  const { data } = run;
  const { classes } = data;
  const named = classes ? [`classes = [${classes.map(pythonText).join(", ")}]`] : [];
  return [...named, ...(isRead(run) ? tableRead(data) : tableWritten(data))];
}

// How a cell of a column becomes a number.
function cellInPython({ name, mean, deviation, unit, mark }) {
  let cell = `row[${pythonText(name)}]`;
  if (unit) cell += `.replace(${pythonText(unit)}, "")`;
  if (mark) cell += `.replace(${pythonText(mark)}, ".")`;
  return `(float(${cell}) - ${pythonNumber(mean)}) / ${pythonNumber(deviation)}`;
}

function tableRead(data) {
  const { file, table, classes } = data;
  const by = file.delimiter === "," ? "" : `, delimiter=${pythonText(file.delimiter)}`;
  const lines = [
    `with open(${pythonText(file.name)}, encoding="utf-8-sig", newline="") as file:`,
    `    rows = list(csv.DictReader(file${by}))`,
  ];
  if (file.left_out.length) {
    const places = `{${file.left_out.join(", ")}}`;
    lines.push("# What the page has left out, as rows with empty cells.");
    lines.push(`rows = [row for place, row in enumerate(rows) if place not in ${places}]`);
  }
  if (file.rows > data.X.length) {
    const drawn = `np.random.default_rng(0).permutation(len(rows))[:${data.X.length}]`;
    lines.push(`rows = [rows[place] for place in sorted(${drawn})]`);
  }
  const inputs = table.inputs.flatMap((column) => {
    if (!column.values) return [cellInPython(column)];
    const cell = `row[${pythonText(column.name)}]`;
    return column.values.map((value) => `${cell} == ${pythonText(value)}`);
  });
  const goal = classes
    ? `classes.index(row[${pythonText(table.target.name)}])`
    : cellInPython(table.target);
  return [
    ...lines,
    "X = np.array(",
    "    [",
    "        [",
    ...inputs.map((input) => `            ${input},`),
    "        ]",
    "        for row in rows",
    "    ],",
    "    dtype=float,",
    ")",
    `y = [${goal} for row in rows]`,
  ];
}

function tableWritten(data) {
  const { inputs, X } = data;
  const columns = inputs.map((_, input) => columnOf(data, input));
  const rows = X.map((row) => pythonList(row.map((x, input) => ownNumber(columns[input], x))));
  const means = columns.map(({ mean = 0 }) => mean);
  const deviations = columns.map(({ deviation = 1 }) => deviation);
  return [
    `columns = [${inputs.map(pythonText).join(", ")}]`,
    "X = np.array(",
    "    [",
    ...rows.map((row) => `        ${row},`),
    "    ]",
    ")",
    `X = (X - ${pythonList(means)}) / ${pythonList(deviations)}`,
    ...goalsWritten(data),
  ];
}

function goalsWritten(data) {
  const { classes, y } = data;
  if (classes) {
    const names = y.map((kind) => pythonText(classes[kind]));
    return [`names = [${names.join(", ")}]`, "y = [classes.index(name) for name in names]"];
  }
  const column = targetColumn(data);
  const [mean, deviation] = [column.mean, column.deviation].map(pythonNumber);
  const numbers = pythonList(y.map((x) => ownNumber(column, x)));
  return [`y = (np.array(${numbers}) - ${mean}) / ${deviation}`];
}
