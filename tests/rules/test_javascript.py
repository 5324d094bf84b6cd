"""The table as JavaScript: what the source holds. That it computes right is tried in a browser."""

import json
import shutil
import subprocess

import pytest

from micrograd_plus import rule
from micrograd_plus.rules.expression import parse
from micrograd_plus.rules.javascript import UNCHOSEN, chosen, source, to_javascript, to_tree
from micrograd_plus.rules.table import TABLE


def test_every_row_has_an_entry() -> None:
    """Under its name, with as many partials as arguments."""
    source, keys = to_javascript(TABLE.values())
    assert {TABLE[name] for name in TABLE} <= set(keys)
    assert all(f"{json.dumps(key)}:" in source for key in keys.values())


def test_names_of_a_user_never_come_into_the_source() -> None:
    """Arguments are places; a name that JavaScript keeps for itself is text in a string."""
    rule("function", "var this", "var * this", "this", "var")
    rule("uses_it", "delete", "function(delete, 2)", "2")
    source, _ = to_javascript([TABLE["uses_it"]])
    assert 'R["function"].forward([x[0],2.0])' in source
    code = "".join(line for line in source.splitlines() if not line.lstrip().startswith("{..."))
    assert "delete" not in code.split("forward:", 1)[1]


def test_two_rules_of_one_name() -> None:
    """An older rule that another one still means gets a key of its own."""
    rule("twice", "x", "2 * x", "2")
    rule("four", "x", "twice(twice(x))", "4")
    four = TABLE["four"]
    rule("twice", "x", "x + x + 0", "2", replace=True)
    source, keys = to_javascript([TABLE["twice"], four])
    assert sorted(key for key in keys.values() if key.startswith("twice")) == ["twice", "twice'"]
    assert 'R["twice\'"].forward([R["twice\'"]' in source


def test_trees() -> None:
    """Nested lists, which JSON holds."""
    tree = to_tree(parse("sum(x**2 for x in xs) / pi", {"sum": -1}))
    assert tree == [
        "div",
        ["sum", ["@", ["pow", ["$", "x"], ["#", 2.0]], "x", "xs"]],
        ["$", "pi"],
    ]
    assert json.loads(json.dumps(tree)) == tree


def test_a_formula_by_itself() -> None:
    """Names are what one says; a list of operands stays a list."""
    each = parse("sum(x**2 for x in xs) + pi", {"sum": -1})
    written = source(each, {"xs": "[v0,v1]"}, "xs")
    assert written == "(M.sum([v0,v1].map(each=>M.pow(each,2.0))) + 3.141592653589793)"


def test_what_is_chosen() -> None:
    """A written 0 among the branches says that nothing flows; a computed one does not."""
    formula = parse("where(x > 0, 1, where(x < -1, 0, x - x))", {"where": 3})
    written = chosen(formula, lambda part: source(part, {"x": "x"}))
    assert written == f"((x > 0.0) ? 1.0 : ((x < (-1.0)) ? {UNCHOSEN} : (x - x)))"


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no program node")
def test_it_is_javascript() -> None:
    """The source is read by another engine than the browser's, too."""
    written, _ = to_javascript(TABLE.values())
    script = f"const R = {written}; console.log(Object.keys(R).length)"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) >= len(TABLE)
