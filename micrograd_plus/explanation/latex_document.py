r"""An explanation as a whole LaTeX document, which pdflatex, xelatex and lualatex read alike.

Engines and fonts differ in the letters that they have. So the document is ASCII, and other letters
are commands that all of them know; what has none is shown where the font has it, else told by its
number.
"""

import re
import unicodedata
from collections.abc import Iterable

from ..inputs import shown
from .latex import displays
from .steps import Step

_PREAMBLE = r"""\documentclass{article}
\usepackage[a4paper, margin=25mm]{geometry}
\usepackage{amsmath}
\allowdisplaybreaks
"""
_LETTERS = r"""% A letter that the font may lack; \setmainfont of fontspec chooses one for xelatex.
\newcommand{\numbered}[1]{\text{\texttt{U+#1}}}
\ifdefined\Umathchar
  \newcommand{\letter}[1]{\iffontchar\font"#1 \text{\char"#1}\else\numbered{#1}\fi}
\else
  \newcommand{\letter}[1]{\numbered{#1}}
\fi
"""
# How many figures fit beside each other in a line of this document.
_ROOM = 74

_ESCAPED = {character: "\\" + character for character in "{}$#%&_"}
_ESCAPED |= {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
_ESCAPED |= {character: rf"\ensuremath{{{character}}}" for character in "<>"}
_ESCAPED |= {"|": r"\ensuremath{\vert}", "*": r"\ensuremath{\ast}"}
# Beside each other these would become one sign.
_ESCAPED |= {character: character + "{}" for character in "-'`,"}

_SMALL = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi"
_SMALL_TOO = "pi rho varsigma sigma tau upsilon phi chi psi omega"
_LARGE = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
_SIGNS = dict(zip("αβγδϵζηθικλμνξ", _SMALL.split(), strict=True))
_SIGNS |= dict(zip("πρςστυϕχψω", _SMALL_TOO.split(), strict=True))
_SIGNS |= dict(zip("ΓΔΘΛΞΠΣΥΦΨΩ", _LARGE.split(), strict=True))
_SIGNS |= {"ε": "varepsilon", "φ": "varphi", "ϑ": "vartheta", "ϱ": "varrho", "ϖ": "varpi"}
_SIGNS |= {"∂": "partial", "∇": "nabla", "·": "cdot", "×": "times", "÷": "div", "±": "pm"}
_SIGNS |= {"→": "rightarrow", "←": "leftarrow", "∞": "infty", "∑": "sum", "∏": "prod"}
_SIGNS |= {"≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx", "…": "ldots", "µ": "mu"}
_LATIN = {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l"}
_LATIN |= {"Ł": "L", "ı": "i", "§": "S", "¶": "P", "£": "pounds", "©": "copyright"}
_PLAIN = {"‘": "`", "’": "'", "“": "``", "”": "''", "–": "--", "—": "---", "−": r"\ensuremath{-}"}
# Letters that Greek shares with Latin.
_PLAIN |= dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", "ABEZHIKMNOPTXo", strict=True))
_PLAIN |= {"\N{NO-BREAK SPACE}": "~"}
_ACCENTS = dict(zip("\u0300\u0301\u0302\u0303\u0304\u0307\u0308", "`'^~=.\"", strict=True))
_ACCENTS |= {"\u0306": "u", "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0327": "c"}
# What is no letter of its own, or turns the direction of what follows.
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def latex_document(steps: Iterable[Step], title: str = "") -> str:
    """Return steps as a whole document; `Explanation.latex_document` says how."""
    if not isinstance(title, str):
        raise TypeError(f"the title of a document is a text, here is {shown(title)}")
    steps = list(steps)
    forward = [step for step in steps if step.kind == "forward"]
    backward = [step for step in steps if step.kind != "forward"]
    title = escaped(title or f"The gradient of {backward[0].name}")
    body = "".join([_section("Forward", forward), _section("Backward", backward)])
    letters = _LETTERS if re.search(r"\\(letter|numbered)\{", title + body) else ""
    head = f"\\title{{{title}}}\n\\author{{}}\n\\date{{}}\n"
    return f"{_PREAMBLE}{letters}{head}\\begin{{document}}\n\\maketitle\n{body}\\end{{document}}\n"


def escaped(text: str) -> str:
    r"""Write plain text so that it stands in a document as it is, whatever is in it.

    >>> print(escaped("50% of w_1"), escaped("∂L/∂β"))
    50\% of w\_1 \ensuremath{\partial}L/\ensuremath{\partial}\ensuremath{\beta}
    """
    return readable(_in_text(text))


def readable(latex: str) -> str:
    r"""Write by commands what is not ASCII in LaTeX.

    >>> print(readable("é ß λ x₁"), readable("漢"))
    {\'{e}} {\ss} \ensuremath{\lambda} x\ensuremath{_{1}} \letter{6F22}
    """
    return re.sub(r"[^ -~\n]", _command, unicodedata.normalize("NFC", latex))


def _in_text(text: str) -> str:
    """Plain text with commands for what LaTeX gives a meaning; other letters are as they were."""
    return "".join(_ESCAPED.get(letter, letter) for letter in " ".join(text.split()))


def _command(found: re.Match[str]) -> str:
    letter = found[0]
    if letter in _SIGNS:
        return rf"\ensuremath{{\{_SIGNS[letter]}}}"
    if letter in _LATIN:
        return rf"{{\{_LATIN[letter]}}}"
    if letter in _PLAIN:
        return _PLAIN[letter]
    kind, *parts = unicodedata.decomposition(letter).split() or [""]
    whole = "".join(chr(int(part, 16)) for part in parts)
    if kind in ("<sub>", "<super>") and re.fullmatch(r"[-+=()\w]", whole, re.ASCII):
        return rf"\ensuremath{{{'_' if kind == '<sub>' else '^'}{{{whole}}}}}"
    apart = unicodedata.normalize("NFD", letter)
    if apart[1:] == "\u0301" and apart[0] in _SIGNS:
        return rf"\ensuremath{{\acute{{\{_SIGNS[apart[0]]}}}}}"
    if apart[1:] in _ACCENTS and re.fullmatch("[A-Za-z]", apart[0]):
        return rf"{{\{_ACCENTS[apart[1:]]}{{{apart[0]}}}}}"
    command = "numbered" if unicodedata.category(letter) in _UNSEEN else "letter"
    return rf"\{command}{{{ord(letter):04X}}}"


def _section(name: str, steps: list[Step]) -> str:
    """The displays of some steps, above each of the backward ones its law."""
    if not steps:
        return ""
    words = [f"{step.number}. {_law(step)}" if step.kind != "forward" else "" for step in steps]
    found = [f"\\section*{{{name}}}\n"]
    rows = [step.latex for step in steps]
    for display in displays(rows, [_in_text(each) for each in words], _ROOM):
        found.append(readable(display) + "\n")
    return "".join(found)


def _law(step: Step) -> str:
    if step.kind == "seed":
        return "The gradient of the result by itself"
    return step.law[:1].upper() + step.law[1:]
