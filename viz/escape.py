"""Text made safe for DOT: whatever a label holds, the picture shows it as it is."""

import html
import unicodedata

from graphviz import escape, nohtml


def plain(text: str) -> str:
    """Escape text for any attribute."""
    # Graphviz reads &lt; and its like as characters.
    escaped = escape(printable(text).replace("&", "&amp;")).replace("\n", r"\n")
    return literal(escaped)


def literal(text: str) -> str:
    """Let text that has been escaped stand between quotes, also where it looks like markup."""
    found: str = nohtml(text)
    return found


def field(text: str) -> str:
    """Escape text for a field of a record, where more characters have a meaning."""
    escaped = str(plain(text))
    for character in "{}|<>":
        escaped = escaped.replace(character, "\\" + character)
    return escaped


def tooltip(text: str) -> str:
    """Escape text for a tooltip, whose escapes Graphviz reads twice."""
    return plain(printable(text).replace("\\", "\\\\"))


def markup(text: str) -> str:
    """Escape text to stand between the tags of a label that is written like HTML."""
    escaped = html.escape(printable(text), quote=False).replace("\n", "<br/>")
    # Between tags, too, Graphviz puts names in place of \N and its like, and one \ in place of two.
    return escaped.replace("\\", "\\\\")


def printable(text: str) -> str:
    """Write characters that XML or DOT cannot hold, such as a null, by their numbers."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        character if _can_be_held(character) else character.encode("unicode_escape").decode()
        for character in text
    )


def _can_be_held(character: str) -> bool:
    # A character that is newer than Python's own tables has no category, and is one all the same.
    known = unicodedata.category(character) not in ("Cc", "Cs")
    return character == "\n" or (known and character not in "\ufffe\uffff")
