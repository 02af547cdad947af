"""The spelling of tags as HTML's tokenizer defines it: no part of a page can hide in a quote it does not know.

A quote delimits a value only directly after `=`.
"""

import re
from collections.abc import Mapping
from typing import Final


def tag_names(*lines: str) -> frozenset[str]:
    """Return the names in these lines."""
    return frozenset(name for line in lines for name in line.split())


WHITE: Final = r"\t\n\f\r "
"""White space of markup, for a class of a regular expression."""

ATTRIBUTE: Final = (
    rf"[^{WHITE}/>][^{WHITE}/>=]*+"
    rf"(?:[{WHITE}]*+=[{WHITE}]*+(?:\"[^\"]*+\"|'[^']*+'|[^{WHITE}>\"'][^{WHITE}>]*+)?+)?+"
)
ATTRIBUTES: Final = rf"(?:[{WHITE}/]++|{ATTRIBUTE})*+"
"""Everything that may be between the name of a tag and its end."""

MAX_ATTRIBUTES: Final = 250
"""Of one element."""

VOID_ELEMENTS: Final = tag_names(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr"
)
"""Elements that have no content and no end tag."""

HIDDEN_ELEMENTS: Final = tag_names(
    "script style template svg math noscript iframe head title object embed video audio canvas select textarea",
    "datalist -comment -doctype",
)
"""Elements whose content is no text of the page."""

BLOCK_ELEMENTS: Final = tag_names(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure",
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table",
    "tbody tfoot thead tr ul",
)
"""Elements that begin and end a line."""

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

TABLE_CELLS: Final = frozenset({"td", "th"})

CAPTION_CLASS: Final = re.compile(r"(?:^|[\s_-])caption(?:$|[\s_-])", re.IGNORECASE)
"""A class of the caption of a picture."""
MAX_CLASS: Final = 1_000
"""Characters of a class attribute; the rest is ignored."""

RAW_TEXT_ENDS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(rf"</{name}[{WHITE}/>]", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes")
}
"""The end of each element whose content is text, whatever tags seem to be in it."""
