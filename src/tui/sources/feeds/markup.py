"""The tags in the texts of a feed: which texts are markup, escaped once or twice, and texts without their tags."""

import re
from typing import Final

from tui.sources.html.tag import tag_names

_NAMES: Final = "|".join(
    sorted(
        tag_names(
            "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink",
            "blockquote body br button canvas caption center cite code col colgroup data datalist dd del details",
            "dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2",
            "h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark",
            "marquee menu meta meter nav nobr noembed noframes noscript object ol optgroup option output p param",
            "picture plaintext pre progress q rp rt ruby s samp script search section select small source span",
            "strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title",
            "tr track tt u ul var video wbr xmp",
        ),
        key=len,
        reverse=True,
    )
)
"""Of all elements of HTML, past ones too: `Vec<T>` in a headline is no element."""

CLOSING_TAG: Final = re.compile(rf"</(?:{_NAMES})\s{{0,9}}>", re.IGNORECASE)
TAG: Final = re.compile(rf"</?(?:{_NAMES})(?=[\s/>])[^<>]{{0,4000}}>", re.IGNORECASE)
ESCAPED_TAG: Final = re.compile(
    rf"&lt;/?(?:{_NAMES})(?:\s(?:[^<>&]|&(?![lg]t;)){{0,400}}+|\s{{0,9}}/)?&gt;", re.IGNORECASE
)
_HIDDEN: Final = re.compile(r"<(script|style|iframe|noscript|template)(?=[\s>])[^<>]{0,4000}>", re.IGNORECASE)
_HIDDEN_ENDS: Final = {
    name: re.compile(rf"</{name}\s{{0,9}}>", re.IGNORECASE)
    for name in ("script", "style", "iframe", "noscript", "template")
}
_BREAK: Final = re.compile(r"</?(?:p|div|br|li|tr|td|th|h[1-6]|hr|dd|dt)(?=[\s/>])[^<>]{0,4000}>", re.IGNORECASE)
_POWER: Final = re.compile(r"(?<=\d)<sup>(?=\s{0,9}[-−+]?\d)", re.IGNORECASE)
_COMMENT: Final = re.compile(r"<!--[^<>]{0,1000}-->")


def strip_tags(text: str) -> str:
    """Return a text without its tags, comments, and the content of scripts and the like; a new line is a blank."""
    pieces: list[str] = []
    at = 0
    while (hidden := _HIDDEN.search(text, at)) is not None:
        end = _HIDDEN_ENDS[hidden[1].lower()].search(text, hidden.end())
        pieces.append(text[at : hidden.start()])
        # an unclosed one hides the rest, as in a browser
        at = len(text) if end is None else end.end()
    pieces.append(text[at:])
    text = _COMMENT.sub("", "".join(pieces))
    # 10<sup>6</sup> is no 106
    return TAG.sub("", _POWER.sub("^", _BREAK.sub(" ", text)))
