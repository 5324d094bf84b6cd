"""Optimisers of many parameters: these move as one array, with the same bits."""

import math
from typing import Any

import pytest

from micrograd_plus import StaleGraphError, Value
from micrograd_plus.optim import SGD, Adam, AdamW, Optimizer, RMSProp


class TestManyParameters:
    """Many move as one array: the same bits as one after the other."""

    @staticmethod
    def run(optimizer: Optimizer, choose: Any) -> list[float]:
        """Twelve steps over parameters that `choose` picks."""
        leaves = [Value(place / 7 - 3) for place in range(50)]
        for step in range(12):
            for place, leaf in enumerate(leaves):
                leaf.grad = math.sin(place * 3 + step) * 10 ** (place % 9 - 4)
            leaves[3].grad = 0.0
            optimizer.step(choose(step, leaves))
        return [leaf.data for leaf in leaves]

    @pytest.mark.parametrize(
        "optimizer",
        [
            SGD(lr=0.1),
            SGD(lr=0.1, momentum=0.9),
            RMSProp(lr=0.05),
            Adam(lr=0.05, maximize=True),
            AdamW(lr=0.05),
        ],
        ids=repr,
    )
    @pytest.mark.parametrize(
        "choose",
        [
            lambda step, leaves: leaves,
            lambda step, leaves: leaves[: 40 if step % 3 else 50],
            lambda step, leaves: leaves[::-1] if step > 5 else leaves,
            lambda step, leaves: leaves[: 10 if step in (4, 5) else 50],
        ],
        ids=["all", "some", "turned round", "few"],
    )
    def test_same_bits(self, optimizer: Optimizer, choose: Any, monkeypatch) -> None:
        """Whatever is chosen, and also where it changes from step to step."""
        together = self.run(optimizer.fresh(), choose)
        monkeypatch.setattr("micrograd_plus.optim.MANY", math.inf)
        assert together == self.run(optimizer.fresh(), choose)

    def test_results_become_stale(self) -> None:
        """As after every change of a leaf; what stays where it is makes nothing stale."""
        leaves = [Value(1.0) for _ in range(40)]
        result, other = leaves[0] * 2.0, leaves[1] * 2.0
        leaves[0].grad = 1.0
        SGD(lr=0.1).step(leaves)
        with pytest.raises(StaleGraphError):
            result.backward()
        other.backward()
        assert leaves[0].data == 0.9

    def test_an_optimizer_of_ones_own(self) -> None:
        """Its formula need not know arrays."""

        class Signs(SGD):
            def change(self, p: float, g: float, state: Any) -> float:
                return -self.lr if g > 0 else self.lr

        leaves = [Value(1.0) for _ in range(40)]
        Signs(lr=0.5).step(leaves)
        assert {leaf.data for leaf in leaves} == {1.5}
