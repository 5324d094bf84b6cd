"""An index moves with the variables of loops, and a turn knows what it hands on."""

from micrograd_plus.tape.native.index import Index, Turn


def test_an_index_moves() -> None:
    index = Index(3).moved(2, 5).moved("%i", 4).moved("%j", 0)
    assert index == Index(13, (("%i", 4),))
    assert index.times(8) == Index(104, (("%i", 32),))


def test_a_turn_hands_on_what_the_next_one_loads() -> None:
    read, written = Index(1, (("%n", 3), ("%i", 2))), Index(3, (("%n", 3), ("%i", 2)))
    turn = Turn({("a", read): (0, "%x")}, {("a", written): "%y"})
    assert list(turn.handed_on("%i")) == [("a", read, Index(1, (("%n", 3),)), "%y")]
    assert list(turn.handed_on("%n")) == []
    turn.stores["a", Index(0, (("%i", 1),))] = "%z"
    assert list(turn.handed_on("%i")) == []
    assert turn.written() == {"a"}
