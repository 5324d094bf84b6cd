r"""An expression as LaTeX, for display formulas and for the mathtext of matplotlib.

Labels are text: whatever is special in LaTeX, in Markdown or in HTML is escaped. Letters that are
neither Latin nor Greek stand in `\text{...}`, for which LaTeX must be run as xelatex or lualatex
with a font that has them.
"""

import re
import unicodedata

from .expression import SYMBOLS, Expression
from .marked_up import Language, Piece, indexed
from .notation import ANYHOW, BINDS, Holds, Values, sides

_FUNCTIONS = frozenset(["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min"])
_NAMES = {
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "log2": r"\log_{2}",
    "log10": r"\log_{10}",
    "maximum": r"\max",
    "minimum": r"\min",
    "sigmoid": r"\sigma",
    "sum": r"\sum",
    "prod": r"\prod",
}
_COMPARISONS = {
    "less": "<",
    "less_equal": r"\leq",
    "greater": ">",
    "greater_equal": r"\geq",
    "equal": "=",
    "not_equal": r"\neq",
}

_SMALL = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau"
_GREEK = {name: "\\" + name for name in f"{_SMALL} upsilon phi chi psi omega".split()}
_LARGE = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
_GREEK |= {name: "\\" + name for name in _LARGE.split()}
_CHARACTERS = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", _GREEK.values(), strict=True))
# Of these LaTeX has two shapes, as Unicode does.
_CHARACTERS |= {"ε": r"\varepsilon", "φ": r"\varphi", "ς": r"\varsigma"}
_CHARACTERS |= {"ϵ": r"\epsilon", "ϕ": r"\phi", "ϑ": r"\vartheta", "ϱ": r"\varrho", "ϖ": r"\varpi"}
_ACCENTS = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar", "\u0307": r"\dot"}

_ESCAPED = {character: "\\" + character for character in "{}$#%&_"} | {"`": "‘"}
# These mean something in text, in Markdown or in a table of it; as mathematics they are harmless.
_AS_MATHEMATICS = {
    "\\": r"\backslash",
    "^": r"{\wedge}",
    "~": r"{\sim}",
    "|": r"{\vert}",
    "<": "{<}",
    ">": "{>}",
    "*": r"{\ast}",
}


def latex_text(text: str) -> str:
    r"""Write plain text so that it can stand in a formula.

    >>> print(latex_text("50% of a_b"), latex_text("x|y"))
    \text{50\% of a\_b} \text{x}{\vert}\text{y}
    """
    pieces = []
    for piece in re.split(r"([\\^~|<>*])", text):
        if piece in _AS_MATHEMATICS:
            pieces.append(_AS_MATHEMATICS[piece])
        elif piece:
            escaped = "".join(_ESCAPED.get(character, character) for character in piece)
            pieces.append(rf"\text{{{escaped}}}")
    return "".join(pieces)


def latex_number(text: str) -> str:
    r"""Write a number, given as text, in LaTeX.

    >>> print(latex_number("-3.0000"), latex_number("4e-05"))
    -3.0000 4 \cdot 10^{-5}
    """
    if "inf" in text:
        return text.replace("inf", r"\infty")
    if text == "nan":
        return r"\text{nan}"
    digits, _, exponent = text.partition("e")
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if exponent else digits


def latex_name(name: str) -> str:
    r"""Write a name in LaTeX: an index is lowered, a Greek letter is one, a word stands upright.

    >>> print(latex_name("w1"), latex_name("x"), latex_name("layers[0].b"))
    w_{1} x \text{layers[0].b}
    >>> print(latex_name("alpha"), latex_name("α_2"), latex_name("ŷ"))
    \alpha \alpha_{2} \hat{y}
    """
    base, index = indexed(name)
    letter = _latex_letter(base)
    if letter is None:
        return latex_text(name)
    return f"{letter}_{{{index}}}" if index else letter


def _latex_letter(name: str) -> str | None:
    """A single letter, or the name of a Greek one, as a variable of mathematics."""
    if re.fullmatch("[A-Za-z]", name):
        return name
    if name in _GREEK:
        return _GREEK[name]
    if name in _CHARACTERS:
        return _CHARACTERS[name]
    apart = unicodedata.normalize("NFD", name)
    base, accent = apart[:1], apart[1:]
    letter = _latex_letter(base) if accent in _ACCENTS else None
    return f"{_ACCENTS[accent]}{{{letter}}}" if letter else None


def latex_function(operation: str) -> str:
    """Return the LaTeX of an operation's name."""
    if operation in _NAMES:
        return _NAMES[operation]
    if operation in _FUNCTIONS:
        return "\\" + operation
    if not operation.isascii():
        return latex_name(operation)
    return r"\operatorname{" + operation.replace("_", r"\_") + "}"


def to_latex(expression: Expression, values: Values | None = None, needed: Holds = ANYHOW) -> str:
    """Write an expression as LaTeX, without dollar signs.

    Arguments:
        expression: what to write.
        values: what to write for a name, as plain text: the name of an operand, or its number.
        needed: how tightly the whole must hold together.
    """
    return _LATEX.write(expression, values, needed)


def _call(operation: str, inner: list[Piece]) -> Piece:
    texts = [text for text, _ in inner]
    if operation == "neg":
        return "-" + _wrap(*inner[0], Holds.SIGN), Holds.SIGN
    if operation == "div":
        return rf"\frac{{{texts[0]}}}{{{texts[1]}}}", Holds.POWER
    if operation == "pow":
        return f"{_wrap(*inner[0], Holds.ATOM)}^{{{texts[1]}}}", Holds.POWER
    if operation in ("add", "sub", "mul"):
        left, right = sides(operation)
        symbol = r" \cdot " if operation == "mul" else f" {SYMBOLS[operation]} "
        text = _wrap(*inner[0], left) + symbol + _wrap(*inner[1], right)
        return text, BINDS[operation]
    if operation in _COMPARISONS:
        left, right = sides(operation)
        text = f"{_wrap(*inner[0], left)} {_COMPARISONS[operation]} {_wrap(*inner[1], right)}"
        return text, Holds.COMPARISON
    if operation == "sqrt":
        return rf"\sqrt{{{texts[0]}}}", Holds.ATOM
    if operation == "cbrt":
        return rf"\sqrt[3]{{{texts[0]}}}", Holds.ATOM
    if operation == "abs":
        return rf"\left\vert {texts[0]}\right\vert", Holds.ATOM
    if operation == "exp":
        return f"e^{{{texts[0]}}}", Holds.POWER
    return rf"{latex_function(operation)}\left({', '.join(texts)}\right)", Holds.ATOM


def _wrap(text: str, holding: Holds, needed: Holds) -> str:
    return text if holding >= needed else rf"\left({text}\right)"


_LATEX = Language(
    name=latex_name,
    number=latex_number,
    listed=", ".join,
    each=lambda body, variable, over: rf"{body} \text{{ for }} {variable} \in {over}",
    call=_call,
    wrap=_wrap,
)
