"""Five parts of the rows, each with its share of each class."""

import numpy as np

from micrograd_plus.commands.tables.split import fifths


class TestFifths:
    LABELS = ["a"] * 60 + ["b"] * 33 + ["c"] * 7

    def test_every_row_is_in_one_part(self) -> None:
        """The parts are equally large, and together they are all rows."""
        for labels in (None, self.LABELS):
            parts = fifths(100, seed=3, labels=labels)
            assert [len(part) for part in parts] == [20] * 5
            assert sorted(np.concatenate(parts).tolist()) == list(range(100))

    def test_each_part_has_its_share_of_each_class(self) -> None:
        """No part has more than one row of a class more than another."""
        for part in fifths(100, seed=3, labels=self.LABELS):
            found = [self.LABELS[place] for place in part]
            assert found.count("a") == 12
            assert found.count("b") in (6, 7)
            assert found.count("c") in (1, 2)

    def test_the_seed_decides(self) -> None:
        """One seed gives one split, another another."""
        first, same, other = (fifths(100, seed, self.LABELS)[0].tolist() for seed in (1, 1, 2))
        assert first == same != other
