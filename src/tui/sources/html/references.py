"""Decode the character references of markup: `&amp;`, `&#9650;`, `&nbsp;`."""

import re
from html import unescape

# longer ones are no references: a number of a thousand digits takes too long to convert
_REFERENCE = r"&(?:#[0-9]{1,16}|#[xX][0-9a-fA-F]{1,16}|[A-Za-z][A-Za-z0-9]{1,31})"
_TERMINATED = re.compile(_REFERENCE + ";")
_ANY = re.compile(_REFERENCE + ";?")


def decode_references(text: str, *, terminated: bool = False, invalid: str = "") -> str:
    """Return a text with its character references decoded.

    Args:
        text: of markup.
        terminated: whether to leave those without a semicolon alone, as XML does; HTML decodes many of them.
        invalid: replaces a reference to no character.
    """
    if "&" not in text:
        return text
    return (_TERMINATED if terminated else _ANY).sub(lambda reference: unescape(reference[0]) or invalid, text)
