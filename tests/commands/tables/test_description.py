"""How a table becomes numbers: scaled by what is learned from, saved, and found again by name."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from micrograd_plus.commands.tables.columns import chosen_columns
from micrograd_plus.commands.tables.csv_file import read_table
from micrograd_plus.commands.tables.description import describe, read_description
from micrograd_plus.commands.tables.encoding import Numbers
from micrograd_plus.files.document import Part
from tests.commands.tables.examples import PLAIN, ROWS, changed, with_column, written


class TestDescription:
    LEARNED = range(16)

    def described(self, tmp_path: Path, content: str = PLAIN, target: str = "y"):
        table = read_table(written(tmp_path, content))
        columns, goal = chosen_columns(table, target)
        return table, *describe(columns, goal, list(self.LEARNED))

    def test_scaled_by_the_rows_learned_from(self, tmp_path) -> None:
        """Mean 0 and standard deviation 1 hold for these rows; others do not count."""
        table, description, _ = self.described(tmp_path)
        X, y = description.read_inputs(table), description.read_targets(table)
        x = np.array([float(row[0]) for row in table.rows])[self.LEARNED]
        assert X.shape == (20, description.width) == (20, 3)
        np.testing.assert_allclose(X[self.LEARNED, 0], (x - x.mean()) / x.std(), atol=1e-15)
        assert X[:2, 1:].tolist() == [[0, 1], [1, 0]], "blue comes before red"
        assert abs(y[self.LEARNED].mean()) < 1e-15
        assert abs(y[self.LEARNED].std() - 1) < 1e-15
        np.testing.assert_allclose(
            description.target.decode(y), [float(row[2]) for row in table.rows], atol=1e-14
        )

    def test_classes(self, tmp_path) -> None:
        """A target of words becomes places among them, and words again."""
        table, description, _ = self.described(tmp_path, target="colour")
        y = description.read_targets(table)
        assert description.classifies
        assert y.tolist() == [1, 0] * 10
        assert description.target.decode(y) == [row[1] for row in table.rows]

    def test_columns_are_found_by_name(self, tmp_path) -> None:
        """Order and further columns do not matter, nor does a missing target."""
        table, description, _ = self.described(tmp_path)
        turned = "\n".join("name;" + ";".join(row.split(",")[1::-1]) for row in ROWS)
        other = read_table(written(tmp_path, turned))
        assert other.names == ["name", "colour", "x"]
        assert (description.read_inputs(other) == description.read_inputs(table)).all()

    def test_tiny_numbers(self, tmp_path) -> None:
        """Numbers whose squares vanish are scaled all the same."""
        content = with_column("tiny", lambda i: f"{i % 7}e-300")
        table, description, _ = self.described(tmp_path, content)
        assert abs(description.read_inputs(table)[self.LEARNED, -1].std() - 1) < 1e-12

    def test_what_is_the_same_in_all_rows_learned_from(self, tmp_path) -> None:
        """Such columns are left out, with the reason."""
        content = with_column("late", lambda i: str(int(i >= 16)))
        _, description, columns = self.described(tmp_path, content)
        assert [column.name for column in description.inputs] == ["x", "colour"]
        assert columns[-1].why == "'0' in every row learned from"
        _, _, columns = self.described(tmp_path, with_column("same", lambda i: "7"))
        assert columns[-1].why == "'7' in every row"

    def test_nothing_to_learn(self, tmp_path) -> None:
        """No columns left, or a target that differs in no row learned from, is an error."""
        text = "id,y\n" + "".join(f"n{i},{i % 4}\n" for i in range(20))
        with pytest.raises(ValueError, match=r"no column is left to predict 'y' from \('id': 20 d"):
            self.described(tmp_path, text)
        content = with_column("late", lambda i: str(int(i >= 16)))
        with pytest.raises(ValueError, match="'late' is '0' in every row that is learned from"):
            self.described(tmp_path, content, target="late")

    def test_plain_data_and_back(self, tmp_path) -> None:
        """What a model file holds gives the very same description."""
        _, description, _ = self.described(tmp_path)
        for known in (
            description,
            replace(description, missing="fill", unnamed=3),
            replace(description, target=Numbers("y", 0.0, 1.0, mark=",")),
            replace(description, target=Numbers("y", 0.0, 1.0, seen=(-1.0, 2.5))),
            replace(description, target=Numbers("y", 0.0, 1.0, unit="km")),
        ):
            assert read_description(Part("m.json", known.to_plain(), "table")) == known

    @pytest.mark.parametrize(
        ("content", "name", "fault"),
        [
            (changed(7, 0, ""), "x", "the cell is empty"),
            (changed(7, 0, "ten"), "x", "'ten' is not a number to compute with"),
            (changed(7, 1, "green"), "colour", "'green' is not a category that was learned"),
        ],
    )
    def test_cells_that_do_not_fit(self, content, name, fault, tmp_path) -> None:
        """Their row has no inputs, or the mean, or none of the categories; which is told."""
        _, description, _ = self.described(tmp_path)
        table = read_table(written(tmp_path, content))
        assert description.faults(table) == {name: [(5, fault)]}
        found = description.read_inputs(table)
        assert np.flatnonzero(np.isnan(found).any(axis=1)).tolist() == [5]
        filled = replace(description, missing="fill").read_inputs(table)
        assert filled[5].tolist() == np.nan_to_num(found[5]).tolist()
        assert np.isfinite(filled).all()

    def test_tables_that_lack_a_column(self, tmp_path) -> None:
        """The column is named."""
        _, description, _ = self.described(tmp_path)
        with pytest.raises(ValueError, match="lacks columns that were learned from, 'x'"):
            description.read_inputs(read_table(written(tmp_path, PLAIN.replace("x,c", "z,c"))))

    def test_gaps_are_not_measured(self, tmp_path) -> None:
        """The mean is that of the numbers that are there."""
        table = read_table(written(tmp_path, changed(7, 0, "").replace("0,red", "NA,red")))
        columns, goal = chosen_columns(table, "y")
        description, _ = describe(columns, goal, list(self.LEARNED), missing="fill")
        numbers = [n for n in columns[0].numbers[:16] if n is not None]
        assert len(numbers) < 16
        assert description.inputs[0].mean == pytest.approx(np.mean(numbers))

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (lambda table: table.pop("target"), "table lacks the key 'target'"),
            (lambda table: table.update(more=1), "table has the unknown key 'more'"),
            (lambda table: table.update(missing="guess"), "table.missing is 'guess'"),
            (lambda table: table.update(unnamed=-1), "table.unnamed is"),
            (lambda table: table["inputs"][0].update(mark=";"), "inputs[0].mark is ';'"),
            (lambda table: table.update(inputs=[]), "table.inputs must be columns, at least one"),
            (lambda table: table["inputs"].append(table["inputs"][0]), "each once"),
            (lambda table: table["inputs"][0].update(kind="words"), "table.inputs[0].kind is 'wor"),
            (lambda table: table["inputs"][0].update(mean="inf"), "inputs[0].mean must be finite"),
            (lambda table: table["inputs"][0].update(deviation=0.0), "deviation must be a finite"),
            (lambda table: table["inputs"][0].update(highest=-1), "highest must be a finite"),
            (lambda table: table["inputs"][0].update(lowest="-inf"), "highest must be a finite"),
            (lambda table: table["inputs"][1].update(values=["a", "a"]), "inputs[1].values must"),
            (lambda table: table["inputs"][1].update(values="ab"), "inputs[1].values is"),
        ],
    )
    def test_wrong_descriptions(self, change, said, tmp_path) -> None:
        """A description that was changed by hand is refused with the place."""
        _, description, _ = self.described(tmp_path)
        plain = description.to_plain()
        change(plain)
        with pytest.raises(ValueError, match=re.escape(said)):
            read_description(Part("m.json", plain, "table"))
