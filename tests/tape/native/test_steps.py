"""Steps of descent as a module: what is in it, and what is left out."""

import pytest

from micrograd_plus import optim
from micrograd_plus.tape.native.recipe import Recipe
from micrograd_plus.tape.native.steps import Kind, print_steps

KINDS = {
    "plain": Kind(8, 2),
    "l2": Kind(9, 2, l2=0.1),
    "classes": Kind(3, 2, classes=4),
    "batches": Kind(5, 2, classes=1, batches=True),
}


@pytest.mark.parametrize("name", KINDS)
def test_llvm_reads_what_is_written(name: str) -> None:
    import llvmlite.binding as llvm

    kind = KINDS[name]
    text = print_steps(Recipe(optim.Adam()), kind, set())
    llvm.parse_assembly(text).verify()
    assert ("@squares" in text) == bool(kind.l2)
    assert ("@gather" in text) == kind.batches
    assert ("@count" in text) == bool(kind.classes)
    # As many parameters as fit are moved side by side, the rest one by one.
    assert ("call void @step_1" in text) == bool(kind.parameters % 4)
    assert ("call void @step_4" in text) == (kind.parameters >= 4)


def test_the_settings_are_part_of_the_text() -> None:
    one, other = (print_steps(Recipe(optim.SGD(momentum=m)), Kind(8, 2), set()) for m in (0.5, 0.9))
    assert one != other
    rates = (print_steps(Recipe(optim.SGD(lr=lr)), Kind(8, 2), set()) for lr in (0.5, 0.9))
    assert next(rates) == next(rates)
