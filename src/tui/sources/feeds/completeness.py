"""How much of an article a feed has: all of it, or its first words, after which the page goes on."""

import re
from collections.abc import Sequence
from typing import Final

from tui.domain.article import Completeness
from tui.domain.blocks import Block
from tui.sources.feeds.item import Item

_MAX_TEASER: Final = 600
"""Characters of a summary that is surely not the article, where the feed has an element for that and leaves it out."""
_MIN_WHOLE: Final = 1_500
"""Characters of one that surely is."""
_MIN_BODY: Final = 400
"""Characters of what is stated to be the article, below which it may be a teaser all the same."""
_TAIL: Final = 400
_IDEOGRAPHS: Final = "\u2e80"
"""From here on a character is about as long as a short word."""
_GOES_ON: Final = re.compile(
    r"(?:read (?:more|on|the (?:full|rest|whole)\b)|continue reading|keep reading|full (?:story|article)|view article"
    r"|weiterlesen|mehr lesen|zum artikel|lire la suite|lire plus|seguir leyendo|leer más|continua a leggere"
    r"|leggi tutto|lees (?:meer|verder)|leia mais|czytaj (?:dalej|więcej)|читать (?:далее|полностью)"
    r"|\u7d9a\u304d\u3092\u8aad\u3080|\u9605\u8bfb\u5168\u6587|مزید پڑھیں)[^<\w]{0,12}(?:\s*</[a-z0-9]+>|\s|&nbsp;)*+$",
    re.IGNORECASE,
)
_CUT: Final = ("…", "...", "[…]", "[...]")


def completeness_of(item: Item, blocks: Sequence[Block]) -> Completeness:
    """Return how much of its article an item of a feed has.

    Args:
        item: with its texts as the feed's own format gives them.
        blocks: what was read of them.
    """
    size = sum(map(_size, (block.text for block in blocks)))
    if _is_cut(blocks) or any(_GOES_ON.search(body.rstrip()[-_TAIL:]) for body in item.bodies):
        return Completeness.TEASER
    if item.contents:
        return Completeness.WHOLE if size >= _MIN_BODY else Completeness.UNKNOWN if size else Completeness.TEASER
    if size < _MAX_TEASER:
        return Completeness.TEASER
    return Completeness.WHOLE if size >= _MIN_WHOLE else Completeness.UNKNOWN


def _is_cut(blocks: Sequence[Block]) -> bool:
    return bool(blocks) and blocks[-1].text.rstrip().endswith(_CUT)


def _size(text: str) -> int:
    return len(text) + 2 * sum(character >= _IDEOGRAPHS for character in text) if not text.isascii() else len(text)
