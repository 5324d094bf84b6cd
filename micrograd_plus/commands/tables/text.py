"""What is printed of a table and of the model that has learned it."""

from collections import Counter

from ...aligned import aligned
from ..confusion import MOST_CLASSES, confusion_text
from ..options import human, printable
from .columns import Column
from .encoding import Categories
from .outcome import Judged, Outcome

MOST_COLUMNS = 20

_MOST_CLASSES = 6


def summary(outcome: Outcome) -> str:
    """Return all that is printed."""
    parts = [head(outcome), columns_text(outcome), model_line(outcome), scores_text(outcome)]
    target = outcome.description.target
    if isinstance(target, Categories):
        matrix = confusion_text(outcome.counts(), target.values)
        title = "confusion matrix" if target.width <= MOST_CLASSES else "most frequent mistakes"
        parts.append(f"{title} of the rows held out\n{matrix}")
    parts.append(f"which columns matter, for the rows held out\n{importances_text(outcome)}")
    parts += [f"note: {warning}" for warning in outcome.warnings()]
    return "\n\n".join(parts)


def head(outcome: Outcome) -> str:
    """Return how many rows there are, and for what."""
    table = outcome.table
    learned, held = len(outcome.training.rows), len(outcome.held_out.rows)
    return f"{table.source}: {len(table):,} rows, {learned:,} to learn from, {held:,} held out"


def columns_text(outcome: Outcome) -> str:
    """Return what each column is taken for; of many, the first ones and those left out."""
    rows = [["column", "taken for", ""]]
    rows.append([printable(outcome.goal.name), "target", _details(outcome.goal)])
    more: Counter[str] = Counter()
    for place, column in enumerate(outcome.columns):
        if place < MOST_COLUMNS or column.kind == "left out":
            rows.append([printable(column.name), column.kind, _details(column)])
        else:
            more[column.kind] += 1
    kinds = ", ".join(f"{count} of {kind}" for kind, count in more.items())
    return aligned(rows, "lllr") + (f"\nand more columns: {kinds}" if more else "")


def model_line(outcome: Outcome) -> str:
    """Return the model and how long it learned."""
    model, history = outcome.model, outcome.history
    sizes = [len(layer.neurons) for layer in model.layers]
    line = (
        f"MLP({outcome.description.width}, {sizes}), {len(model.parameters()):,} parameters, "
        f"{history.epochs} epoch{'' if history.epochs == 1 else 's'} in {history.seconds:.1f} s"
    )
    return f"{line}\n{history.stopped}" if history.stopped else line


def scores_text(outcome: Outcome) -> str:
    """Return loss and accuracy, or R², of the rows learned from and of those held out."""
    measures = ["accuracy"] if outcome.description.classifies else ["R²", "typical error"]
    rows = [["", "rows", "loss", *measures]]
    for part in (outcome.training, outcome.held_out, outcome.baseline):
        rows.append(_score_row(part))
    return aligned(rows, "lr")


def importances_text(outcome: Outcome) -> str:
    """Return what each column is worth; of many, the first ones."""
    classifies = outcome.description.classifies
    grows = "accuracy falls by" if classifies else "typical error grows by"
    rows = [["column shuffled", grows]]
    for each in outcome.importances[:MOST_COLUMNS]:
        # A column that does better when it is shuffled does so by chance.
        loss = max(0.0, each.loss)
        rows.append([printable(each.name), f"{loss:.1%}" if classifies else human(loss)])
    more = len(outcome.importances) - MOST_COLUMNS
    return aligned(rows, "lr") + (f"\nand {more} more columns" if more > 0 else "")


def score_text(part: Judged) -> str:
    """Return the accuracy, or R², which is hugely negative where predictions are far off."""
    if part.score is None:
        return "-"
    if part.error is None:
        return f"{part.score:.1%}"
    return f"{part.score:.3f}" if part.score > -1000 else f"{part.score:.3g}"


def _score_row(part: Judged) -> list[str]:
    loss = "" if part.loss is None else human(part.loss)
    row = [printable(part.name), f"{len(part.rows):,}", loss, score_text(part)]
    return row if part.error is None else [*row, human(part.error)]


def _details(column: Column) -> str:
    if column.kind == "left out":
        return column.why
    gaps = sum(column.missing())
    empty = f", {gaps:,} empty" if gaps else ""
    if column.kind == "numbers":
        numbers = [value for value in column.numbers if value is not None]
        return f"{human(min(numbers), 6)} to {human(max(numbers), 6)}{empty}"
    counts = Counter(filter(None, column.cells)).most_common()
    shown = ", ".join(f"{printable(text, 16)} {count:,}" for text, count in counts[:_MOST_CLASSES])
    more = len(counts) - _MOST_CLASSES
    return f"{shown} and {more} more{empty}" if more > 0 else f"{shown}{empty}"
