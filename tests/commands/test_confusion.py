"""How often each class was taken for each: counted, and as text of a width that can be read."""

from micrograd_plus.commands.confusion import MOST_CLASSES, confusion_counts, confusion_text


def test_a_row_for_each_true_class() -> None:
    """Every row of the data is counted once, classes that never came up too."""
    counts = confusion_counts([0, 0, 2, 2, 2], [0, 2, 2, 2, 0], classes=4)
    assert counts == [[1, 0, 1, 0], [0] * 4, [1, 0, 2, 0], [0] * 4]


def test_of_many_classes_the_most_frequent_mistakes_are_shown() -> None:
    """The most frequent one first, and what was right is none."""
    size = MOST_CLASSES + 1
    counts = [[50 * (row == column) for column in range(size)] for row in range(size)]
    counts[3][4], counts[7][0] = 2, 9
    lines = confusion_text(counts, [f"c{place}" for place in range(size)]).splitlines()
    assert [line.split() for line in lines] == [
        ["true", "predicted", "rows"],
        ["c7", "c0", "9"],
        ["c3", "c4", "2"],
    ]


def test_as_many_classes_as_fit_make_a_matrix() -> None:
    """One line for each class below the names."""
    size = MOST_CLASSES
    text = confusion_text([[1] * size] * size, [f"c{place}" for place in range(size)])
    assert len(text.splitlines()) == size + 1
