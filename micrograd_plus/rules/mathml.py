"""An expression as MathML, which browsers show without a network and without a script.

What the functions return stands inside `<math>`. Only elements of MathML Core are used.
"""

import html
import re
import unicodedata
from collections.abc import Sequence

from .expression import Expression
from .marked_up import Language, Piece, indexed
from .notation import ANYHOW, BINDS, Holds, Values, sides

_SIGNS = {
    "add": "+",
    "sub": "−",
    "mul": "·",
    "less": "&lt;",
    "less_equal": "≤",
    "greater": "&gt;",
    "greater_equal": "≥",
    "equal": "=",
    "not_equal": "≠",
}
_LETTERS = {
    unicodedata.name(letter).split()[-1].lower().replace("lamda", "lambda"): letter
    for letter in "αβγδεζηθικλμνξπρστυφχψω"
}
_LETTERS |= {name.capitalize(): letter.upper() for name, letter in _LETTERS.items()}
# XML 1.0 has no place for these, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def row(*parts: str) -> str:
    """Return parts, MathML, as one."""
    return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"


def sign(text: str) -> str:
    """Return an operator, such as an equals sign."""
    return f"<mo>{text}</mo>"


def words(text: str) -> str:
    """Return plain text.

    >>> print(words("a < b"))
    <mtext>a &lt; b</mtext>
    """
    # At its ends a space would be dropped.
    inside = re.sub("^ | $", "\N{NO-BREAK SPACE}", text)
    return f"<mtext>{_escaped(inside)}</mtext>"


def fraction(above: str, below: str) -> str:
    """Return a fraction of two pieces of MathML."""
    return f"<mfrac>{above}{below}</mfrac>"


def mathml_number(text: str) -> str:
    """Write a number, given as text, in MathML.

    >>> print(mathml_number("-3.0000"))
    <mrow><mo>−</mo><mn>3.0000</mn></mrow>
    """
    if text.startswith("-"):
        return row(sign("−"), mathml_number(text[1:]))
    if text in ("inf", "nan"):
        return "<mi>∞</mi>" if text == "inf" else "<mtext>nan</mtext>"
    digits, _, exponent = text.partition("e")
    if not exponent:
        return f"<mn>{digits}</mn>"
    power = f"<msup><mn>10</mn>{mathml_number(str(int(exponent)))}</msup>"
    return row(f"<mn>{digits}</mn>", sign("·"), power)


def mathml_name(name: str) -> str:
    """Write a name in MathML: an index is lowered, a Greek letter is one, a word stands upright.

    >>> print(mathml_name("w1"), mathml_name("loss"), mathml_name("alpha"))
    <msub><mi>w</mi><mn>1</mn></msub> <mtext>loss</mtext> <mi>α</mi>
    """
    base, index = indexed(name)
    base = _LETTERS.get(base, base)
    if len(unicodedata.normalize("NFC", base)) > 1 or not base[:1].isalpha():
        return words(name)
    letter = f"<mi>{_escaped(base)}</mi>"
    return f"<msub>{letter}<mn>{index}</mn></msub>" if index else letter


def to_mathml(expression: Expression, values: Values | None = None, needed: Holds = ANYHOW) -> str:
    """Write an expression as MathML, without the `<math>` around it.

    Arguments:
        expression: what to write.
        values: what to write for a name, as plain text: the name of an operand, or its number.
        needed: how tightly the whole must hold together.
    """
    return _MATHML.write(expression, values, needed)


def _listed(texts: Sequence[str]) -> str:
    return f"<mrow>{sign(',').join(texts)}</mrow>"


def _call(operation: str, inner: list[Piece]) -> Piece:
    texts = [text for text, _ in inner]
    if operation == "neg":
        return row(sign("−"), _wrap(*inner[0], Holds.SIGN)), Holds.SIGN
    if operation == "div":
        return fraction(*texts), Holds.POWER
    if operation == "pow":
        return f"<msup>{_wrap(*inner[0], Holds.ATOM)}{texts[1]}</msup>", Holds.POWER
    if operation in _SIGNS:
        left, right = sides(operation)
        first, second = _wrap(*inner[0], left), _wrap(*inner[1], right)
        return row(first, sign(_SIGNS[operation]), second), BINDS.get(operation, Holds.COMPARISON)
    if operation == "sqrt":
        return f"<msqrt>{texts[0]}</msqrt>", Holds.ATOM
    if operation == "cbrt":
        return f"<mroot>{texts[0]}<mn>3</mn></mroot>", Holds.ATOM
    if operation == "abs":
        bar = '<mo stretchy="true">|</mo>'
        return row(bar, texts[0], bar), Holds.ATOM
    if operation == "exp":
        return f"<msup><mi>e</mi>{texts[0]}</msup>", Holds.POWER
    name = {"maximum": "max", "minimum": "min", "sigmoid": "σ"}.get(operation, operation)
    # A name of one letter would be slanted; that of a function never is.
    called = f'<mi mathvariant="normal">{_escaped(name)}</mi>'
    return row(called, _brackets(_listed(texts))), Holds.ATOM


def _wrap(text: str, holding: Holds, needed: Holds) -> str:
    return text if holding >= needed else _brackets(text)


def _brackets(text: str) -> str:
    return row(sign("("), text, sign(")"))


def _escaped(text: str) -> str:
    return html.escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text), quote=False)


_MATHML = Language(
    name=mathml_name,
    number=mathml_number,
    listed=_listed,
    each=lambda body, variable, over: row(body, words(" for "), variable, sign("∈"), over),
    call=_call,
    wrap=_wrap,
)
