"""A graph as plain data for the player."""

import json
import math

import pytest

from micrograd_plus import Value, scope
from micrograd_plus.explanation.player_data import player_data


def test_what_it_holds() -> None:
    """Operations, operands and leaves in topological order; nothing that is empty."""
    with scope("head"):
        x, y = Value(2.0, label="x"), Value(math.inf)
        z = x * y + 1.5
    data, source = player_data(z)
    assert data["rules"] == ["mul", "add"]
    assert data["rule"] == [-1, -1, 0, -1, 1]
    assert data["back"] == [[], [], [2, 1], [], [2, 1]]
    assert data["numbers"] == {0: 2.0, 1: "inf", 3: 1.5}
    assert data["labels"] == {0: "x"}
    assert data["constants"] == [3]
    assert set(data["scopes"].values()) == {"head"}
    assert data["lines"] == {}
    assert '"mul":' in source
    json.dumps(data, allow_nan=False)


def test_by_hand() -> None:
    """What has no formula is refused, with the cure."""
    out = Value(6.0, (Value(2.0, label="x"),), "mine")
    with pytest.raises(ValueError, match=r'rule\("mine", "x"'):
        player_data(out)
