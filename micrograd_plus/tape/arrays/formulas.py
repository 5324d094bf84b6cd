"""A formula as array operations: one for each node of its syntax tree."""

from collections.abc import Mapping

from ...graph import toposort
from ...rules.arithmetic import ALL
from ...rules.expression import COMPARISONS, CONSTANTS, Call, Each, Expression, Name, Number, parts
from ...rules.inlining import key_of
from ...rules.on_arrays import UFUNCS
from .views import Operand
from .writer import Writer

_GREATER_FIRST = {"less": False, "less_equal": False, "greater": True, "greater_equal": True}

Result = Operand | float


class Computation:
    """Writes formulas over the same operands, each common part once.

    Arguments:
        writer: takes the lines.
        operands: what each name of the formulas stands for.
        members: the name for all operands of a variadic row, if it is one: the operand under it
            has them along its second axis.
    """

    def __init__(self, writer: Writer, operands: Mapping[str, Operand], members: str = "") -> None:
        self.writer = writer
        self.operands: dict[str, Operand] = dict(operands)
        self.members = members
        self.known: dict[str, Result] = {}
        # The parts that a later formula needs again: their arrays are not used for other things.
        self.kept: set[str] = set()

    def keep(self, expressions: list[Expression]) -> None:
        """Keep what is computed from now on, where these formulas contain it."""
        for expression in expressions:
            every = toposort(expression, parts)
            self.kept |= {key_of(part) for part in every if isinstance(part, Call)}

    def forget(self) -> None:
        """Leave only what is kept: the other arrays will hold something else."""
        self.known = {key: found for key, found in self.known.items() if key in self.kept}

    def factor(self, expression: Expression) -> Result:
        """Compute a formula that something is multiplied by: a 0 or 1 may be a truth value."""
        if isinstance(expression, Call) and expression.operation == "where":
            condition, if_true, if_false = expression.arguments
            if _is(if_true, 1.0) and _is(if_false, 0.0):
                return self.compute(condition)
        return self.compute(expression)

    def compute(self, expression: Expression, out: Operand | None = None) -> Result:
        """Write the lines that compute a formula, into `out` if it is given."""
        if out is not None and not isinstance(expression, Call):
            leaf = self._part(expression)
            self.writer.write(f"copyto({out.name}, {self._text(leaf)})")
            return out
        result: Result = 0.0
        for part in toposort(expression, _outer_parts):
            result = self._part(part, out if part is expression else None)
        if out is not None and not isinstance(result, Operand):
            self.writer.write(f"copyto({out.name}, {self._text(result)})")
            return out
        if out is not None and isinstance(result, Operand) and result.name != out.name:
            # A choice that is known beforehand is one of the operands itself.
            self.writer.write(f"copyto({out.name}, {result.name})")
            return out
        return result

    def _part(self, part: Expression, out: Operand | None = None) -> Result:
        if isinstance(part, Number):
            return part.value
        if isinstance(part, Name):
            return self.operands[part.name] if part.name in self.operands else CONSTANTS[part.name]
        assert isinstance(part, Call)
        key = key_of(part)
        if key in self.known:
            found = self.known[key]
            if out is not None:
                self.writer.write(f"copyto({out.name}, {self._text(found)})")
            return found if out is None else out
        if part.operation == "where":
            result = self._where(part, out)
        elif part.variadic:
            result = self._reduced(part, out)
        else:
            result = self._called(part, out)
        self.known[key] = result
        return result

    def _text(self, result: Result) -> str:
        return result.name if isinstance(result, Operand) else self.writer.number(result)

    def _target(
        self, part: Expression, inner: list[Result], out: Operand | None, type: str = "float"
    ) -> Operand:
        """Where a result goes: into `out`, or a temporary as large as its operands together."""
        dims, wide = _together(inner)
        if out is not None and type == "float":
            return out
        return self.writer.temporary(dims, wide, type, keep=key_of(part) in self.kept)

    def _called(self, part: Call, out: Operand | None) -> Result:
        inner = [self._part(argument) for argument in part.arguments]
        if not any(isinstance(x, Operand) for x in inner):
            return float(ALL[part.operation](*inner))
        kind = "bool" if part.operation in COMPARISONS else "float"
        target = self._target(part, inner, out, kind)
        name, texts = UFUNCS[part.operation], [self._text(x) for x in inner]
        if part.operation == "pow":
            if inner[1] == 2.0:
                name, texts = "square", texts[:1]
            elif inner[1] == -1.0:
                name, texts = "reciprocal", texts[:1]
        self.writer.write(f"{name}({', '.join(texts)}, out={target.name})")
        return target

    def _where(self, part: Call, out: Operand | None) -> Result:
        condition, if_true, if_false = part.arguments
        assert isinstance(condition, Call)
        chosen = _larger_or_smaller(condition, if_true, if_false)
        if chosen is not None:
            return self._called(Call(chosen, condition.arguments), out)
        mask = self._part(condition)
        if not isinstance(mask, Operand):
            return self._part(if_true if mask else if_false)
        inner = [mask, self._part(if_true), self._part(if_false)]
        target = self._target(part, inner, out)
        self.writer.write(f"copyto({target.name}, {self._text(inner[2])})")
        self.writer.write(f"copyto({target.name}, {self._text(inner[1])}, where={mask.name})")
        return target

    def _reduced(self, part: Call, out: Operand | None) -> Result:
        """A sum, product or logsumexp over the members, or over parts that are listed."""
        if over_members(part, self.members):
            inner = self._each(part.arguments[0])
            if not isinstance(inner, Operand):
                count = self.operands[self.members].dims[1]
                listed = Call(part.operation, (Number(inner),) * count, variadic=True)
                return self._listed(listed, out)
            dims = (inner.dims[0], 1)
            target = out or self.writer.temporary(dims, inner.wide, keep=key_of(part) in self.kept)
            if part.operation == "logsumexp":
                self.writer.write(f"logsumexp({inner.name}, {target.name})")
            else:
                reducer = f"{UFUNCS[part.operation]}.reduce"
                self.writer.write(
                    f"{reducer}({inner.name}, axis=1, keepdims=True, out={target.name})"
                )
            return target
        return self._listed(part, out)

    def _listed(self, part: Call, out: Operand | None) -> Result:
        inner = [self._part(argument) for argument in part.arguments]
        if not any(isinstance(x, Operand) for x in inner):
            return float(ALL[part.operation](inner))
        target = self._target(part, inner, out)
        name = UFUNCS[part.operation]
        if len(inner) == 1:
            self.writer.write(f"copyto({target.name}, {self._text(inner[0])})")
            return target
        self.writer.write(
            f"{name}({self._text(inner[0])}, {self._text(inner[1])}, out={target.name})"
        )
        for operand in inner[2:]:
            self.writer.write(f"{name}({target.name}, {self._text(operand)}, out={target.name})")
        return target

    def _each(self, part: Expression) -> Result:
        if isinstance(part, Name):
            return self.operands[part.name]
        assert isinstance(part, Each)
        inner = Computation(
            self.writer, self.operands | {part.variable: self.operands[part.over]}, self.members
        )
        return inner.compute(part.body)


def over_members(call: Call, members: str) -> bool:
    """Return whether a sum or the like goes over all operands of a variadic row, by their name."""
    over = call.arguments[0]
    named = isinstance(over, Name) and over.name == members
    return len(call.arguments) == 1 and (named or isinstance(over, Each))


def _outer_parts(expression: Expression) -> tuple[Expression, ...]:
    """The parts that are computed by themselves: not the body of a `for`, nor what it is over."""
    if not isinstance(expression, Call):
        return ()
    if expression.variadic and len(expression.arguments) == 1:
        return ()
    if expression.operation == "where":
        condition, if_true, if_false = expression.arguments
        assert isinstance(condition, Call)
        if _larger_or_smaller(condition, if_true, if_false):
            return condition.arguments
    return parts(expression)


def _together(inner: list[Result]) -> tuple[tuple[int, ...], bool]:
    """The shape of what is computed from several operands."""
    operands = [operand for operand in inner if isinstance(operand, Operand)]
    sizes = zip(*[operand.dims for operand in operands], strict=True)
    return tuple(max(size) for size in sizes), any(operand.wide for operand in operands)


def _is(expression: Expression, number: float) -> bool:
    return isinstance(expression, Number) and expression.value == number


def _larger_or_smaller(condition: Call, if_true: Expression, if_false: Expression) -> str | None:
    """Whether a `where` picks the larger or smaller of the two things that it compares.

    Where one is nan, the other branch is taken: that is what maximum and minimum do only if it is
    the one that may be nan, so the other has to be a plain number.
    """
    if condition.operation not in _GREATER_FIRST:
        return None
    first, second = condition.arguments
    pair = (key_of(if_true), key_of(if_false))
    if pair == (key_of(first), key_of(second)):
        true_if_first = True
    elif pair == (key_of(second), key_of(first)):
        true_if_first = False
    else:
        return None
    if not isinstance(if_true, Number) or isinstance(if_false, Number):
        return None
    return "maximum" if _GREATER_FIRST[condition.operation] == true_if_first else "minimum"
