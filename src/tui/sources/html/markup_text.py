"""The text of markup without parsing it: references decoded, the title, the visible words."""

import re

# longer ones are no references: a number of a thousand digits takes too long to convert
_REFERENCE = r"&(?:#[0-9]{1,16}|#[xX][0-9a-fA-F]{1,16}|[A-Za-z][A-Za-z0-9]{1,31})"
_TERMINATED = re.compile(_REFERENCE + ";")
_ANY = re.compile(_REFERENCE + ";?")
_FREQUENT = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'))
"""Of which an escaped body consists; they make no other reference, whatever is around them."""
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_TITLE_WITHIN = 20_000
_TAG = re.compile(r"<[^<>]{0,2000}>")
_HIDDEN = re.compile(r"<(script|style)\b", re.IGNORECASE)
_HIDDEN_ENDS = {name: re.compile(rf"</{name}[^<>]{{0,100}}>", re.IGNORECASE) for name in ("script", "style")}


def decode_references(text: str, *, terminated: bool = False, invalid: str = "") -> str:
    """Return a text with its character references decoded.

    Args:
        text: of markup.
        terminated: whether to leave those without a semicolon alone, as XML does; HTML decodes many of them.
        invalid: replaces a reference to no character.
    """
    if "&" not in text:
        return text
    for reference, character in _FREQUENT:
        text = text.replace(reference, character)
    if "&" not in text:
        return text
    from html import unescape  # noqa: PLC0415 - loads two thousand names, which few texts need

    return (_TERMINATED if terminated else _ANY).sub(lambda reference: unescape(reference[0]) or invalid, text)


def window_title(markup: str) -> str:
    """Return the title of the window, not sanitized; empty where there is none."""
    title = _TITLE.search(markup, 0, _TITLE_WITHIN)
    return title[1] if title else ""


def visible_words(markup: str) -> str:
    """Return the text outside tags, scripts and styles, in one line."""
    pieces: list[str] = []
    at = 0
    while (hidden := _HIDDEN.search(markup, at)) is not None:
        pieces.append(markup[at : hidden.start()])
        end = _HIDDEN_ENDS[hidden[1].lower()].search(markup, hidden.end())
        # an unclosed one hides the rest, as in a browser
        at = len(markup) if end is None else end.end()
    pieces.append(markup[at:])
    return " ".join(_TAG.sub(" ", " ".join(pieces)).split())
