"""The step forward of a rule as source: functions that make a node of the operands."""

from ..rules.expression import names
from ..rules.table import BUILT_IN, Rule
from .pulling import Write, lines, may_raise, operands_of

_NODE = """\
_node = _new(_Value)
_node.number = _data
_node.gradient = None
_node.operands = {operands}
_node.operation = {key}
_node.name = ""
_node.epoch = _epoch
_node.scope = _state.scope
if _state.observers:
    _tell(_state.observers, _node)
"""

# A plain number as an operand: what `Constant.of` does, without a call.
_CONSTANT = """\
            _node = _new(_Constant)
            _node.number = {number}
            _node.gradient = _node.operation = _node.scope = None
            _node.operands = ()
            _node.name = ""
            _node.epoch = 0
            {number} = _node
"""


def apply_source(rule: Rule, key: str, write: Write) -> str:
    """Return the source of the operation as a function of Values and numbers.

    Arguments:
        rule: the row.
        key: the name under which the function finds its operation.
        write: gives the source of a formula of the row, which may raise.
    """
    if rule.variadic:
        name = rule.arguments[0]
        return (
            f"def {rule.name}(*{name}):\n"
            + lines(1, _docstring(rule), f"_nodes = _members({rule.name!r}, {name})")
            + lines(1, "_xs = [_x.number for _x in _nodes]")
            + _result_source(rule, key, write, "_nodes")
        )
    checks = [
        line
        for name in rule.arguments
        for line in (f"if _type({name}) is not _Value:", f"    {name} = _operand({name})")
    ]
    if rule.name == "where":
        checks[:2] = ["condition = _condition(condition)"]
    arguments = ", ".join(rule.arguments)
    # Python's own max and min take any number of operands.
    if rule is BUILT_IN.get(rule.name) and rule.name in ("maximum", "minimum"):
        arguments += ", *_others"
        checks[:0] = ["if _others:", f"    _too_many({rule.name!r})"]
    return (
        f"def {rule.name}({arguments}):\n"
        + lines(1, _docstring(rule), *checks)
        + _result_source(rule, key, write, operands_of(rule))
    )


def method_source(rule: Rule, key: str, write: Write, name: str, reflected: bool) -> str:
    """Return the source of the operator method `name` of a binary row; see `apply_source`."""
    a, b = rule.arguments
    first, other = (b, a) if reflected else (a, b)
    begin = ""
    if name == "__radd__":
        # Python's own sum begins with 0: adding that shows nothing.
        begin = lines(1, f"if _type({other}) is _int and not {other}:", f"    return {first}")
    # Only where the other is a number: sums of Values are to stay as fast as they are.
    in_place = ""
    if name.startswith("__i") or name in ("__add__", "__sub__"):
        in_place = lines(2, f"if {first}.operation is None and {first}.gradient:")
        in_place += lines(3, f"_tell_of_new_value({first}, {other}, {name!r})")
    return (
        f"def {name}({first}, {other}):\n"
        + begin
        + lines(1, f"if _type({other}) is not _Value:")
        + in_place
        + lines(2, f"if _type({other}) is _float:")
        + _CONSTANT.format(number=other)
        + lines(2, "else:", f"    {other} = _other_operand({other})")
        + lines(3, f"if {other} is NotImplemented:", "    return NotImplemented")
        + _result_source(rule, key, write, operands_of(rule))
    )


def pairs_source(rule: Rule, key: str, write: Write) -> str:
    """Return the source of a binary row, which never raises, for many pairs of operands.

    What is going on is looked up once for all of them. See `apply_source`.
    """
    a, b = rule.arguments
    return (
        "def _pairs(_firsts, _seconds, _otherwise):\n"
        + lines(1, "_state = _now()", "_nodes = []")
        + lines(1, f"for {a}, {b} in _zip(_firsts, _seconds):")
        + lines(
            2, f"if _type({a}) is _Value and (_type({b}) is _Value or _type({b}) is _Constant):"
        )
        + lines(3, f"_data = {write(rule.forward)}")
        + lines(3, *_node_lines(key, operands_of(rule)), "_nodes.append(_node)")
        + lines(2, "else:", f"    _nodes.append(_otherwise({a}, {b}))")
        + lines(1, "return _nodes")
    )


def _result_source(rule: Rule, key: str, write: Write, operands: str) -> str:
    """The lines that compute `_data`, put it into a new node and return that."""
    data = write(rule.forward)
    finish = lines(1, "_state = _now()", *_node_lines(key, operands), "return _node")
    # The rows of the package raise by themselves outside their domain.
    domain = () if BUILT_IN.get(rule.name) is rule else rule.domain
    if not (domain or may_raise(rule.forward)):
        return lines(1, f"_data = {data}") + finish
    inside = " and ".join(map(write, domain))
    if rule.variadic and domain:
        inside = f"_all([{inside} for _x in _nodes])"
    check = lines(2, f"if not ({inside}):", "    raise _value_error") if domain else ""
    return (
        lines(1, "try:")
        + check
        + lines(2, f"_data = {data}")
        + lines(1, "except _errors as _error:")
        + lines(2, f"_data = _outside({key}, {operands}, _error)")
        + finish
    )


def _node_lines(key: str, operands: str) -> list[str]:
    """The lines that make a node of `_data`, where `_state` is what is going on."""
    return _NODE.format(operands=operands, key=key).splitlines()


def _docstring(rule: Rule) -> str:
    _, _, forward, *partials, domain = rule.text
    arguments = [rule.member] if rule.variadic else rule.arguments
    lines = [f"Return {forward}.", ""]
    for argument, partial in zip(arguments, partials, strict=True):
        if partial is not None:
            lines.append(f"The derivative by {argument} is {partial}.")
    if any("out" in names(partial) for partial in rule.partials if partial is not None):
        lines.append("There out is the result.")
    if domain:
        lines.append(f"It is defined for {domain}.")
    return repr("\n".join(lines))
