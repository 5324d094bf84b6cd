"""What a notebook shows of a thing by its name alone."""

import base64
import html
import json
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

import viz
from micrograd_plus import Value, explain, record, sum as total, tanh
from micrograd_plus.display.notebook import MOST_EDGES, MOST_GROUPS, MOST_NODES, MOST_OPERANDS
from micrograd_plus.explanation.text import SHOWN
from micrograd_plus.nn import MLP, Module, Neuron
from micrograd_plus.training.history import History

ROOT = Path(viz.__file__).parents[1]


def run(code, folder):
    """Run a script in a folder, as somebody who works there would."""
    start = f"import sys; sys.path.append({str(ROOT)!r})\n"
    return subprocess.run(
        [sys.executable, "-c", start + code], cwd=folder, capture_output=True, text=True
    )


def result():
    a, b = Value(2.0, label="a|<b>&"), Value(-3.0, label="b")
    y = tanh(a * b) + a
    y.backward()
    return y


def picture_in(bundle):
    """The SVG that is the image of a cell."""
    (data,) = re.findall('src="data:image/svg\\+xml;base64,([^"]*)"', bundle["text/html"])
    return base64.b64decode(data).decode()


def chain(operations):
    v = Value(1.0)
    for _ in range(operations):
        v = -v
    return v


def fail(*_, **__):
    raise RuntimeError("it is broken")


def test_value_in_a_notebook():
    """A Value shows its text and its picture together in HTML: nbconvert stops at an SVG alone."""
    y = result()
    bundle = y._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert bundle["text/plain"] == repr(y)
    page = ElementTree.fromstring(f"<body>{bundle['text/html']}</body>")
    assert page.find("pre").text == repr(y)
    assert repr(y) in page.find("img").get("alt")
    picture = ElementTree.fromstring(picture_in(bundle))
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "a|<b>&" in texts
    assert f"data {y.data:.4f}" in texts


@pytest.mark.parametrize(
    ("include", "exclude", "kinds"),
    [
        ({"text/plain"}, None, {"text/plain"}),
        (["image/svg+xml"], None, {"image/svg+xml"}),
        (None, {"text/html"}, {"text/plain"}),
        (None, ("text/html", "image/svg+xml"), {"text/plain"}),
        ({"text/plain", "text/html"}, {"text/plain"}, {"text/html"}),
        ({"application/json"}, None, set()),
    ],
)
def test_kinds_that_are_wanted(include, exclude, kinds):
    """A notebook gets the kinds that it includes, but for those that it excludes."""
    assert set(result()._repr_mimebundle_(include=include, exclude=exclude)) == kinds


def test_pictures_that_nobody_wants_are_not_made(monkeypatch):
    """Where text alone is asked for, no picture is laid out, nor for IPython in a terminal."""
    monkeypatch.setattr(viz.render, "_layout", fail)
    assert set(result()._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
    shell = SimpleNamespace(display_formatter=SimpleNamespace(active_types=["text/plain"]))
    ipython = SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    assert set(result()._repr_mimebundle_()) == {"text/plain"}
    shell.display_formatter.active_types = ["text/plain", "text/html"]
    assert "broken" in result()._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("root", "note"),
    [
        (chain(MOST_NODES - 1), None),
        (chain(MOST_NODES), f"more than {MOST_NODES} nodes: draw_dot(v) draws them"),
        (total([Value(1.0)] * MOST_EDGES), None),
        (total([Value(1.0)] * (MOST_EDGES + 1)), f"more than {MOST_EDGES} edges"),
        (chain(100_000), f"more than {MOST_NODES} nodes"),
    ],
    ids=["100 nodes", "101 nodes", "200 edges", "201 edges", "deep"],
)
def test_large_graphs_are_not_drawn_unasked(monkeypatch, root, note):
    """A graph that is large is text, with how to draw it; a small one is drawn."""
    monkeypatch.setattr(viz.render, "render", lambda *_: b"<svg/>")
    bundle = root._repr_mimebundle_()
    assert bundle["text/plain"] == repr(root)
    assert ("<img" in bundle["text/html"]) is (note is None)
    if note is None:
        assert picture_in(bundle) == "<svg/>"
    else:
        assert note in bundle["text/html"]


def test_ids_of_a_page_are_unlike():
    """Values shown one after the other, even the same one twice, share no id."""
    y = result()
    page = "".join(picture_in(v._repr_mimebundle_()) for v in (y, y, tanh(y)))
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids)) > 30


@pytest.mark.parametrize("missing", ["package", "program"])
def test_value_without_graphviz(monkeypatch, tmp_path, missing):
    """Without graphviz a Value is its text, and nothing is said about it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    if missing == "package":
        monkeypatch.setitem(sys.modules, "graphviz", None)
    y = result()
    assert y._repr_mimebundle_() == {"text/plain": repr(y)}


@pytest.mark.parametrize("kind", [RuntimeError, viz.LayoutError])
def test_picture_that_fails(monkeypatch, kind):
    """Where a picture fails, the text is shown with one short line that says why."""

    def fail(*_):
        raise kind("it is\nbroken " + "for a very long reason " * 20)

    monkeypatch.setattr(viz.render, "_layout", fail)
    y = result()
    bundle = y._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert bundle["text/plain"] == repr(y)
    (note,) = re.findall("<p>(.*)</p>", bundle["text/html"])
    assert note.startswith(f"no picture: {kind.__name__}: it is broken for a very long reason")
    assert len(note) < 200


def test_value_where_another_file_hides_the_package(tmp_path):
    """A viz.py of the user's own is named, and the text is shown."""
    (tmp_path / "viz.py").write_text("", encoding="utf-8")
    code = "from micrograd_plus import Value\nprint(Value(1.0)._repr_mimebundle_()['text/html'])"
    shown = run(code, tmp_path)
    assert shown.stderr == ""
    assert "Value(data=1.0" in shown.stdout
    assert "viz.py hides the package viz" in shown.stdout


def test_nothing_leaks_into_a_recording():
    """Shown while a function is recorded, everything is its text, and adds nothing to the tape."""
    model, history, y = MLP(2, [1], seed=0), History(loss=[1.0]), result()
    explanation, tape = explain(y), record(tanh, 1.0)
    shown = []

    def compute(x, look):
        z = tanh(x * y)
        if look:
            for thing in (x, z, y, explanation):
                shown.append(set(thing._repr_mimebundle_()))
            shown.append(set(history._repr_mimebundle_()[0]))
            shown.append({model._repr_html_(), tape._repr_html_()})
        return z

    plain = record(lambda x: compute(x, look=False), 2.0)
    watched = record(lambda x: compute(x, look=True), 2.0)
    # It runs twice.
    assert shown == ([{"text/plain"}] * 5 + [{None}]) * 2
    assert len(watched.nodes) == len(plain.nodes)
    assert str(watched) == str(plain)


def test_explanation_in_a_notebook():
    """An explanation is tables, in HTML and Markdown; a long one is text, with steps left out."""
    explanation = explain(result())
    bundle = explanation._repr_mimebundle_()
    assert bundle["text/plain"] == repr(explanation)
    rows = [line for line in bundle["text/markdown"].splitlines() if line.startswith("| ")]
    assert [row for row in rows if "$" in row] == [
        row for row in explanation.markdown().splitlines() if "$" in row
    ]
    assert ">forward<" in rows[0]
    stripped, script = bundle["text/html"].split("<script>")
    assert f">{html.escape(repr(explanation))}</pre>" in stripped
    assert "<math" not in stripped
    (written,) = re.findall("innerHTML = (.*?); }\\);</script>$", script)
    assert json.loads(written) == explanation.html()
    assert written.count("<math") == len(explanation.steps)
    # Each operation is a step forward and one back for each operand, and the seed is one more.
    longest = explain(chain(SHOWN // 2 - 2) * Value(2.0))
    assert len(longest.steps) == SHOWN
    assert "text/markdown" in longest._repr_mimebundle_()
    long = explain(chain(SHOWN // 2))
    assert long._repr_mimebundle_() == {"text/plain": repr(long)}


def test_headings_stay_in_a_pdf():
    """What pandoc makes of the tables for LaTeX has the heading of both."""
    if shutil.which("pandoc") is None:
        pytest.skip("pandoc is not installed")
    tables = explain(result())._repr_mimebundle_()["text/markdown"]
    command = ["pandoc", "-f", "markdown", "-t", "latex"]
    made = subprocess.run(command, input=tables, capture_output=True, encoding="utf-8", check=True)
    assert re.findall(r"\b(forward|backward|why)\b", made.stdout) == ["forward", "backward", "why"]


def test_explanation_where_labels_would_end_the_script():
    """A label that looks like the end of a script, or like markup, is a label in both forms."""
    a = Value(2.0, label="</script><b>&amp;")
    shown = explain(a * a)._repr_mimebundle_()["text/html"]
    assert shown.count("</script>") == 1
    assert "<b>" not in shown


@pytest.mark.parametrize("operands", [MOST_OPERANDS, MOST_OPERANDS + 1, 200_000])
def test_explanation_of_a_long_sum(operands):
    """A sum whose terms would fill the memory is told in one line, with what to do."""
    explanation = explain(total([Value(1.0)] * operands))
    (text,) = explanation._repr_mimebundle_().values()
    if operands <= MOST_OPERANDS:
        assert text == repr(explanation)
    else:
        assert f"{operands:,} operands in one step" in text
        assert text.endswith("explain one of them, or print it")


def test_explanation_of_changed_data():
    """An explanation that holds no longer says so in one line."""
    a = Value(2.0, label="a")
    explanation = explain(a * a)
    a.data = 3.0
    (line,) = explanation._repr_mimebundle_().values()
    assert line.startswith("no explanation: StaleGraphError: ")


def test_history_in_a_notebook():
    """A History shows its text, and its curves as a PNG that is sharp on a fine screen."""
    history = History(
        loss=[0.5, float("nan"), float("inf")], accuracy=[0.5, 0.75, 1.0], lr=[0.1] * 3
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bundle, sizes = history._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "image/png"}
    assert bundle["text/plain"] == repr(history)
    assert f">{history!r}</pre>" in bundle["text/html"]
    assert bundle["image/png"] in bundle["text/html"]
    picture = base64.b64decode(bundle["image/png"])
    assert picture.startswith(b"\x89PNG")
    drawn = [int.from_bytes(picture[place : place + 4], "big") for place in (16, 20)]
    size = sizes["image/png"]
    assert drawn == [2 * size["width"], 2 * size["height"]]
    only, none = history._repr_mimebundle_(include=["text/html"])
    assert (set(only), none) == ({"text/html"}, {})


@pytest.mark.parametrize("why", ["no epochs", "no matplotlib", "broken"])
def test_history_without_a_picture(monkeypatch, why):
    """Where there is nothing to draw, or nothing to draw with, a History is its text."""
    history = History(loss=[] if why == "no epochs" else [1.0])
    if why == "no matplotlib":
        monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    if why == "broken":
        monkeypatch.setattr(viz, "history_curves", fail)
    bundle, sizes = history._repr_mimebundle_()
    assert sizes == {}
    note = bundle.pop("text/html", "")
    assert bundle == {"text/plain": repr(history)}
    assert ("no picture: RuntimeError: it is broken" in note) is (why == "broken")


class Named(Module):
    """A model with parts whose names need escaping."""

    def __init__(self):
        self.parts = {"<b>": Neuron(2, seed=0), "&": MLP(3, [1000, 1], seed=0)}


def test_model_in_a_notebook():
    """A model is a table of its parts, with the numbers of `summary`; names are escaped."""
    text = Named()._repr_html_()
    table = ElementTree.fromstring(text).find("table")
    assert table.find("caption").text == "Named"
    rows = [[cell.text for cell in row] for row in table.iter("tr")]
    assert rows == [
        ["part", "what it is", "parameters"],
        ["parts['<b>']", "ReLUNeuron(2)", "3"],
        ["parts['&']", "MLP", "5,001"],
        ["in all", None, "5,004"],
    ]


def test_model_with_a_show_of_its_own():
    """A class that shows itself in its own way is left alone."""

    class Mine(Neuron):
        def _repr_html_(self):
            return "<b>mine</b>"

    assert Mine(2)._repr_html_() == "<b>mine</b>"


def test_model_that_cannot_be_listed():
    """A model whose parts fail is its text, with a line that says why."""

    class Broken(Module):
        parameters = fail

    text = Broken()._repr_html_()
    assert "Broken" in text
    assert "<p>shown as text: RuntimeError: it is broken" in text


def test_tape_in_a_notebook():
    """A tape is its program, letter by letter, which scrolls if it is long."""
    model = MLP(2, [3, 1], seed=0)
    tape = record(lambda x: model(x), [0.0, 0.0])
    shown = ElementTree.fromstring(tape._repr_html_())
    assert shown.text == str(tape)
    assert "overflow: auto" in shown.get("style")
    assert repr(tape) == str(tape).splitlines()[0]


def test_a_long_program_is_not_written_unasked():
    """A tape of many groups, which takes its time to write, is its line and what to do."""

    def chain(x):
        for step in range(MOST_GROUPS // 2):
            x = tanh(x * (1.0 + step))
        return x

    assert "<p>" not in record(chain, 1.0)._repr_html_()
    tape = record(lambda x: chain(x) + x, 1.0)
    shown = tape._repr_html_()
    assert f">{tape!r}</pre>" in shown.replace("&lt;", "<").replace("&gt;", ">")
    assert "print(tape) shows its program" in shown
