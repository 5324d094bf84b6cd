"""Pages whose blocks do not do what they show are found."""

from pathlib import Path

import pytest

from tests.blocks import blocks, commands, in_folder, output_of, run_page

PAGE = """\
```python
from micrograd_plus import Value

x = Value(3.0, label="x")
```

Words between the blocks.

```pycon
>>> y = x * x
>>> y.data
9.0
```

```python
y.backward()
print(x.grad)
```

```text
6.0
```

```console
$ . .venv/bin/activate
$ micrograd-plus explain "x*2" x=3 --format \\
latex
$ python -c "print(1 + 1)"
2
```
"""


def test_a_page_runs_in_one_namespace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block sees what those before it have made."""
    in_folder(tmp_path, monkeypatch)
    run_page("a page", PAGE)
    kinds = [block.kind for block in blocks(PAGE)]
    assert kinds == ["python", "pycon", "python", "text", "console"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("6.0", "6.1"),
        ("9.0", "9.1"),
        ("2\n```", "3\n```"),
        ("y.backward()", "z.backward()"),
        ("x * x", "x * z"),
        ("explain", "explian"),
        ("1 + 1", "1 +"),
        ("python -c", "perl -e"),
    ],
)
def test_what_is_wrong_is_found(
    right: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that is not printed, a block that fails, a command that there is not."""
    in_folder(tmp_path, monkeypatch)
    assert PAGE.count(right) == 1
    with pytest.raises((AssertionError, NameError)):
        run_page("a page", PAGE.replace(right, wrong))


def test_commands_and_their_answers() -> None:
    """A line goes on after a backslash; the lines below it are its answer."""
    assert list(commands("$ a \\\nb\none\ntwo\n$ c\n")) == [("a b", "one\ntwo\n"), ("c", "")]


def test_comments_behind_commands() -> None:
    """Words behind a hash are for people."""
    assert output_of("python -c 'print(2)'  # two").split() == ["2"]
