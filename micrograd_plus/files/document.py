"""A document as text and back: JSON that a person can read.

A document is a dict of text, numbers, lists and dicts. What it means is for others to say: they ask
for its parts one by one, and hear where it is not what it must be.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from ..inputs import shortened

# JSON has no infinities, so these stand for them where a number is due.
_NOT_FINITE = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}

# What stands in a file as it is.
_PLAIN = (str, int, float, bool, type(None))

_DEEPEST = 50


def number_to_plain(number: float) -> float | str:
    """Return a float as a document holds it: as it is, or one of `"inf"`, `"-inf"`, `"nan"`.

    >>> number_to_plain(0.1), number_to_plain(float("-inf"))
    (0.1, '-inf')
    """
    if math.isfinite(number):
        return number
    return "nan" if math.isnan(number) else "inf" if number > 0 else "-inf"


class Part:
    """A part of a document, read with a question: the answer, or an error that says where.

    Arguments:
        source: what the document was read from, for error messages.
        content: the part itself.
        path: how to reach it from the top, such as `layers[1].neurons[0].w`.
    """

    def __init__(self, source: str, content: Any, path: str = "") -> None:
        self.source = source
        self.content = content
        self.path = path

    def wrong(self, what: str) -> ValueError:
        """Return an error about this part, to be raised."""
        return ValueError(f"{self.source}: {self.path or 'the document'} {what}")

    def __getitem__(self, key: str) -> "Part":
        """Return the part under a key."""
        if not isinstance(self.content, dict):
            raise self.wrong(f"is {_kind(self.content)}: it must be an object with {key!r}")
        if key not in self.content:
            raise self.wrong(f"lacks the key {key!r}: it has {_listed(self.content)}")
        return Part(self.source, self.content[key], f"{self.path}.{key}".lstrip("."))

    def names(self) -> list[str]:
        """Return the keys of an object."""
        if not isinstance(self.content, dict):
            raise self.wrong(f"is {_kind(self.content)}: it must be an object")
        return list(self.content)

    def check_keys(self, *expected: str) -> None:
        """Raise unless this is an object with exactly these keys."""
        for key in expected:
            self[key]
        for key in self.names():
            if key not in expected:
                raise self.wrong(f"has the unknown key {key!r}: it takes {_listed(expected)}")

    def members(self, count: int | None = None, by: str = "") -> "list[Part]":
        """Return the parts of a list; `by` names what asks for so many of them."""
        if not isinstance(self.content, list):
            raise self.wrong(f"is {_kind(self.content)}: it must be a list")
        if count is not None and len(self.content) != count:
            raise self.wrong(f"has the length {len(self.content)}, but {by} asks for {count}")
        return [
            Part(self.source, member, f"{self.path}[{index}]")
            for index, member in enumerate(self.content)
        ]

    def text(self) -> str:
        """Return a text."""
        if not isinstance(self.content, str):
            raise self.wrong(f"is {_kind(self.content)}: it must be text in quotes")
        return self.content

    def choice(self, among: Iterable[str]) -> str:
        """Return a text that is one of several."""
        if self.text() not in among:
            raise self.wrong(f"is {_shown(self.content)}: it is one of {_listed(among)}")
        return self.text()

    def count(self) -> int:
        """Return a whole number of at least 1."""
        if type(self.content) is not int or self.content < 1:
            raise self.wrong(f"is {_kind(self.content)}: it must be a whole number of at least 1")
        return self.content

    def truth(self) -> bool:
        """Return a truth value."""
        if type(self.content) is not bool:
            raise self.wrong(f"is {_kind(self.content)}: it must be true or false")
        return self.content

    def number(self) -> float:
        """Return a float, for which `"inf"`, `"-inf"` and `"nan"` may stand too."""
        content = self.content
        if type(content) is float:
            return content
        if isinstance(content, str) and content in _NOT_FINITE:
            return _NOT_FINITE[content]
        if type(content) is not int:
            raise self.wrong(
                f'is {_kind(content)}: it must be a number without quotes, or "inf", "-inf", "nan"'
            )
        try:
            return float(content)
        except OverflowError:
            raise self.wrong(_too_large(str(content))) from None


# --------------------------------------------------------------------------------------- to text


def _check_plain(document: dict[str, Any]) -> None:
    """Raise for what JSON cannot hold, or would give back as something else."""
    stack: list[tuple[str, int, Any]] = [("", 0, document)]
    while stack:
        path, depth, thing = stack.pop()
        if depth > _DEEPEST:
            raise ValueError(f"{path[:60]}... is nested more than {_DEEPEST} deep, or in itself")
        for step, member in _steps(thing):
            where, kind = (path + step).lstrip("."), type(member)
            if kind is dict or kind is list:
                stack.append((where, depth + 1, member))
            elif kind is float and not math.isfinite(member):
                raise ValueError(f"{where} is {member}, which JSON lacks: put None or text there")
            elif kind not in _PLAIN:
                raise TypeError(
                    f"{where} is {_shown(member)}, of type {kind.__name__}: "
                    "a file holds text, int, float, bool, None, and lists and dicts of these "
                    "(array.tolist() makes plain numbers of numpy's)"
                )


def _steps(thing: Any) -> Iterator[tuple[str, Any]]:
    """The members of a list or dict, each with its step of the path."""
    if isinstance(thing, list):
        yield from ((f"[{index}]", member) for index, member in enumerate(thing))
    elif isinstance(thing, dict):
        for key, member in thing.items():
            if type(key) is not str:
                raise TypeError(f"the key {_shown(key)} is not text: a file has keys of text only")
            yield f".{key}", member


def to_text(document: dict[str, Any]) -> str:
    """Return a document as text, in which a row of numbers is a line.

    Raises:
        TypeError: for anything but text, numbers, truth values, None, and lists and dicts of these.
        ValueError: for inf or nan (`number_to_plain` gives what stands for them) and for what is
            nested too deeply.

    >>> print(to_text({"name": "a", "rows": [[1.0, 2.5], [3.0, 4.0]]}))
    {
      "name": "a",
      "rows": [
        [1.0, 2.5],
        [3.0, 4.0]
      ]
    }
    """
    _check_plain(document)
    members = [f"  {_flat(key)}: {_laid_out(member, 1)}" for key, member in document.items()]
    return "{\n" + ",\n".join(members) + "\n}"


def _laid_out(thing: Any, indent: int) -> str:
    """A part as text: on one line if it is a row, or a dict of numbers, text and rows."""
    inner = thing.values() if isinstance(thing, dict) else []
    if not isinstance(thing, list | dict) or all(map(_is_row, [*inner] or [thing])):
        return _flat(thing)
    margin = "  " * (indent + 1)
    if isinstance(thing, dict):
        lines = [f"{_flat(key)}: {_laid_out(member, indent + 1)}" for key, member in thing.items()]
        opening, closing = "{}"
    else:
        lines = [_laid_out(member, indent + 1) for member in thing]
        opening, closing = "[]"
    body = ",\n".join(margin + line for line in lines)
    return f"{opening}\n{body}\n{'  ' * indent}{closing}"


def _is_row(thing: Any) -> bool:
    """Whether nothing in here has anything in it."""
    if isinstance(thing, dict):
        return not thing
    return not isinstance(thing, list) or not any(isinstance(x, list | dict) for x in thing)


def _flat(thing: Any) -> str:
    return json.dumps(thing, ensure_ascii=False)


# ------------------------------------------------------------------------------------- from text


def from_text(source: str, text: str) -> Part:
    """Return what is written in a text.

    Arguments:
        source: what error messages call it, such as the name of the file.
        text: JSON, as `to_text` makes it.

    Raises:
        ValueError: for text that is not JSON, with line and column, and for what a document does
            not hold: a number that no float can be, a key that stands twice.
    """
    doubtful: list[tuple[Any, str]] = []

    def real(digits: str) -> float:
        number = float(digits)
        if math.isinf(number):
            doubtful.append((number, _too_large(digits)))
        return number

    def whole(digits: str) -> int | float:
        try:
            return int(digits)
        except ValueError:
            # Python reads no more than some thousand digits.
            return real(digits + ".0")

    def constant(word: str) -> float:
        number = float(word)
        doubtful.append((number, f'is {word}: write it in quotes, as "{number}"'))
        return number

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(members)
        if len(made) < len(members):
            (twice, _), *_ = Counter(key for key, _ in members).most_common(1)
            doubtful.append((made, f"has the key {twice!r} twice: leave one out"))
        return made

    try:
        document = json.loads(
            text,
            parse_float=real,
            parse_int=whole,
            parse_constant=constant,
            object_pairs_hook=pairs,
        )
    except json.JSONDecodeError as error:
        raise ValueError(f"{source}, {_broken(text, error)}") from None
    except RecursionError:
        raise ValueError(f"{source} is nested too deeply: it was not saved here") from None
    for thing, what in doubtful:
        raise Part(source, thing, _path_to(thing, document)).wrong(what)
    return Part(source, document)


def _broken(text: str, error: json.JSONDecodeError) -> str:
    """What is wrong with text that is not JSON, and where."""
    place = f"line {error.lineno}, column {error.colno}: "
    end = len(text.rstrip())
    if error.pos >= end or text[end - 1] != "}":
        return f"{place}the text ends too early, so it was cut: save again, or take a whole copy"
    return f"{place}{error.msg[0].lower()}{error.msg[1:]}: mend this line, or take another copy"


def _path_to(wanted: Any, document: Any) -> str:
    """Where in a document this very object is."""
    stack = [("", document)]
    while stack:
        path, thing = stack.pop()
        if thing is wanted:
            return path.lstrip(".")
        stack.extend((path + step, member) for step, member in _steps(thing))
    return ""


def _too_large(digits: str) -> str:
    return (
        f'is {shortened(digits)}, too large for a float (the largest is 1.8e308): write "inf" if '
        "infinity is meant"
    )


def _kind(thing: Any) -> str:
    """What a part is, in words."""
    if isinstance(thing, dict):
        return "an object"
    if isinstance(thing, list):
        return f"a list of {len(thing)}"
    if isinstance(thing, str):
        return f"the text {_shown(thing)}"
    plain = thing is None or isinstance(thing, bool | int | float)
    return shortened(_flat(thing)) if plain else _shown(thing)


def _listed(names: Iterable[str]) -> str:
    shown = [shortened(name) for name in names]
    more = f" and {len(shown) - 12} more" if len(shown) > 12 else ""
    return ", ".join(shown[:12]) + more if shown else "nothing"


def _shown(thing: object) -> str:
    return shortened(repr(thing))
