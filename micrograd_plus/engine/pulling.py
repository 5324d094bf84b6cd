"""The step backward of a rule as source: upstream times local gradient, for each operand."""

from collections.abc import Callable

from ..rules.expression import COMPARISONS, Call, Expression, Name, Number, operations
from ..rules.table import Rule

_NEVER_RAISES = {"add", "sub", "mul", "neg", "where", *COMPARISONS}

Write = Callable[[Expression], str]


class Unchosen(float):
    """A local gradient of 0 that a row has chosen: nothing flows there, not even 0 * inf."""

    __slots__ = ()


UNCHOSEN = Unchosen(0.0)

# How a choice is written in Python: condition, if true, if false.
CHOICE = "({1} if {0} else {2})"


def sent_back(upstream: float, local: float) -> float:
    """Return upstream times local gradient.

    A zero gradient sends nothing, not even 0 * inf, and what was not chosen gets nothing.
    """
    return 0.0 if not upstream or local is UNCHOSEN else upstream * local


def _pieces(partial: Expression) -> list[Expression]:
    """The formulas among which the outer `where` of a partial choose; itself if there is none."""
    if isinstance(partial, Call) and partial.operation == "where":
        _, if_true, if_false = partial.arguments
        return [*_pieces(if_true), *_pieces(if_false)]
    return [partial]


def is_nothing(piece: Expression) -> bool:
    """Return whether a piece of a partial is a written 0, which says that no gradient flows."""
    return isinstance(piece, Number) and piece.value == 0


def may_be_nothing(partial: Expression) -> bool:
    """Return whether a partial can choose a written 0."""
    return any(map(is_nothing, _pieces(partial)))


def chosen_source(
    partial: Expression,
    write: Write,
    form: str = CHOICE,
) -> str:
    """Return a local gradient as source, with `_unchosen` for a written 0.

    Arguments:
        partial: the formula.
        write: gives the source of its pieces and conditions.
        form: how a choice is written: condition, if true, if false.
    """
    if is_nothing(partial):
        return "_unchosen"
    if may_be_nothing(partial):
        assert isinstance(partial, Call)
        condition, if_true, if_false = partial.arguments
        one, other = (chosen_source(each, write, form) for each in (if_true, if_false))
        return form.format(write(condition), one, other)
    return write(partial)


def data_names(rule: Rule, result: str = "_node.number") -> dict[str, str]:
    """Return the source that stands for each argument's number, and for the result."""
    if rule.variadic:
        return {rule.arguments[0]: "*_xs", rule.member: "_x.number", "out": result}
    return {name: f"{name}.number" for name in rule.arguments} | {"out": result}


def lines(depth: int, *texts: str) -> str:
    """Return lines of source, indented."""
    return "".join("    " * depth + text + "\n" for text in texts)


def may_raise(expression: Expression | None) -> bool:
    """Return whether computing a formula of finite numbers can raise."""
    return expression is not None and not operations(expression) <= _NEVER_RAISES


def operands_of(rule: Rule) -> str:
    """Return the source of a tuple of the operands."""
    return f"({', '.join(rule.arguments)},)"


# Where gradients are added up: in the operands themselves, or in a dictionary beside them.
IN_NODES, BESIDE = "{}.gradient", "_totals[{}]"


def pull_source(rule: Rule, write: Write, fallback: str, into: str = IN_NODES) -> str:
    """Return the source of a function that adds upstream times local gradient for each operand.

    Arguments:
        rule: the row.
        write: gives the source of a formula of the row, which may raise.
        fallback: the line that does the same by IEEE rules, where a formula has raised.
        into: where gradients are added up, IN_NODES or BESIDE.
    """
    head = "def _pull(_node, _upstream):\n"
    if into == BESIDE:
        head = "def _send(_node, _upstream, _totals):\n"
    if rule.variadic:
        return head + _variadic_pull(rule, write, fallback, into)
    flowing = [
        (name, partial)
        for name, partial in zip(rule.arguments, rule.partials, strict=True)
        if partial is not None
    ]

    risky = {name for name, partial in flowing if may_raise(partial)}
    source = head + lines(1, f"{operands_of(rule)} = _node.operands")
    if risky:
        source += lines(1, "try:")
        for name, partial in flowing:
            if name in risky:
                source += lines(2, f"if _type({name}) is not _Constant:")
                source += lines(3, f"_local_{name} = {chosen_source(partial, write)}")
        source += lines(1, "except _errors:", f"    {fallback}", "    return")
    for name, partial in flowing:
        flows = f"_type({name}) is not _Constant"
        target = into.format(name)
        if name not in risky:
            source += lines(1, f"if {flows}:") + _adding(2, partial, target, write)
            continue
        if may_be_nothing(partial):
            flows += f" and _local_{name} is not _unchosen"
        added = _contribution(partial, f"_local_{name}")
        source += lines(1, f"if {flows}:", f"    {target} += {added}")
    return source if flowing else head + lines(1, "pass")


def _variadic_pull(rule: Rule, write: Write, fallback: str, into: str) -> str:
    (partial,) = rule.partials
    if partial is None:
        return lines(1, "pass")
    add = f"{into.format('_x')} += {_contribution(partial, '_local')}"
    if is_nothing(partial):
        return lines(1, "pass")
    if isinstance(partial, Number | Name) and getattr(partial, "name", "out") == "out":
        local = write(partial)
        return (
            lines(1, f"_local = {local}", "for _x in _node.operands:")
            + lines(2, "if _type(_x) is not _Constant:")
            + lines(3, add)
        )
    local = chosen_source(partial, write)
    flows = "_local is not None"
    if may_be_nothing(partial):
        flows += " and _local is not _unchosen"
    return (
        lines(1, "_xs = [_x.number for _x in _node.operands]", "try:")
        + lines(2, f"_locals = [None if _type(_x) is _Constant else {local}")
        + lines(2, "           for _x in _node.operands]")
        + lines(1, "except _errors:", f"    {fallback}", "    return")
        + lines(1, "for _x, _local in _zip(_node.operands, _locals):")
        + lines(2, f"if {flows}:", f"    {add}")
    )


def _adding(depth: int, partial: Expression, target: str, write: Write) -> str:
    """The lines that add upstream times local gradient, branch by branch."""
    if is_nothing(partial):
        return lines(depth, "pass")
    if may_be_nothing(partial):
        assert isinstance(partial, Call)
        condition, if_true, if_false = partial.arguments
        return (
            lines(depth, f"if {write(condition)}:")
            + _adding(depth + 1, if_true, target, write)
            + lines(depth, "else:")
            + _adding(depth + 1, if_false, target, write)
        )
    return lines(depth, f"{target} += {_contribution(partial, write(partial))}")


def _contribution(partial: Expression, source: str) -> str:
    """Upstream times local; a factor of 1 or -1 is not worth a multiplication."""
    match partial:
        case Number(value=1.0):
            return "_upstream"
        case Call(operation="neg", arguments=(Number(value=1.0),)):
            return "-_upstream"
    return f"_upstream * {source}"
