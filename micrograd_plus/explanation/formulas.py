"""An operation of a graph written out, and its local gradients, with names or with numbers."""

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from ..engine.value import Value
from ..rules.expression import Call, Expression, Name, names as formula_names
from ..rules.notation import (
    AS_ONE,
    BESIDE_EQUALS,
    Holds,
    Values,
    is_number,
    literal,
    number_text,
    simplify,
)
from ..rules.table import Rule
from .markup import TEXT, Markup, Writer

# Nobody reads a formula with more operands, and a line of many thousand fills a screen.
_MOST_OPERANDS, _AT_EITHER_END = 100, 10
# A local gradient names its operation in every step, so it may not be long.
_LONGEST_OPERATION = 60

Made = TypeVar("Made")


class Operation:
    """One operation of a graph, as its steps write it.

    Arguments:
        node: the result.
        name: what the result is called.
        operands: what the operands are called.
    """

    def __init__(self, node: Value, name: str, operands: list[str]) -> None:
        assert node.rule is not None
        self.node: Value = node
        self.rule: Rule = node.rule
        self.name: str = name
        self._operands = operands
        self._symbols = _shortened(operands)
        self._times = Counter(node.operands)
        # As they are now: what is written later tells the same numbers, even if data is set then.
        self._data = [operand.data for operand in node.operands]
        self._result = node.data
        self._numbers = _shortened([*map(_number, node.operands, self._data, operands)])
        self._is_long = len(self.symbols(TEXT, AS_ONE)) > _LONGEST_OPERATION
        self._made: dict[tuple[object, ...], Any] = {}

    def symbols(self, markup: Markup, needed: Holds = BESIDE_EQUALS) -> str:
        """Return the operation with the names of its operands."""
        return _with_operands(self.rule.name, self._symbols, markup.write, needed)

    def numbers(self, markup: Markup) -> str:
        """Return the operation with the numbers of its operands."""
        return _with_operands(self.rule.name, self._numbers, markup.write, BESIDE_EQUALS)

    def slope(self, slot: int, markup: Markup) -> str:
        """Return how the local gradient is denoted: `∂(x * w)/∂w`, which tells the operation.

        Where an operand stands twice, its place is told, too.
        """
        derivative = markup.derivative(
            self._kept(("above", id(markup)), lambda: self._above(markup)),
            markup.name(self._operands[slot], AS_ONE),
        )
        told = f" within {self.rule.name}" if self._is_long else ""
        if self._times[self.node.operands[slot]] > 1:
            told += f" ({_ordinal(slot + 1)} operand)"
        return markup.join([derivative, markup.words(told)]) if told else derivative

    def local_symbols(self, slot: int, markup: Markup) -> str:
        """Return the local gradient as a formula."""
        return self._local(slot, markup, numbers=False)

    def local_numbers(self, slot: int, markup: Markup) -> str:
        """Return the local gradient with the numbers put in, of a `where` only what counts."""
        return self._local(slot, markup, numbers=True)

    def local(self, slot: int, local: float, markup: Markup) -> str:
        """Return the whole of the local gradient: what it is denoted by, formula, numbers.

        The numbers are left out where they tell nothing new.
        """
        sides = [self.slope(slot, markup), self.local_symbols(slot, markup)]
        known = (self.local_symbols(slot, TEXT), TEXT.name(number_text(local)))
        if self.local_numbers(slot, TEXT) not in known:
            sides.append(self.local_numbers(slot, markup))
        return markup.equal(sides)

    def _above(self, markup: Markup) -> str:
        """What stands behind the upper ∂ of the local gradients."""
        return markup.name(self.name, AS_ONE) if self._is_long else self.symbols(markup, AS_ONE)

    def _local(self, slot: int, markup: Markup, numbers: bool) -> str:
        def make() -> str:
            formula = self._kept(("partial", slot, numbers), lambda: self._partial(slot, numbers))
            return markup.write(formula, self._values(slot, formula, numbers), BESIDE_EQUALS)

        return self._kept(("local", slot, id(markup), numbers), make)

    def _kept(self, what: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What was made before, or is made now: a step asks for the same several times."""
        if what not in self._made:
            self._made[what] = make()
        made: Made = self._made[what]
        return made

    def _partial(self, slot: int, every_branch: bool) -> Expression:
        partial = self.rule.partial(slot)
        assert partial is not None
        places = self._arguments(slot)
        data = {name: self._data[place] for name, place in places.items()}
        # The constants pi and e keep their names.
        constants = {
            name: number
            for name, number in data.items()
            if self.node.operands[places[name]].is_constant and literal(number) in self._operands
        }
        return simplify(partial, constants, data | {"out": self._result}, every_branch)

    def _arguments(self, slot: int) -> dict[str, int]:
        """The places of the operands that the partial by one of them reads by name."""
        if self.rule.variadic:
            return {self.rule.member: slot}
        return {name: place for place, name in enumerate(self.rule.arguments)}

    def _values(self, slot: int, formula: Expression, numbers: bool) -> Values:
        out = number_text(self._result) if numbers else self.name
        if not self.rule.variadic:
            shown = self._numbers if numbers else self._symbols
            return dict(zip(self.rule.arguments, shown, strict=True)) | {"out": out}
        name = self._operands[slot]
        number = _number(self.node.operands[slot], self._data[slot], name)
        values = {self.rule.member: number if numbers else name, "out": out}
        if self.rule.arguments[0] not in formula_names(formula):
            return values
        return values | {self.rule.arguments[0]: self._numbers if numbers else self._symbols}


def written(node: Value, operands: list[str], write: Writer) -> str:
    """The operation of a node with its operands put in; of very many, the first and the last.

    A comparison stands in brackets, so that an equals sign can stand beside it.
    """
    assert node.rule is not None
    return _with_operands(node.rule.name, _shortened(operands), write, BESIDE_EQUALS)


def _with_operands(operation: str, operands: list[str], write: Writer, needed: Holds) -> str:
    places = [f"operand {place}" for place in range(len(operands))]
    if operation == "sum" and operands:
        terms: list[Expression] = [Name(place) for place in places]
        expression = terms[0]
        for term in terms[1:]:
            expression = Call("add", (expression, term))
    else:
        expression = Call(operation, tuple(map(Name, places)))
    return write(expression, dict(zip(places, operands, strict=True)), needed)


def _shortened(operands: list[str]) -> list[str]:
    """The operands; of very many, the first and the last, and how many are between them."""
    if len(operands) <= _MOST_OPERANDS:
        return operands
    left_out = f"… {len(operands) - 2 * _AT_EITHER_END:,} more …"
    return [*operands[:_AT_EITHER_END], left_out, *operands[-_AT_EITHER_END:]]


def _number(operand: Value, data: float, name: str) -> str:
    """The number of an operand; one that was written in the program stays as it was written."""
    return name if operand.is_constant and is_number(name) else number_text(data)


def _ordinal(place: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{place}{'th' if place % 100 in (11, 12, 13) else endings.get(place % 10, 'th')}"
